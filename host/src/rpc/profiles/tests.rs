//! The service through its own client and codec, without a network between them.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use tempfile::TempDir;
use tollgate_proto::v1::{
    profile_service_client::ProfileServiceClient, profile_service_server::ProfileServiceServer,
};
use tonic::Code;
use tonic_types::StatusExt as _;

use super::*;
use crate::profiles::Config;

type Client = ProfileServiceClient<ProfileServiceServer<ProfileRpc>>;

fn client(directory: &TempDir) -> Client {
    let profiles = Arc::new(Profiles::open(directory.path(), &Config::default(), None).unwrap());
    ProfileServiceClient::new(ProfileServiceServer::new(ProfileRpc { profiles }))
}

fn put(id: &str, mcc: u32) -> v1::PutMerchantRequest {
    let time_zone = "Asia/Shanghai".to_owned();
    let merchant_id = id.to_owned();
    v1::PutMerchantRequest {
        merchant: Some(v1::Merchant {
            merchant_id,
            time_zone,
            mcc,
            ..Default::default()
        }),
    }
}

fn get(id: &str) -> v1::GetMerchantRequest {
    v1::GetMerchantRequest {
        merchant_id: id.to_owned(),
    }
}

async fn import(
    client: &mut Client,
    requests: Vec<v1::PutMerchantRequest>,
) -> Result<v1::ImportMerchantsResponse, Status> {
    client
        .import_merchants(tokio_stream::iter(requests))
        .await
        .map(Response::into_inner)
}

#[track_caller]
fn violations(status: &Status) -> Vec<(String, String)> {
    assert_eq!(status.code(), Code::InvalidArgument);
    let details = status.get_error_details();
    let violations = &details.bad_request().unwrap().field_violations;
    violations
        .iter()
        .map(|named| (named.field.clone(), named.description.clone()))
        .collect()
}

#[tokio::test]
async fn a_merchant_is_put_got_and_deleted() {
    let directory = TempDir::new().unwrap();
    let mut client = client(&directory);
    client.put_merchant(put("m-1", 5411)).await.unwrap();
    let answer = client.get_merchant(get("m-1")).await.unwrap().into_inner();
    assert_eq!(answer.merchant, put("m-1", 5411).merchant);

    let request = v1::DeleteMerchantRequest {
        merchant_id: "m-1".to_owned(),
    };
    client.delete_merchant(request.clone()).await.unwrap();
    for code in [
        client.delete_merchant(request).await.unwrap_err().code(),
        client.get_merchant(get("m-1")).await.unwrap_err().code(),
    ] {
        assert_eq!(code, Code::NotFound);
    }
}

#[tokio::test]
async fn terminals_and_issuers_are_put_and_got() {
    let directory = TempDir::new().unwrap();
    let mut client = client(&directory);
    let terminal = v1::Terminal {
        terminal_id: "t-1".to_owned(),
        merchant_id: "m-1".to_owned(),
        ..Default::default()
    };
    let request = v1::PutTerminalRequest {
        terminal: Some(terminal.clone()),
    };
    client.put_terminal(request).await.unwrap();
    let request = v1::GetTerminalRequest {
        terminal_id: "t-1".to_owned(),
    };
    let answer = client.get_terminal(request).await.unwrap().into_inner();
    assert_eq!(answer.terminal, Some(terminal));

    let issuer = v1::Issuer {
        issuer_id: "i-1".to_owned(),
        ..Default::default()
    };
    let request = v1::PutIssuerRequest {
        issuer: Some(issuer.clone()),
    };
    client.put_issuer(request).await.unwrap();
    let request = v1::GetIssuerRequest {
        issuer_id: "i-1".to_owned(),
    };
    let answer = client.get_issuer(request).await.unwrap().into_inner();
    assert_eq!(answer.issuer, Some(issuer));
}

#[tokio::test]
async fn a_network_is_put_and_got() {
    let directory = TempDir::new().unwrap();
    let mut client = client(&directory);
    let get = |network: v1::Network| v1::GetNetworkRequest {
        network: network.into(),
    };
    let network = v1::NetworkProfile {
        network: v1::Network::Alipay.into(),
        status: v1::issuer::Status::Degraded.into(),
        ..Default::default()
    };
    let request = v1::PutNetworkRequest {
        network: Some(network.clone()),
    };
    client.put_network(request).await.unwrap();
    let answer = client.get_network(get(v1::Network::Alipay)).await;
    assert_eq!(answer.unwrap().into_inner().network, Some(network));
    for absent in [v1::Network::Visa, v1::Network::Unspecified] {
        let status = client.get_network(get(absent)).await.unwrap_err();
        assert_eq!(status.code(), Code::NotFound);
    }
    let request = v1::PutNetworkRequest {
        network: Some(v1::NetworkProfile::default()),
    };
    let status = client.put_network(request).await.unwrap_err();
    assert_eq!(violations(&status)[0].0, "network");
}

#[tokio::test]
async fn each_wrong_field_is_in_the_details() {
    let directory = TempDir::new().unwrap();
    let mut client = client(&directory);
    let status = client.put_merchant(put("m 1", 10_000)).await.unwrap_err();
    let named = violations(&status);
    assert_eq!(named.len(), 2);
    assert!(
        named.contains(&("mcc".to_owned(), "must be at most 9999".to_owned())),
        "{named:?}"
    );
    assert!(
        named.iter().any(|(field, _)| field == "merchant_id"),
        "{named:?}"
    );

    let status = client
        .put_merchant(v1::PutMerchantRequest::default())
        .await
        .unwrap_err();
    assert_eq!(
        violations(&status),
        [("merchant".to_owned(), "must be set".to_owned())]
    );
}

#[tokio::test]
async fn a_list_is_read_page_by_page() {
    let directory = TempDir::new().unwrap();
    let mut client = client(&directory);
    import(
        &mut client,
        (0..5).map(|n| put(&format!("m-{n}"), 0)).collect(),
    )
    .await
    .unwrap();
    let (mut page_token, mut sizes) = (String::new(), Vec::new());
    loop {
        let request = v1::ListMerchantsRequest {
            page_size: 2,
            page_token,
        };
        let page = client.list_merchants(request).await.unwrap().into_inner();
        sizes.push(page.merchants.len());
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(sizes, [2, 2, 1]);
    let all = client
        .list_merchants(v1::ListMerchantsRequest::default())
        .await
        .unwrap();
    assert_eq!(all.into_inner().merchants.len(), 5);
}

#[tokio::test]
async fn a_page_that_cannot_be_is_refused() {
    let directory = TempDir::new().unwrap();
    let mut client = client(&directory);
    for (page_size, page_token, field) in [
        (-1, "", "page_size"),
        (1, "6d2", "page_token"),
        (1, "zz", "page_token"),
        (1, "ff", "page_token"),
    ] {
        let page_token = page_token.to_owned();
        let request = v1::ListMerchantsRequest {
            page_size,
            page_token,
        };
        let status = client.list_merchants(request).await.unwrap_err();
        assert_eq!(violations(&status)[0].0, field);
    }
}

#[tokio::test]
async fn an_import_names_what_it_refused_by_its_place_in_the_stream() {
    let directory = TempDir::new().unwrap();
    let mut client = client(&directory);
    let mut requests: Vec<_> = (0..2_001).map(|n| put(&format!("m-{n}"), 1)).collect();
    requests[3] = v1::PutMerchantRequest::default();
    requests[1_500] = put("m-1500", 10_000);
    let answer = import(&mut client, requests).await.unwrap();
    assert_eq!(answer.imported, 1_999);
    let [first, second] = &answer.refused[..] else {
        unreachable!("two are wrong")
    };
    assert_eq!(first.index, 3);
    assert!(
        first.message.starts_with("merchant_id: must be 1 to 64"),
        "{}",
        first.message
    );
    let index_and_message = (second.index, second.message.as_str());
    assert_eq!(index_and_message, (1_500, "mcc: must be at most 9999"));
    assert_eq!(
        client
            .get_merchant(get("m-2000"))
            .await
            .unwrap()
            .into_inner()
            .merchant
            .unwrap()
            .mcc,
        1
    );
}

#[tokio::test]
async fn an_import_that_is_all_wrong_stops() {
    let directory = TempDir::new().unwrap();
    let mut client = client(&directory);
    let requests = (0..5_000).map(|n| put(&format!("m-{n}"), if n < 10 { 1 } else { 10_000 }));
    let status = import(&mut client, requests.collect()).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert!(
        status.message().starts_with(
            "stopped after 2000 records: 10 imported, 1990 refused, the first for: mcc: must"
        ),
        "{status}"
    );
}
