//! What the host calls, and where each behaviour sets in.

use std::sync::OnceLock;

use tollgate_policy::bindings::Guest;
use tollgate_policy::verdicts::{Assessment, Manifest, SettingsError};
use tollgate_policy::{Facts, configure, describe, evaluate};

use crate::{Behaviour, Hostile, TRIGGER};

mod answers;
mod notes;
mod raw;
mod resources;

static HOSTILE: OnceLock<Hostile> = OnceLock::new();

struct Module;

impl Guest for Module {
    fn configure(settings: String) -> Result<(), Vec<SettingsError>> {
        let hostile = HOSTILE.get_or_init({
            let hostile = configure::<Hostile>(&settings)?;
            || hostile
        });
        match hostile.behaviour {
            Behaviour::LoopInConfigure => resources::spin(),
            Behaviour::TrapInConfigure => resources::trap(),
            _ => Ok(()),
        }
    }

    fn describe() -> Manifest {
        let manifest = describe(hostile());
        match hostile().behaviour {
            Behaviour::LoopInDescribe => resources::spin(),
            Behaviour::BadManifest => answers::bad_manifest(manifest),
            _ => manifest,
        }
    }

    fn evaluate(facts: Facts) -> Assessment {
        match hostile().behaviour {
            Behaviour::AlwaysLoop => resources::spin(),
            Behaviour::Remember => notes::remember(),
            behaviour if facts.transaction.amount.minor_units == TRIGGER => misbehave(behaviour),
            _ => evaluate(hostile(), &facts),
        }
    }
}

fn misbehave(behaviour: Behaviour) -> Assessment {
    match behaviour {
        Behaviour::Loop => resources::spin(),
        Behaviour::Trap => resources::trap(),
        Behaviour::Panic => resources::panic_at_length(),
        Behaviour::Grow => resources::grow(),
        Behaviour::Fill => resources::fill(),
        Behaviour::Recurse => resources::recurse_for_ever(),
        Behaviour::Overflow => resources::overflow_for_ever(),
        Behaviour::ManyFindings => answers::many_findings(),
        Behaviour::UnboundedFindings => raw::unbounded_findings(),
        Behaviour::UnboundedText => answers::unbounded_text(),
        Behaviour::SharedTexts => raw::shared_texts(),
        Behaviour::BrokenList => raw::broken_list(),
        Behaviour::BrokenText => raw::broken_text(),
        Behaviour::UnknownReason => answers::unknown_reason(),
        Behaviour::UnknownCounter => answers::claim(999, crate::FOUND.0),
        Behaviour::WrongParameters => answers::wrong_parameters(),
        Behaviour::WrongKind => answers::wrong_kind(),
        Behaviour::RememberTwice => {
            notes::remember();
            notes::remember()
        }
        Behaviour::ClaimAsFinding => answers::claim(crate::ATTEMPTS.0, crate::FOUND.0),
        Behaviour::None
        | Behaviour::AlwaysLoop
        | Behaviour::LoopInConfigure
        | Behaviour::LoopInDescribe
        | Behaviour::TrapInConfigure
        | Behaviour::RefuseSettings
        | Behaviour::Remember
        | Behaviour::BadManifest => answers::nothing(),
    }
}

#[allow(
    clippy::expect_used,
    reason = "a host that breaks the contract gets a trap"
)]
fn hostile() -> &'static Hostile {
    HOSTILE.get().expect("`configure` comes first")
}

tollgate_policy::bindings::export!(Module with_types_in crate::exports::raw);
