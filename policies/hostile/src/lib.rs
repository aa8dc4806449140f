//! A module that misbehaves on purpose, to test that a host contains it.
//!
//! Its settings name what it does: `{"behaviour": "loop"}`. Where nothing else is said, it does
//! so when asked of a payment of exactly [`TRIGGER`] minor units, and finds nothing in any other.
//!
//! | behaviour | what it does |
//! |---|---|
//! | `none` | nothing, as by default |
//! | `loop` | runs for ever |
//! | `always-loop` | runs for ever for every payment |
//! | `loop-in-configure` | runs for ever when configured |
//! | `loop-in-describe` | runs for ever when asked for its manifest |
//! | `trap` | executes `unreachable` |
//! | `trap-in-configure` | executes `unreachable` when configured |
//! | `panic` | panics with a text of 1 MiB |
//! | `grow` | grows its memory page by page until refused, then traps |
//! | `fill` | allocates and writes until there is no more memory |
//! | `recurse` | calls itself until the engine's stack is full |
//! | `overflow` | calls itself with large frames until its own stack, in its memory, is full |
//! | `refuse-settings` | refuses its settings |
//! | `bad-manifest` | declares reasons without Chinese, with an unknown placeholder, with capitals |
//! | `many-findings` | 65 findings |
//! | `unbounded-findings` | 262,144 findings, made of untouched memory for next to no fuel |
//! | `unbounded-text` | a finding with a text of 1 MiB |
//! | `shared-texts` | 64 findings that share 4,096 texts that share 1 MiB: 256 GiB once copied |
//! | `broken-list` | findings that begin in its memory and end far beyond |
//! | `broken-text` | a finding with a text that is not UTF-8 |
//! | `unknown-reason` | a finding of reason number 999 |
//! | `unknown-counter` | a claim on counter number 999 |
//! | `wrong-parameters` | a finding without the parameter that its reason declares |
//! | `wrong-kind` | a finding with a number where its reason declares a text |
//! | `remember` | traps where an earlier payment left a note, for every payment, and leaves one |
//! | `remember-twice` | remembers twice for one payment |
//! | `claim-as-finding` | a claim with a reason that is declared for findings |

use serde::Deserialize;
use tollgate_policy::verdicts::{Audience::Operator, Counts, FactGroups, Subject};
use tollgate_policy::verdicts::{ValueKind, Window};
use tollgate_policy::{Answer, Counter, Facts, Policy, Problems, Reason, advise};
use tollgate_policy::{counters, reasons};

#[cfg(target_arch = "wasm32")]
mod exports;
#[cfg(test)]
mod tests;

/// The amount that sets it off, in minor units of any currency.
pub const TRIGGER: i64 = 66_600;

reasons! {
    /// What every behaviour that answers at all speaks of.
    FOUND = advise("hostile.found").de39("06", "06")
        .parameters(&[("word", ValueKind::Text)])
        .en("The test module says {word}.", &[(Operator, "Remove the test module.")])
        .zh("测试模块返回{word}。", &[(Operator, "请移除测试模块。")]);
}

counters! { |_hostile: &Hostile|
    /// Attempts at one terminal within a minute.
    ATTEMPTS = Counter::count(
        "hostile-attempts", Counts::Attempted, Window::Rolling(60), &[Subject::Terminal]);
}

/// What it does; see the table above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the table above")]
pub enum Behaviour {
    None,
    Loop,
    AlwaysLoop,
    LoopInConfigure,
    LoopInDescribe,
    Trap,
    TrapInConfigure,
    Panic,
    Grow,
    Fill,
    Recurse,
    Overflow,
    RefuseSettings,
    BadManifest,
    ManyFindings,
    UnboundedFindings,
    UnboundedText,
    SharedTexts,
    BrokenList,
    BrokenText,
    UnknownReason,
    UnknownCounter,
    WrongParameters,
    WrongKind,
    Remember,
    RememberTwice,
    ClaimAsFinding,
}

/// The module as long as it behaves. What it does instead is in `exports`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hostile {
    /// What it does.
    pub behaviour: Behaviour,
}

impl Policy for Hostile {
    const NAME: &'static str = "hostile";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str = "Misbehaves as its settings say.";
    const NEEDS: FactGroups = FactGroups::empty();
    const REASONS: &'static [Reason] = REASONS;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");
    const DEFAULT_SETTINGS: &'static str = r#"{ "behaviour": "none" }"#;

    type Settings = Self;

    fn check(settings: &Self, problems: &mut Problems) {
        let good = settings.behaviour != Behaviour::RefuseSettings;
        problems.require(
            good,
            "behaviour",
            "refused, as asked; name another behaviour",
        );
    }

    fn new(settings: Self) -> Self {
        settings
    }

    fn counters(&self) -> Vec<tollgate_policy::verdicts::Counter> {
        counters(self)
    }

    fn evaluate(&self, _: &Facts, _: &mut Answer) {}
}
