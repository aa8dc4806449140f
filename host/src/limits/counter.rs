//! Counters as policies declare them.

use super::calendar::Calendar;
use super::event::Entry;
use super::hash::{CounterKey, Hash};
use super::request::{Request, Subject};
use super::window::Window;

/// What is summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Measure {
    /// Minor units, one total for each currency.
    Amount = 0,
    /// Requests.
    Count = 1,
}

/// Which requests count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Counts {
    /// Those approved, until their hold is released.
    Approved = 0,
    /// All.
    Attempted = 1,
    /// Those declined here.
    Declined = 2,
    /// Those approved here that the issuer refused, as reported.
    Refused = 3,
    /// Those approved, whatever became of them.
    Passed = 4,
}

/// Which requests a counter is about. A mask has bit n for case n of the contract with
/// policies; 0 stands for every case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Transaction types.
    pub types: u32,
    /// Channels.
    pub channels: u32,
    /// Entry modes.
    pub entry_modes: u32,
    /// Fundings.
    pub fundings: u32,
    /// Networks and wallets.
    pub networks: u32,
    /// Only requests without a PIN.
    pub without_pin: bool,
}

impl Filter {
    /// Each mask: its name in a manifest, its bits, how many cases the contract has.
    fn masks(&self) -> [(&'static str, u32, u32); 5] {
        [
            ("types", self.types, 8),
            ("channels", self.channels, 7),
            ("entry-modes", self.entry_modes, 10),
            ("fundings", self.fundings, 4),
            ("networks", self.networks, 10),
        ]
    }

    fn admits(&self, request: &Request) -> bool {
        let has = |mask: u32, case: u8| {
            mask == 0
                || 1_u32
                    .checked_shl(u32::from(case))
                    .is_some_and(|bit| mask & bit != 0)
        };
        has(self.types, request.transaction_type)
            && has(self.channels, request.channel)
            && has(self.entry_modes, request.entry_mode)
            && has(self.fundings, request.funding)
            && has(self.networks, request.network)
            && !(self.without_pin && request.pin_present)
    }
}

/// A counter as declared: everything about it but its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CounterSpec {
    /// One total for each combination of these.
    pub per: Vec<Subject>,
    /// What is summed.
    pub measure: Measure,
    /// Over which time.
    pub window: Window,
    /// Which requests count.
    pub counts: Counts,
    /// Only these requests.
    pub filter: Filter,
}

impl CounterSpec {
    /// Finds what is wrong with the declaration.
    ///
    /// # Errors
    /// The first mistake and its fix, for the author of the policy.
    pub fn check(&self) -> Result<(), String> {
        if self.per.is_empty() {
            return Err("`per` is empty; name at least one subject, such as `merchant`".into());
        }
        if let Window::Rolling { seconds } = self.window {
            let most = Window::MAX_ROLLING_SECONDS;
            if seconds == 0 || seconds > most {
                return Err(format!(
                    "a rolling window of `{seconds}` s; give 1 s to {most} s (31 days)"
                ));
            }
        }
        for (name, mask, cases) in self.filter.masks() {
            if mask >> cases != 0 {
                let last = cases - 1;
                return Err(format!(
                    "`{name}` is {mask:#b}; its highest case is bit {last}"
                ));
            }
        }
        Ok(())
    }

    /// The same counter, written the one way that all its spellings share: subjects in
    /// order and once each, and a mask of every case as 0.
    #[must_use]
    pub fn canonical(mut self) -> Self {
        self.per.sort_unstable();
        self.per.dedup();
        let [types, channels, entry_modes, fundings, networks] = self
            .filter
            .masks()
            .map(|(_, mask, cases)| if mask == (1 << cases) - 1 { 0 } else { mask });
        let without_pin = self.filter.without_pin;
        self.filter = Filter {
            types,
            channels,
            entry_modes,
            fundings,
            networks,
            without_pin,
        };
        self
    }
}

/// Which counter it is: a hash of its canonical declaration, the same for ever. Policies
/// that declare the same counter share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CounterId(pub u128);

impl CounterId {
    fn of(canonical: &CounterSpec) -> Self {
        let (window, seconds) = match canonical.window {
            Window::CalendarDay => (0, 0),
            Window::CalendarMonth => (1, 0),
            Window::CalendarYear => (2, 0),
            Window::Rolling { seconds } => (3, seconds),
            Window::Lifetime => (4, 0),
        };
        let mut hash = Hash::new();
        for subject in &canonical.per {
            hash = hash.bytes(&[*subject as u8]);
        }
        // No subject has this number, so that the list's end can't be mistaken.
        hash = hash.bytes(&[
            u8::MAX,
            canonical.measure as u8,
            canonical.counts as u8,
            window,
        ]);
        hash = hash.bytes(&seconds.to_le_bytes());
        for (_, mask, _) in canonical.filter.masks() {
            hash = hash.bytes(&mask.to_le_bytes());
        }
        Self(
            hash.bytes(&[u8::from(canonical.filter.without_pin)])
                .finish(),
        )
    }
}

/// A counter that was checked, in canonical form, with its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counter {
    id: CounterId,
    spec: CounterSpec,
}

impl Counter {
    /// Takes in a declaration.
    ///
    /// # Errors
    /// What [`CounterSpec::check`] finds.
    pub fn new(spec: CounterSpec) -> Result<Self, String> {
        spec.check()?;
        let spec = spec.canonical();
        Ok(Self {
            id: CounterId::of(&spec),
            spec,
        })
    }

    /// Which counter it is.
    #[must_use]
    pub fn id(&self) -> CounterId {
        self.id
    }

    /// The declaration in canonical form.
    #[must_use]
    pub fn spec(&self) -> &CounterSpec {
        &self.spec
    }

    /// The total that the request counts in; `None` where it lacks one of the subjects or
    /// is none of those that the counter is about.
    #[must_use]
    pub fn key(&self, request: &Request) -> Option<CounterKey> {
        if !self.spec.filter.admits(request) {
            return None;
        }
        let mut hash = Hash::new().number(self.id.0);
        for subject in &self.spec.per {
            hash = hash.number(request.subjects.get(*subject)?);
        }
        if self.spec.measure == Measure::Amount {
            hash = hash.bytes(&request.currency.to_le_bytes());
        }
        Some(CounterKey::from_u128(hash.finish()))
    }

    /// The request's entry in this counter; `None` as for [`Counter::key`]. `calendar` is the
    /// merchant's at the instant of the decision.
    #[must_use]
    pub fn entry(&self, request: &Request, calendar: &Calendar) -> Option<Entry> {
        Some(Entry {
            key: self.key(request)?,
            span: self.spec.window.span(calendar),
            measure: self.spec.measure,
            counts: self.spec.counts,
        })
    }
}
