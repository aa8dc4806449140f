//! What happens at a till: an ordinary sale, somebody's mistake, or somebody who is up to
//! something. A story is one payment or several in a row.

use jiff::ToSpan as _;
use tollgate_proto::v1::{self, EntryMode, PreAuthorization};

use super::random::Random;
use super::sale::Till;
use super::shop::Standing;

/// A story's kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Story {
    /// Nothing is wrong.
    Ordinary,
    /// One terminal takes 45 payments within a minute.
    RushedTerminal,
    /// One bill is split into many payments just below the no-PIN limit.
    SplitBill,
    /// One card buys until its daily limit is used up.
    CardSpree,
    /// One account pays through printed codes until its daily limit is used up.
    PrintedCodes,
    ExpiredCard,
    WrongCheckDigit,
    /// The stripe of a chip card.
    SwipedChip,
    /// A large contactless payment without a PIN.
    ForgottenPin,
    /// A card of a network that the merchant does not take.
    StrangeNetwork,
    SuspendedMerchant,
    ClosedMerchant,
    ExpiredLicence,
    LowScore,
    MiddlingScore,
    /// The gateway would charge another rate than was agreed.
    WrongFee,
    /// A surcharge where none is allowed.
    Surcharge,
}

/// How many in 10,000 stories are of each kind; the rest is ordinary.
#[rustfmt::skip]
const PER_10_000: [(Story, f64); 16] = [
    (Story::RushedTerminal, 2.5),
    (Story::SplitBill, 8.0),
    (Story::CardSpree, 6.0),
    (Story::PrintedCodes, 35.0),
    (Story::ExpiredCard, 140.0),
    (Story::WrongCheckDigit, 110.0),
    (Story::SwipedChip, 140.0),
    (Story::ForgottenPin, 130.0),
    (Story::StrangeNetwork, 40.0),
    (Story::SuspendedMerchant, 50.0),
    (Story::ClosedMerchant, 30.0),
    (Story::ExpiredLicence, 70.0),
    (Story::LowScore, 70.0),
    (Story::MiddlingScore, 50.0),
    (Story::WrongFee, 80.0),
    (Story::Surcharge, 50.0),
];

/// A payment of a story and how long after the story's start it is made, in milliseconds.
pub(super) type Scene = (i64, PreAuthorization);

impl Story {
    pub(super) fn draw(random: &mut Random) -> Self {
        let mut left = random.unit() * 10_000.0;
        let found = PER_10_000.iter().find(|(_, weight)| {
            left -= weight;
            left < 0.0
        });
        found.map_or(Self::Ordinary, |(story, _)| *story)
    }

    /// The merchants it happens at; `None` is any good one.
    pub(super) fn standing(self) -> Option<Standing> {
        match self {
            Self::StrangeNetwork => Some(Standing::OneNetwork),
            Self::SuspendedMerchant => Some(Standing::Suspended),
            Self::ClosedMerchant => Some(Standing::Closed),
            Self::ExpiredLicence => Some(Standing::LicenceExpired),
            Self::LowScore => Some(Standing::LowScore),
            Self::MiddlingScore => Some(Standing::MiddlingScore),
            _ => None,
        }
    }

    /// Whether it is about China's rules, and so happens there.
    pub(super) fn is_chinese(self) -> bool {
        use Story::{CardSpree, PrintedCodes, RushedTerminal, SplitBill, Surcharge};
        matches!(
            self,
            CardSpree | PrintedCodes | RushedTerminal | SplitBill | Surcharge
        )
    }

    /// What it is called in a table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary sales",
            Self::RushedTerminal => "a terminal rushed: 45 payments in a minute",
            Self::SplitBill => "a bill split below the no-PIN limit",
            Self::CardSpree => "a card spent beyond its daily limit",
            Self::PrintedCodes => "an account paying by printed codes all day",
            Self::ExpiredCard => "expired cards",
            Self::WrongCheckDigit => "wrong check digits",
            Self::SwipedChip => "chip cards swiped",
            Self::ForgottenPin => "large contactless payments without PIN",
            Self::StrangeNetwork => "cards of a network that is not taken",
            Self::SuspendedMerchant => "suspended merchants",
            Self::ClosedMerchant => "closed merchants",
            Self::ExpiredLicence => "merchants whose licence has expired",
            Self::LowScore => "merchants with a bad score",
            Self::MiddlingScore => "merchants with a doubtful score",
            Self::WrongFee => "another fee than agreed",
            Self::Surcharge => "surcharges in China",
        }
    }

    /// Its payments.
    pub(super) fn scenes(self, till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
        match self {
            Self::RushedTerminal => rush(till, random),
            Self::SplitBill => split(till, random),
            Self::CardSpree => spree(till, random),
            Self::PrintedCodes => printed_codes(till, random),
            _ => vec![(0, self.payment(till, random))],
        }
    }

    fn payment(self, till: &Till<'_>, random: &mut Random) -> PreAuthorization {
        let sold = till.shop.trade.amount(till.shop.place, random);
        let small = sold.min(till.yuan(500.0));
        let mut card = till.cards.of_customer(till.shop.place, random);
        let mut read =
            |card: &super::card::Plastic, entry, amount| till.by_card(card, entry, amount, random);
        match self {
            Self::ExpiredCard => {
                let ago = -i64::from(card.record.expiry_yymm.ends_with('1')) - 1;
                card.record.expiry_yymm = till.cards.month(ago.months());
                read(&card, EntryMode::Chip, small)
            }
            Self::WrongCheckDigit => {
                card.spoil();
                read(&card, EntryMode::Chip, small)
            }
            Self::SwipedChip => {
                card.record.service_code = "201".into();
                read(&card, EntryMode::Magstripe, small)
            }
            Self::ForgottenPin => {
                let above = till.yuan(1_100.0) + sold % till.yuan(700.0);
                let mut payment = read(&card, EntryMode::Contactless, above);
                payment.verification = None;
                payment
            }
            Self::StrangeNetwork => {
                let card = till.cards.of_visitor(random);
                till.by_card(&card, EntryMode::Chip, small, random)
            }
            Self::WrongFee => {
                let mut payment = till.ordinary(random);
                let rate = payment.fee.as_mut().and_then(|fee| fee.rate_ppm.as_mut());
                if let Some(rate) = rate {
                    *rate += 2_200;
                }
                payment
            }
            Self::Surcharge => {
                let mut payment = till.ordinary(random);
                let amount = payment.amount.as_ref().map_or(0, |money| money.minor_units);
                if let Some(fee) = &mut payment.fee {
                    fee.surcharge = Some(till.money((amount / 50).max(1)));
                }
                payment
            }
            _ => till.ordinary(random),
        }
    }
}

fn rush(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let terminal = till.shop.terminal(random);
    (0..45)
        .map(|step| {
            let amount = till.yuan(9.0 + 40.0 * random.unit());
            let mut payment = till.at_terminal(amount, random);
            payment.terminal_id.clone_from(&terminal);
            (step * 1_200, payment)
        })
        .collect()
}

fn split(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let card = till.cards.of_customer(till.shop.place, random);
    (0..8)
        .map(|step| {
            let amount = till.yuan(880.0 + f64::from(random.between(0, 19)));
            let mut payment = till.by_card(&card, EntryMode::Chip, amount, random);
            payment.verification = Some(v1::Verification {
                pin_present: true,
                ..v1::Verification::default()
            });
            (step * 35_000, payment)
        })
        .collect()
}

/// Nine times some 28,000 yuan within two hours: the daily limit of a card is 200,000.
fn spree(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let card = till.cards.of_customer(till.shop.place, random);
    (0..9)
        .map(|step| {
            let amount = till.yuan(27_500.0 + f64::from(random.between(0, 1_400)));
            let mut payment = till.by_card(&card, EntryMode::Chip, amount, random);
            payment.verification = Some(v1::Verification {
                pin_present: true,
                ..v1::Verification::default()
            });
            (step * 14 * 60_000, payment)
        })
        .collect()
}

/// Five payments of some 120 yuan: the daily limit of printed codes is 500.
fn printed_codes(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let payer = format!("regular-{}", random.below(1_000_000_000));
    (0..5)
        .map(|step| {
            let amount = till.yuan(96.0 + f64::from(random.between(0, 48)));
            let payment = till.printed_code(amount, &payer, random);
            (step * 40 * 60_000, payment)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_of_ten_stories_are_ordinary() {
        let mut random = Random::new(11);
        let ordinary = (0..20_000)
            .filter(|_| Story::draw(&mut random) == Story::Ordinary)
            .count();
        assert!((17_600..18_300).contains(&ordinary), "{ordinary}");
    }
}
