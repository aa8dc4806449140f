//! Which versions are compared: those of this workspace's lock file.

/// The packages that are told.
const TOLD: [&str; 8] = [
    "tollgate",
    "wasmtime",
    "zen-expression",
    "zen-engine",
    "cel",
    "regorus",
    "cedar-policy",
    "peer-rules",
];

/// Each package with its version.
pub(crate) fn all() -> Vec<(&'static str, &'static str)> {
    let lock = include_str!("../Cargo.lock");
    (TOLD.iter())
        .filter_map(|name| Some((*name, version(lock, name)?)))
        .collect()
}

fn version<'a>(lock: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = lock.split_once(&format!("\nname = \"{name}\"\nversion = \""))?;
    rest.split_once('"').map(|(version, _)| version)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_package_has_a_version() {
        let told: Vec<_> = super::all().into_iter().map(|(name, _)| name).collect();
        assert_eq!(told, super::TOLD);
    }
}
