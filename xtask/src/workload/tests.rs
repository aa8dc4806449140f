//! The stream: the same for a seed, in order, mixed as planned.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashSet;

use super::*;

fn workload(seed: u64) -> Workload {
    Workload::new(Plan {
        seed,
        merchants: 300,
        payments_per_day: 10_000,
    })
}

fn jobs(seed: u64, count: usize) -> Vec<Job> {
    workload(seed).take(count).collect()
}

#[test]
fn a_seed_always_makes_the_same_and_another_seed_something_else() {
    // No `assert_eq!`: it would print card numbers.
    assert!(jobs(1, 500) == jobs(1, 500));
    let amounts = |seed| -> Vec<_> {
        let jobs = jobs(seed, 500).into_iter();
        jobs.map(|job| job.payment.amount).collect()
    };
    assert!(amounts(1) != amounts(2));
    let records = |seed| -> Vec<_> {
        let workload = workload(seed);
        let shops = workload.shops().iter();
        shops.map(|shop| shop.record.clone()).collect()
    };
    assert!(records(1) == records(1) && records(1) != records(2));
}

#[test]
fn time_never_goes_back_and_no_request_id_comes_twice() {
    let jobs = jobs(1, 5_000);
    let at = |job: &Job| {
        let at = job.payment.occurred_at.unwrap();
        (at.seconds, at.nanos)
    };
    assert!(jobs.is_sorted_by_key(at));
    let ids: HashSet<&str> = (jobs.iter().map(|job| job.payment.request_id.as_str())).collect();
    assert_eq!(ids.len(), jobs.len());
    // Half a day of payments takes about half a day.
    let (first, last) = (at(jobs.first().unwrap()), at(jobs.last().unwrap()));
    let hours = (last.0 - first.0) / 3_600;
    assert!((8..16).contains(&hours), "{hours} h");
}

#[test]
fn the_mix_is_within_its_bands() {
    const COUNT: usize = 20_000;
    let mix = Mix::of(workload(1).take(COUNT));
    let percent = |count: Option<&u64>| 100.0 * *count.unwrap_or(&0) as f64 / COUNT as f64;
    #[track_caller]
    fn within(percent: f64, low: f64, high: f64) {
        assert!((low..high).contains(&percent), "{percent} %");
    }
    within(percent(mix.stories.get(&Story::Ordinary)), 85.0, 90.0);
    within(percent(mix.stories.get(&Story::ExpiredCard)), 1.0, 1.8);
    within(percent(mix.stories.get(&Story::RushedTerminal)), 0.4, 2.4);
    within(percent(mix.stories.get(&Story::PrintedCodes)), 1.2, 2.4);
    within(percent(mix.stories.get(&Story::CardSpree)), 0.2, 1.0);
    within(percent(mix.ways.get("chip")), 18.0, 30.0);
    within(percent(mix.ways.get("contactless")), 18.0, 30.0);
    within(percent(mix.ways.get("magstripe")), 1.0, 5.0);
    within(percent(mix.ways.get("QR on a phone")), 25.0, 48.0);
    within(percent(mix.ways.get("QR printed")), 4.0, 14.0);
    within(percent(mix.ways.get("online")), 2.0, 9.0);
    within(percent(mix.means.get("UnionPay")), 30.0, 50.0);
    within(percent(mix.means.get("Visa")), 4.0, 14.0);
    within(percent(mix.currencies.get("CNY")), 76.0, 90.0);
    within(percent(mix.currencies.get("USD")), 6.0, 16.0);
    assert_eq!(mix.stories.len(), 17, "{:?}", mix.stories);
    assert_eq!(mix.means.len(), 8, "{:?}", mix.means);
}

#[test]
fn nights_are_quiet_where_the_merchant_is() {
    let workload = workload(1);
    let zones: std::collections::HashMap<String, TimeZone> = (workload.shops().iter())
        .map(|shop| {
            let zone = TimeZone::get(shop.place.zone).unwrap();
            (shop.record.merchant_id.clone(), zone)
        })
        .collect();
    let mut by_hour = std::collections::HashMap::<(String, bool), u32>::new();
    for job in workload.take(20_000) {
        let at = job.payment.occurred_at.unwrap();
        let zone = zones.get(&job.payment.merchant_id).unwrap();
        let at = Timestamp::from_second(at.seconds)
            .unwrap()
            .to_zoned(zone.clone());
        let currency = job.payment.amount.unwrap().currency;
        match at.hour() {
            1..5 => *by_hour.entry((currency, true)).or_default() += 1,
            17..21 => *by_hour.entry((currency, false)).or_default() += 1,
            _ => {}
        }
    }
    for currency in ["CNY", "USD"] {
        let of = |night| by_hour.get(&(currency.to_owned(), night)).copied().unwrap();
        assert!(of(true) * 8 < of(false), "{currency}: {by_hour:?}");
    }
}

#[test]
fn what_is_kept_of_a_payment_holds_no_card_number_and_no_code() {
    let (mut cards, mut codes) = (0, 0);
    for job in workload(1).take(2_000) {
        let kept = without_secrets(&job.payment);
        let text = tollgate_proto::json::to_json("PreAuthorization", &kept).unwrap();
        let runs = text.split(|byte: char| !byte.is_ascii_digit());
        assert!(runs.map(str::len).max() < Some(13));
        let is_pan = |card: v1::Card| matches!(card.number, Some(v1::card::Number::Pan(_)));
        cards += u32::from(job.payment.card.is_some_and(is_pan));
        codes += u32::from(job.payment.code.is_some_and(|code| code.payload.len() > 12));
    }
    assert!(cards > 500 && codes > 500, "{cards} {codes}");
}
