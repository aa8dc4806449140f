//! Loads merchants, terminals, banks, networks and lists, and tells what they are.

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::Result;
use tollgate_workload::{Shop, Workload, load};
use tonic::transport::Channel;

use super::{page, traffic};

/// Loads everything that the policies know beside the payments.
pub(super) async fn all(address: &str, workload: &Workload) -> Result<()> {
    page::heading("Load merchants, terminals, banks and lists");
    let channel = traffic::connect(address).await?;
    merchants(&channel, workload.shops()).await?;
    terminals(&channel, workload.shops()).await?;
    let (issuers, networks) = load::banks(&channel, workload).await?;
    page::line(&format!(
        "{issuers} banks and {networks} networks and wallets: some have maintenance at night, one \
         bank is down",
    ));
    let entries = load::lists(&channel, workload).await?;
    page::line(&format!(
        "{entries} entries of lists: cards lost, stolen, blocked or cleared, a BIN, a payer",
    ));
    Ok(())
}

async fn merchants(channel: &Channel, shops: &[Shop]) -> Result<()> {
    let asked = Instant::now();
    let imported = load::merchants(channel, shops).await?;
    page::line(&format!(
        "{} merchants imported in {} ms, none refused",
        page::number(imported),
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

async fn terminals(channel: &Channel, shops: &[Shop]) -> Result<()> {
    let asked = Instant::now();
    let put = load::terminals(channel, shops).await?;
    page::line(&format!(
        "{} terminals put in {} ms, each bound to its merchant, its place and its serial number",
        page::number(u64::try_from(put)?),
        asked.elapsed().as_millis(),
    ));
    Ok(())
}
