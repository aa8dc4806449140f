//! The style rules that no compiler knows.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use crate::shell;

const LINES_MAX: usize = 500;

/// Checks every source file of the repository.
pub(crate) fn run() -> Result<()> {
    let mut problems = Vec::new();
    visit(&shell::top(), &mut problems)?;
    if problems.is_empty() {
        return Ok(());
    }
    bail!("tidy:\n  {}", problems.join("\n  "))
}

fn visit(folder: &Path, problems: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            if name != "target" && !name.starts_with('.') {
                visit(&path, problems)?;
            }
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(&path)?;
            let shown = path
                .strip_prefix(shell::top())
                .unwrap_or(&path)
                .display()
                .to_string();
            problems.extend(
                check(&shown, &text)
                    .into_iter()
                    .map(|told| format!("{shown}: {told}")),
            );
        }
    }
    Ok(())
}

/// Where a crate may be named, as in docs/ARCHITECTURE.md: the crate, and the beginnings of the
/// paths that may name it.
const BOUNDARIES: [(&str, &[&str]); 4] = [
    (
        "wasmtime::",
        &["host/src/sandbox", "host/src/policy", "host/src/wit.rs"],
    ),
    (
        "tonic::",
        &[
            "host/src/rpc",
            "host/src/server",
            "host/src/cli",
            "proto/",
            "tests/",
            "xtask/",
            "bench/",
        ],
    ),
    ("redb::", &["host/src/profiles"]),
    (
        "SystemTime::now",
        &["host/src/clock.rs", "xtask/", "tests/"],
    ),
];

fn check(path: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let lines = text.lines().count();
    if lines > LINES_MAX {
        problems.push(format!(
            "{lines} lines; a file has at most {LINES_MAX}: a noun is missing"
        ));
    }
    if !text.starts_with("//!") {
        problems.push("does not begin with `//!`: what it owns, and what not".into());
    }
    let unfinished = [
        concat!("to", "do!("),
        concat!("unimpl", "emented!("),
        concat!("FIX", "ME"),
    ];
    problems.extend(
        unfinished
            .iter()
            .filter(|word| text.contains(*word))
            .map(|word| format!("has `{word}`")),
    );
    if path == "xtask/src/tidy.rs" {
        return problems;
    }
    for (name, places) in BOUNDARIES {
        if text.contains(name) && !places.iter().any(|place| path.starts_with(place)) {
            problems.push(format!(
                "names `{name}`, which belongs in {}",
                places.join(", ")
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn each_rule_finds_its_breach() {
        let find = |path: &str, text: &str, told: &str| {
            let problems = check(path, text);
            assert!(
                problems.iter().any(|problem| problem.contains(told)),
                "{problems:?}"
            );
        };
        find("host/src/a.rs", "fn a() {}", "`//!`");
        find("host/src/a.rs", &"//! a\n".repeat(501), "501 lines");
        find(
            "host/src/a.rs",
            "//! a\nuse wasmtime::Engine;",
            "wasmtime::",
        );
        find(
            "host/src/limits.rs",
            "//! a\nlet now = SystemTime::now();",
            "SystemTime",
        );
        assert!(check("host/src/sandbox/a.rs", "//! a\nuse wasmtime::Engine;").is_empty());
    }
}
