//! Merchants: a few busy, most quiet, some with something wrong.

use std::sync::LazyLock;

use jiff::{Timestamp, ToSpan as _};
use tollgate_proto::v1::{self, Channel, Funding, Network};

use super::place::{PLACES, Place};
use super::random::Random;
use super::terminal;
use super::trade::{TRADES, Trade};

/// The n-th busiest merchant of a place sells in proportion to 1 / (n + 3)^0.9.
const ZIPF: (f64, f64) = (3.0, 0.9);

/// What is wrong with a merchant. Whoever has something sells only when a story says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing.
    Good,
    /// Its acquirer has suspended it.
    Suspended,
    /// It has closed.
    Closed,
    /// Its licence has expired.
    LicenceExpired,
    /// Its score is too low to sell.
    LowScore,
    /// Its score is one that a person looks at.
    MiddlingScore,
    /// Nothing is wrong, but it takes cards of one network only.
    OneNetwork,
}

/// Of fifty merchants, those that are not good.
const ODD: [(usize, Standing); 6] = [
    (9, Standing::Suspended),
    (17, Standing::Closed),
    (24, Standing::LicenceExpired),
    (33, Standing::LowScore),
    (41, Standing::MiddlingScore),
    (48, Standing::OneNetwork),
];

/// A merchant of the workload.
#[derive(Debug)]
pub struct Shop {
    /// As it is on file.
    pub record: v1::Merchant,
    /// Where it is.
    pub place: &'static Place,
    /// What it sells.
    pub trade: &'static Trade,
    /// What is wrong with it.
    pub standing: Standing,
    /// Its terminals as they are on file, in the order of their numbers.
    pub terminals: Vec<v1::Terminal>,
}

/// All merchants, in the order of their numbers.
#[derive(Debug)]
pub(super) struct Shops {
    pub(super) all: Vec<Shop>,
    /// For each place, its good merchants with the sum of the weights up to each.
    by_place: Vec<Vec<(f64, usize)>>,
}

impl Shops {
    pub(super) fn new(seed: u64, count: usize, now: Timestamp) -> Self {
        let mut all = Vec::with_capacity(count);
        let mut by_place = vec![Vec::new(); PLACES.len()];
        for index in 0..count {
            let mut random = Random::of(seed ^ 0x5409, index);
            let odd = ODD.iter().find(|(position, _)| index % 50 == *position);
            let standing = odd.map_or(Standing::Good, |(_, standing)| *standing);
            let at = place(standing, &mut random);
            let rank = by_place.get(at).map_or(0, Vec::len);
            let shop = shop(index, rank, at, standing, now, &mut random);
            all.push(shop);
            if let Some(ranked) = by_place.get_mut(at).filter(|_| standing == Standing::Good) {
                let before = ranked.last().map_or(0.0, |(sum, _)| *sum);
                ranked.push((before + weight(rank), index));
            }
        }
        Self { all, by_place }
    }

    /// A good merchant of the place with this position in [`PLACES`], a busy one more often.
    pub(super) fn busy(&self, place: usize, random: &mut Random) -> Option<&Shop> {
        let ranked = self.by_place.get(place)?;
        let (total, _) = ranked.last()?;
        let drawn = random.unit() * total;
        let at = ranked.partition_point(|(sum, _)| *sum <= drawn);
        let (_, index) = ranked.get(at).or(ranked.last())?;
        self.all.get(*index)
    }

    /// A good and large merchant in China, which may take much at once.
    pub(super) fn large(&self, random: &mut Random) -> Option<&Shop> {
        let is_large = |shop: &&Shop| {
            shop.standing == Standing::Good
                && shop.place.country == "CN"
                && shop.record.size() == v1::merchant::Size::Enterprise
        };
        let all: Vec<&Shop> = self.all.iter().filter(is_large).collect();
        random.pick(&all).copied()
    }

    /// Any merchant of this standing.
    pub(super) fn of(&self, standing: Standing, random: &mut Random) -> Option<&Shop> {
        let all: Vec<&Shop> = (self.all.iter())
            .filter(|shop| shop.standing == standing)
            .collect();
        random.pick(&all).copied()
    }
}

#[allow(clippy::cast_precision_loss, reason = "ranks are small")]
fn weight(rank: usize) -> f64 {
    let (flat, exponent) = ZIPF;
    (rank as f64 + flat).powf(exponent).recip()
}

/// Odd merchants are all in one place: what is wrong with them is what is told, not where.
fn place(standing: Standing, random: &mut Random) -> usize {
    let places: Vec<(usize, f64)> = (PLACES.iter().map(|place| place.share).enumerate()).collect();
    match standing {
        Standing::Good => (random.weighted(&places, |one| one.1)).map_or(0, |(at, _)| *at),
        _ => 0,
    }
}

fn shop(
    index: usize,
    rank: usize,
    at: usize,
    standing: Standing,
    now: Timestamp,
    random: &mut Random,
) -> Shop {
    let place = PLACES.get(at).unwrap_or(&PLACES[0]);
    let trade = (random.weighted(&TRADES, |trade| trade.share)).unwrap_or(&TRADES[0]);
    let size = match rank {
        0..5 => v1::merchant::Size::Enterprise,
        // Little is sold by whoever may take little.
        20.. if trade.is_small() && random.chance(0.6) => v1::merchant::Size::Micro,
        _ => v1::merchant::Size::Individual,
    };
    let terminals = match size {
        v1::merchant::Size::Enterprise => 12,
        v1::merchant::Size::Individual => random.between(1, 2),
        _ => 1,
    };
    let record = v1::Merchant {
        merchant_id: format!("M{index:06}"),
        name: name(trade, random),
        status: match standing {
            Standing::Suspended => v1::merchant::Status::Suspended,
            Standing::Closed => v1::merchant::Status::Closed,
            _ => v1::merchant::Status::Active,
        }
        .into(),
        size: size.into(),
        mcc: trade.mcc.into(),
        country: place.country.into(),
        area_code: place.area_code.into(),
        time_zone: place.zone.into(),
        owner_id: format!("owner-{index:06}"),
        onboarded_at: Some(days_before(now, random.between(750, 2_500))),
        currencies: vec![place.currency.into()],
        networks: match standing {
            Standing::OneNetwork => vec![Network::Unionpay.into()],
            _ => Vec::new(),
        },
        channels: [Channel::Pos, Channel::Qr, Channel::Online]
            .map(i32::from)
            .into(),
        kyc: Some(kyc(standing, now, random)),
        risk: Some(risk(standing, random)),
        fee_contract: Some(contract(place)),
        limit_overrides: match size {
            v1::merchant::Size::Enterprise => large_caps(),
            _ => Default::default(),
        },
        response_code_profile: match place.country {
            "CN" => "unionpay".into(),
            _ => "iso8583".into(),
        },
        settlement_account_matches: Some(true),
        ..v1::Merchant::default()
    };
    let terminals = (1..=terminals)
        .map(|number| terminal::record(&record.merchant_id, number, (place, trade), now, random))
        .collect();
    Shop {
        record,
        place,
        trade,
        standing,
        terminals,
    }
}

fn name(trade: &Trade, random: &mut Random) -> String {
    const FIRST: [&str; 12] = [
        "Golden",
        "Jade",
        "Lucky",
        "River",
        "Lotus",
        "Harbour",
        "Silver",
        "Maple",
        "Sunrise",
        "Crane",
        "Bamboo",
        "North Gate",
    ];
    const SECOND: [&str; 8] = [
        "Garden", "Star", "Bridge", "Corner", "Pavilion", "Lane", "Moon", "Square",
    ];
    let first = random.pick(&FIRST).unwrap_or(&"");
    let second = random.pick(&SECOND).unwrap_or(&"");
    format!("{first} {second} {}", trade.name)
}

/// What a merchant with its own contract may take.
fn large_caps() -> std::collections::HashMap<String, u64> {
    [
        ("channel-day", 1_000_000_000),
        ("channel-month", 20_000_000_000),
        ("merchant-day", 2_000_000_000),
        ("merchant-month", 40_000_000_000),
        ("channel-day-count", 1_000_000),
    ]
    .map(|(counter, cap)| (counter.to_owned(), cap))
    .into()
}

fn kyc(standing: Standing, now: Timestamp, random: &mut Random) -> v1::Kyc {
    let licence = match standing {
        Standing::LicenceExpired => days_before(now, random.between(3, 40)),
        _ => days_after(now, random.between(200, 2_000)),
    };
    v1::Kyc {
        level: random.between(2, 3),
        missing_documents: Vec::new(),
        licence_expires_at: Some(licence),
    }
}

/// Figures of a merchant's business: of a good one, or of one that scores low for them.
fn risk(standing: Standing, random: &mut Random) -> v1::RiskIndicators {
    let bad = |random: &mut Random| match standing {
        Standing::LowScore => true,
        Standing::MiddlingScore => random.chance(0.5),
        _ => false,
    };
    let share = |good: (u32, u32), poor: (u32, u32), bad: bool, random: &mut Random| {
        let (first, last) = if bad { poor } else { good };
        Some(random.between(first, last))
    };
    let middling = standing == Standing::MiddlingScore;
    let low = standing == Standing::LowScore;
    v1::RiskIndicators {
        chargeback_ppm: share((100, 1_900), (16_000, 24_000), low, random),
        fraud_ppm: share((0, 480), (5_500, 9_000), low, random),
        refund_ppm: share((2_000, 29_000), (210_000, 320_000), low || middling, random),
        volume_ratio_percent: share((80, 140), (310, 590), low || middling, random),
        night_ppm: share((5_000, 48_000), (220_000, 400_000), bad(random), random),
        round_amount_ppm: share((40_000, 140_000), (420_000, 600_000), bad(random), random),
        decline_ppm: share((20_000, 75_000), (90_000, 180_000), middling, random),
        out_of_area_ppm: share((500, 9_500), (20_000, 90_000), middling, random),
        top_cards_ppm: share((20_000, 190_000), (510_000, 700_000), low, random),
        ticket_ratio_percent: Some(random.between(80, 160)),
        credit_share_ppm: Some(random.between(250_000, 700_000)),
        ..v1::RiskIndicators::default()
    }
}

/// Rates of card fees, in parts per million: by code, from abroad, debit, otherwise.
const CHINA_PPM: [u32; 4] = [3_800, 18_000, 5_000, 6_000];
const ELSEWHERE_PPM: [u32; 4] = [12_000, 29_000, 9_000, 21_000];
/// Cap of a debit card's fee in China, in fen.
const DEBIT_CAP: i64 = 2_000;

fn rates(place: &Place) -> [u32; 4] {
    match place.country {
        "CN" => CHINA_PPM,
        _ => ELSEWHERE_PPM,
    }
}

fn contract(place: &Place) -> v1::FeeContract {
    let [code, abroad, debit, otherwise] = rates(place);
    let row = |rate_ppm| v1::FeeRow {
        rate_ppm,
        ..v1::FeeRow::default()
    };
    let cap = (place.country == "CN").then(|| v1::Money {
        minor_units: DEBIT_CAP,
        currency: place.currency.into(),
    });
    v1::FeeContract {
        rows: vec![
            row(otherwise),
            v1::FeeRow {
                funding: Funding::Debit.into(),
                cap,
                ..row(debit)
            },
            v1::FeeRow {
                channel: Channel::Qr.into(),
                ..row(code)
            },
            v1::FeeRow {
                cross_border: true,
                ..row(abroad)
            },
        ],
        changed_at: None,
        notified_at: None,
    }
}

impl Shop {
    /// The rate that the contract has for a card of this kind; `None` is a payment by code.
    pub(super) fn rate_ppm(&self, card: Option<(Funding, &str)>) -> u32 {
        let [code, abroad, debit, otherwise] = rates(self.place);
        match card {
            None => code,
            Some((_, country)) if country != self.place.country => abroad,
            Some((Funding::Debit, _)) => debit,
            Some(_) => otherwise,
        }
    }

    /// One of its terminals.
    pub(super) fn terminal(&self, random: &mut Random) -> &v1::Terminal {
        static NONE: LazyLock<v1::Terminal> = LazyLock::new(v1::Terminal::default);
        random.pick(&self.terminals).unwrap_or(&NONE)
    }
}

/// So many days before a moment.
pub(super) fn days_before(now: Timestamp, days: u32) -> prost_types::Timestamp {
    wire(
        now.checked_sub((24 * i64::from(days)).hours())
            .unwrap_or(now),
    )
}

/// So many hours before a moment.
pub(super) fn hours_before(now: Timestamp, hours: u32) -> prost_types::Timestamp {
    wire(now.checked_sub(i64::from(hours).hours()).unwrap_or(now))
}

/// So many days after a moment.
pub(super) fn days_after(now: Timestamp, days: u32) -> prost_types::Timestamp {
    wire(
        now.checked_add((24 * i64::from(days)).hours())
            .unwrap_or(now),
    )
}

/// A moment as the contract has it.
pub(super) fn wire(at: Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp {
        seconds: at.as_second(),
        nanos: at.subsec_nanosecond(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn shops(count: usize) -> Shops {
        Shops::new(1, count, "2026-09-17T00:00:00Z".parse().unwrap())
    }

    #[test]
    fn a_hundred_merchants_have_every_standing() {
        let shops = shops(100);
        for (_, standing) in ODD {
            let shop = shops.of(standing, &mut Random::new(1)).unwrap();
            assert_eq!((shop.standing, shop.place.city), (standing, "Shanghai"));
        }
    }

    #[test]
    fn busy_merchants_sell_more_and_odd_ones_nothing_by_themselves() {
        let shops = shops(1_000);
        let mut random = Random::new(1);
        let mut sales = std::collections::HashMap::<&str, u32>::new();
        for _ in 0..10_000 {
            let shop = shops.busy(0, &mut random).unwrap();
            assert_eq!(shop.standing, Standing::Good);
            *sales.entry(&shop.record.merchant_id).or_default() += 1;
        }
        let mut sales: Vec<u32> = sales.into_values().collect();
        sales.sort_unstable_by(|one, next| next.cmp(one));
        let busiest: u32 = sales.iter().take(sales.len() / 10).sum();
        // The busiest tenth has a third to a half.
        assert!((3_300..5_500).contains(&busiest), "{busiest}");
    }
}
