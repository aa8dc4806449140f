//! Directories with any number of policies: the shipped ones, and copies of them.
//!
//! Two enforced policies may not declare the same reason, so copies run in shadow. A copy's module
//! has a section of its own, which says which copy it is: it is another module to the host, with
//! code of its own.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use tempfile::TempDir;

use crate::host::policies;

/// A directory with so many policies: the shipped ones in the order of their names, then copies
/// of them, in the same order.
pub(super) fn of_all(count: usize) -> anyhow::Result<TempDir> {
    let mut names = Vec::new();
    for entry in fs::read_dir(policies())? {
        let path = entry?.path();
        if path.extension().is_some_and(|kind| kind == "wasm") {
            let name = path.file_stem().context("a name")?;
            names.push(name.to_string_lossy().into_owned());
        }
    }
    names.sort_unstable();
    directory(&names, count)
}

/// A directory with one shipped policy and copies of it.
pub(super) fn of_one(name: &str, count: usize) -> anyhow::Result<TempDir> {
    directory(&[name.to_owned()], count)
}

fn directory(names: &[String], count: usize) -> anyhow::Result<TempDir> {
    let made = tempfile::tempdir()?;
    for (number, name) in names.iter().cycle().take(count).enumerate() {
        copy(name, number / names.len(), made.path())?;
    }
    Ok(made)
}

/// The `number`-th copy of a policy; 0 is itself.
fn copy(name: &str, number: usize, to: &Path) -> anyhow::Result<()> {
    let from = policies();
    let mut module = fs::read(from.join(name).with_extension("wasm"))?;
    let mut file = fs::read_to_string(from.join(name).with_extension("toml"))?;
    let mut copied = name.to_owned();
    if number > 0 {
        let enforced = "mode = \"enforce\"";
        anyhow::ensure!(file.contains(enforced), "{name} is not enforced");
        file = file.replace(enforced, "mode = \"shadow\"");
        copied = format!("{name}-{number}");
        module.extend(section(&u8::try_from(number)?.to_le_bytes()));
    }
    fs::write(to.join(&copied).with_extension("wasm"), module)?;
    fs::write(to.join(&copied).with_extension("toml"), file)?;
    Ok(())
}

/// A custom section: 0, its length, its name, what is in it.
fn section(content: &[u8; 1]) -> Vec<u8> {
    let name = b"copy";
    let [length, name_length] = [1 + name.len() + content.len(), name.len()]
        // Below 128 a length is one byte.
        .map(|length| u8::try_from(length).unwrap_or(0));
    [&[0, length, name_length], name.as_slice(), content].concat()
}
