//! The command line, a file for each subcommand.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line talks to a person"
)]

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod answer;
mod audience;
mod audit;
mod check;
mod client;
mod config;
mod decide;
mod import;
mod lines;
mod message;
mod reasons;
mod report;
mod send;
mod serve;
mod table;
mod words;

/// Risk and limit policy engine for card and QR payments.
#[derive(Debug, Parser)]
#[command(name = "tollgate", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::ServeArgs),
    Import(import::ImportArgs),
    Send(send::SendArgs),
    Decide(decide::DecideArgs),
    Check(check::CheckArgs),
    Reasons(reasons::ReasonsArgs),
    Audit(audit::AuditArgs),
    Report(report::ReportArgs),
    Config(config::ConfigArgs),
    /// Prepares one module for the host that started this; see `policy::child`.
    #[command(name = crate::policy::child::SUBCOMMAND, hide = true)]
    PrepareModule,
}

/// Runs the program.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Send(arguments) => send::run(&arguments),
        Command::Decide(arguments) => decide::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Reasons(arguments) => reasons::run(&arguments),
        Command::Audit(arguments) => audit::run(&arguments),
        Command::Report(arguments) => report::run(&arguments),
        Command::Config(arguments) => config::run(&arguments),
        Command::PrepareModule => crate::policy::child::run_child()
            .map(|()| ExitCode::SUCCESS)
            .map_err(Into::into),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
