//! The totals that a policy asks the host to keep.

use crate::verdicts::{self, Counts, Measure, Subject, Window};

/// The position of a counter in its policy's manifest, made by [`counters!`](crate::counters).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CounterId(pub u16);

/// A running total. See `verdicts.counter` in `policy.wit`.
pub struct Counter(verdicts::Counter);

/// The bit mask of a set of enum cases, as filters and profiles use it.
pub fn mask<T: Copy + Into<u32>>(cases: &[T]) -> u32 {
    cases
        .iter()
        .fold(0, |mask, case| mask | 1 << (*case).into())
}

macro_rules! numbered {
    ($($name:ident),+) => {
        $(impl From<crate::facts::$name> for u32 {
            fn from(case: crate::facts::$name) -> u32 { case as u32 }
        })+
    };
}
numbered!(Channel, TransactionType, EntryMode, Network, Funding);

impl Counter {
    /// The sum of amounts of approved requests, for each combination of `per`.
    pub fn amount(name: &str, window: Window, per: &[Subject]) -> Self {
        Self::new(name, Measure::Amount, Counts::Approved, window, per)
    }

    /// The number of requests that `counts` picks, for each combination of `per`.
    pub fn count(name: &str, counts: Counts, window: Window, per: &[Subject]) -> Self {
        Self::new(name, Measure::Count, counts, window, per)
    }

    fn new(name: &str, measure: Measure, counts: Counts, window: Window, per: &[Subject]) -> Self {
        Self(verdicts::Counter {
            name: name.into(),
            per: per.to_vec(),
            measure,
            window,
            counts,
            types: 0,
            channels: 0,
            entry_modes: 0,
            fundings: 0,
            networks: 0,
            without_pin: false,
        })
    }

    /// Only requests of these types.
    pub fn types(mut self, types: &[crate::facts::TransactionType]) -> Self {
        self.0.types = mask(types);
        self
    }

    /// Only requests that came through these channels.
    pub fn channels(mut self, channels: &[crate::facts::Channel]) -> Self {
        self.0.channels = mask(channels);
        self
    }

    /// Only requests read in these ways.
    pub fn entry_modes(mut self, entry_modes: &[crate::facts::EntryMode]) -> Self {
        self.0.entry_modes = mask(entry_modes);
        self
    }

    /// Only cards of these kinds.
    pub fn fundings(mut self, fundings: &[crate::facts::Funding]) -> Self {
        self.0.fundings = mask(fundings);
        self
    }

    /// Only cards and codes of these networks.
    pub fn networks(mut self, networks: &[crate::facts::Network]) -> Self {
        self.0.networks = mask(networks);
        self
    }

    /// Only requests without a PIN.
    pub fn without_pin(mut self) -> Self {
        self.0.without_pin = true;
        self
    }

    /// The counter as the manifest tells it.
    pub fn describe(self) -> verdicts::Counter {
        self.0
    }
}

/// Declares the counters of a policy: a constant [`CounterId`] for each, and the function
/// `counters`, which makes them, in the same order, from the settings.
///
/// ```
/// use tollgate_policy::{counters, Counter, verdicts::{Subject, Window}};
/// struct Settings;
/// counters! { |_settings: &Settings|
///     /// What a merchant took today.
///     MERCHANT_DAY = Counter::amount("merchant-day", Window::CalendarDay, &[Subject::Merchant]);
/// }
/// assert_eq!((MERCHANT_DAY.0, counters(&Settings).len()), (0, 1));
/// ```
#[macro_export]
macro_rules! counters {
    (|$settings:ident: &$type:ty| $($(#[$doc:meta])* $name:ident = $counter:expr;)+) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[repr(u16)]
        enum CounterPosition { $($name),+ }
        $($(#[$doc])* pub const $name: $crate::CounterId =
            $crate::CounterId(CounterPosition::$name as u16);)+
        /// Every counter of this policy, in the order of its positions.
        pub fn counters($settings: &$type) -> Vec<$crate::verdicts::Counter> {
            vec![$($counter.describe()),+]
        }
    };
}
