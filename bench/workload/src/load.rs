//! Puts what a workload has beside its payments into a host: merchants, terminals, banks,
//! networks and lists.

use tollgate_proto::v1::list_service_client::ListServiceClient;
use tollgate_proto::v1::profile_service_client::ProfileServiceClient;
use tollgate_proto::v1::{
    self, PutIssuerRequest, PutListingRequest, PutMerchantRequest, PutNetworkRequest,
    PutTerminalRequest, RefusedRecord,
};
use tonic::Status;
use tonic::codegen::tokio_stream;
use tonic::transport::Channel;

use super::{Shop, Workload};

/// Terminals that are put at a time: each waits for the disk.
const AT_ONCE: usize = 64;

/// Imports the merchants over one call; how many there are.
///
/// # Errors
/// Where the host cannot be reached or refuses one.
pub async fn merchants(channel: &Channel, shops: &[Shop]) -> Result<u64, Status> {
    let records: Vec<_> = (shops.iter())
        .map(|shop| PutMerchantRequest {
            merchant: Some(shop.record.clone()),
        })
        .collect();
    let mut client = ProfileServiceClient::new(channel.clone());
    let answer = client.import_merchants(tokio_stream::iter(records)).await?;
    let answer = answer.into_inner();
    none_refused("merchants", &answer.refused)?;
    Ok(answer.imported)
}

/// Puts their terminals one by one, many at a time; how many there are.
///
/// # Errors
/// Where the host cannot be reached or refuses one.
pub async fn terminals(channel: &Channel, shops: &[Shop]) -> Result<usize, Status> {
    let all: Vec<&v1::Terminal> = shops.iter().flat_map(|shop| &shop.terminals).collect();
    for batch in all.chunks(AT_ONCE) {
        let mut work = tokio::task::JoinSet::new();
        for terminal in batch {
            let mut client = ProfileServiceClient::new(channel.clone());
            let terminal = Some((*terminal).clone());
            work.spawn(async move { client.put_terminal(PutTerminalRequest { terminal }).await });
        }
        while let Some(done) = work.join_next().await {
            done.map_err(|error| Status::internal(error.to_string()))??;
        }
    }
    Ok(all.len())
}

/// Puts banks, then networks and wallets; how many there are of each.
///
/// # Errors
/// Where the host cannot be reached or refuses one.
pub async fn banks(channel: &Channel, workload: &Workload) -> Result<(usize, usize), Status> {
    let mut client = ProfileServiceClient::new(channel.clone());
    let (issuers, networks) = (workload.issuers(), workload.networks());
    let counts = (issuers.len(), networks.len());
    for issuer in issuers {
        let issuer = Some(issuer);
        client.put_issuer(PutIssuerRequest { issuer }).await?;
    }
    for network in networks {
        let network = Some(network);
        client.put_network(PutNetworkRequest { network }).await?;
    }
    Ok(counts)
}

/// Imports the entries of lists; how many there are. Cards go by their numbers, of which the
/// host keeps tokens.
///
/// # Errors
/// Where the host cannot be reached or refuses one.
pub async fn lists(channel: &Channel, workload: &Workload) -> Result<u64, Status> {
    let mut client = ListServiceClient::new(channel.clone());
    let entries: Vec<_> = (workload.listings().into_iter())
        .map(|listing| PutListingRequest {
            listing: Some(listing),
        })
        .collect();
    let answer = client.import_listings(tokio_stream::iter(entries)).await?;
    let answer = answer.into_inner();
    none_refused("list entries", &answer.refused)?;
    Ok(answer.imported)
}

fn none_refused(what: &str, refused: &[RefusedRecord]) -> Result<(), Status> {
    match refused.first() {
        None => Ok(()),
        Some(first) => Err(Status::failed_precondition(format!(
            "{} {what} were refused, the first for: {}",
            refused.len(),
            first.message
        ))),
    }
}
