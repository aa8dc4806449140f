//! The file of answers: a decision in the contract's JSON form, or a failure with its line.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use anyhow::Context as _;
use serde::Serialize;
use tollgate_proto::json;

use super::flight::{Answer, Asked};

/// Where answers are kept, where they are.
pub(super) struct Answers(Option<BufWriter<File>>);

/// A line that has no decision.
#[derive(Serialize)]
struct Failed<'a> {
    line: u64,
    #[serde(rename = "requestId", skip_serializing_if = "str::is_empty")]
    request_id: &'a str,
    error: Error<'a>,
}

#[derive(Serialize)]
struct Error<'a> {
    code: &'a str,
    message: &'a str,
}

impl Answers {
    /// Makes a new file. Never an old one: it might be the very one that is read.
    ///
    /// # Errors
    /// Where it cannot be made, or is there already.
    pub(super) fn create(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else {
            return Ok(Self(None));
        };
        let file = File::create_new(path).with_context(|| {
            format!(
                "cannot make `{}` for the answers; name a new file",
                path.display()
            )
        })?;
        Ok(Self(Some(BufWriter::new(file))))
    }

    /// Writes what became of one line.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(super) fn write(&mut self, asked: &Asked) -> anyhow::Result<()> {
        let Some(file) = &mut self.0 else {
            return Ok(());
        };
        writeln!(file, "{}", text(asked)?).context("cannot write the answers")
    }

    /// Writes what is still in memory.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(super) fn finish(&mut self) -> anyhow::Result<()> {
        self.0.as_mut().map_or(Ok(()), |file| {
            file.flush().context("cannot write the answers")
        })
    }
}

fn text(asked: &Asked) -> anyhow::Result<String> {
    if let Answer::Decided { decision, .. } = &asked.answer {
        return Ok(json::to_json("EvaluateResponse", &**decision)?);
    }
    let failure = asked.failure();
    let (code, message) = failure
        .as_ref()
        .map_or(("", ""), |failure| (failure.code, &failure.message));
    Ok(serde_json::to_string(&Failed {
        line: asked.line,
        request_id: &asked.request_id,
        error: Error { code, message },
    })?)
}
