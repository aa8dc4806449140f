//! Terminals, issuers and networks: sent one by one, in the order of the file.
//!
//! Each is on the host's disk before the next is sent. There are few of them, or they come now
//! and then.

use std::fs::File;
use std::io::BufReader;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use prost::Message;
use tollgate_proto::v1::{self, profile_service_client::ProfileServiceClient};
use tonic::transport::Channel;
use tonic::{Code, Status};

use super::batch::Refusals;
use super::{SinglyArgs, client, import, jsonl, kept_in, report};
use crate::cli::client::progress;

/// A kind of record that the contract puts one at a time.
pub(super) trait Single: Message + Default + 'static {
    /// The contract's message.
    const MESSAGE: &'static str;
    /// What one is called, and several.
    const CALLED: (&'static str, &'static str);

    /// Sends one.
    async fn put(self, client: &mut ProfileServiceClient<Channel>) -> Result<(), Status>;
}

macro_rules! single {
    ($($record:ident $one:literal $several:literal: $request:ident $field:ident $put:ident),+) => {
        $(impl Single for v1::$record {
            const MESSAGE: &'static str = stringify!($record);
            const CALLED: (&'static str, &'static str) = ($one, $several);

            async fn put(self, client: &mut ProfileServiceClient<Channel>) -> Result<(), Status> {
                let $field = Some(self);
                client.$put(v1::$request { $field }).await.map(|_| ())
            }
        })+
    };
}

single! {
    Terminal "terminal" "terminals": PutTerminalRequest terminal put_terminal,
    Issuer "issuer" "issuers": PutIssuerRequest issuer put_issuer,
    NetworkProfile "network" "networks": PutNetworkRequest network put_network
}

/// Imports a file of such records.
pub(super) fn run<M: Single>(args: &SinglyArgs) -> anyhow::Result<ExitCode> {
    let shown = args.file.display();
    let file = File::open(&args.file).with_context(|| format!("cannot open `{shown}`"))?;
    let bar = progress(file.metadata().map_or(0, |metadata| metadata.len()));
    let source = jsonl::read::<M>(M::MESSAGE, BufReader::new(file));
    let (runtime, mut client) = client(&args.to)?;
    let mut refusals = Refusals::new(&source.header, kept_in(args.refused.as_deref())?);
    let send = |records| runtime.block_on(put_all(&mut client, records));
    let outcome = import(source, &bar, &mut refusals, send);
    bar.finish_and_clear();
    let imported = outcome.with_context(|| format!("import of `{shown}` stopped"))?;
    report(imported, M::CALLED, &refusals)
}

/// Puts records, and says which the host refused.
async fn put_all<M: Single>(
    client: &mut ProfileServiceClient<Channel>,
    records: Vec<M>,
) -> anyhow::Result<v1::ImportMerchantsResponse> {
    let mut answer = v1::ImportMerchantsResponse::default();
    for (index, record) in (0..).zip(records) {
        match record.put(client).await {
            Ok(()) => answer.imported += 1,
            Err(status) if status.code() == Code::InvalidArgument => {
                answer.refused.push(v1::RefusedRecord {
                    index,
                    message: status.message().to_owned(),
                });
            }
            Err(status) => bail!(
                "the host answered {:?}: {}",
                status.code(),
                status.message()
            ),
        }
    }
    Ok(answer)
}
