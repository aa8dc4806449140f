//! Loads merchants, terminals, banks, networks and lists.

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::{Result, bail};
use tollgate_proto::v1::list_service_client::ListServiceClient;
use tollgate_proto::v1::profile_service_client::ProfileServiceClient;
use tollgate_proto::v1::{
    self, PutIssuerRequest, PutListingRequest, PutMerchantRequest, PutNetworkRequest,
    PutTerminalRequest, RefusedRecord,
};
use tonic::codegen::tokio_stream;
use tonic::transport::Channel;

use super::{page, traffic};
use crate::workload::{Shop, Workload};

/// Terminals that are put at a time: each waits for the disk.
const AT_ONCE: usize = 64;

/// Loads everything that the policies know beside the payments.
pub(super) async fn all(address: &str, workload: &Workload) -> Result<()> {
    page::heading("Load merchants, terminals, banks and lists");
    let channel = traffic::connect(address).await?;
    merchants(channel.clone(), workload.shops()).await?;
    terminals(&channel, workload.shops()).await?;
    banks(channel.clone(), workload).await?;
    lists(channel, workload).await
}

/// Loads them over one call, and tells what they are.
async fn merchants(channel: Channel, shops: &[Shop]) -> Result<()> {
    let mut client = ProfileServiceClient::new(channel);
    let records: Vec<_> = (shops.iter())
        .map(|shop| PutMerchantRequest {
            merchant: Some(shop.record.clone()),
        })
        .collect();
    let asked = Instant::now();
    let answer = client.import_merchants(tokio_stream::iter(records)).await?;
    let answer = answer.into_inner();
    none_refused("merchants", &answer.refused)?;
    page::line(&format!(
        "{} merchants imported in {} ms, none refused",
        page::number(answer.imported),
        asked.elapsed().as_millis(),
    ));
    let mut cities = BTreeMap::<&str, usize>::new();
    for shop in shops {
        *cities.entry(shop.place.city).or_default() += 1;
    }
    let mut cities: Vec<_> = cities.into_iter().collect();
    cities.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let cities: Vec<String> = (cities.iter())
        .map(|(city, count)| format!("{city} {count}"))
        .collect();
    page::paragraph(&cities.join(", "));
    Ok(())
}

fn none_refused(what: &str, refused: &[RefusedRecord]) -> Result<()> {
    if let Some(first) = refused.first() {
        let count = refused.len();
        bail!(
            "{count} {what} were refused, the first for: {}",
            first.message
        );
    }
    Ok(())
}

/// One by one, many at a time.
async fn terminals(channel: &Channel, shops: &[Shop]) -> Result<()> {
    let asked = Instant::now();
    let all: Vec<&v1::Terminal> = shops.iter().flat_map(|shop| &shop.terminals).collect();
    for batch in all.chunks(AT_ONCE) {
        let mut work = tokio::task::JoinSet::new();
        for terminal in batch {
            let mut client = ProfileServiceClient::new(channel.clone());
            let terminal = Some((*terminal).clone());
            work.spawn(async move { client.put_terminal(PutTerminalRequest { terminal }).await });
        }
        while let Some(done) = work.join_next().await {
            done??;
        }
    }
    page::line(&format!(
        "{} terminals put in {} ms, each bound to its merchant, its place and its serial number",
        page::number(u64::try_from(all.len())?),
        asked.elapsed().as_millis(),
    ));
    Ok(())
}

async fn banks(channel: Channel, workload: &Workload) -> Result<()> {
    let mut client = ProfileServiceClient::new(channel);
    let (issuers, networks) = (workload.issuers(), workload.networks());
    let told = format!(
        "{} banks and {} networks and wallets: some have maintenance at night, one bank is down",
        issuers.len(),
        networks.len(),
    );
    for issuer in issuers {
        let issuer = Some(issuer);
        client.put_issuer(PutIssuerRequest { issuer }).await?;
    }
    for network in networks {
        let network = Some(network);
        client.put_network(PutNetworkRequest { network }).await?;
    }
    page::line(&told);
    Ok(())
}

/// Cards go by their numbers, of which the host keeps tokens.
async fn lists(channel: Channel, workload: &Workload) -> Result<()> {
    let mut client = ListServiceClient::new(channel);
    let entries: Vec<_> = (workload.listings().into_iter())
        .map(|listing| PutListingRequest {
            listing: Some(listing),
        })
        .collect();
    let answer = client.import_listings(tokio_stream::iter(entries)).await?;
    let answer = answer.into_inner();
    none_refused("list entries", &answer.refused)?;
    page::line(&format!(
        "{} entries of lists: cards lost, stolen, blocked or cleared, a BIN, a payer",
        answer.imported,
    ));
    Ok(())
}
