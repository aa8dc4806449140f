//! Builds the policies: core modules by cargo, components by `wit-component`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use wit_component::ComponentEncoder;

use crate::shell;

/// The policies that ship, and ship enforced.
pub(crate) const SHIPPED: [&str; 8] = [
    "card-validity",
    "channel-limits",
    "compliance",
    "fees",
    "issuer-availability",
    "merchant-credit",
    "terminal-health",
    "transaction-integrity",
];

const TARGET: &str = "wasm32-unknown-unknown";

/// Into a directory of its own, whatever the environment says about the one of the host.
#[rustfmt::skip]
const BUILD: [&str; 7] = [
    "build", "--release", "--locked", "--target", TARGET, "--target-dir", "target",
];

/// Where `build` puts the policies and their settings: a directory that a host can load.
pub(crate) fn directory() -> PathBuf {
    shell::top().join("target/policies")
}

/// Where `build` puts the modules that misbehave on purpose, for tests.
pub(crate) fn hostile_directory() -> PathBuf {
    shell::top().join("target/hostile")
}

/// Where `build` puts the tutorial policy of docs/POLICIES.md, in its two versions.
pub(crate) fn examples_directory() -> PathBuf {
    shell::top().join("target/examples")
}

/// Where `build` puts the rules that Tollgate and its peers are timed on.
pub(crate) fn peers_directory() -> PathBuf {
    shell::top().join("target/peers")
}

/// Builds every policy and hostile module. Returns the directory of the policies.
pub(crate) fn build() -> Result<PathBuf> {
    add_target()?;
    let examples = fresh(&examples_directory())?;
    build_strict(&examples)?;
    shell::run(shell::cargo("policies", &BUILD).arg("--workspace"))?;
    let policies = fresh(&directory())?;
    for name in SHIPPED {
        let bytes = install(name, &policies)?;
        shell::complain(&format!("  {name}.wasm: {} KiB", bytes / 1024));
    }
    install("night-review", &examples)?;
    install("peer-rules", &fresh(&peers_directory())?)?;
    let hostile = fresh(&hostile_directory())?;
    make_component(&built("hostile"), &hostile.join("hostile.wasm"))?;
    Ok(policies)
}

/// Puts a policy and its settings into a directory; returns the size of its module.
fn install(name: &str, directory: &Path) -> Result<usize> {
    let settings = format!("{name}.toml");
    let source = shell::top().join("policies").join(name).join(&settings);
    fs::copy(source, directory.join(&settings))
        .with_context(|| format!("policies/{name}/{settings}"))?;
    make_component(&built(name), &directory.join(name).with_extension("wasm"))
}

/// Builds the tutorial policy's second version. Cargo writes both versions to the same file, so
/// this one is made, and taken away, before the first.
fn build_strict(examples: &Path) -> Result<()> {
    let build = ["--package", "night-review", "--features", "strict"];
    shell::run(shell::cargo("policies", &BUILD).args(build))?;
    make_component(
        &built("night-review"),
        &examples.join("night-review-2.wasm"),
    )?;
    Ok(())
}

/// The core module that cargo makes of a policy.
fn built(name: &str) -> PathBuf {
    let release = shell::top()
        .join("policies/target")
        .join(TARGET)
        .join("release");
    release.join(name.replace('-', "_")).with_extension("wasm")
}

/// Adds the guests' target where this toolchain lacks it.
fn add_target() -> Result<()> {
    let installed = Command::new("rustup")
        .args(["target", "list", "--installed"])
        .output();
    let known = installed.as_ref().is_ok_and(|output| {
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .any(|line| line == TARGET)
    });
    if known {
        return Ok(());
    }
    shell::run(Command::new("rustup").args(["target", "add", TARGET])).with_context(|| {
        format!("the Rust target {TARGET} is missing; add it with your toolchain's own installer")
    })
}

fn fresh(directory: &Path) -> Result<PathBuf> {
    if directory.exists() {
        fs::remove_dir_all(directory)?;
    }
    fs::create_dir_all(directory)?;
    Ok(directory.to_path_buf())
}

/// Makes the component of a core module; returns its size.
fn make_component(core: &Path, component: &Path) -> Result<usize> {
    let module = fs::read(core).with_context(|| core.display().to_string())?;
    let bytes = ComponentEncoder::default()
        .validate(true)
        .module(&module)
        .and_then(|mut encoder| encoder.encode())
        .with_context(|| format!("{} is no component", core.display()))?;
    fs::write(component, &bytes)?;
    Ok(bytes.len())
}
