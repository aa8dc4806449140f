//! What a process takes of memory and of processors, as the kernel tells.

use std::process::Child;

use anyhow::Context as _;

/// Clock ticks of a second in `/proc`, the same on every Linux.
const TICKS: f64 = 100.0;

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

/// Seconds that processors worked for this process, all threads together.
pub(crate) fn cpu_seconds() -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The name is in brackets and may hold anything; user and system time come 11 fields later.
    let (_, fields) = stat.rsplit_once(')').context("/proc/self/stat")?;
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks: Vec<f64> = ticks.map(str::parse).collect::<Result<_, _>>()?;
    Ok(ticks.iter().sum::<f64>() / TICKS)
}

/// A process that is killed when it is not needed any more.
pub(crate) struct Ended(pub(crate) Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
