//! What is there in every life: merchants, cards, terminals, and policy sets with small caps.
//!
//! Made once in a process, as policies take long to compile. The caps stand here twice: as
//! settings for the policies, and as plain numbers for the model.

use std::sync::Arc;

use tollgate::clock::host_ms;
use tollgate::config::Config;
use tollgate::lists::Lists;
use tollgate::pan::Vault;
use tollgate::policy::{Archive, Loader, PolicySet};
use tollgate::profiles::Profiles;
use tollgate::server::loader;
use tollgate_proto::v1;

use crate::payment;
use crate::{Directory, built, pan};

/// A merchant, in a zone without daylight saving, so that the model's days are plain arithmetic.
#[derive(Clone, Copy, Debug)]
pub struct Merchant {
    /// Its id.
    pub id: &'static str,
    zone: &'static str,
    /// Of the zone.
    pub utc_offset_minutes: i64,
    /// Its own cap of a day, in place of the policy's.
    pub day_cap: Option<u64>,
}

/// All merchants.
pub const MERCHANTS: [Merchant; 3] = [
    Merchant {
        id: "m-shanghai",
        zone: "Asia/Shanghai",
        utc_offset_minutes: 480,
        day_cap: None,
    },
    Merchant {
        id: "m-kolkata",
        zone: "Asia/Kolkata",
        utc_offset_minutes: 330,
        day_cap: Some(60_000),
    },
    Merchant {
        id: "m-utc",
        zone: "UTC",
        utc_offset_minutes: 0,
        day_cap: Some(150_000),
    },
];

/// Cards of each merchant's customers, and its terminals.
pub const CARDS: usize = 4;
/// Terminals of each merchant.
pub const TERMINALS: usize = 3;

/// The amount, in minor units, that makes the hostile policy misbehave.
pub const TRIGGER: i64 = 66_600;

/// The caps of a policy set, in minor units and payments.
#[derive(Clone, Copy, Debug)]
pub struct Caps {
    /// Amounts of a merchant.
    pub merchant_day: u64,
    /// As above.
    pub merchant_month: u64,
    /// Amounts of a merchant at its terminals.
    pub pos_day: u64,
    /// Amounts of a merchant by code.
    pub qr_day: u64,
    /// Amounts of a terminal.
    pub terminal_day: u64,
    /// Amounts of a card.
    pub card_day: u64,
    /// As above.
    pub card_month: u64,
    /// Payments of a merchant at its terminals.
    pub pos_day_count: u64,
    /// Payments of a card.
    pub card_day_count: u64,
    /// Attempts at a terminal in a minute.
    pub terminal_minute_count: u64,
}

const WIDE: Caps = Caps {
    merchant_day: 200_000,
    merchant_month: 500_000,
    pos_day: 160_000,
    qr_day: 90_000,
    terminal_day: 120_000,
    card_day: 70_000,
    card_month: 150_000,
    pos_day_count: 14,
    card_day_count: 8,
    terminal_minute_count: 9,
};

const TIGHT: Caps = Caps {
    merchant_day: 110_000,
    merchant_month: 420_000,
    pos_day: 100_000,
    qr_day: 40_000,
    terminal_day: 70_000,
    card_day: 45_000,
    card_month: 120_000,
    pos_day_count: 9,
    card_day_count: 5,
    terminal_minute_count: 6,
};

impl Caps {
    /// The file of the policy that has them.
    fn file(&self) -> String {
        let figure = |value: u64| {
            format!(
                "{{ value = {value}, source = \"simulation\", effective_from = \"2000-01-01\" }}"
            )
        };
        let mut text = String::from("mode = \"enforce\"\nrank = 40\n[settings]\n");
        let counts = [
            ("card_daily_count", self.card_day_count),
            ("terminal_minute_count", self.terminal_minute_count),
            ("merchant_repeat.count", 1_000),
            ("channels.pos.daily_count", self.pos_day_count),
        ];
        let amounts = [
            ("merchant.single", self.merchant_day),
            ("merchant.daily", self.merchant_day),
            ("merchant.monthly", self.merchant_month),
            ("channels.pos.single", self.pos_day),
            ("channels.pos.daily", self.pos_day),
            ("channels.qr.single", self.qr_day),
            ("channels.qr.daily", self.qr_day),
            ("terminal_daily", self.terminal_day),
            ("card.single", self.card_day),
            ("card.daily", self.card_day),
            ("card.monthly", self.card_month),
        ];
        let amounts = amounts.map(|(name, value)| (format!("limits.CNY.{name}"), value));
        let counts = counts.map(|(name, value)| (name.to_owned(), value));
        for (name, value) in counts.into_iter().chain(amounts) {
            text += &format!("{name} = {}\n", figure(value));
        }
        text
    }
}

/// A policy set, loaded and compiled.
#[derive(Clone)]
pub struct Set {
    /// What it is called in reports.
    pub name: &'static str,
    /// The set.
    pub set: Arc<PolicySet>,
    /// Its caps.
    pub caps: Caps,
}

/// What every life begins with.
pub struct World {
    /// The policy sets to swap between.
    pub sets: Vec<Set>,
    /// The merchants' profiles.
    pub profiles: Arc<Profiles>,
    /// Nobody is on them.
    pub lists: Arc<Lists>,
    /// Makes tokens of cards.
    pub vault: Vault,
    /// Every module, by its digest.
    pub archive: Archive,
    /// For a registry of each thread.
    pub config: Config,
    directory: Directory,
    _files: tempfile::TempDir,
}

impl World {
    /// Compiles the policies and keeps the merchants.
    ///
    /// # Panics
    /// Where the program and the policies were not built.
    #[must_use]
    pub fn make() -> Self {
        let files = tempfile::TempDir::with_prefix("tollgate-").expect("a temporary directory");
        let mut config = Config::default();
        config.policy.preparer = Some(built::program());
        // Wall time is not what is tested: on a busy machine a task can wait long for its turn.
        config.sandbox.deadline_ms = 600_000;
        let archive = Archive::open(&files.path().join("modules")).expect("an archive");
        let loader = loader(&config, Some(archive.clone()), None).expect("a sandbox");
        let sets = contents().map(|(name, caps, other)| {
            let directory = Directory::make(files.path().join(name));
            let limits = built::module("policies/channel-limits");
            directory.put("channel-limits", &limits, &caps.file());
            if let Some((module, file)) = other {
                let name = module.rsplit('/').next().expect("a name");
                directory.put(name, &built::module(module), &file);
            }
            Set {
                name,
                set: load(&loader, &directory),
                caps,
            }
        });
        let directory = Directory::make(files.path().join("active"));
        directory.put("nothing", crate::modules::EMPTY, "mode = \"off\"\n");
        let profiles = Profiles::in_memory(&config.profiles).expect("profiles");
        let imported = profiles
            .import(MERCHANTS.iter().map(profile))
            .expect("merchants");
        assert_eq!(imported.imported, MERCHANTS.len() as u64);
        Self {
            sets: sets.into(),
            lists: Arc::new(Lists::open(profiles.store()).expect("lists")),
            profiles: Arc::new(profiles),
            vault: Vault::random().expect("random bytes"),
            archive,
            config,
            directory,
            _files: files,
        }
    }

    /// A directory that decides nothing: what is active is told by the life.
    #[must_use]
    pub fn directory(&self) -> &Directory {
        &self.directory
    }
}

/// What a set is called, its caps, and another policy in it with its file.
type Content = (&'static str, Caps, Option<(&'static str, String)>);

fn contents() -> [Content; 4] {
    const HOSTILE: &str = "hostile/hostile";
    let hostile = |on_fault: &str| {
        let file = format!(
            "mode = \"enforce\"\n{on_fault}\nfuel = 100_000\n[settings]\nbehaviour = \"loop\"\n"
        );
        Some((HOSTILE, file))
    };
    let validity = built::settings("policies/card-validity");
    [
        ("wide", WIDE, None),
        ("tight", TIGHT, Some(("policies/card-validity", validity))),
        ("review", WIDE, hostile("on_fault = \"review\"")),
        (
            "approve",
            TIGHT,
            hostile("on_fault = \"approve\"\napprove_up_to = 50_000"),
        ),
    ]
}

fn load(loader: &Loader, directory: &Directory) -> Arc<PolicySet> {
    let set = loader.load(directory.path(), None, host_ms());
    Arc::new(set.unwrap_or_else(|problems| panic!("{problems}")))
}

fn profile(merchant: &Merchant) -> v1::Merchant {
    let caps = merchant.day_cap.map(|cap| ("merchant-day".to_owned(), cap));
    v1::Merchant {
        time_zone: merchant.zone.into(),
        limit_overrides: caps.into_iter().collect(),
        ..payment::merchant(merchant.id)
    }
}

/// The number of a merchant's card.
#[must_use]
pub fn card_number(merchant: usize, card: usize) -> String {
    pan::with_check_digit(&format!("62122600{merchant:03}{card:04}"))
}

/// The id of a merchant's terminal.
#[must_use]
pub fn terminal_id(merchant: usize, terminal: usize) -> String {
    format!("t-{merchant}-{terminal}")
}
