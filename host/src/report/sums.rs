//! From what was gathered to what a report says.

use std::collections::{BTreeMap, HashMap};

use jiff::tz::TimeZone;

use super::cause::{Key, Told};
use super::gathering::{Fate, Gathering, Row};
use super::parties::Parties;
use super::retried::retried;
use super::trend::Trend;
use super::{
    Amounts, Area, Asked, Cause, Counts, Instant, Party, Payments, Period, Report, Scoped, Sum,
    VERSION, words,
};
use crate::decision::Outcome;
use crate::facts::names;
use crate::money::Currency;
use crate::reasons::channel_name;

/// Merchants, terminals and issuers that are told, of those with most failures.
const PARTIES_MAX: usize = 10;

/// Makes the report.
pub(super) fn report(gathered: &Gathering) -> Report {
    let asked = &gathered.asked;
    let mut payments = Payments::default();
    let mut trend = Trend::new();
    let mut money = Money::default();
    let mut led = Led::default();
    for row in &gathered.rows {
        count(&mut payments.counts, row);
        became(&mut payments, row);
        money.add(row);
        trend.add(row, zone_of(gathered, row));
        led.add(gathered, row);
    }
    let counts = payments.counts;
    payments.approval_ppm = ppm(counts.approved, counts.payments);
    payments.failed_ppm = ppm(counts.failed, counts.payments);
    let (causes, numbers) = causes(gathered, led, counts.failed);
    let parties = |parties: &Parties, of: fn(&Row) -> u32, hidden: bool| {
        if hidden {
            return Vec::new();
        }
        self::parties(gathered, parties, of, &numbers)
    };
    let scope = &asked.scope;
    let one_merchant = scope.merchant.is_some() || scope.terminal.is_some();
    Report {
        version: VERSION,
        locale: asked.locale.tag(),
        audience: words::audience_name(asked.audience),
        scope: scoped(gathered),
        zone: zone(gathered),
        period: period(gathered.rows.iter()),
        payments,
        amounts: money.amounts(),
        retried: retried(gathered.rows.iter()),
        areas: areas(&causes, counts.failed, asked),
        causes,
        hours: trend.hours(),
        days: trend.days(),
        merchants: parties(&gathered.merchants, |row| row.merchant, one_merchant),
        terminals: parties(
            &gathered.terminals,
            |row| row.terminal,
            scope.terminal.is_some(),
        ),
        issuers: parties(&gathered.issuers, |row| row.issuer, scope.issuer.is_some()),
        channels: {
            let of = |row: &Row| row.channel;
            let told = parties(&gathered.channels, of, scope.channel.is_some());
            named(told, asked)
        },
    }
}

/// Channels under their names.
fn named(mut channels: Vec<Party>, asked: &Asked) -> Vec<Party> {
    for channel in &mut channels {
        let name = channel_name(&channel.id, asked.locale);
        channel.name = name.unwrap_or_default().into();
    }
    channels
}

/// Counts a payment.
pub(super) fn count(counts: &mut Counts, row: &Row) {
    counts.payments += 1;
    match row.outcome {
        Outcome::Approve => counts.approved += 1,
        Outcome::Review => counts.review += 1,
        Outcome::StepUp => counts.step_up += 1,
        Outcome::Decline => counts.declined += 1,
    }
    if row.outcome == Outcome::Approve && row.fate.failed() {
        counts.failed_after += 1;
    }
    counts.failed += u64::from(row.failed());
}

fn became(payments: &mut Payments, row: &Row) {
    if row.outcome != Outcome::Approve {
        return;
    }
    let counted = match row.fate {
        Fate::Awaiting => &mut payments.awaiting_outcome,
        Fate::Authorized => &mut payments.authorized,
        Fate::Voided => &mut payments.voided,
        Fate::Declined => &mut payments.declined_by_issuer,
        Fate::TimedOut => &mut payments.timed_out,
        Fate::Abandoned => &mut payments.abandoned,
        Fate::Expired => &mut payments.expired,
    };
    *counted += 1;
}

/// Parts per million, rounded half up.
pub(super) fn ppm(part: u64, whole: u64) -> u32 {
    let whole = u128::from(whole.max(1));
    let ppm = (u128::from(part) * 1_000_000 + whole / 2) / whole;
    u32::try_from(ppm).unwrap_or(u32::MAX)
}

/// What was asked for and what failed, and of how many payments, by currency.
#[derive(Default)]
struct Money(BTreeMap<Currency, (u64, u64, u64)>);

impl Money {
    fn add(&mut self, row: &Row) {
        if let Some((minor_units, currency)) = row.at_stake {
            let (asked, failed, payments) = self.0.entry(currency).or_default();
            *asked = asked.saturating_add(minor_units);
            if row.failed() {
                *failed = failed.saturating_add(minor_units);
            }
            *payments += 1;
        }
    }

    fn amounts(&self) -> Vec<Amounts> {
        let mut sums: Vec<_> = self.0.iter().collect();
        sums.sort_by_key(|(_, (_, _, payments))| std::cmp::Reverse(*payments));
        let sum = |(currency, (asked, failed, _)): (&Currency, &(u64, u64, u64))| Amounts {
            currency: *currency,
            exponent: currency.exponent(),
            asked: *asked,
            failed: *failed,
        };
        sums.into_iter().map(sum).collect()
    }
}

/// What each cause led, by its number.
#[derive(Default)]
struct Led(HashMap<usize, Share>);

#[derive(Default)]
struct Share {
    payments: u64,
    among: u64,
    alone: u64,
    money: BTreeMap<Currency, (u64, u64)>,
    first_ms: Option<u64>,
    last_ms: u64,
}

impl Led {
    fn add(&mut self, gathered: &Gathering, row: &Row) {
        let causes = of_row(gathered, row);
        let (Some(first), others) = (causes.first(), causes.get(1..).unwrap_or_default()) else {
            return;
        };
        let share = self.0.entry(*first).or_default();
        share.payments += 1;
        share.alone += u64::from(others.is_empty());
        share.first_ms.get_or_insert(row.at_ms);
        share.last_ms = row.at_ms;
        if let Some((minor_units, currency)) = row.at_stake {
            let (sum, payments) = share.money.entry(currency).or_default();
            *sum = sum.saturating_add(minor_units);
            *payments += 1;
        }
        for other in others {
            self.0.entry(*other).or_default().among += 1;
        }
    }
}

/// The causes that a payment failed of, the one that led first.
fn of_row<'a>(gathered: &'a Gathering, row: &Row) -> &'a [usize] {
    let set = row.causes.and_then(|set| usize::try_from(set).ok());
    set.map_or(&[], |set| gathered.causes.in_set(set))
}

/// The causes that led, the most frequent first, and the place of each by its number.
fn causes(gathered: &Gathering, led: Led, failed: u64) -> (Vec<Cause>, HashMap<usize, usize>) {
    let keys: Vec<&Key> = gathered.causes.keys().collect();
    let shares = led.0.into_iter().filter_map(|(number, share)| {
        let key = *keys.get(number)?;
        let told = gathered.causes.told(number, &gathered.asked)?;
        (share.payments > 0).then_some((number, key, share, told))
    });
    let mut shares: Vec<_> = shares.collect();
    shares.sort_by(|(_, left, a, _), (_, right, b, _)| {
        b.payments.cmp(&a.payments).then_with(|| left.cmp(right))
    });
    let places = (0..).zip(&shares);
    let places = places.map(|(place, (number, ..))| (*number, place));
    let places = places.collect();
    let causes = shares.into_iter();
    let causes = causes.map(|(_, key, share, told)| cause(key, &share, told, failed));
    (causes.collect(), places)
}

fn cause(key: &Key, share: &Share, told: Told, failed: u64) -> Cause {
    let mut money: Vec<_> = share.money.iter().collect();
    money.sort_by_key(|(_, (_, payments))| std::cmp::Reverse(*payments));
    let sum = |(currency, (minor_units, _)): (&Currency, &(u64, u64))| Sum {
        currency: *currency,
        minor_units: *minor_units,
    };
    Cause {
        kind: key.kind(),
        code: key.code().into(),
        response_profile: key.table().map(|table| table.name()),
        area: key.area().stable.into(),
        operator_only: told.operator_only,
        payments: share.payments,
        share_ppm: ppm(share.payments, failed),
        among: share.among,
        alone: share.alone,
        amounts: money.into_iter().map(sum).collect(),
        period: Period {
            first: Instant(share.first_ms.unwrap_or(share.last_ms)),
            last: Instant(share.last_ms),
        },
        message: told.message,
        is_example: told.is_example,
        remedies: told.remedies,
    }
}

fn areas(causes: &[Cause], failed: u64, asked: &Asked) -> Vec<Area> {
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    for cause in causes {
        *sums.entry(&cause.area).or_default() += cause.payments;
    }
    let area = |(stable, payments): (&str, u64)| Area {
        area: stable.into(),
        name: words::area_name(stable, asked.locale).into(),
        payments,
        share_ppm: ppm(payments, failed),
    };
    let mut areas: Vec<Area> = sums.into_iter().map(area).collect();
    areas.sort_by_key(|area| std::cmp::Reverse(area.payments));
    areas
}

/// Those with most failures, each with its most frequent cause.
fn parties(
    gathered: &Gathering,
    parties: &Parties,
    of: fn(&Row) -> u32,
    places: &HashMap<usize, usize>,
) -> Vec<Party> {
    let mut sums: BTreeMap<u32, (Counts, BTreeMap<usize, u64>)> = BTreeMap::new();
    for row in &gathered.rows {
        let (counts, led) = sums.entry(of(row)).or_default();
        count(counts, row);
        let first = of_row(gathered, row).first();
        if let Some(place) = first.and_then(|first| places.get(first)) {
            *led.entry(*place).or_default() += 1;
        }
    }
    let party = |(number, (counts, led)): (u32, (Counts, BTreeMap<usize, u64>))| {
        let (id, name) = parties.known(number);
        let main = led
            .iter()
            .max_by_key(|(place, led)| (**led, std::cmp::Reverse(**place)));
        Party {
            id: id.into(),
            name: name.into(),
            counts,
            main_cause: main.map(|(place, _)| *place),
        }
    };
    let mut told: Vec<Party> = sums.into_iter().map(party).collect();
    told.sort_by(|a, b| {
        let by_failed = b.counts.failed.cmp(&a.counts.failed);
        by_failed
            .then_with(|| b.counts.payments.cmp(&a.counts.payments))
            .then_with(|| a.id.cmp(&b.id))
    });
    // Who is not known cannot be looked at.
    told.retain(|party| !party.id.is_empty());
    told.truncate(PARTIES_MAX);
    told
}

fn period<'a>(mut rows: impl Iterator<Item = &'a Row>) -> Option<Period> {
    let first = rows.next()?.at_ms;
    let (first, last) = rows.fold((first, first), |(first, last), row| {
        (first.min(row.at_ms), last.max(row.at_ms))
    });
    Some(Period {
        first: Instant(first),
        last: Instant(last),
    })
}

fn scoped(gathered: &Gathering) -> Scoped {
    let scope = &gathered.asked.scope;
    let name = |parties: &Parties, id: &Option<Box<str>>| {
        let name = parties.name(id.as_deref()?);
        (!name.is_empty()).then(|| name.into())
    };
    Scoped {
        merchant: scope.merchant.clone(),
        merchant_name: name(&gathered.merchants, &scope.merchant),
        terminal: scope.terminal.clone(),
        issuer: scope.issuer.clone(),
        issuer_name: name(&gathered.issuers, &scope.issuer),
        channel: scope.channel.map(names::channel),
        since: scope.since_ms.map(Instant),
        until: scope.until_ms.map(Instant),
    }
}

fn zone_of<'a>(gathered: &'a Gathering, row: &Row) -> &'a TimeZone {
    const UTC: &TimeZone = &TimeZone::UTC;
    let own = usize::try_from(row.zone).ok();
    let own = || own.and_then(|place| gathered.zones.get(place));
    gathered.asked.zone.as_ref().or_else(own).unwrap_or(UTC)
}

fn zone(gathered: &Gathering) -> Option<Box<str>> {
    let zone = match (&gathered.asked.zone, &*gathered.zones) {
        (Some(zone), _) => zone,
        (None, [only]) => only,
        (None, _) => return None,
    };
    Some(zone.iana_name().unwrap_or("UTC").into())
}
