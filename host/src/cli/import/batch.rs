//! Records on their way to the host, and the lines that did not get there.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    mem,
};

use anyhow::Context as _;
use prost::Message;
use tollgate_proto::v1;

use super::records::Line;

/// Lines sent together.
const BATCH_LINES: usize = 1_000;
/// No record that meets the rules is larger, and a larger message would end the whole stream.
const MAX_RECORD_BYTES: usize = 60 * 1024;
/// Refused lines that are named; a file that is all wrong is wrong in one way.
const MAX_SHOWN: u64 = 100;

/// What became of the records that were sent.
#[derive(Default)]
pub(super) struct Answer {
    /// How many were imported.
    pub(super) imported: u64,
    /// The others.
    pub(super) refused: Vec<v1::RefusedRecord>,
}

/// Lines read and not yet sent.
pub(super) struct Batch<M> {
    records: Vec<M>,
    /// Number and text of the line of each record.
    lines: Vec<(u64, Vec<u8>)>,
    refused: Vec<Refusal>,
    last_line: u64,
}

struct Refusal {
    line: u64,
    raw: Vec<u8>,
    reason: String,
}

impl<M> Default for Batch<M> {
    fn default() -> Self {
        Self {
            records: Vec::new(),
            lines: Vec::new(),
            refused: Vec::new(),
            last_line: 0,
        }
    }
}

impl<M: Message> Batch<M> {
    pub(super) fn push(&mut self, line: Line<M>) {
        let Line {
            number,
            raw,
            record,
            ..
        } = line;
        self.last_line = number;
        let fits = record.and_then(|record| match record.encoded_len() {
            bytes if bytes > MAX_RECORD_BYTES => Err(format!(
                "must be at most {MAX_RECORD_BYTES} bytes when encoded, but is {bytes}"
            )),
            _ => Ok(record),
        });
        match fits {
            Ok(record) => {
                self.records.push(record);
                self.lines.push((number, raw));
            }
            Err(reason) => self.refused.push(Refusal {
                line: number,
                raw,
                reason,
            }),
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.records.len() + self.refused.len() >= BATCH_LINES
    }

    /// Number of the line read last.
    pub(super) fn last_line(&self) -> u64 {
        self.last_line
    }

    /// Sends the records, passes on what was refused here and there in the order of lines,
    /// and returns how many were imported.
    pub(super) fn send(
        &mut self,
        send: &mut impl FnMut(Vec<M>) -> anyhow::Result<Answer>,
        refusals: &mut Refusals,
        tell: &impl Fn(&str),
    ) -> anyhow::Result<u64> {
        let records = mem::take(&mut self.records);
        let answer = if records.is_empty() {
            Answer::default()
        } else {
            send(records)?
        };
        let mut lines: Vec<Option<(u64, Vec<u8>)>> = self.lines.drain(..).map(Some).collect();
        for v1::RefusedRecord { index, message } in answer.refused {
            let (line, raw) = usize::try_from(index)
                .ok()
                .and_then(|index| lines.get_mut(index)?.take())
                .context("the host refused a record that it was not sent")?;
            self.refused.push(Refusal {
                line,
                raw,
                reason: message,
            });
        }
        self.refused.sort_by_key(|refusal| refusal.line);
        for refusal in self.refused.drain(..) {
            refusals.add(&refusal, tell)?;
        }
        refusals.flush()?;
        Ok(answer.imported)
    }
}

/// The refused lines: counted, named, and kept where a file was asked for.
pub(super) struct Refusals {
    count: u64,
    header: Vec<u8>,
    kept: Option<BufWriter<File>>,
}

impl Refusals {
    /// `header` is what the file begins with.
    pub(super) fn new(header: &[u8], file: Option<File>) -> Self {
        Self {
            count: 0,
            header: header.to_vec(),
            kept: file.map(BufWriter::new),
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Refused lines that were not named.
    pub(super) fn unshown(&self) -> u64 {
        self.count.saturating_sub(MAX_SHOWN)
    }

    pub(super) fn are_kept(&self) -> bool {
        self.kept.is_some()
    }

    fn add(&mut self, refusal: &Refusal, tell: &impl Fn(&str)) -> anyhow::Result<()> {
        if self.count < MAX_SHOWN {
            tell(&format!("line {}: {}", refusal.line, refusal.reason));
        }
        self.count += 1;
        if let Some(file) = &mut self.kept {
            let header = mem::take(&mut self.header);
            file.write_all(&header)
                .and_then(|()| file.write_all(&refusal.raw))
                .context("cannot write the refused lines")?;
        }
        Ok(())
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        self.kept.as_mut().map_or(Ok(()), |file| {
            file.flush().context("cannot write the refused lines")
        })
    }
}
