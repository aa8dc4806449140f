//! How to go on without the demonstration.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use tollgate_proto::json::to_json;
use tollgate_workload::{Shop, Standing, without_secrets};

use super::host::{Directory, Host};
use super::page::{self, dim};
use super::traffic::Traffic;
use crate::shell;

/// Where a host listens that is started later, as by default.
const LISTEN: (&str, &str) = ("127.0.0.1:50151", "127.0.0.1:50152");
/// Payments in the file to send.
const PAYMENTS: usize = 200;

/// Leaves the next payments in a file, without card numbers.
pub(super) fn write_payments(directory: &Directory, traffic: &Traffic) -> Result<()> {
    let mut text = String::new();
    for payment in traffic.preview(PAYMENTS) {
        text.push_str(&to_json("PreAuthorization", &without_secrets(&payment))?);
        text.push('\n');
    }
    fs::write(directory.payments(), text).context("payments.jsonl")
}

/// The host runs on.
pub(super) fn kept(
    host: Host,
    directory: &Directory,
    program: &Path,
    shops: &[Shop],
) -> Result<()> {
    page::heading("The host runs on: ask it yourself");
    command(
        "Ask for one decision, through gRPC reflection:",
        &grpcurl(&host.address, shops),
    );
    command(
        "Send 200 more payments:",
        &send(&host.address, directory, program),
    );
    command(
        "See its figures:",
        &format!("curl http://{}/metrics", host.admin),
    );
    command(
        "See why the payments of one merchant failed, as it may know it:",
        &report(directory, program, shops),
    );
    command("Stop it:", &format!("kill {}", host.pid));
    host.keep(directory)
}

/// The host was stopped, and can be started again on what it kept.
pub(super) fn stopped(directory: &Directory, program: &Path, shops: &[Shop]) -> Result<()> {
    let (listen, admin) = LISTEN;
    directory.configure(listen, admin)?;
    page::heading("The host is stopped: start it again and ask it yourself");
    command(
        "Or leave it running the next time:",
        "cargo xtask demo --keep",
    );
    let configuration = shown(&directory.configuration());
    let serve = format!("{} serve --config {configuration}", shown(program));
    command("Start it with the same merchants and policies:", &serve);
    command(
        "Ask for one decision, through gRPC reflection:",
        &grpcurl(listen, shops),
    );
    command("Send 200 more payments:", &send(listen, directory, program));
    command(
        "See why the payments of one merchant failed, as it may know it:",
        &report(directory, program, shops),
    );
    Ok(())
}

fn command(told: &str, command: &str) {
    page::gap();
    page::line(&dim(told));
    command.lines().for_each(page::line);
}

/// A merchant in China with which nothing is wrong.
fn merchant(shops: &[Shop]) -> &str {
    let chinese = |shop: &&Shop| shop.place.country == "CN" && shop.standing == Standing::Good;
    let shop = shops.iter().find(chinese);
    shop.map_or("M000000", |shop| &shop.record.merchant_id)
}

fn report(directory: &Directory, program: &Path, shops: &[Shop]) -> String {
    format!(
        "{} report --config {} \\\n  --merchant {} --audience merchant --locale zh",
        shown(program),
        shown(&directory.configuration()),
        merchant(shops),
    )
}

/// A payment through a printed code that is above the day's limit of such codes.
fn example(shops: &[Shop]) -> String {
    let merchant = merchant(shops);
    format!(
        r#"{{"locale": "zh", "pre_authorization": {{
    "request_id": "my-1", "occurred_at": "2026-09-20T04:00:00Z",
    "type": "TRANSACTION_TYPE_PURCHASE", "channel": "CHANNEL_QR",
    "entry_mode": "ENTRY_MODE_QR_STATIC", "merchant_id": "{merchant}",
    "amount": {{"minor_units": 60000, "currency": "CNY"}},
    "code": {{"kind": "KIND_MERCHANT_STATIC", "payer_token": "me"}}}}}}"#
    )
}

fn grpcurl(address: &str, shops: &[Shop]) -> String {
    format!(
        "grpcurl -plaintext -d '{}' \\\n  {address} tollgate.v1.DecisionService/Evaluate",
        example(shops)
    )
}

fn send(address: &str, directory: &Directory, program: &Path) -> String {
    let payments = shown(&directory.payments());
    format!("{} send --to http://{address} {payments}", shown(program))
}

/// A path as it is typed at the top of the repository.
pub(super) fn shown(path: &Path) -> String {
    path.strip_prefix(shell::top())
        .unwrap_or(path)
        .display()
        .to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use tollgate_proto::v1::EvaluateRequest;

    #[test]
    fn the_example_is_a_request() {
        let request: EvaluateRequest =
            tollgate_proto::json::from_json("EvaluateRequest", &example(&[])).unwrap();
        assert_eq!(request.pre_authorization.unwrap().request_id, "my-1");
    }
}
