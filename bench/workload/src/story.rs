//! What happens at a till: an ordinary sale, somebody's mistake, something that broke, or
//! somebody who is up to something. A story is one payment or several in a row.
//!
//! Owns the table of stories and how often each is told; the payments are made in the modules
//! below, by what the story is about.

use super::after::Ending;
use super::random::Random;
use super::sale::Till;
use super::shop::Standing;
use tollgate_proto::v1::PreAuthorization;

mod banks;
mod cards;
mod codes;
mod devices;
mod message;
mod originals;
mod sums;

/// A payment of a story.
pub(super) struct Scene {
    /// How long after the story's start it is made, milliseconds.
    pub(super) later_ms: i64,
    pub(super) payment: PreAuthorization,
    /// What the issuer says, where the story depends on it.
    pub(super) ending: Option<Ending>,
    /// The position of the scene whose payment this one completes, voids or gives back.
    pub(super) original: Option<usize>,
    /// The story's reason should be found here.
    pub(super) tells: bool,
}

impl Scene {
    /// One that leads up to another.
    fn before(later_ms: i64, payment: PreAuthorization) -> Self {
        Self {
            later_ms,
            payment,
            ending: None,
            original: None,
            tells: false,
        }
    }

    /// The one that it is all about.
    fn telling(later_ms: i64, payment: PreAuthorization) -> Self {
        Self {
            tells: true,
            ..Self::before(later_ms, payment)
        }
    }

    fn ending(self, ending: Ending) -> Self {
        Self {
            ending: Some(ending),
            ..self
        }
    }

    fn of(self, original: usize) -> Self {
        Self {
            original: Some(original),
            ..self
        }
    }
}

fn once(payment: PreAuthorization) -> Vec<Scene> {
    vec![Scene::telling(0, payment)]
}

/// Where it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Where {
    Anywhere,
    /// It is about China's rules.
    China,
    /// It is about what is wrong with the merchant.
    At(Standing),
}

/// Of so many stories each is told as often as the table says.
pub(super) const DECK: usize = 2_500;

type Scenes = fn(&Till<'_>, &mut Random) -> Vec<Scene>;

/// A story's kind.
struct Kind {
    /// Of [`DECK`] stories; the rest is ordinary.
    share: usize,
    place: Where,
    /// What it is called in a table.
    name: &'static str,
    /// The reason that its telling payments are given; empty where nothing is wrong.
    reason: &'static str,
    scenes: Scenes,
}

const fn kind(
    share: usize,
    place: Where,
    name: &'static str,
    reason: &'static str,
    scenes: Scenes,
) -> Kind {
    Kind {
        share,
        place,
        name,
        reason,
        scenes,
    }
}

use Where::{Anywhere, At, China};

#[rustfmt::skip]
static KINDS: [Kind; 80] = [
    // Ordinary business. The first one is as frequent as the others leave room.
    kind( 0, Anywhere, "ordinary sales", "", sums::sale),
    kind(14, Anywhere, "goods given back", "", originals::given_back),
    kind( 5, Anywhere, "sales taken back at once", "", originals::taken_back),
    kind( 5, Anywhere, "rooms booked and paid for", "", originals::booked),
    kind( 3, China, "suspicions that were cleared", "", cards::cleared),
    // The request itself.
    kind( 5, Anywhere, "amounts that are not the order's", "integrity.amount.order_mismatch", message::wrong_amount),
    kind( 6, Anywhere, "customers who tap twice", "integrity.duplicate", message::tapped_twice),
    kind( 3, Anywhere, "something left out", "integrity.field.missing", message::left_out),
    kind( 4, Anywhere, "another category than on file", "integrity.merchant.mcc_mismatch", message::wrong_category),
    kind( 3, China, "another currency than the terminal's", "integrity.currency.mismatch", message::wrong_currency),
    kind( 2, Anywhere, "messages changed on the way", "integrity.mac_invalid", message::changed),
    kind( 3, Anywhere, "terminals whose clock is wrong", "integrity.clock_skew", message::wrong_clock),
    kind( 4, Anywhere, "refunds above what was paid", "integrity.amount.refund_exceeds_original", originals::too_much_back),
    kind( 2, Anywhere, "refunds of what nobody knows", "integrity.original.not_found", originals::of_nothing),
    kind( 3, Anywhere, "sales taken back twice", "integrity.original.state", originals::taken_back_twice),
    kind( 4, Anywhere, "completions above 115 %", "integrity.amount.capture_exceeds_auth", originals::too_much_completed),
    // Payment codes.
    kind( 4, China, "codes shown twice", "qr.code.reused", codes::reused),
    kind( 6, China, "codes shown too late", "qr.code.expired", codes::too_late),
    kind( 3, China, "codes read in part", "qr.code.malformed", codes::in_part),
    kind( 4, China, "printed codes that are worn", "qr.mpm.crc_invalid", codes::worn),
    kind( 3, China, "printed codes of another merchant", "qr.mpm.merchant_mismatch", codes::of_another),
    kind( 3, China, "personal codes used for business", "qr.personal_code.business_use", codes::personal),
    // Cards.
    kind(20, Anywhere, "expired cards", "card.expired", cards::expired),
    kind(14, Anywhere, "wrong check digits", "card.pan.luhn", cards::wrong_digit),
    kind( 8, At(Standing::OneNetwork), "cards of a network that is not taken", "card.network.not_accepted", cards::strange_network),
    kind( 3, China, "lost cards", "card.lost", cards::lost),
    kind( 2, China, "stolen cards", "card.stolen", cards::stolen),
    kind( 2, China, "cards that are not active yet", "card.inactive", cards::inactive),
    kind( 3, China, "blocked cards", "card.blocked", cards::blocked),
    kind( 3, China, "made-up card numbers", "card.fraud_suspected", cards::made_up),
    kind( 3, Anywhere, "payments that look like fraud", "card.fraud_suspected", cards::high_score),
    kind( 2, China, "cards known for cash-out", "card.cashout_suspected", cards::cash_out_listed),
    kind( 2, China, "credit turned into cash", "card.cashout_suspected", sums::cash_out),
    kind( 3, Anywhere, "cards never to be tried again", "card.number_used_before_fail", banks::never_again),
    // How cards are presented.
    kind(20, Anywhere, "chip cards swiped", "entry.chip_required", cards::swiped),
    kind( 4, China, "chips that fail, and the stripe instead", "entry.fallback_not_allowed", cards::fallback),
    kind( 3, Anywhere, "stripes that cannot be read", "entry.magstripe_unreadable", cards::worn_stripe),
    kind( 3, Anywhere, "chips that cannot be read", "entry.chip_read_failed", cards::dead_chip),
    kind( 5, Anywhere, "cards taken away too soon", "entry.contactless_read_failed", cards::short_tap),
    kind( 3, Anywhere, "numbers keyed in at the till", "entry.manual_not_allowed", cards::keyed),
    kind(18, Anywhere, "large contactless payments without PIN", "cvm.no_pin_limit.single", cards::forgotten_pin),
    kind( 2, Anywhere, "PINs tried too often", "cvm.pin_tries_exceeded", cards::pin_tries),
    // Banks and networks.
    kind( 6, China, "a bank that moves to another system", "issuer.maintenance", banks::moving),
    kind( 6, China, "a bank that is down", "issuer.outage", banks::down),
    kind( 1, China, "a bank that fails for some minutes", "issuer.circuit_open", banks::failing),
    kind( 4, Anywhere, "tried again after no answer", "issuer.timeout", banks::unanswered),
    kind( 3, Anywhere, "tried again instead of a call", "issuer.refer", banks::referred),
    kind( 4, Anywhere, "a network to which there is no way", "network.unroutable", banks::cut_off),
    kind( 4, China, "a wallet's nightly maintenance", "network.maintenance", banks::wallet_shut),
    // Terminals.
    kind( 4, Anywhere, "terminals nobody registered", "terminal.unknown", devices::unknown),
    kind( 3, China, "terminals of another merchant", "terminal.binding.merchant_mismatch", devices::borrowed),
    kind( 2, Anywhere, "a device under another's number", "terminal.binding.serial_mismatch", devices::exchanged),
    kind( 2, Anywhere, "terminals that somebody opened", "terminal.tampered", devices::tampered),
    kind( 5, Anywhere, "terminals far from their place", "terminal.location.out_of_area", devices::moved),
    kind( 3, Anywhere, "terminals that hide where they are", "terminal.location.missing", devices::hidden),
    kind( 4, Anywhere, "hot terminals", "terminal.temperature", devices::hot),
    kind( 5, Anywhere, "terminals not signed in today", "terminal.keys_stale", devices::not_signed_in),
    kind( 2, Anywhere, "terminals in another batch", "terminal.batch_mismatch", devices::other_batch),
    kind( 4, Anywhere, "connections that lose messages", "terminal.network_unusable", devices::bad_line),
    kind( 3, Anywhere, "payments left unsent", "terminal.offline_backlog", devices::backlog),
    kind( 3, Anywhere, "displays that stay dark", "terminal.display_fault", devices::dark),
    kind( 3, Anywhere, "settings nobody can have meant", "terminal.config.validity_window", devices::odd_settings),
    kind( 5, Anywhere, "dirty readers", "terminal.reader_dirty", devices::dirty),
    kind( 4, Anywhere, "printers without paper", "terminal.printer_fault", devices::no_paper),
    kind( 4, Anywhere, "batteries almost empty", "terminal.power_unstable", devices::low_battery),
    // Merchants.
    kind( 8, At(Standing::Suspended), "suspended merchants", "merchant.suspended", sums::sale),
    kind( 5, At(Standing::Closed), "closed merchants", "merchant.closed", sums::sale),
    kind( 8, At(Standing::LicenceExpired), "merchants whose licence has expired", "merchant.kyc.expired", sums::sale),
    kind( 8, At(Standing::LowScore), "merchants with a bad score", "merchant.score.below_cutoff", sums::sale),
    kind( 7, At(Standing::MiddlingScore), "merchants with a doubtful score", "merchant.score.review_band", sums::sale),
    kind( 2, China, "payers whom the law forbids", "compliance.sanctions", codes::sanctioned),
    // Limits and fees.
    kind( 1, China, "a terminal rushed: 45 payments in a minute", "limit.velocity.terminal", sums::rush),
    kind( 2, China, "a bill split below the no-PIN limit", "limit.card.merchant_repeat", sums::split_bill),
    kind( 1, China, "a car paid for in four parts", "limit.split_suspected", sums::split_sale),
    kind( 2, China, "a card spent beyond its daily limit", "limit.card.daily_amount", sums::spree),
    kind( 8, China, "an account paying by printed codes all day", "limit.qr.static_daily", sums::printed_codes),
    kind(10, Anywhere, "another fee than agreed", "fee.contract_mismatch", sums::wrong_fee),
    kind( 5, China, "surcharges in China", "fee.surcharge_not_allowed", sums::surcharge),
    kind( 4, China, "an issuer's part that is too large", "fee.regulated_cap_exceeded", sums::fee_parts),
    kind( 3, China, "amounts converted without asking", "fee.dcc_not_disclosed", sums::converted),
];

/// One of the stories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Story(usize);

impl Story {
    /// Nothing is wrong.
    pub const ORDINARY: Self = Self(0);

    /// [`DECK`] stories in a random order, all of them among these.
    pub(super) fn deck(random: &mut Random) -> Vec<Self> {
        let told = KINDS.iter().enumerate();
        let mut deck: Vec<Self> = told
            .flat_map(|(position, kind)| std::iter::repeat_n(Self(position), kind.share))
            .collect();
        deck.resize(DECK, Self::ORDINARY);
        // Fisher and Yates, from the end.
        for end in (1..deck.len()).rev() {
            deck.swap(end, random.below(end + 1));
        }
        deck
    }

    /// All of them.
    #[cfg(test)]
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..KINDS.len()).map(Self)
    }

    fn kind(self) -> &'static Kind {
        let [ordinary, ..] = &KINDS;
        KINDS.get(self.0).unwrap_or(ordinary)
    }

    pub(super) fn place(self) -> Where {
        self.kind().place
    }

    /// What it is called in a table.
    pub fn name(self) -> &'static str {
        self.kind().name
    }

    /// The reason that its telling payments are given; `None` where nothing is wrong.
    pub fn reason(self) -> Option<&'static str> {
        let reason = self.kind().reason;
        (!reason.is_empty()).then_some(reason)
    }

    /// What is wrong, in the large; `None` where nothing is.
    pub fn area(self) -> Option<&'static str> {
        let (domain, _) = self.kind().reason.split_once('.')?;
        Some(match domain {
            "integrity" => "the request itself",
            "qr" => "payment codes",
            "card" => "cards",
            "entry" | "cvm" => "how cards are presented",
            "issuer" | "network" => "banks and networks",
            "terminal" => "terminals",
            "merchant" | "compliance" => "merchants and payers",
            _ => "limits and fees",
        })
    }

    /// Its payments.
    pub(super) fn scenes(self, till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
        (self.kind().scenes)(till, random)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearly_nine_of_ten_stories_are_ordinary_and_none_is_missing() {
        let deck = Story::deck(&mut Random::new(11));
        assert_eq!(deck.len(), DECK);
        let count = |story| deck.iter().filter(|told| **told == story).count();
        let ordinary = count(Story::ORDINARY);
        assert!((2_125..2_250).contains(&ordinary), "{ordinary}");
        for story in Story::all() {
            assert!(count(story) > 0, "{}", story.name());
        }
    }

    #[test]
    fn no_two_stories_have_one_name() {
        let names: std::collections::HashSet<_> = Story::all().map(Story::name).collect();
        assert_eq!(names.len(), KINDS.len());
    }
}
