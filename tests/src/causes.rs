//! Every cause of a failed payment: for each code of the catalogue a case that fires it through
//! the real service, and a near miss that does not.
//!
//! The tables are read by people: `when` says a case in the words of a risk analyst, `set` is the
//! same as data. A case changes a [`Scene`] that nothing is wrong with.

use std::fmt::Write as _;

pub mod card;
pub mod compliance;
pub mod engine;
pub mod entry;
pub mod fees;
pub mod ground;
pub mod integrity;
pub mod issuer;
pub mod limits;
pub mod merchant;
mod scene;
pub mod stage;
pub mod terminal;
pub mod told;

pub use ground::{Ground, Grounds};
pub use scene::{Before, Scene, authorized, reported};
pub use stage::Stage;
pub use told::Told;

/// A code, the case that fires it, and the near miss that spares it.
pub struct Cause {
    /// The code of the reason.
    pub code: &'static str,
    /// It is among the reasons.
    pub fires: Case,
    /// It is not, though little is different.
    pub spares: Case,
}

/// One payment, with all that is on file and came before it.
pub struct Case {
    /// In words.
    pub when: &'static str,
    /// The host that it is played on.
    pub on: Ground,
    /// As data: a change of a scene that nothing is wrong with.
    pub set: fn(&mut Scene),
}

/// A case as tables write it: in words, and as data.
type Written = (&'static str, fn(&mut Scene));

/// A cause as a row of a table, played on the host of the shipped policies.
#[must_use]
pub const fn cause(code: &'static str, fires: Written, spares: Written) -> Cause {
    on([Ground::Shipped; 2], code, fires, spares)
}

/// The same on a host of its own for each of the two.
const fn on(on: [Ground; 2], code: &'static str, fires: Written, spares: Written) -> Cause {
    const fn case(on: Ground, (when, set): Written) -> Case {
        Case { when, on, set }
    }
    let [fires_on, spares_on] = on;
    Cause {
        code,
        fires: case(fires_on, fires),
        spares: case(spares_on, spares),
    }
}

/// All tables, each with what finds its codes.
pub const TABLES: &[(&str, &[Cause])] = &[
    ("card-validity", card::CAUSES),
    ("card-validity, reading and verifying", entry::CAUSES),
    ("channel-limits", limits::CAUSES),
    ("compliance", compliance::CAUSES),
    ("fees", fees::CAUSES),
    ("issuer-availability", issuer::CAUSES),
    ("merchant-credit", merchant::CAUSES),
    ("terminal-health", terminal::CAUSES),
    ("transaction-integrity", integrity::CAUSES),
    ("The host itself", engine::CAUSES),
];

/// What is added to the files of shipped policies: settings without which a code is never found.
pub const SETTINGS: &[(&str, &str)] = &[
    ("card-validity", card::SETTINGS),
    ("channel-limits", limits::SETTINGS),
    ("fees", fees::SETTINGS),
    ("terminal-health", terminal::SETTINGS),
    ("transaction-integrity", integrity::SETTINGS),
];

/// The page that shows all of them.
#[must_use]
pub fn page() -> String {
    let mut page = String::from(
        "# Causes\n\n\
         Every code of the catalogue with a case that fires it and a near miss that does not. Each \
         row is run through the real gRPC service by `tests/it/causes.rs`; this page is made from \
         the same tables by `cargo xtask causes`. What each code says and advises is in \
         [REASONS.md](REASONS.md).\n",
    );
    for (name, causes) in TABLES {
        // Writing to a string cannot fail.
        let _ = writeln!(page, "\n## {name}\n");
        if let Some((_, settings)) = SETTINGS.iter().find(|(of, _)| of == name) {
            let settings = settings.trim();
            let _ = writeln!(
                page,
                "With these settings besides those that ship:\n\n```toml\n{settings}\n```\n"
            );
        }
        page += "| code | fires | spares |\n|---|---|---|\n";
        for Cause {
            code,
            fires,
            spares,
        } in *causes
        {
            let _ = writeln!(page, "| `{code}` | {} | {} |", fires.when, spares.when);
        }
    }
    page
}
