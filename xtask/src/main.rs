//! Every task of the repository: `cargo xtask <task>`.

use std::process::ExitCode;

mod bench;
mod causes;
mod ci;
mod demo;
mod faults;
mod policies;
mod reasons;
mod shell;
mod simulate;
mod tidy;
mod workload;

const USAGE: &str = "\
usage: cargo xtask <task>

  demo      build everything, start a host, send it generated payments, show what happens
  test      every test of the host, the policies and the contract
  ci        what continuous integration runs: format, lints, tidy, test
  bench     what a decision costs, and what it costs to lose none [decision | worst | log | restart
            | scale | start | replay]
  policies  build the policies into target/policies
  reasons   write docs/REASONS.md from the policies' manifests
  causes    write docs/CAUSES.md from the tables of causes in the tests
  simulate  lives of a host with crashes, from seeds [--seeds N] [--from SEED] [--minutes M]
            [--seed SEED tells one step by step] [--faults [NAME] looks for faults put in on purpose]
  kill      the real program, killed again and again under load [--rounds N]
  tidy      check the style rules that no compiler knows
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let task = arguments.first().map_or("", String::as_str);
    let rest = arguments.get(1..).unwrap_or_default();
    let done = match task {
        "demo" => demo::run(rest),
        "test" => ci::test(),
        "ci" => ci::run(),
        "bench" => bench::run(rest),
        "policies" => policies::build().map(|_| ()),
        "reasons" => reasons::run(),
        "causes" => causes::run(),
        "simulate" => simulate::run(rest),
        "kill" => simulate::kill(rest),
        "tidy" => tidy::run(),
        "" | "help" | "--help" | "-h" => {
            shell::say(USAGE);
            return ExitCode::SUCCESS;
        }
        unknown => {
            shell::complain(&format!("no task `{unknown}`\n\n{USAGE}"));
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            shell::complain(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
