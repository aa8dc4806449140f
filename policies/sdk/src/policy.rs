//! What a policy implements, and how it becomes the exports of a module.

use serde::de::DeserializeOwned;

use crate::facts::Facts;
use crate::reason::Terms;
use crate::verdicts::{Assessment, Counter, FactGroups, Manifest};
use crate::{Answer, Problems, Reason};

/// A policy: a pure function of its settings and the facts of one request.
pub trait Policy: Sized {
    /// Lower kebab case; the name of its files.
    const NAME: &'static str;
    /// SemVer.
    const VERSION: &'static str;
    /// One sentence.
    const SUMMARY: &'static str;
    /// The groups of facts that it reads.
    const NEEDS: FactGroups;
    /// What it can find.
    const REASONS: &'static [Reason];
    /// JSON Schema of the settings.
    const SETTINGS_SCHEMA: &'static str;
    /// The settings that hold where an operator sets nothing, as JSON.
    const DEFAULT_SETTINGS: &'static str;

    /// The settings. Unknown members must be refused.
    type Settings: DeserializeOwned;

    /// Says what is wrong with settings beyond their form. Nothing that it allocates may be kept,
    /// in a static for example: its memory is used again.
    fn check(settings: &Self::Settings, problems: &mut Problems);

    /// Makes the policy of checked settings. Runs once, before the snapshot that every request
    /// gets a copy of: what can be computed here costs a request nothing.
    fn new(settings: Self::Settings) -> Self;

    /// The counters that it reads and claims, in the order of their positions.
    fn counters(&self) -> Vec<Counter> {
        Vec::new()
    }

    /// Judges one request.
    fn evaluate(&self, facts: &Facts, answer: &mut Answer);
}

/// What the policy tells of itself.
pub fn describe<P: Policy>(policy: &P) -> Manifest {
    Manifest {
        reasons: P::REASONS.iter().map(Reason::describe).collect(),
        settings_schema: P::SETTINGS_SCHEMA.into(),
        ..describe_briefly(policy, &[])
    }
}

/// What the policy tells of itself, without what the [sections](crate::section) of its module tell.
pub fn describe_briefly<P: Policy>(policy: &P, reasons: &[Terms]) -> Manifest {
    Manifest {
        name: P::NAME.into(),
        version: P::VERSION.into(),
        summary: P::SUMMARY.into(),
        needs: P::NEEDS,
        reasons: reasons.iter().map(Terms::describe).collect(),
        counters: policy.counters(),
        settings_schema: String::new(),
    }
}

/// Judges one request.
pub fn evaluate<P: Policy>(policy: &P, facts: &Facts) -> Assessment {
    let mut answer = Answer::default();
    policy.evaluate(facts, &mut answer);
    answer.into_assessment()
}

/// Makes the type a module that a host can load. On other targets than Wasm it does nothing,
/// so that a policy can be tested, and measured, as native code.
#[macro_export]
macro_rules! export_policy {
    ($policy:ty) => {
        #[cfg(target_arch = "wasm32")]
        mod exports {
            #[allow(unused_imports, reason = "the policy may be named with its path")]
            use super::*;
            use $crate::bindings::{Guest, tollgate::policy::{facts, verdicts}};

            use $crate::{Policy as _, Terms, section};

            static POLICY: std::sync::OnceLock<$policy> = std::sync::OnceLock::new();

            static REASONS: [Terms; <$policy>::REASONS.len()] = $crate::terms(<$policy>::REASONS);

            #[unsafe(link_section = "tollgate:texts")]
            pub static TEXTS: [u8; section::texts::<0>(<$policy>::REASONS).len] =
                section::texts(<$policy>::REASONS).bytes;

            #[unsafe(link_section = "tollgate:settings-schema")]
            pub static SETTINGS_SCHEMA: [u8; <$policy>::SETTINGS_SCHEMA.len()] =
                section::text(<$policy>::SETTINGS_SCHEMA);

            /// The memory behind the last byte that is not zero once `configure` is done is free.
            #[unsafe(link_section = "tollgate:memory")]
            pub static MEMORY: [u8; 4] = *b"trim";

            struct Module;

            impl Guest for Module {
                fn configure(settings: String) -> Result<(), Vec<verdicts::SettingsError>> {
                    let policy = $crate::configure::<$policy>(&settings)?;
                    let _ = POLICY.set(policy);
                    Ok(())
                }

                fn describe() -> verdicts::Manifest {
                    $crate::describe_briefly(policy(), &REASONS)
                }

                fn evaluate(facts: facts::Facts) -> verdicts::Assessment {
                    $crate::evaluate(policy(), &facts)
                }
            }

            #[allow(clippy::expect_used, reason = "a host that breaks the contract gets a trap")]
            fn policy() -> &'static $policy {
                POLICY.get().expect("`configure` comes first")
            }

            $crate::bindings::export!(Module with_types_in $crate::bindings);
        }
    };
}
