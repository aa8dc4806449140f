//! Customers' cards: numbers of every network, made of a prefix, random digits and the check
//! digit. A number goes into `Card.pan` of a request and nowhere else.

use jiff::civil::Date;
use jiff::{Span, ToSpan as _};
use tollgate_proto::v1::{self, Funding, Network};

use super::place::Place;
use super::random::Random;

/// Cards in the hands of one country's people.
const POOL: usize = 20_000;
/// Cards from abroad among those that are shown.
const VISITORS: f64 = 0.05;
/// Cards without a chip.
const STRIPE_ONLY: f64 = 0.03;
/// Cards in their last month.
const LAST_MONTH: f64 = 0.006;

/// A card that a customer shows.
#[derive(Clone)]
pub(super) struct Plastic {
    pub(super) record: v1::Card,
    pub(super) has_chip: bool,
    pub(super) funding: Funding,
    /// Where it was issued.
    pub(super) country: &'static str,
}

/// A range of card numbers: prefix, digits, network and kind of money.
pub(super) struct Range(pub(super) &'static str, usize, pub(super) Network, Funding);

/// A bank that moves to another system while all this happens.
pub(super) static MOVING: Range = Range("621288", 19, Network::Unionpay, Funding::Debit);
/// A bank that is down.
pub(super) static DOWN: Range = Range("625911", 16, Network::Unionpay, Funding::Credit);
/// A bank that fails for some minutes, and works otherwise.
pub(super) static FAILING: Range = Range("621226", 19, Network::Unionpay, Funding::Debit);
/// A network to which there is no way.
pub(super) static CUT_OFF: Range = Range("361488", 14, Network::Diners, Funding::Credit);
/// Numbers that somebody makes up: all of them are on a list.
pub(super) static MADE_UP: Range = Range("625077", 16, Network::Unionpay, Funding::Credit);
/// Credit cards at home in China.
pub(super) static CREDIT: Range = Range("622575", 16, Network::Unionpay, Funding::Credit);
/// Visa cards, of which an issuer can say: never again.
pub(super) static VISA: Range = Range("453211", 16, Network::Visa, Funding::Credit);

#[rustfmt::skip]
static RANGES: [Range; 21] = [
    Range("622848", 19, Network::Unionpay, Funding::Debit),
    Range("621700", 19, Network::Unionpay, Funding::Debit),
    Range("621226", 19, Network::Unionpay, Funding::Debit),
    Range("622588", 16, Network::Unionpay, Funding::Debit),
    Range("625959", 16, Network::Unionpay, Funding::Credit),
    Range("622575", 16, Network::Unionpay, Funding::Credit),
    Range("622155", 16, Network::Unionpay, Funding::Credit),
    Range("620062", 19, Network::Unionpay, Funding::Prepaid),
    Range("412345", 16, Network::Visa, Funding::Credit),
    Range("453211", 16, Network::Visa, Funding::Credit),
    Range("476173", 16, Network::Visa, Funding::Debit),
    Range("520082", 16, Network::Mastercard, Funding::Credit),
    Range("545454", 16, Network::Mastercard, Funding::Credit),
    Range("222300", 16, Network::Mastercard, Funding::Debit),
    Range("371449", 15, Network::Amex, Funding::Credit),
    Range("343434", 15, Network::Amex, Funding::Credit),
    Range("352812", 16, Network::Jcb, Funding::Credit),
    Range("356600", 16, Network::Jcb, Funding::Credit),
    Range("601120", 16, Network::Discover, Funding::Credit),
    Range("650012", 16, Network::Discover, Funding::Debit),
    Range("644560", 16, Network::Discover, Funding::Credit),
];

/// Which networks the people of a country carry, by weight.
fn wallet_of(country: &str) -> &'static [(Network, f64)] {
    match country {
        "CN" => &[(Network::Unionpay, 1.0)],
        "HK" => &[
            (Network::Visa, 40.0),
            (Network::Mastercard, 30.0),
            (Network::Unionpay, 25.0),
            (Network::Amex, 5.0),
        ],
        "JP" => &[
            (Network::Visa, 45.0),
            (Network::Jcb, 30.0),
            (Network::Mastercard, 20.0),
            (Network::Amex, 5.0),
        ],
        _ => &[
            (Network::Visa, 50.0),
            (Network::Mastercard, 28.0),
            (Network::Amex, 13.0),
            (Network::Discover, 9.0),
        ],
    }
}

/// Makes cards, the same for a seed. A customer keeps the card.
#[derive(Clone, Debug)]
pub(super) struct Cards {
    seed: u64,
    /// The day from which expiry dates are counted.
    today: Date,
}

impl Cards {
    pub(super) fn new(seed: u64, today: Date) -> Self {
        Self { seed, today }
    }

    /// The card of somebody who shops at `place`.
    pub(super) fn of_customer(&self, place: &Place, random: &mut Random) -> Plastic {
        let country = match place.country {
            "CN" if random.chance(VISITORS) => *random.pick(&["US", "JP", "GB"]).unwrap_or(&"US"),
            "US" if random.chance(VISITORS) => "CN",
            home => home,
        };
        self.make(country, random.below(POOL))
    }

    /// A card from abroad, for China.
    pub(super) fn of_visitor(&self, random: &mut Random) -> Plastic {
        self.make("US", random.below(POOL))
    }

    fn make(&self, country: &'static str, index: usize) -> Plastic {
        let letters = country
            .bytes()
            .fold(0, |sum, letter| sum * 256 + usize::from(letter));
        let mut random = Random::of(self.seed, letters * POOL + index);
        let network = (random.weighted(wallet_of(country), |one| one.1))
            .map_or(Network::Visa, |(network, _)| *network);
        let ranges: Vec<&Range> = RANGES.iter().filter(|range| range.2 == network).collect();
        let weight = |range: &&Range| {
            if range.3 == Funding::Prepaid {
                0.15
            } else {
                1.0
            }
        };
        let range = *random.weighted(&ranges, weight).unwrap_or(&&RANGES[0]);
        self.plastic(range, country, &mut random)
    }

    /// A card of this range and country, the same for an index.
    pub(super) fn of_range(&self, range: &Range, country: &'static str, index: usize) -> Plastic {
        let prefix: usize = range.0.parse().unwrap_or(0);
        let mut random = Random::of(self.seed, prefix * POOL + index % POOL);
        let mut card = self.plastic(range, country, &mut random);
        // Stories are about something else than worn or old cards.
        card.has_chip = true;
        card.record.service_code = service_code(true, card.funding).into();
        card.record.expiry_yymm = self.month(30.months());
        card
    }

    fn plastic(&self, range: &Range, country: &'static str, random: &mut Random) -> Plastic {
        let Range(prefix, length, network, funding) = range;
        let has_chip = !random.chance(STRIPE_ONLY);
        let months = match random.chance(LAST_MONTH) {
            true => 0,
            false => i64::from(random.between(2, 58)),
        };
        let record = v1::Card {
            number: Some(v1::card::Number::Pan(number(prefix, *length, random))),
            expiry_yymm: self.month(months.months()),
            service_code: service_code(has_chip, *funding).into(),
            network: (*network).into(),
            funding: (*funding).into(),
            issuer_country: country.into(),
            ..v1::Card::default()
        };
        Plastic {
            record,
            has_chip,
            funding: *funding,
            country,
        }
    }

    /// `YYMM` of the month that is `later` than today's.
    pub(super) fn month(&self, later: Span) -> String {
        let month = self.today.first_of_month().saturating_add(later);
        format!("{:02}{:02}", month.year() % 100, month.month())
    }
}

impl Plastic {
    /// Changes one digit, so that the check digit is wrong.
    pub(super) fn spoil(&mut self) {
        if let Some(v1::card::Number::Pan(pan)) = &mut self.record.number
            && let Some(last) = pan.pop()
        {
            let digit = last.to_digit(10).map_or(0, |digit| (digit + 1) % 10);
            pan.extend(char::from_digit(digit, 10));
        }
    }
}

/// Chip or stripe, any authorization, no restriction; a debit card asks for its PIN where it
/// can.
fn service_code(has_chip: bool, funding: Funding) -> &'static str {
    match (has_chip, funding) {
        (true, Funding::Debit) => "226",
        (true, _) => "201",
        (false, _) => "101",
    }
}

fn number(prefix: &str, length: usize, random: &mut Random) -> String {
    let rest = length.saturating_sub(prefix.len() + 1);
    let mut number = format!("{prefix}{}", random.digits(rest));
    number.extend(char::from_digit(check_digit(&number), 10));
    number
}

/// The digit that makes a number right (ISO/IEC 7812-1, annex B).
fn check_digit(digits: &str) -> u32 {
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|digit| digit.to_digit(10))
        .enumerate()
        .map(|(position, digit)| {
            let weighted = if position % 2 == 0 { digit * 2 } else { digit };
            weighted / 10 + weighted % 10
        })
        .sum();
    (10 - sum % 10) % 10
}

/// Whether a number ends with its check digit.
pub(super) fn is_valid(pan: &str) -> bool {
    let (digits, check) = pan.split_at(pan.len().saturating_sub(1));
    check.parse() == Ok(check_digit(digits))
}

#[cfg(test)]
mod tests {
    use super::super::place::PLACES;
    use super::*;

    #[test]
    fn check_digits_are_those_of_published_test_numbers() {
        for (digits, check) in [
            ("7992739871", 3),
            ("411111111111111", 1),
            ("37828224631000", 5),
            ("3056930902590", 4),
            ("620000000000000", 5),
        ] {
            assert_eq!(check_digit(digits), check, "{digits}");
        }
    }

    fn pan(plastic: &Plastic) -> String {
        match &plastic.record.number {
            Some(v1::card::Number::Pan(pan)) => pan.clone(),
            _ => String::new(),
        }
    }

    #[test]
    fn a_number_has_its_networks_prefix_and_length_and_a_right_check_digit() {
        let cards = Cards::new(1, jiff::civil::date(2026, 9, 17));
        let mut random = Random::new(2);
        for _ in 0..2_000 {
            for place in &PLACES {
                let mut plastic = cards.of_customer(place, &mut random);
                let number = pan(&plastic);
                let known = RANGES.iter().any(|Range(prefix, length, network, _)| {
                    number.starts_with(prefix)
                        && number.len() == *length
                        && plastic.record.network == i32::from(*network)
                });
                // No number in a message: it could be somebody's.
                assert!(known && is_valid(&number));
                plastic.spoil();
                assert!(!is_valid(&pan(&plastic)) && pan(&plastic).len() == number.len());
            }
        }
    }

    #[test]
    fn every_network_is_carried_but_one_that_is_cut_off() {
        let cards = Cards::new(1, jiff::civil::date(2026, 9, 17));
        let mut random = Random::new(2);
        let drawn: Vec<i32> = (0..2_000)
            .flat_map(|_| &PLACES)
            .map(|place| cards.of_customer(place, &mut random).record.network)
            .collect();
        for Range(_, _, network, _) in &RANGES {
            assert!(drawn.contains(&i32::from(*network)), "{network:?}");
        }
    }

    #[test]
    fn months_are_counted_from_today() {
        let cards = Cards::new(1, jiff::civil::date(2026, 12, 31));
        let months = [-1, 0, 1, 13].map(|months: i64| cards.month(months.months()));
        assert_eq!(months, ["2611", "2612", "2701", "2801"]);
    }
}
