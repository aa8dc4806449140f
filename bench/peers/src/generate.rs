//! Inputs from a seed: payments that nothing is wrong with, half of them then spoilt in one to
//! three ways, one way for each code. What is spoilt is as often just over an edge as far beyond
//! it, and what is not, just within: an engine that takes `<` for `<=` is found.

use peer_rules::settings::{Limits, Settings};

use crate::input::{
    Card, Cases as _, Channel, Entry, Fee, Input, Merchant, Network, Status, Terminal, Usage,
};
use crate::random::Random;

/// `count` inputs; the same for the same seed.
pub(crate) fn inputs(seed: u64, count: usize, settings: &Settings) -> Vec<Input> {
    let mut random = Random::from_seed(seed);
    let mut make = || {
        let mut input = good(&mut random, settings);
        if random.once_in(2) {
            for _ in 0..random.between(1_i64, 3) {
                let way = random.between(0_i64, WAYS - 1);
                spoil(way, &mut input, &mut random, settings);
            }
        }
        input
    };
    (0..count).map(|_| make()).collect()
}

fn limits(settings: &Settings, channel: Channel) -> &Limits {
    match channel {
        Channel::Pos => &settings.channels.pos,
        Channel::Qr => &settings.channels.qr,
        Channel::Online => &settings.channels.online,
    }
}

/// How far over an edge: by one, or by more.
fn over(random: &mut Random, most: i64) -> i64 {
    if random.once_in(2) {
        1
    } else {
        random.between(1, most)
    }
}

/// What is used of a limit before this payment: up to the limit itself with it.
fn used(random: &mut Random, limit: i64, adds: i64) -> i64 {
    let room = (limit - adds).max(0);
    if random.once_in(4) {
        room
    } else {
        random.between(0, room)
    }
}

fn good(random: &mut Random, settings: &Settings) -> Input {
    let channel = random.one_of(Channel::ALL).unwrap_or(Channel::Pos);
    let entry = match channel {
        Channel::Pos => random.one_of(&[Entry::Chip, Entry::Contactless, Entry::Magstripe]),
        Channel::Qr => random.one_of(&[Entry::QrStatic, Entry::Contactless]),
        Channel::Online => Some(Entry::Ecommerce),
    };
    let entry = entry.unwrap_or(Entry::Chip);
    let limits = limits(settings, channel);
    let no_pin = random.once_in(2);
    let most = match entry {
        Entry::QrStatic => settings.static_qr_day_amount,
        Entry::Contactless if no_pin => settings.no_pin_amount,
        _ => limits.single,
    };
    let amount_minor = if random.once_in(8) {
        most
    } else {
        random.between(1, most)
    };
    let now_yymm = 2_611;
    let rate_ppm = random.between(3_000_u32, 8_000);
    let day_count = i64::try_from(limits.day_count).unwrap_or(0);
    Input {
        amount_minor,
        currency: "CNY",
        channel,
        entry,
        now_yymm,
        card: card(
            random,
            settings,
            now_yymm,
            entry == Entry::Magstripe,
            no_pin,
        ),
        terminal: Terminal {
            chip_capable: !random.once_in(4),
            tpm: random.between(0_u32, 10),
        },
        merchant: merchant(random),
        usage: Usage {
            merchant_day_amount: used(random, limits.day_amount, amount_minor),
            merchant_day_count: u32::try_from(used(random, day_count, 1)).unwrap_or(0),
            card_day_amount: used(random, settings.card_day_amount, amount_minor),
            qr_static_day_amount: used(random, settings.static_qr_day_amount, amount_minor),
        },
        fee: Fee {
            rate_ppm,
            contract_ppm: rate_ppm,
            max_share_ppm: if random.once_in(4) { rate_ppm } else { 10_000 },
            surcharge_minor: 0,
        },
    }
}

fn card(
    random: &mut Random,
    settings: &Settings,
    now_yymm: u16,
    is_swiped: bool,
    no_pin: bool,
) -> Card {
    let network = random.one_of(Network::ALL).unwrap_or(Network::Visa);
    let lengths = settings.lengths.get(network.name());
    let length = lengths.and_then(|lengths| random.one_of(lengths));
    let service_codes: &[u8] = if is_swiped { &[1, 5] } else { &[1, 2, 5, 6] };
    Card {
        network,
        length: length.unwrap_or(16),
        luhn_ok: network != Network::Unionpay || !random.once_in(8),
        expiry_yymm: now_yymm + random.between(0_u16, 5) * 100,
        service_code_1: random.one_of(service_codes).unwrap_or(1),
        no_pin,
    }
}

/// A merchant whose score is above the review band whatever its bins.
fn merchant(random: &mut Random) -> Merchant {
    let mccs = [5_411, 5_812, 5_999, 7_011, 4_111];
    Merchant {
        status: Status::Active,
        mcc: random.one_of(&mccs).unwrap_or(5_411),
        kyc_expired: false,
        tenure_days: random.between(365_u32, 4_000),
        chargeback_bps: random.between(0_u32, 79),
        refund_bps: random.between(0_u32, 499),
        volume_ratio_pct: random.between(50_u32, 149),
        sales_count: random.between(300_u32, 9_000),
        night_ppm: random.between(0_u32, 149_999),
        country: random.one_of(&["CN", "CN", "HK", "SG"]).unwrap_or("CN"),
    }
}

/// Ways to spoil an input, one for each code.
const WAYS: i64 = 21;

fn spoil(way: i64, input: &mut Input, random: &mut Random, settings: &Settings) {
    let limits = limits(settings, input.channel);
    let amount = input.amount_minor;
    match way {
        0 => input.amount_minor = random.between(-1_i64, 0),
        1 => input.amount_minor = limits.single + over(random, limits.single),
        2 => {
            input.usage.merchant_day_amount = limits.day_amount - amount + over(random, 1_000_000);
        }
        3 => {
            let count = u32::try_from(limits.day_count).unwrap_or(u32::MAX);
            input.usage.merchant_day_count = count + random.between(0_u32, 10);
        }
        4 => {
            input.usage.card_day_amount =
                settings.card_day_amount - amount + over(random, 1_000_000);
        }
        5 => input.terminal.tpm = random.between(11_u32, 20),
        6 => {
            input.channel = Channel::Qr;
            input.entry = Entry::QrStatic;
            input.amount_minor = amount.clamp(1, 20_000);
            input.usage.qr_static_day_amount =
                settings.static_qr_day_amount - input.amount_minor + over(random, 100_000);
        }
        7 => input.card.expiry_yymm = input.now_yymm - random.one_of(&[1, 100]).unwrap_or(1),
        8 => {
            input.card.network = Network::Visa;
            input.card.luhn_ok = false;
        }
        9 => input.card.length = random.one_of(&[8, 12, 20]).unwrap_or(12),
        10 => {
            input.entry = Entry::Magstripe;
            input.card.service_code_1 = random.one_of(&[2, 6]).unwrap_or(2);
            input.terminal.chip_capable = true;
        }
        11 => {
            input.entry = Entry::Contactless;
            input.card.no_pin = true;
            input.amount_minor = settings.no_pin_amount + over(random, 100_000);
        }
        12 => {
            let status = random.one_of(&[Status::Suspended, Status::Closed]);
            input.merchant.status = status.unwrap_or(Status::Closed);
        }
        13 => {
            let mcc = random.one_of(&settings.prohibited_mccs);
            input.merchant.mcc = mcc.unwrap_or(0);
        }
        14 => input.merchant.kyc_expired = true,
        15 => spoil_score(&mut input.merchant, true, random),
        16 => spoil_score(&mut input.merchant, false, random),
        17 => input.fee.contract_ppm = input.fee.rate_ppm + random.between(1_u32, 500),
        18 => input.fee.max_share_ppm = input.fee.rate_ppm - random.between(1_u32, 500),
        19 => {
            input.merchant.country = "CN";
            input.fee.surcharge_minor = over(random, 500);
        }
        _ => {
            input.merchant.chargeback_bps = 150 + random.between(1_u32, 100);
            input.merchant.sales_count = random.between(100_u32, 9_000);
        }
    }
}

/// Below the cut-off, or between it and the end of the review band.
fn spoil_score(merchant: &mut Merchant, below: bool, random: &mut Random) {
    merchant.tenure_days = if below {
        random.between(0_u32, 89)
    } else {
        random.between(90_u32, 364)
    };
    merchant.refund_bps = if below {
        random.between(1_000_u32, 2_000)
    } else {
        random.between(200_u32, 499)
    };
    merchant.volume_ratio_pct = if below {
        random.between(300_u32, 900)
    } else {
        random.between(150_u32, 299)
    };
    merchant.sales_count = random.between(0_u32, 299);
}

#[cfg(test)]
mod tests {
    use tollgate_policy::configure;

    use super::*;

    #[test]
    fn a_seed_makes_the_same_inputs_again() {
        let policy: peer_rules::PeerRules = configure("{}").expect("the defaults are good");
        let make = |seed| format!("{:?}", inputs(seed, 50, policy.settings()));
        assert_eq!(make(1), make(1));
        assert_ne!(make(1), make(2));
    }
}
