//! A payment as those that come after it need to know it.
//!
//! The same of the request and of its record: see [`Made`].

use std::hash::Hasher as _;

use siphasher::sip128::{Hasher128 as _, SipHasher24};

use crate::payment::Payment;
use crate::place::Place;
use crate::queue::Id;
use crate::wit::tollgate::policy::facts::{CodeKind, Network, TransactionType};

use super::never::Rules;

/// The key of every hash here; another would cut off what was kept in snapshots.
const SIP_KEY: &[u8; 16] = b"tollgate/earlier";

/// What a footprint is made of, wherever it is from: the request or the log. An empty text is an
/// absent one.
pub(crate) struct Made<'a> {
    pub(crate) kind: TransactionType,
    /// Minor units.
    pub(crate) amount: i64,
    /// ISO 4217 number.
    pub(crate) currency: u16,
    pub(crate) merchant: &'a str,
    /// The request that this one names as its original; empty for none.
    pub(crate) original: &'a str,
    pub(crate) terminal: &'a str,
    pub(crate) trace_number: &'a str,
    pub(crate) retrieval_reference: &'a str,
    /// The card's token and network.
    pub(crate) card: Option<(&'a str, Network)>,
    /// The code's kind and token.
    pub(crate) code: Option<(CodeKind, &'a str)>,
    pub(crate) payer: &'a str,
    /// Where the terminal said it was.
    pub(crate) place: Option<Place>,
    /// The terminal told how it is.
    pub(crate) reported: bool,
    pub(crate) occurred_at_ms: u64,
}

/// A payment in keyed hashes; [`Id::ZERO`] is an absent one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footprint {
    /// The message: terminal, type, and trace number or retrieval reference.
    pub(super) trace: Id,
    /// The payment: payer, merchant, type, amount.
    pub(super) same: Id,
    /// The code, where it is good for one payment.
    pub(super) code: Id,
    /// The card at this merchant.
    pub(super) card: Id,
    /// By which answers the card may never be tried again.
    pub(super) rules: Rules,
    pub(super) terminal: Id,
    pub(super) place: Option<Place>,
    pub(super) reported: bool,
    pub(super) occurred_at_ms: u64,
}

impl Footprint {
    /// That of a payment decided at `now_ms`.
    #[must_use]
    pub fn of(payment: &Payment, now_ms: u64) -> Self {
        let (card, code) = (payment.card.as_ref(), payment.code.as_ref());
        let report = payment.terminal.as_ref();
        Made {
            kind: payment.kind,
            amount: payment.amount.minor_units,
            currency: payment.amount.currency.number(),
            merchant: &payment.merchant_id,
            original: &payment.original_request_id,
            terminal: &payment.terminal_id,
            trace_number: &payment.trace_number,
            retrieval_reference: &payment.retrieval_reference,
            card: card.map(|card| (&*card.token, card.network)),
            code: code.map(|code| (code.kind, &*code.token)),
            payer: code.and_then(|code| code.payer.as_deref()).unwrap_or(""),
            place: report
                .and_then(|report| report.location)
                .map(Place::of_degrees),
            reported: report.is_some(),
            occurred_at_ms: payment.occurred_at_ms.unwrap_or(now_ms),
        }
        .footprint()
    }
}

impl Made<'_> {
    pub(crate) fn footprint(&self) -> Footprint {
        let card = self.card;
        Footprint {
            trace: self.trace(),
            same: self.same(),
            code: match self.code {
                Some((CodeKind::ConsumerDynamic | CodeKind::MerchantDynamic, token))
                    if self.takes_money() =>
                {
                    Hash::new(b'c').text(token).id()
                }
                _ => Id::ZERO,
            },
            card: card.map_or(Id::ZERO, |(token, _)| {
                Hash::new(b'm').text(self.merchant).text(token).id()
            }),
            rules: card.map_or(Rules::None, |(_, network)| Rules::of(network)),
            terminal: match self.terminal {
                "" => Id::ZERO,
                terminal => Hash::new(b't').text(terminal).id(),
            },
            place: self.place,
            reported: self.reported,
            occurred_at_ms: self.occurred_at_ms,
        }
    }

    /// A terminal's trace number names one message of it. Its type is in it, for a reversal may
    /// carry the number of what it reverses.
    fn trace(&self) -> Id {
        let (field, number) = match (self.trace_number, self.retrieval_reference) {
            ("", "") => return Id::ZERO,
            ("", reference) => (b'r', reference),
            (trace, _) => (b'n', trace),
        };
        if self.terminal.is_empty() {
            return Id::ZERO;
        }
        let hash = Hash::new(field).text(self.merchant).text(self.terminal);
        let hash = hash.text(number);
        hash.number(u64::from(self.kind as u8)).id()
    }

    /// A refund or a void may carry the code of what it gives back, and an inquiry pays nothing.
    fn takes_money(&self) -> bool {
        use TransactionType::{BalanceInquiry, Completion, Refund, Void};
        !matches!(self.kind, BalanceInquiry | Completion | Refund | Void)
    }

    /// Of two that name their originals both must name the same one.
    fn same(&self) -> Id {
        // A printed code is the shop's: it says nothing of who pays.
        let code = match self.code {
            Some((CodeKind::MerchantStatic | CodeKind::Personal, _)) | None => "",
            Some((_, token)) => token,
        };
        let (by, payer) = match (self.card, self.payer) {
            (Some((token, _)), _) => (b'C', token),
            (None, "") => (b'Q', code),
            (None, payer) => (b'P', payer),
        };
        if payer.is_empty() {
            return Id::ZERO;
        }
        let hash = Hash::new(by)
            .text(payer)
            .text(self.merchant)
            .text(self.original);
        let hash = hash.number(u64::from(self.kind as u8));
        let hash = hash.number(self.amount.cast_unsigned());
        hash.number(self.currency.into()).id()
    }
}

/// A hash in the making. What it is of comes first, so that no two kinds meet.
struct Hash(SipHasher24);

impl Hash {
    fn new(of: u8) -> Self {
        let mut hasher = SipHasher24::new_with_key(SIP_KEY);
        hasher.write(&[of]);
        Self(hasher)
    }

    fn text(self, text: &str) -> Self {
        let mut hash = self.number(text.len() as u64);
        hash.0.write(text.as_bytes());
        hash
    }

    fn number(mut self, number: u64) -> Self {
        self.0.write(&number.to_le_bytes());
        self
    }

    fn id(self) -> Id {
        self.0.finish128().as_u128().into()
    }
}
