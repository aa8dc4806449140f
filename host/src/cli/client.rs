//! What every subcommand shares that calls a running host: the way there, and the progress.

use std::io::{self, Write as _};
use std::time::Duration;

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use tonic::transport::{Channel, Endpoint};

use crate::profiles::quote;

/// Where a host is that was not told to be elsewhere.
pub(super) const HOST: &str = "http://127.0.0.1:50151";

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Connects to the host at `to`, each of whose answers may take `timeout`.
///
/// # Errors
/// Where there is none.
pub(super) async fn connect(to: &str, timeout: Duration) -> anyhow::Result<Channel> {
    Endpoint::from_shared(to.to_owned())
        .with_context(|| format!("{} is not an address such as {HOST}", quote(to)))?
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(timeout)
        .tcp_nodelay(true)
        .connect()
        .await
        .with_context(|| format!("no host answers at {to}: is it running, and is --to right?"))
}

/// A bar for so many bytes of a file; nothing where standard error is no terminal.
pub(super) fn progress(bytes: u64) -> ProgressBar {
    let style =
        ProgressStyle::with_template("{wide_bar} {bytes} of {total_bytes}, {eta} left {msg}");
    let bar = ProgressBar::new(bytes);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Tells a person something beside the answer.
pub(super) fn tell(text: &str) {
    // There is nobody left to tell that standard error is closed.
    _ = writeln!(io::stderr(), "{text}");
}
