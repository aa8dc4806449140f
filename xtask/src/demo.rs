//! The demonstration.

/// Runs it.
pub(crate) fn run(_arguments: &[String]) -> anyhow::Result<()> {
    Ok(())
}
