//! `tollgate import`: loads a file of records into a running host.

use std::{
    fs::File,
    io::{self, BufReader, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand, ValueEnum};
use indicatif::ProgressBar;
use prost::Message;
use tollgate_proto::v1::{
    self, list_service_client::ListServiceClient, profile_service_client::ProfileServiceClient,
};
use tonic::transport::Channel;

use super::client::{HOST, connect, progress, tell};
use batch::{Answer, Batch, Refusals};
use csv::{listings, merchants};
use records::Source;

mod batch;
mod csv;
pub(super) mod jsonl;
mod records;
mod singly;
#[cfg(test)]
mod tests;

/// Some records of the file were refused; the others are imported.
const SOME_REFUSED: u8 = 2;
/// A host that does not answer a batch in this time will not.
const BATCH_TIMEOUT: Duration = Duration::from_secs(60);

/// What helps where more lines are refused than are named.
const KEEPS_THEM: &str = "; --refused FILE keeps them all";

/// Load records into a running host.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// What the file holds.
    #[command(subcommand)]
    pub(super) what: What,
}

/// What a file holds.
#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Load merchants; a merchant already on file is replaced.
    #[command(after_long_help = merchants::HELP)]
    Merchants(RecordsArgs),
    /// Load terminals; a terminal already on file is replaced.
    #[command(visible_alias = "terminal")]
    Terminals(RecordsArgs),
    /// Load issuers with their BINs and maintenance windows; an issuer already on file is replaced.
    #[command(visible_alias = "issuer")]
    Issuers(RecordsArgs),
    /// Load networks and wallets with their maintenance windows; one already on file is replaced.
    #[command(visible_alias = "network")]
    Networks(RecordsArgs),
    /// Put cards, BINs, merchants, terminals, payers and countries on the operator's lists; the
    /// same subject and cause again changes end and note.
    #[command(after_long_help = listings::HELP)]
    List(FileArgs),
}

/// A file of records, where they go, and where refused ones are kept.
#[derive(Debug, Args)]
pub(super) struct RecordsArgs {
    #[command(flatten)]
    pub(super) from: FileArgs,
    /// Write the lines that were refused to a new file, to be mended and imported.
    #[arg(long, value_name = "FILE")]
    pub(super) refused: Option<PathBuf>,
}

/// A file of records, and where they go.
#[derive(Debug, Args)]
pub(super) struct FileArgs {
    /// The records: one JSON object a line (.jsonl, .ndjson, .json); merchants and lists also as a
    /// table (.csv).
    pub(super) file: PathBuf,
    /// The host's address.
    #[arg(long, value_name = "URL", default_value = HOST)]
    pub(super) to: String,
    /// The file's format, where its name does not tell.
    #[arg(long, value_enum)]
    pub(super) format: Option<Format>,
}

/// How records are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// One JSON object a line, in the contract's JSON form.
    Jsonl,
    /// A table whose first line names the columns.
    Csv,
}

/// Imports the file and tells what became of it: success where all was imported, 2 where some
/// was refused. It blocks, and starts a runtime of its own.
///
/// # Errors
/// Where the file cannot be read or the host does not answer; says how far it came.
pub(super) fn run(args: &ImportArgs) -> anyhow::Result<ExitCode> {
    match &args.what {
        What::Merchants(args) => {
            let load = Load {
                from: &args.from,
                refused: args.refused.as_deref(),
                more: KEEPS_THEM,
                named: ["merchant", "merchants"],
            };
            let read = |file, format| match format {
                Format::Jsonl => Ok(jsonl::read(BufReader::new(file), jsonl::merchant)),
                Format::Csv => csv::read(file, &merchants::TABLE),
            };
            load.run(read, send_merchants)
        }
        What::Terminals(args) => singly::run::<v1::Terminal>(args),
        What::Issuers(args) => singly::run::<v1::Issuer>(args),
        What::Networks(args) => singly::run::<v1::NetworkProfile>(args),
        What::List(from) => {
            let load = Load {
                from,
                refused: None,
                more: "",
                named: ["entry", "entries"],
            };
            let read = |file, format| match format {
                Format::Jsonl => Ok(jsonl::read(BufReader::new(file), jsonl::listing)),
                Format::Csv => csv::read(file, &listings::TABLE),
            };
            load.run(read, send_listings)
        }
    }
}

/// A file on its way.
struct Load<'a> {
    from: &'a FileArgs,
    /// Where refused lines are kept.
    refused: Option<&'a Path>,
    /// What to do where more lines are refused than are named.
    more: &'static str,
    /// One record, and many.
    named: [&'static str; 2],
}

impl Load<'_> {
    fn run<M: Message>(
        &self,
        read: impl FnOnce(File, Format) -> anyhow::Result<Source<M>>,
        send: impl AsyncFn(Channel, Vec<M>) -> anyhow::Result<Answer>,
    ) -> anyhow::Result<ExitCode> {
        let from = self.from;
        let format = format(from)?;
        let shown = from.file.display();
        let file = File::open(&from.file).with_context(|| format!("cannot open `{shown}`"))?;
        let bar = progress(file.metadata().map_or(0, |metadata| metadata.len()));
        let source = read(file, format).with_context(|| format!("cannot import `{shown}`"))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let channel = runtime.block_on(connect(&from.to, BATCH_TIMEOUT))?;
        let mut refusals = Refusals::new(&source.header, kept_in(self.refused)?);
        let send = |records| runtime.block_on(send(channel.clone(), records));
        let outcome = import(source, &bar, &mut refusals, send);
        bar.finish_and_clear();
        let imported = outcome.with_context(|| format!("import of `{shown}` stopped"))?;
        self.report(imported, &refusals)
    }

    fn report(&self, imported: u64, refusals: &Refusals) -> anyhow::Result<ExitCode> {
        let refused = refusals.count();
        if refusals.unshown() > 0 {
            let hint = if refusals.are_kept() { "" } else { self.more };
            tell(&format!("… and {} more lines{hint}", refusals.unshown()));
        }
        let [one, many] = self.named;
        let records = if imported == 1 { one } else { many };
        writeln!(
            io::stdout(),
            "{imported} {records} imported, {refused} refused"
        )?;
        Ok(if refused == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(SOME_REFUSED)
        })
    }
}

/// Sends the file in batches and returns how many records were imported.
fn import<M: Message>(
    source: Source<M>,
    bar: &ProgressBar,
    refusals: &mut Refusals,
    mut send: impl FnMut(Vec<M>) -> anyhow::Result<Answer>,
) -> anyhow::Result<u64> {
    let mut imported = 0;
    let mut sent_to = 0;
    let mut batch = Batch::default();
    let mut lines = source.lines.peekable();
    while lines.peek().is_some() {
        let mut position = 0;
        for line in lines.by_ref() {
            let line = line.with_context(|| progress_made(sent_to))?;
            position = line.end_byte;
            batch.push(line);
            if batch.is_full() {
                break;
            }
        }
        let last = batch.last_line();
        imported += batch
            .send(&mut send, refusals, &|text| bar.suspend(|| tell(text)))
            .with_context(|| progress_made(sent_to))?;
        sent_to = last;
        bar.set_position(position);
        bar.set_message(format!("{} refused", refusals.count()));
    }
    Ok(imported)
}

fn progress_made(sent_to: u64) -> String {
    match sent_to {
        0 => "perhaps some of the first 1000 lines are done; it is safe to import the whole file \
              again"
            .to_owned(),
        line => format!("lines 1 to {line} are done; it is safe to import the whole file again"),
    }
}

fn format(args: &FileArgs) -> anyhow::Result<Format> {
    if let Some(format) = args.format {
        return Ok(format);
    }
    let extension = args
        .file
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or("");
    match extension.to_ascii_lowercase().as_str() {
        "jsonl" | "ndjson" | "json" => Ok(Format::Jsonl),
        "csv" => Ok(Format::Csv),
        _ => bail!(
            "cannot tell the format of `{}` by its name: add --format jsonl or --format csv",
            args.file.display()
        ),
    }
}

/// The new file for refused lines. Never an old one: it might be the very one that is read.
fn kept_in(path: Option<&Path>) -> anyhow::Result<Option<File>> {
    path.map(|path| {
        File::create_new(path).with_context(|| {
            format!(
                "cannot make `{}` for the refused lines; name a new file",
                path.display()
            )
        })
    })
    .transpose()
}

async fn send_merchants(channel: Channel, records: Vec<v1::Merchant>) -> anyhow::Result<Answer> {
    let requests: Vec<_> = records
        .into_iter()
        .map(|merchant| v1::PutMerchantRequest {
            merchant: Some(merchant),
        })
        .collect();
    let mut client = ProfileServiceClient::new(channel);
    let answer = client.import_merchants(tokio_stream::iter(requests)).await;
    let v1::ImportMerchantsResponse { imported, refused } = answered(answer)?;
    Ok(Answer { imported, refused })
}

async fn send_listings(channel: Channel, records: Vec<v1::Listing>) -> anyhow::Result<Answer> {
    let requests: Vec<_> = records
        .into_iter()
        .map(|listing| v1::PutListingRequest {
            listing: Some(listing),
        })
        .collect();
    let mut client = ListServiceClient::new(channel);
    let answer = client.import_listings(tokio_stream::iter(requests)).await;
    let v1::ImportListingsResponse { imported, refused } = answered(answer)?;
    Ok(Answer { imported, refused })
}

fn answered<T>(answer: Result<tonic::Response<T>, tonic::Status>) -> anyhow::Result<T> {
    match answer {
        Ok(answer) => Ok(answer.into_inner()),
        Err(status) => bail!(
            "the host answered {:?}: {}",
            status.code(),
            status.message()
        ),
    }
}
