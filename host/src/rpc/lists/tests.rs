//! The service through its own client and codec, without a network between them.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use prost_types::Timestamp;
use tollgate_proto::v1::list_service_client::ListServiceClient;
use tollgate_proto::v1::list_service_server::ListServiceServer;
use tollgate_proto::v1::listing::Cause;
use tonic::Code;
use tonic_types::StatusExt as _;

use super::*;
use crate::profiles::{Config, Profiles};

const PAN: &str = "4111111111111111";
const NOW_S: i64 = 1_800_000_000;

fn client(vault: &Arc<Vault>) -> ListServiceClient<ListServiceServer<ListRpc>> {
    let profiles = Profiles::in_memory(&Config::default()).unwrap();
    ListServiceClient::new(ListServiceServer::new(ListRpc {
        lists: Arc::new(Lists::open(profiles.store()).unwrap()),
        vault: vault.clone(),
        now_ms: Box::new(|| 1_800_000_000_000),
    }))
}

fn listing(subject: Subject, cause: Cause) -> v1::Listing {
    v1::Listing {
        subject: Some(subject),
        cause: cause.into(),
        ..Default::default()
    }
}

fn put(listing: v1::Listing) -> v1::PutListingRequest {
    v1::PutListingRequest {
        listing: Some(listing),
    }
}

fn delete(listing: v1::Listing) -> v1::DeleteListingRequest {
    v1::DeleteListingRequest {
        listing: Some(listing),
    }
}

#[tokio::test]
async fn a_card_number_is_known_by_its_token_from_here_on() {
    let vault = Arc::new(Vault::random().unwrap());
    let mut client = client(&vault);
    let by_pan = listing(Subject::Pan(PAN.into()), Cause::Lost);
    client.put_listing(put(by_pan.clone())).await.unwrap();
    let told = client.list_listings(v1::ListListingsRequest::default());
    let told = told.await.unwrap().into_inner();
    let token = vault.card(PAN).unwrap().token;
    let by_token = listing(Subject::CardToken(token), Cause::Lost);
    assert_eq!(told.listings, std::slice::from_ref(&by_token));

    // One entry, by whatever name it is taken off.
    client.delete_listing(delete(by_pan)).await.unwrap();
    let gone = client.delete_listing(delete(by_token)).await.unwrap_err();
    assert_eq!(gone.code(), Code::NotFound);
}

#[tokio::test]
async fn what_is_refused_is_named_and_a_card_number_is_not_said_again() {
    let vault = Arc::new(Vault::random().unwrap());
    let mut client = client(&vault);
    let lost = |subject| Some(listing(subject, Cause::Lost));
    for (listing, field, problem) in [
        (None, "listing", "must be set"),
        (
            lost(Subject::Pan("4111 1111 1111 1111".into())),
            "pan",
            "must be 8 to 19 digits, without anything between them",
        ),
        (
            lost(Subject::Pan(String::new())),
            "pan",
            "must be 8 to 19 digits",
        ),
        (
            lost(Subject::Bin(PAN.into())),
            "bin",
            "must be the first 6 or 8 digits",
        ),
        (
            lost(Subject::CardToken(PAN.into())),
            "card_token",
            "holds what looks like",
        ),
    ] {
        let put = client.put_listing(v1::PutListingRequest {
            listing: listing.clone(),
        });
        let put = put.await.unwrap_err();
        let deleted = client.delete_listing(v1::DeleteListingRequest { listing });
        for status in [put, deleted.await.unwrap_err()] {
            assert_eq!(status.code(), Code::InvalidArgument);
            let details = status.get_error_details();
            let violation = &details.bad_request().unwrap().field_violations[0];
            assert_eq!(violation.field, field);
            assert!(violation.description.starts_with(problem), "{violation:?}");
            assert!(!format!("{status:?}").contains("1111"), "{status:?}");
        }
    }
}

#[tokio::test]
async fn an_import_names_what_it_refused_by_its_place_across_batches() {
    let mut client = client(&Arc::new(Vault::random().unwrap()));
    let requests: Vec<_> = (0..2_300)
        .map(|number| match number {
            3 => v1::PutListingRequest { listing: None },
            2_200 => put(listing(
                Subject::Pan("411111111111111x".into()),
                Cause::Lost,
            )),
            _ => put(listing(
                Subject::Pan(format!("41111111{number:08}")),
                Cause::Lost,
            )),
        })
        .collect();
    let answer = client.import_listings(tokio_stream::iter(requests)).await;
    let answer = answer.unwrap().into_inner();
    assert_eq!(answer.imported, 2_298);
    let refused: Vec<_> = (answer.refused.iter())
        .map(|refused| (refused.index, refused.message.split(':').next().unwrap()))
        .collect();
    assert_eq!(refused, [(3, "subject"), (2_200, "pan")]);

    let bad = (0..1_500).map(|_| put(v1::Listing::default()));
    let stopped = client.import_listings(tokio_stream::iter(bad.collect::<Vec<_>>()));
    let stopped = stopped.await.unwrap_err();
    assert_eq!(stopped.code(), Code::ResourceExhausted);
    assert!(
        stopped.message().contains("0 imported, 1500 refused"),
        "{stopped:?}"
    );
}

#[tokio::test]
async fn pages_follow_each_other_without_what_has_ended() {
    let mut client = client(&Arc::new(Vault::random().unwrap()));
    for (id, cause, seconds) in [
        ("m-1", Cause::Blocked, NOW_S + 1),
        ("m-2", Cause::Blocked, NOW_S),
        ("m-3", Cause::Blocked, NOW_S + 1),
        ("m-3", Cause::Fraud, NOW_S + 1),
    ] {
        let entry = v1::Listing {
            expires_at: Some(Timestamp { seconds, nanos: 0 }),
            ..listing(Subject::MerchantId(id.into()), cause)
        };
        client.put_listing(put(entry)).await.unwrap();
    }
    let mut asked = v1::ListListingsRequest {
        cause: Cause::Blocked.into(),
        page_size: 1,
        page_token: String::new(),
    };
    let mut told = Vec::new();
    loop {
        let page = client.list_listings(asked.clone()).await.unwrap();
        let page = page.into_inner();
        told.extend(page.listings.into_iter().filter_map(|entry| entry.subject));
        if page.next_page_token.is_empty() {
            break;
        }
        asked.page_token = page.next_page_token;
    }
    assert_eq!(
        told,
        ["m-1", "m-3"].map(|id| Subject::MerchantId(id.into()))
    );
    for (change, field) in [
        (
            (|asked| asked.cause = 10) as fn(&mut v1::ListListingsRequest),
            "cause: must be a cause",
        ),
        (
            |asked| asked.page_size = -1,
            "page_size: must not be negative",
        ),
        (
            |asked| asked.page_token = "x".into(),
            "page_token: must be a",
        ),
    ] {
        let mut asked = v1::ListListingsRequest::default();
        change(&mut asked);
        let refused = client.list_listings(asked).await.unwrap_err();
        assert!(refused.message().starts_with(field), "{refused:?}");
    }
}
