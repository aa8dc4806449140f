//! `tollgate import` of what is sent one by one: terminals, issuers and networks.

use std::fs;
use std::process::Command;

use tollgate_proto::v1;
use tollgate_tests::{Host, Setup, built};

/// Imports these lines; its exit code and both of its outputs.
fn import(host: &Host, kind: &str, lines: &str) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("records.jsonl");
    fs::write(&file, lines).unwrap();
    let output = Command::new(built::program())
        .args(["import", kind])
        .arg(&file)
        .args(["--to", &format!("http://{}", host.address)])
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_are_imported_in_their_order_and_bad_ones_named() {
    let host = Setup::bare().start().await;
    let networks = r#"{"network": "NETWORK_VISA", "status": "STATUS_DOWN"}
{"network": "NETWORK_AMEX", "maintenance": [{"cutover": true}]}
{"network": "NETWORK_VISA", "status": "STATUS_UP"}
"#;
    let (code, told, refused) = import(&host, "networks", networks);
    assert_eq!(
        (code, &*told),
        (Some(2), "2 networks imported, 1 refused\n")
    );
    assert!(
        refused.starts_with("line 2: maintenance[0].cutover: must not be set"),
        "{refused}"
    );
    let mut profiles = host.profiles().await;
    let visa = v1::GetNetworkRequest {
        network: v1::Network::Visa.into(),
    };
    let network = profiles
        .get_network(visa)
        .await
        .unwrap()
        .into_inner()
        .network;
    assert_eq!(network.unwrap().status(), v1::issuer::Status::Up);

    let issuer = r#"{"issuerId": "boc", "bins": ["621660"], "maintenance": [{"cutover": true,
        "recurrence": {"from": "23:50", "until": "00:10", "timeZone": "Asia/Shanghai"}}]}"#;
    let (code, told, _) = import(&host, "issuer", &issuer.replace('\n', ""));
    assert_eq!((code, &*told), (Some(0), "1 issuer imported, 0 refused\n"));

    let terminal = r#"{"terminalId": "t-1", "merchantId": "m-1", "colour": 1}"#;
    let (code, told, refused) = import(&host, "terminals", terminal);
    assert_eq!(
        (code, &*told),
        (Some(2), "0 terminals imported, 1 refused\n")
    );
    assert!(refused.contains("colour"), "{refused}");
}
