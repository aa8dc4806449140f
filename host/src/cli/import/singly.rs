//! Terminals, issuers and networks: sent one by one, in the order of the file.
//!
//! Each is on the host's disk before the next is sent. There are few of them, or they come now
//! and then.

use std::io::BufReader;
use std::process::ExitCode;

use anyhow::bail;
use prost::Message;
use tollgate_proto::v1::{self, profile_service_client::ProfileServiceClient};
use tonic::transport::Channel;
use tonic::{Code, Status};

use super::batch::Answer;
use super::{Format, KEEPS_THEM, Load, RecordsArgs, answered, jsonl};

/// A kind of record that the contract puts one at a time.
pub(super) trait Single: Message + Default + 'static {
    /// The contract's message.
    const MESSAGE: &'static str;
    /// What one is called, and several.
    const CALLED: [&'static str; 2];

    /// Sends one.
    async fn put(self, client: &mut ProfileServiceClient<Channel>) -> Result<(), Status>;
}

macro_rules! single {
    ($($record:ident $one:literal $several:literal: $request:ident $field:ident $put:ident),+) => {
        $(impl Single for v1::$record {
            const MESSAGE: &'static str = stringify!($record);
            const CALLED: [&'static str; 2] = [$one, $several];

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
pub(super) fn run<M: Single>(args: &RecordsArgs) -> anyhow::Result<ExitCode> {
    let load = Load {
        from: &args.from,
        refused: args.refused.as_deref(),
        more: KEEPS_THEM,
        named: M::CALLED,
    };
    let read = |file, format| match format {
        Format::Jsonl => Ok(jsonl::read(BufReader::new(file), jsonl::parse_as::<M>)),
        Format::Csv => bail!("{} come as JSON lines", M::CALLED[1]),
    };
    load.run(read, put_all)
}

/// Puts records, and says which the host refused.
async fn put_all<M: Single>(channel: Channel, records: Vec<M>) -> anyhow::Result<Answer> {
    let mut client = ProfileServiceClient::new(channel);
    let mut answer = Answer::default();
    for (index, record) in (0..).zip(records) {
        match record.put(&mut client).await {
            Ok(()) => answer.imported += 1,
            Err(status) if status.code() == Code::InvalidArgument => {
                answer.refused.push(v1::RefusedRecord {
                    index,
                    message: status.message().to_owned(),
                });
            }
            Err(status) => return answered(Err(status)),
        }
    }
    Ok(answer)
}
