//! Reads the directory: all of it or nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;

use crate::money::Currency;
use crate::sandbox::{Instances, Module, Order, Refusal, Sandbox};

use super::child::Preparer;
use super::compiled::{Compiled, Shelf};
use super::{
    Archive, Config, Digest, Mode, Policy, PolicyFile, PolicySet, Terms, manifest, sample_facts,
    sections,
};

/// A policy's own settings are written by people.
const SETTINGS_BYTES_MAX: usize = 1 << 20;

/// Why a directory was not loaded: every problem, each with its file and its fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotLoaded(pub Vec<String>);

impl std::fmt::Display for NotLoaded {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0.join("; "))
    }
}

impl std::error::Error for NotLoaded {}

/// What a directory held when it was read.
#[derive(Clone, PartialEq, Eq)]
struct Files {
    module: Vec<u8>,
    settings: Option<String>,
}

/// Code of modules that were active before, for the way back to them: some tens of policies.
const COMPILED_BYTES_MAX: usize = 64 << 20;

/// Makes policies of files.
pub struct Loader {
    sandbox: Sandbox,
    preparer: Preparer,
    compiled: Compiled,
    bounds: String,
    archive: Option<Archive>,
    policies_max: usize,
}

impl Loader {
    /// A loader that keeps what it loads in `archive`, where there is one, and its code on
    /// `shelf`, where there is one.
    #[must_use]
    pub fn new(
        sandbox: Sandbox,
        preparer: Preparer,
        archive: Option<Archive>,
        shelf: Option<Shelf>,
        config: &Config,
    ) -> Self {
        // Code that was prepared under other bounds, or by another version, is of no use.
        let bounds = format!(
            "{} {:x} {:?}",
            env!("CARGO_PKG_VERSION"),
            sandbox.compatibility(),
            sandbox.config()
        );
        Self {
            bounds,
            sandbox,
            preparer,
            compiled: Compiled::new(COMPILED_BYTES_MAX, shelf),
            archive,
            policies_max: config.policies_max,
        }
    }

    /// A loader for policies that are made again: on the same engine, without a limit of time
    /// that a run could meet (fuel bounds it), and without an archive to write to.
    #[must_use]
    pub fn for_replay(&self) -> Self {
        Self {
            bounds: self.bounds.clone(),
            ..self.with(self.sandbox.without_deadline())
        }
    }

    /// A loader on another sandbox that keeps nothing on disk.
    pub(super) fn with(&self, sandbox: Sandbox) -> Self {
        let config = Config {
            policies_max: self.policies_max,
            ..Config::default()
        };
        Self::new(sandbox, self.preparer.clone(), None, None, &config)
    }

    pub(super) fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// Loads `directory`. A policy whose files are those of one in `active` is taken over as it
    /// is.
    ///
    /// # Errors
    /// Everything that is wrong with the directory.
    pub fn load(
        &self,
        directory: &Path,
        active: Option<&PolicySet>,
        now_ms: u64,
    ) -> Result<PolicySet, NotLoaded> {
        let files = read(directory, self.sandbox.config().module_bytes_max)?;
        if files.len() > self.policies_max {
            return Err(NotLoaded(vec![format!(
                "{}: {} policies; at most {}",
                directory.display(),
                files.len(),
                self.policies_max
            )]));
        }
        if files.is_empty() {
            return Err(NotLoaded(vec![format!(
                "{}: holds no policy, and would approve everything; is it the policy directory, \
                 and mounted? To decide without policies, keep one with `mode = \"off\"`",
                directory.display()
            )]));
        }
        let mut policies = Vec::new();
        let mut problems = Vec::new();
        for made in in_turn(&files, |name, files| {
            self.policy(name, files, active, now_ms)
        }) {
            match made {
                Ok(policy) => policies.extend(policy),
                Err(found) => problems.extend(found),
            }
        }
        if !problems.is_empty() {
            return Err(NotLoaded(problems));
        }
        PolicySet::new(policies, now_ms).map_err(NotLoaded)
    }

    /// Loads one module with its file, as `name`; `None` where its mode is off.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn load_one(&self, module: &Path, now_ms: u64) -> Result<Option<Arc<Policy>>, NotLoaded> {
        let (name, _) = name_and_kind(module);
        let files = read_files(module, self.sandbox.config().module_bytes_max)
            .map_err(|problem| NotLoaded(vec![problem]))?;
        self.policy(&name, &files, None, now_ms).map_err(NotLoaded)
    }

    fn policy(
        &self,
        name: &str,
        files: &Files,
        active: Option<&PolicySet>,
        now_ms: u64,
    ) -> Result<Option<Arc<Policy>>, Vec<String>> {
        if !manifest::is_name(name) {
            return Err(vec![format!(
                "{name}.wasm: a policy's file is named in lower kebab case, such as fees.wasm"
            )]);
        }
        let file = match &files.settings {
            None if decides(active, |policy| *policy.name == *name) => {
                return Err(vec![format!(
                    "{name}.toml: is gone, and the policy would lose its say; put it back, or \
                     write `mode = \"shadow\"` in it"
                )]);
            }
            None => PolicyFile::default(),
            Some(text) => PolicyFile::parse(text)
                .map_err(|problem| vec![format!("{name}.toml: {problem}")])?,
        };
        if file.mode == Mode::Off {
            return Ok(None);
        }
        let digest = Digest::of(&files.module);
        let treatment = format!(
            "{:?} {:?} {} {}",
            file.mode, file.on_fault, file.rank, file.fuel
        );
        let identity = Digest::of_parts(&[
            name.as_bytes(),
            digest.bytes(),
            treatment.as_bytes(),
            file.settings.as_bytes(),
        ]);
        let same = active.and_then(|set| {
            set.policies()
                .map(|(policy, _)| policy)
                .find(|policy| policy.identity == identity)
        });
        if let Some(policy) = same {
            return Ok(Some(policy.clone()));
        }
        let policy = self.make(name, &files.module, file, digest, identity, now_ms)?;
        self.keep(name, digest, &files.module)?;
        Ok(Some(Arc::new(policy)))
    }

    /// Makes a policy of a module and what its file says.
    pub(super) fn make(
        &self,
        name: &str,
        bytes: &[u8],
        file: PolicyFile,
        digest: Digest,
        identity: Digest,
        now_ms: u64,
    ) -> Result<Policy, Vec<String>> {
        let refuse = |problem: String| vec![format!("{name}.wasm: {problem}")];
        let order = Order {
            settings: file.settings,
            config: self.sandbox.config().clone(),
        };
        let prepared = self
            .compiled
            .get_or(digest, &order.settings, &self.bounds, || {
                self.preparer.prepare(bytes, &order)
            })
            .map_err(|refusal| match refusal {
                Refusal::Module(problem) => refuse(problem),
                Refusal::Settings(problems) => problems
                    .iter()
                    .map(|problem| {
                        let (path, message) = (manifest::clip(&problem.path), &problem.message);
                        let dot = if path.is_empty() { "" } else { "." };
                        let message: String = message.chars().take(300).collect();
                        format!("{name}.toml: settings{dot}{path}: {message}")
                    })
                    .collect(),
            })?;
        let module = Module::load(&self.sandbox, &prepared)
            .map_err(|error| refuse(format!("does not fit this host: {error:#}")))?;
        let described = module.describe().result;
        let mut described =
            described.map_err(|fault| refuse(format!("`describe` failed: {fault}")))?;
        sections::complete(&mut described, bytes).map_err(refuse)?;
        let name: Arc<str> = name.into();
        let checked = manifest::check(&name, &described)
            .map_err(|problems| problems.into_iter().flat_map(&refuse).collect::<Vec<_>>())?;
        let terms = Terms {
            name,
            version: described.version.into(),
            summary: manifest::clip_line(&described.summary).into(),
            digest,
            identity,
            mode: file.mode,
            on_fault: file.on_fault,
            rank: file.rank,
            fuel: file.fuel,
            needs: described.needs,
            reasons: checked.reasons,
            counters: checked.counters,
            settings: order.settings.into(),
            loaded_at_ms: now_ms,
        };
        let policy = Policy {
            terms: Arc::new(terms),
            settings_schema: described.settings_schema.into(),
            fault_told_ms: AtomicU64::new(0),
            figures: OnceLock::new(),
            module,
        };
        probe(&policy).map_err(refuse)?;
        Ok(policy)
    }

    fn keep(&self, name: &str, digest: Digest, bytes: &[u8]) -> Result<(), Vec<String>> {
        self.archive.as_ref().map_or(Ok(()), |archive| {
            archive.keep(digest, bytes).map_err(|error| {
                vec![format!(
                    "{name}.wasm: could not be archived for replay: {error}"
                )]
            })
        })
    }
}

/// What becomes of each of `files`, in their order. Two are made at a time: compiling one has parts
/// that only one thread can do.
fn in_turn<T: Send>(
    files: &BTreeMap<String, Files>,
    make: impl Fn(&str, &Files) -> T + Sync,
) -> Vec<T> {
    let waiting = Mutex::new(files.iter().enumerate());
    let next = || {
        let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.next()
    };
    let work = || {
        let made = std::iter::from_fn(next);
        let made = made.map(|(place, (name, files))| (place, make(name, files)));
        made.collect::<Vec<_>>()
    };
    let mut made = thread::scope(|scope| {
        let other = scope.spawn(work);
        let mut made = work();
        // A panic there is one here.
        made.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        made
    });
    made.sort_by_key(|(place, _)| *place);
    made.into_iter().map(|(_, made)| made).collect()
}

/// Whether a policy like this decides now.
fn decides(active: Option<&PolicySet>, like: impl Fn(&Policy) -> bool) -> bool {
    let mut policies = active.iter().flat_map(|set| set.policies());
    policies.any(|(policy, _)| policy.mode == Mode::Enforce && like(policy))
}

/// Lets the policy judge a request that nothing is wrong with.
fn probe(policy: &Policy) -> Result<(), String> {
    let Some(currency) = Currency::from_code("CNY") else {
        return Ok(());
    };
    let facts = sample_facts(policy.counters.len());
    let judged = policy.judge(&mut Instances::default(), &facts, currency, u64::MAX);
    judged
        .result
        .map(drop)
        .map_err(|fault| format!("fails on a plain sample request: {fault}"))
}

/// Reads every policy in the directory. What is neither `.wasm` nor `.toml`, and what begins
/// with a dot, is not the host's.
fn read(directory: &Path, bytes_max: usize) -> Result<BTreeMap<String, Files>, NotLoaded> {
    let unreadable = |error: std::io::Error| {
        NotLoaded(vec![format!(
            "{}: {error}; is it the policy directory?",
            directory.display()
        )])
    };
    let mut modules: Vec<PathBuf> = Vec::new();
    let mut settings: Vec<String> = Vec::new();
    for entry in fs::read_dir(directory).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        match name_and_kind(&path) {
            (name, _) if name.is_empty() || name.starts_with('.') => {}
            (_, "wasm") => modules.push(path),
            (name, "toml") => settings.push(name),
            _ => {}
        }
    }
    let mut files = BTreeMap::new();
    let mut problems = Vec::new();
    for module in modules {
        match read_files(&module, bytes_max) {
            Ok(read) => {
                files.insert(name_and_kind(&module).0, read);
            }
            Err(problem) => problems.push(problem),
        }
    }
    // Where a module could not be read, its settings are no orphan.
    let all_read = problems.is_empty();
    for name in settings {
        if all_read && !files.contains_key(&name) {
            problems.push(format!(
                "{name}.toml: no {name}.wasm beside it; add it, or remove this"
            ));
        }
    }
    if problems.is_empty() {
        Ok(files)
    } else {
        Err(NotLoaded(problems))
    }
}

fn read_files(module: &Path, bytes_max: usize) -> Result<Files, String> {
    let problem = |path: &Path, error: io::Error| {
        let name = path.file_name().unwrap_or_default();
        format!("{}: {error}", name.to_string_lossy())
    };
    let settings = module.with_extension("toml");
    let text = match read_bounded(&settings, SETTINGS_BYTES_MAX) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(problem(&settings, error)),
    };
    let text = text.map(String::from_utf8).transpose();
    Ok(Files {
        settings: text.map_err(|error| problem(&settings, io::Error::other(error)))?,
        module: read_bounded(module, bytes_max).map_err(|error| problem(module, error))?,
    })
}

/// Reads a file, and nothing but a file: a device or pipe might never end.
fn read_bounded(path: &Path, bytes_max: usize) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("is not a file"));
    }
    let mut bytes = Vec::new();
    let most = (bytes_max as u64).saturating_add(1);
    fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
    if bytes.len() > bytes_max {
        return Err(io::Error::other(format!("has more than {bytes_max} bytes")));
    }
    Ok(bytes)
}

fn name_and_kind(path: &Path) -> (String, &str) {
    let text =
        |part: Option<&std::ffi::OsStr>| part.and_then(|part| part.to_str().map(str::to_owned));
    let kind = path
        .extension()
        .and_then(|kind| kind.to_str())
        .unwrap_or_default();
    (text(path.file_stem()).unwrap_or_default(), kind)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn only_files_of_a_bounded_size_are_read() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("a.wasm");
        fs::write(&file, [0; 10]).unwrap();
        assert_eq!(read_bounded(&file, 10).unwrap().len(), 10);
        #[track_caller]
        fn check(path: &Path, bytes_max: usize, told: &str) {
            let error = read_bounded(path, bytes_max).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
        check(&file, 9, "more than 9 bytes");
        check(directory.path(), 9, "is not a file");
        check(Path::new("/dev/zero"), 9, "is not a file");
    }
}
