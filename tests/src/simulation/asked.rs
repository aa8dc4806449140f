//! A request as the gateway makes it, and as the model sees it.

use tollgate_proto::v1;

use super::random::Random;
use super::world::{CARDS, MERCHANTS, TERMINALS, TRIGGER, card_number, terminal_id};
use crate::payment::{at, card, cny, payment};

/// How the payment is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// With a card at a terminal.
    Pos,
    /// By code, without a card.
    Qr,
}

/// What a request asks. Two that are equal are the same request to the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// As the gateway chose it.
    pub request_id: String,
    /// Position among the merchants.
    pub merchant: usize,
    /// Position among the merchant's terminals.
    pub terminal: usize,
    /// Position among the merchant's cards; `None` by code.
    pub card: Option<usize>,
    /// How it is paid.
    pub channel: Channel,
    /// Minor units, positive.
    pub amount: i64,
    /// Money goes back: no total counts it.
    pub is_refund: bool,
    /// As the terminal has it, milliseconds since the Unix epoch.
    pub occurred_at_ms: u64,
}

impl Asked {
    /// A new request at this time.
    pub fn draw(random: &mut Random, request_id: String, occurred_at_ms: u64) -> Self {
        let by_card = random.percent(70);
        let amount = match random.below(20) {
            0 => TRIGGER as u64,
            1 => random.between(60_000, 200_000),
            2..5 => random.between(1, 500),
            _ => random.between(2_000, 30_000),
        };
        // One merchant is busier than the others, or no cap would be reached.
        let merchant = random.weighted(&[(5, 0), (3, 1), (2, 2)]);
        Self {
            request_id,
            merchant,
            terminal: random.index(TERMINALS),
            card: by_card.then(|| random.index(CARDS)),
            channel: if by_card { Channel::Pos } else { Channel::Qr },
            amount: i64::try_from(amount).unwrap_or(1),
            is_refund: random.percent(4),
            occurred_at_ms,
        }
    }

    /// The same id with other content.
    pub fn changed(&self, random: &mut Random) -> Self {
        let mut changed = self.clone();
        match random.below(3) {
            0 => changed.amount += 1,
            1 => changed.occurred_at_ms += 1_000,
            _ => changed.terminal = (changed.terminal + 1) % TERMINALS,
        }
        changed
    }

    /// As the gateway sends it.
    #[must_use]
    pub fn message(&self) -> v1::PreAuthorization {
        let second = i64::try_from(self.occurred_at_ms / 1_000).unwrap_or(0);
        let kind = if self.is_refund {
            v1::TransactionType::Refund
        } else {
            v1::TransactionType::Purchase
        };
        let (channel, entry_mode) = match self.channel {
            Channel::Pos => (v1::Channel::Pos, v1::EntryMode::Chip),
            Channel::Qr => (v1::Channel::Qr, v1::EntryMode::QrDynamic),
        };
        let mut message = v1::PreAuthorization {
            occurred_at: Some(at(second)),
            r#type: kind.into(),
            channel: channel.into(),
            entry_mode: entry_mode.into(),
            amount: Some(cny(self.amount)),
            merchant_id: MERCHANTS[self.merchant].id.into(),
            terminal_id: terminal_id(self.merchant, self.terminal),
            card: self
                .card
                .map(|number| card(card_number(self.merchant, number))),
            ..payment(&self.request_id)
        };
        if self.card.is_none() {
            message.verification = None;
        }
        message
    }
}
