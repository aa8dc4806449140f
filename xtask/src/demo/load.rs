//! Loads the merchants.

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::{Result, bail};
use tollgate_proto::v1::PutMerchantRequest;
use tollgate_proto::v1::profile_service_client::ProfileServiceClient;

use super::{page, traffic};
use crate::workload::Shop;
use tonic::codegen::tokio_stream;

/// Loads them over one call, and tells what they are.
pub(super) async fn merchants(address: &str, shops: &[Shop]) -> Result<()> {
    page::heading("Load the merchants");
    let mut client = ProfileServiceClient::new(traffic::connect(address).await?);
    let records: Vec<_> = (shops.iter())
        .map(|shop| PutMerchantRequest {
            merchant: Some(shop.record.clone()),
        })
        .collect();
    let asked = Instant::now();
    let answer = client.import_merchants(tokio_stream::iter(records)).await?;
    let answer = answer.into_inner();
    if let Some(refused) = answer.refused.first() {
        let count = answer.refused.len();
        bail!(
            "{count} merchants were refused, the first for: {}",
            refused.message
        );
    }
    page::line(&format!(
        "{} imported in {} ms, none refused",
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
