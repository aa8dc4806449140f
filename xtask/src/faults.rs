//! Puts a fault into a copy of the sources, builds it, and looks whether the simulation finds it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use crate::shell;

mod table;

use table::{FAULTS, Fault};

/// Lives that may pass before a fault is found.
const SEEDS_MAX: u64 = 3_000;

/// Looks for each fault, or for the one of this name.
pub(crate) fn run(name: Option<&str>) -> Result<()> {
    let wanted = |fault: &&Fault| name.is_none_or(|name| fault.name == name);
    let faults: Vec<&Fault> = FAULTS.iter().filter(wanted).collect();
    ensure!(!faults.is_empty(), "no fault of that name");
    let copy = Copy::make()?;
    let mut missed = Vec::new();
    for fault in &faults {
        match copy.try_fault(fault)? {
            Some(found) => shell::say(&format!("{:32} {found}", fault.name)),
            None => {
                shell::say(&format!("{:32} NOT FOUND in {SEEDS_MAX} lives", fault.name));
                missed.push(fault.name);
            }
        }
    }
    if !missed.is_empty() {
        bail!("not found: {}", missed.join(", "));
    }
    shell::say(&format!("all {} faults were found", faults.len()));
    Ok(())
}

/// The sources once more, with a target directory of their own.
struct Copy {
    tree: PathBuf,
    target: PathBuf,
}

impl Copy {
    fn make() -> Result<Self> {
        let own = shell::target().join("faults");
        let copy = Self {
            tree: own.join("tree"),
            target: own.join("build"),
        };
        let listed = Command::new("git")
            .current_dir(shell::top())
            .args(["ls-files", "--cached", "--others", "--exclude-standard"])
            .output()
            .context("git ls-files")?;
        for file in String::from_utf8(listed.stdout)?.lines() {
            let from = shell::top().join(file);
            if from.is_file() {
                same(&from, &copy.tree.join(file))?;
            }
        }
        for built in ["policies", "hostile"] {
            let (from, to) = (
                shell::top().join("target").join(built),
                copy.target.join(built),
            );
            for entry in fs::read_dir(&from)? {
                let entry = entry?;
                same(&entry.path(), &to.join(entry.file_name()))?;
            }
        }
        copy.seed()?;
        Ok(copy)
    }

    /// Takes over what was compiled of the dependencies: they are the same.
    fn seed(&self) -> Result<()> {
        let to = self.target.join("debug");
        if to.exists() {
            return Ok(());
        }
        for part in ["deps", "build", ".fingerprint"] {
            let from = shell::target().join("debug").join(part);
            if from.is_dir() {
                link(&from, &to.join(part))?;
            }
        }
        Ok(())
    }

    /// What the simulation says of the fault; `None` where it does not find it.
    fn try_fault(&self, fault: &Fault) -> Result<Option<String>> {
        let file = self.tree.join(fault.file);
        let right = fs::read_to_string(&file).with_context(|| fault.file.to_owned())?;
        let count = right.matches(fault.text).count();
        ensure!(
            count == 1,
            "{}: its text is {count} times in {}, and must be there once",
            fault.name,
            fault.file
        );
        fs::write(&file, right.replace(fault.text, fault.replacement))?;
        let found = self.build().and_then(|()| self.simulate());
        fs::write(&file, right)?;
        found.with_context(|| fault.name.to_owned())
    }

    fn build(&self) -> Result<()> {
        let mut cargo = shell::cargo(".", &["build", "--locked", "--bins", "--quiet"]);
        cargo
            .args(["--package", "tollgate", "--package", "tollgate-tests"])
            .current_dir(&self.tree)
            .env("CARGO_TARGET_DIR", &self.target);
        let output = cargo.output()?;
        ensure!(
            output.status.success(),
            "does not compile: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(())
    }

    fn simulate(&self) -> Result<Option<String>> {
        let output = Command::new(self.target.join("debug/simulate"))
            .args(["--seeds", &SEEDS_MAX.to_string()])
            .output()?;
        let told = String::from_utf8_lossy(&output.stdout);
        let broken = told.lines().find_map(|line| line.strip_prefix("BROKEN: "));
        if output.status.success() {
            return Ok(None);
        }
        match broken {
            Some(broken) => Ok(Some(broken.to_owned())),
            None => bail!(
                "the simulation failed: {}",
                String::from_utf8_lossy(&output.stderr)
            ),
        }
    }
}

/// Copies a file where it is not the same already: cargo goes by the time of the last change.
fn same(from: &Path, to: &Path) -> io::Result<()> {
    let bytes = fs::read(from)?;
    if fs::read(to).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(directory) = to.parent() {
        fs::create_dir_all(directory)?;
    }
    fs::write(to, bytes)
}

/// Gives every file below a directory a second name.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            link(&entry.path(), &to)?;
        } else {
            fs::hard_link(entry.path(), to)?;
        }
    }
    Ok(())
}
