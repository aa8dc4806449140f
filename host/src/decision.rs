//! The words for what was decided: outcomes, reasons found, limits used, holds.
//!
//! Values only. Texts are made from them in [`crate::reasons`].

use std::sync::Arc;

use crate::money::{Amount, Currency};

/// What the gateway shall do with the payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Send it to the issuer.
    Approve,
    /// Hold it for a person.
    Review,
    /// Send it once the payer has done what the primary reason asks.
    StepUp,
    /// Do not send it.
    Decline,
}

impl Outcome {
    /// All outcomes, the mildest first.
    pub const ALL: [Self; 4] = [Self::Approve, Self::Review, Self::StepUp, Self::Decline];

    /// The stable name, as in metrics and summaries.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Review => "review",
            Self::StepUp => "step_up",
            Self::Decline => "decline",
        }
    }
}

/// What a reason does to the payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Stops it.
    Reject,
    /// Asks the payer for more.
    StepUp,
    /// Holds it for a person.
    Review,
    /// Nothing: a note.
    Advise,
    /// Nothing: explains another reason.
    Factor,
}

impl Effect {
    /// The outcome that a reason of this effect asks for.
    #[must_use]
    pub fn outcome(self) -> Outcome {
        match self {
            Self::Reject => Outcome::Decline,
            Self::StepUp => Outcome::StepUp,
            Self::Review => Outcome::Review,
            Self::Advise | Self::Factor => Outcome::Approve,
        }
    }
}

/// When a retry makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Retry {
    /// Nothing to retry, or retry freely.
    None,
    /// The same request may be sent once more.
    Once,
    /// Correct the data first.
    AfterFix,
    /// Present the card or code again, or another way.
    Reenter,
    /// Use another card, code or channel.
    OtherMeans,
    /// Not before an instant.
    Wait,
    /// An operator has to change something first.
    AfterOperator,
    /// Never.
    Never,
}

impl Retry {
    /// The name in `policy.wit`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Once => "once",
            Self::AfterFix => "after-fix",
            Self::Reenter => "reenter",
            Self::OtherMeans => "other-means",
            Self::Wait => "wait",
            Self::AfterOperator => "after-operator",
            Self::Never => "never",
        }
    }
}

/// Who a text is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// The person who pays.
    Cardholder,
    /// The person at the counter.
    Merchant,
    /// The person who runs the gateway.
    Operator,
}

/// One thing observed or allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A whole number.
    Integer(i64),
    /// An amount.
    Money(Amount),
    /// A share or rate, parts per million.
    Ppm(u32),
    /// Milliseconds since the Unix epoch.
    InstantMs(u64),
    /// A name or code, the same in every language.
    Text(String),
}

/// The kind of a [`Value`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// [`Value::Integer`].
    Integer,
    /// [`Value::Money`].
    Money,
    /// [`Value::Ppm`].
    Ppm,
    /// [`Value::InstantMs`].
    Instant,
    /// [`Value::Text`].
    Text,
}

impl Value {
    /// The kind of the value.
    #[must_use]
    pub fn kind(&self) -> ValueKind {
        match self {
            Self::Integer(_) => ValueKind::Integer,
            Self::Money(_) => ValueKind::Money,
            Self::Ppm(_) => ValueKind::Ppm,
            Self::InstantMs(_) => ValueKind::Instant,
            Self::Text(_) => ValueKind::Text,
        }
    }
}

/// How a limit stood when the request was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitUsage {
    /// Name of the counter.
    pub counter: Arc<str>,
    /// The currency of the figures; `None` where they count requests.
    pub currency: Option<Currency>,
    /// What the counter held before this request.
    pub used: u64,
    /// The most it may hold.
    pub cap: u64,
    /// When the counter starts again, or, for a rolling window, when the request would fit;
    /// `None` where it never does. Milliseconds since the Unix epoch.
    pub resets_at_ms: Option<u64>,
}

impl LimitUsage {
    /// What would still pass now.
    #[must_use]
    pub fn remaining(&self) -> u64 {
        self.cap.saturating_sub(self.used)
    }
}

/// One reason found, with what was observed. `reason` is its definition in the catalogue.
#[derive(Clone, Debug)]
pub struct Found {
    /// The definition: code, effect, texts.
    pub reason: Arc<crate::reasons::Reason>,
    /// The values of the definition's parameters, in their order.
    pub values: Vec<Value>,
    /// Set for a limit.
    pub limit: Option<LimitUsage>,
    /// Earliest instant at which a retry makes sense, milliseconds since the Unix epoch.
    pub not_before_ms: Option<u64>,
}

/// Where a reason came from that was found. Policies are by their position among those heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The policy found it.
    Finding {
        /// The policy.
        policy: usize,
        /// Position among its findings.
        index: usize,
    },
    /// A claim of the policy did not fit its limit.
    Miss {
        /// The policy.
        policy: usize,
        /// Position among all claims that did not fit.
        index: usize,
    },
    /// The policy gave no answer.
    Fault {
        /// The policy.
        policy: usize,
        /// What that does to the payment.
        effect: Effect,
    },
    /// No policy of the set is in force.
    NoPolicy,
}

/// What a decision holds of one limit until its outcome is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Name of the counter.
    pub counter: Arc<str>,
    /// Minor units, or 1 for a count.
    pub amount: u64,
    /// The currency of the amount; `None` for a count.
    pub currency: Option<Currency>,
    /// When the hold is given back by itself, milliseconds since the Unix epoch; `None` once the
    /// payment is authorized.
    pub expires_at_ms: Option<u64>,
}
