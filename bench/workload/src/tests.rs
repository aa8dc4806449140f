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

fn story(name: &str) -> Story {
    Story::all().find(|story| story.name() == name).unwrap()
}

#[test]
fn two_days_of_few_payments_tell_every_story_to_its_end() {
    let few = Plan {
        seed: 1,
        merchants: 300,
        payments_per_day: 2_500,
    };
    let told: HashSet<Story> = Workload::new(few)
        .take(5_000)
        .filter(|job| job.tells.is_some() || job.story.reason().is_none())
        .map(|job| job.story)
        .collect();
    for story in Story::all() {
        assert!(told.contains(&story), "{}", story.name());
    }
}

#[test]
fn at_a_terminal_everything_is_said_and_no_trace_number_comes_twice() {
    let workload = workload(1);
    let on_file: HashSet<String> = (workload.shops().iter())
        .flat_map(|shop| &shop.terminals)
        .map(|terminal| terminal.terminal_id.clone())
        .collect();
    let ordinary = workload
        .take(5_000)
        .filter(|job| job.story == Story::ORDINARY);
    let mut traced = HashSet::new();
    for Job { payment, .. } in ordinary {
        assert!(payment.mcc != 0 && !payment.merchant_name.is_empty());
        assert!(payment.card.is_some() != payment.code.is_some());
        if [v1::EntryMode::Ecommerce, v1::EntryMode::QrStatic].contains(&payment.entry_mode()) {
            continue;
        }
        assert!(on_file.contains(&payment.terminal_id));
        let trace = (payment.terminal_id.clone(), payment.trace_number.clone());
        assert!(traced.insert(trace));
        let report = payment.terminal.unwrap();
        assert_eq!(report.local_time, payment.occurred_at);
        assert!(report.latitude.is_some() && report.signed_in_at.is_some());
        let order = payment.order.and_then(|order| order.amount);
        assert!(order.is_none() || order == payment.amount);
    }
    assert!(traced.len() > 3_000);
}

/// Who pays, where, what for, and how much.
fn same(payment: &PreAuthorization) -> Option<String> {
    let payer = match (&payment.card, &payment.code) {
        (Some(card), _) => format!("{:?}", card.number),
        (_, Some(code)) => code.payer_token.clone(),
        _ => return None,
    };
    let amount = payment.amount.as_ref()?.minor_units;
    Some(format!(
        "{payer} {} {} {amount}",
        payment.merchant_id, payment.r#type
    ))
}

#[test]
fn nobody_pays_twice_by_accident() {
    let mut last = std::collections::HashMap::new();
    for job in workload(1).take(20_000) {
        let Some(key) = same(&job.payment) else {
            continue;
        };
        let before = last.insert(key, (job.at_ms(), job.telling));
        let by_accident = before
            .is_some_and(|(at_ms, telling)| telling != job.telling && job.at_ms() - at_ms < 60_000);
        // No card in a message: it could be somebody's.
        assert!(
            !by_accident,
            "{} {}",
            job.story.name(),
            job.payment.request_id
        );
    }
}

#[test]
fn what_refers_to_an_earlier_payment_comes_after_it() {
    let mut earlier = HashSet::new();
    let mut referring = 0;
    for job in jobs(1, 5_000) {
        let original = &job.payment.original_request_id;
        if !original.is_empty() && !original.starts_with("old-till") {
            assert!(earlier.contains(original), "{}", job.story.name());
            referring += 1;
        }
        earlier.insert(job.payment.request_id);
    }
    assert!(referring > 30, "{referring}");
}

#[test]
fn what_is_put_on_file_names_each_thing_once() {
    let workload = workload(1);
    let bins: Vec<String> = (workload.issuers().into_iter())
        .flat_map(|issuer| issuer.bins)
        .collect();
    let different: HashSet<&String> = bins.iter().collect();
    assert_eq!(different.len(), bins.len());
    let listings = workload.listings();
    assert_eq!(listings.len(), 20);
    assert!(listings.iter().all(|entry| entry.subject.is_some()));
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
    within(percent(mix.stories.get(&Story::ORDINARY)), 77.0, 86.0);
    within(percent(mix.stories.get(&story("expired cards"))), 0.5, 1.2);
    let printed = story("an account paying by printed codes all day");
    within(percent(mix.stories.get(&printed)), 0.8, 2.0);
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
    assert_eq!(mix.stories.len(), Story::all().count());
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
