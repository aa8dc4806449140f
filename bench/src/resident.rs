//! What a process takes of memory, as the kernel tells.

use anyhow::Context as _;

/// Resident memory of a process in bytes, and of it what is backed by no file.
pub(crate) struct Resident {
    pub(crate) all: u64,
    pub(crate) own: u64,
}

/// What is resident now, of this process or of another.
pub(crate) fn resident(id: u32) -> anyhow::Result<Resident> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
    let bytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix("kB"));
        let kilobytes = kilobytes.and_then(|number| number.trim().parse::<u64>().ok());
        kilobytes
            .map(|kilobytes| kilobytes << 10)
            .with_context(|| format!("no {name} in /proc"))
    };
    Ok(Resident {
        all: bytes("VmRSS:")?,
        own: bytes("RssAnon:")?,
    })
}
