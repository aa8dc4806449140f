//! `tollgate.v1.ProfileService`: reads and writes the profiles of this host.
//!
//! The store blocks on the disk, so all of it runs on blocking threads; what has begun there
//! ends there, whether the client waits or not.

use std::{mem, sync::Arc};

use prost::Message as _;
use tokio::task::spawn_blocking;
use tollgate_proto::v1::{self, profile_service_server::ProfileService};
use tonic::{Request, Response, Status, Streaming};

use super::{bad_request, page, refuse};
use crate::profiles::{Imported, ProfileError, Profiles, describe};

/// Records, and bytes of them, read from a stream before they are written.
pub(super) const BATCH_RECORDS: usize = 1_000;
const BATCH_BYTES: usize = 8 << 20;
/// An import stops after so many refusals: its answer must stay small enough to be received.
pub(super) const MAX_REFUSED: usize = 1_000;

/// The service on the profiles that decisions read.
pub struct ProfileRpc {
    /// The profiles of this host.
    pub profiles: Arc<Profiles>,
}

impl ProfileRpc {
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Profiles) -> Result<T, ProfileError> + Send + 'static,
    ) -> Result<T, Status> {
        let profiles = Arc::clone(&self.profiles);
        match spawn_blocking(move || work(&profiles)).await {
            Ok(result) => result.map_err(status),
            Err(error) => {
                tracing::error!(%error, "work on profiles was not finished");
                Err(Status::internal(
                    "the work was not finished; see the host's log",
                ))
            }
        }
    }

    async fn import(
        &self,
        batch: &mut Vec<v1::Merchant>,
        done: &mut Progress,
    ) -> Result<(), Status> {
        let batch = mem::take(batch);
        let offset = done.read;
        done.read += u64::try_from(batch.len()).unwrap_or(u64::MAX);
        let Imported { imported, refused } =
            self.run(move |profiles| profiles.import(batch)).await?;
        done.answer.imported += imported;
        done.answer
            .refused
            .extend(refused.into_iter().map(|refused| v1::RefusedRecord {
                index: offset + refused.index,
                message: describe(&refused.problems),
            }));
        if done.answer.refused.len() > MAX_REFUSED {
            let answer = &done.answer;
            return Err(too_many_refused(
                done.read,
                answer.imported,
                &answer.refused,
            ));
        }
        Ok(())
    }
}

/// How far an import has come.
#[derive(Default)]
struct Progress {
    read: u64,
    answer: v1::ImportMerchantsResponse,
}

#[tonic::async_trait]
impl ProfileService for ProfileRpc {
    async fn put_merchant(
        &self,
        request: Request<v1::PutMerchantRequest>,
    ) -> Result<Response<v1::PutMerchantResponse>, Status> {
        let record = present("merchant", request.into_inner().merchant)?;
        self.run(move |profiles| profiles.put_merchant(&record))
            .await?;
        Ok(Response::new(v1::PutMerchantResponse {}))
    }

    async fn get_merchant(
        &self,
        request: Request<v1::GetMerchantRequest>,
    ) -> Result<Response<v1::GetMerchantResponse>, Status> {
        let id = request.into_inner().merchant_id;
        let record = self
            .run(move |profiles| profiles.merchant_record(&id))
            .await?;
        let merchant = Some(record.ok_or_else(|| absent("merchant"))?);
        Ok(Response::new(v1::GetMerchantResponse { merchant }))
    }

    async fn list_merchants(
        &self,
        request: Request<v1::ListMerchantsRequest>,
    ) -> Result<Response<v1::ListMerchantsResponse>, Status> {
        let request = request.into_inner();
        let max = page::size(request.page_size)?;
        let after = page::decode_token(&request.page_token)?;
        let page = self
            .run(move |profiles| profiles.merchant_page(&after, max))
            .await?;
        let next_page_token = page
            .next_after
            .as_deref()
            .map(page::encode_token)
            .unwrap_or_default();
        Ok(Response::new(v1::ListMerchantsResponse {
            merchants: page.records,
            next_page_token,
        }))
    }

    async fn delete_merchant(
        &self,
        request: Request<v1::DeleteMerchantRequest>,
    ) -> Result<Response<v1::DeleteMerchantResponse>, Status> {
        let id = request.into_inner().merchant_id;
        let deleted = self
            .run(move |profiles| profiles.delete_merchant(&id))
            .await?;
        if !deleted {
            return Err(absent("merchant"));
        }
        Ok(Response::new(v1::DeleteMerchantResponse {}))
    }

    async fn import_merchants(
        &self,
        request: Request<Streaming<v1::PutMerchantRequest>>,
    ) -> Result<Response<v1::ImportMerchantsResponse>, Status> {
        let mut stream = request.into_inner();
        let mut done = Progress::default();
        let (mut batch, mut batch_bytes) = (Vec::new(), 0);
        while let Some(request) = stream.message().await? {
            batch_bytes += request.encoded_len();
            // An empty request is refused for its empty id, under its own index.
            batch.push(request.merchant.unwrap_or_default());
            if batch.len() >= BATCH_RECORDS || batch_bytes >= BATCH_BYTES {
                batch_bytes = 0;
                self.import(&mut batch, &mut done).await?;
            }
        }
        self.import(&mut batch, &mut done).await?;
        Ok(Response::new(done.answer))
    }

    async fn put_terminal(
        &self,
        request: Request<v1::PutTerminalRequest>,
    ) -> Result<Response<v1::PutTerminalResponse>, Status> {
        let record = present("terminal", request.into_inner().terminal)?;
        self.run(move |profiles| profiles.put_terminal(&record))
            .await?;
        Ok(Response::new(v1::PutTerminalResponse {}))
    }

    async fn get_terminal(
        &self,
        request: Request<v1::GetTerminalRequest>,
    ) -> Result<Response<v1::GetTerminalResponse>, Status> {
        let id = request.into_inner().terminal_id;
        let record = self
            .run(move |profiles| profiles.terminal_record(&id))
            .await?;
        let terminal = Some(record.ok_or_else(|| absent("terminal"))?);
        Ok(Response::new(v1::GetTerminalResponse { terminal }))
    }

    async fn put_issuer(
        &self,
        request: Request<v1::PutIssuerRequest>,
    ) -> Result<Response<v1::PutIssuerResponse>, Status> {
        let record = present("issuer", request.into_inner().issuer)?;
        self.run(move |profiles| profiles.put_issuer(&record))
            .await?;
        Ok(Response::new(v1::PutIssuerResponse {}))
    }

    async fn get_issuer(
        &self,
        request: Request<v1::GetIssuerRequest>,
    ) -> Result<Response<v1::GetIssuerResponse>, Status> {
        let id = request.into_inner().issuer_id;
        let record = self
            .run(move |profiles| profiles.issuer_record(&id))
            .await?;
        let issuer = Some(record.ok_or_else(|| absent("issuer"))?);
        Ok(Response::new(v1::GetIssuerResponse { issuer }))
    }

    async fn put_network(
        &self,
        request: Request<v1::PutNetworkRequest>,
    ) -> Result<Response<v1::PutNetworkResponse>, Status> {
        let record = present("network", request.into_inner().network)?;
        self.run(move |profiles| profiles.put_network(&record))
            .await?;
        Ok(Response::new(v1::PutNetworkResponse {}))
    }

    async fn get_network(
        &self,
        request: Request<v1::GetNetworkRequest>,
    ) -> Result<Response<v1::GetNetworkResponse>, Status> {
        let number = request.into_inner().network;
        let record = self
            .run(move |profiles| profiles.network_record(number))
            .await?;
        let network = Some(record.ok_or_else(|| Status::not_found("the network is not on file"))?);
        Ok(Response::new(v1::GetNetworkResponse { network }))
    }
}

pub(super) fn status(error: ProfileError) -> Status {
    match error {
        ProfileError::Invalid(problems) => bad_request(problems),
        ProfileError::Storage(reason) => {
            tracing::error!(reason, "the profile store cannot answer");
            Status::unavailable("the profile store cannot answer; see the host's log")
        }
    }
}

pub(super) fn present<T>(field: &str, record: Option<T>) -> Result<T, Status> {
    record.ok_or_else(|| refuse(field, "must be set"))
}

fn absent(kind: &str) -> Status {
    Status::not_found(format!("no {kind} with this id is on file"))
}

/// Why an import ends before its end.
pub(super) fn too_many_refused(read: u64, imported: u64, refused: &[v1::RefusedRecord]) -> Status {
    let first = refused
        .first()
        .map_or("", |refused| refused.message.as_str());
    Status::resource_exhausted(format!(
        "stopped after {read} records: {imported} imported, {} refused, the first for: {first}; \
         mend the source, or send fewer records at once",
        refused.len(),
    ))
}

#[cfg(test)]
mod tests;
