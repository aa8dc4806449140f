//! What of the settings decides how a run goes: it has to be the same where one is run again.

use super::Config;

/// What a policy may use, as far as another figure could change its answer or its fuel. Time is
/// not among it: a run that it ends is not run again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// As in [`Config`], like all that follow.
    pub module_bytes_max: usize,
    /// Bytes.
    pub memory_bytes_max: usize,
    /// Elements.
    pub table_elements_max: usize,
    /// Bytes.
    pub stack_bytes_max: usize,
    /// Bytes.
    pub answer_bytes_max: usize,
    /// Bytes.
    pub manifest_bytes_max: usize,
    /// Findings, and claims.
    pub findings_max: usize,
    /// Of `configure` and `describe`.
    pub configure_fuel: u64,
}

impl Config {
    /// What of it decides how a run goes.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        Bounds {
            module_bytes_max: self.module_bytes_max,
            memory_bytes_max: self.memory_bytes_max,
            table_elements_max: self.table_elements_max,
            stack_bytes_max: self.stack_bytes_max,
            answer_bytes_max: self.answer_bytes_max,
            manifest_bytes_max: self.manifest_bytes_max,
            findings_max: self.findings_max,
            configure_fuel: self.configure_fuel,
        }
    }

    /// The same for a host that had these bounds.
    ///
    /// # Errors
    /// Where no host can have had them.
    pub fn under(&self, bounds: Bounds) -> Result<Self, Vec<String>> {
        let config = Self {
            module_bytes_max: bounds.module_bytes_max,
            memory_bytes_max: bounds.memory_bytes_max,
            table_elements_max: bounds.table_elements_max,
            stack_bytes_max: bounds.stack_bytes_max,
            answer_bytes_max: bounds.answer_bytes_max,
            manifest_bytes_max: bounds.manifest_bytes_max,
            findings_max: bounds.findings_max,
            configure_fuel: bounds.configure_fuel,
            ..self.clone()
        };
        let mut problems = Vec::new();
        config.check(&mut problems);
        if problems.is_empty() {
            Ok(config)
        } else {
            Err(problems)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_host_of_other_bounds_differs_in_nothing_else() {
        let own = Config::default();
        let bounds = Bounds {
            memory_bytes_max: 32 << 20,
            findings_max: 7,
            configure_fuel: 1_000,
            ..own.bounds()
        };
        let other = own.under(bounds).unwrap();
        assert_eq!(other.bounds(), bounds);
        let back = other.under(own.bounds()).unwrap();
        assert_eq!(format!("{back:?}"), format!("{own:?}"));
        let impossible = Bounds {
            memory_bytes_max: 5,
            ..bounds
        };
        assert!(own.under(impossible).is_err());
    }
}
