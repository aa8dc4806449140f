//! `tollgate.v1.ListService`: reads and writes the operator's lists.
//!
//! A card number ends here: its token is put in its place as the first thing, and it is wiped.
//! As with profiles, all work on the store runs on blocking threads and ends there.

use std::{mem, sync::Arc};

use tokio::task::spawn_blocking;
use tollgate_proto::v1::{self, list_service_server::ListService, listing::Subject};
use tonic::{Request, Response, Status, Streaming};
use zeroize::Zeroize as _;

use super::profiles::{BATCH_RECORDS, MAX_REFUSED, present, status, too_many_refused};
use super::{page, refuse};
use crate::lists::Lists;
use crate::pan::Vault;
use crate::profiles::{Imported, ProfileError, describe};

/// The service on the lists that decisions look into.
pub struct ListRpc {
    /// The lists of this host.
    pub lists: Arc<Lists>,
    /// What makes tokens of card numbers.
    pub vault: Arc<Vault>,
    /// Now, as decisions have it: what has ended by then is not told.
    pub now_ms: Box<dyn Fn() -> u64 + Send + Sync>,
}

impl ListRpc {
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Lists) -> Result<T, ProfileError> + Send + 'static,
    ) -> Result<T, Status> {
        let lists = Arc::clone(&self.lists);
        match spawn_blocking(move || work(&lists)).await {
            Ok(result) => result.map_err(status),
            Err(error) => {
                tracing::error!(%error, "work on lists was not finished");
                Err(Status::internal(
                    "the work was not finished; see the host's log",
                ))
            }
        }
    }

    /// The entry, without its card number.
    fn reduced(&self, listing: Option<v1::Listing>) -> Option<v1::Listing> {
        let mut listing = listing?;
        reduce(&mut listing, &self.vault);
        Some(listing)
    }

    async fn import(
        &self,
        batch: &mut Vec<v1::Listing>,
        read: &mut u64,
        answer: &mut v1::ImportListingsResponse,
    ) -> Result<(), Status> {
        let batch = mem::take(batch);
        let offset = *read;
        *read += u64::try_from(batch.len()).unwrap_or(u64::MAX);
        let Imported { imported, refused } = self.run(move |lists| lists.import(&batch)).await?;
        answer.imported += imported;
        let refused = refused.into_iter().map(|refused| v1::RefusedRecord {
            index: offset + refused.index,
            message: describe(&refused.problems),
        });
        answer.refused.extend(refused);
        if answer.refused.len() > MAX_REFUSED {
            return Err(too_many_refused(*read, answer.imported, &answer.refused));
        }
        Ok(())
    }
}

/// Puts the token of a card number in its place. What is no card number is wiped as well: it may
/// be one with a slip in it.
fn reduce(listing: &mut v1::Listing, vault: &Vault) {
    let Some(Subject::Pan(pan)) = &mut listing.subject else {
        return;
    };
    let known = vault.card(pan);
    pan.zeroize();
    if let Some(known) = known {
        listing.subject = Some(Subject::CardToken(known.token));
    }
}

#[tonic::async_trait]
impl ListService for ListRpc {
    async fn put_listing(
        &self,
        request: Request<v1::PutListingRequest>,
    ) -> Result<Response<v1::PutListingResponse>, Status> {
        let listing = present("listing", self.reduced(request.into_inner().listing))?;
        self.run(move |lists| lists.put(&listing)).await?;
        Ok(Response::new(v1::PutListingResponse {}))
    }

    async fn delete_listing(
        &self,
        request: Request<v1::DeleteListingRequest>,
    ) -> Result<Response<v1::DeleteListingResponse>, Status> {
        let listing = present("listing", self.reduced(request.into_inner().listing))?;
        let deleted = self.run(move |lists| lists.delete(&listing)).await?;
        if !deleted {
            return Err(Status::not_found("nobody is listed so for this cause"));
        }
        Ok(Response::new(v1::DeleteListingResponse {}))
    }

    async fn list_listings(
        &self,
        request: Request<v1::ListListingsRequest>,
    ) -> Result<Response<v1::ListListingsResponse>, Status> {
        let request = request.into_inner();
        let max = page::size(request.page_size)?;
        let after = page::decode_token(&request.page_token)?;
        let cause = request.cause;
        if v1::listing::Cause::try_from(cause).is_err() {
            return Err(refuse("cause", "must be a cause from 1 to 9, or unset"));
        }
        let now_ms = (self.now_ms)();
        let page = self
            .run(move |lists| lists.page(&after, max, cause, now_ms))
            .await?;
        let next = page.next_after.as_deref().map(page::encode_token);
        Ok(Response::new(v1::ListListingsResponse {
            listings: page.records,
            next_page_token: next.unwrap_or_default(),
        }))
    }

    async fn import_listings(
        &self,
        request: Request<Streaming<v1::PutListingRequest>>,
    ) -> Result<Response<v1::ImportListingsResponse>, Status> {
        let mut stream = request.into_inner();
        let mut answer = v1::ImportListingsResponse::default();
        let (mut batch, mut read) = (Vec::new(), 0);
        while let Some(request) = stream.message().await? {
            // An empty request is refused for what it lacks, under its own index.
            batch.push(self.reduced(request.listing).unwrap_or_default());
            if batch.len() >= BATCH_RECORDS {
                self.import(&mut batch, &mut read, &mut answer).await?;
            }
        }
        self.import(&mut batch, &mut read, &mut answer).await?;
        Ok(Response::new(answer))
    }
}

#[cfg(test)]
mod tests;
