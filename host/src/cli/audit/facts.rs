//! What is in a decision's record besides the answer, as a person reads it.

use crate::audit::hex;
use crate::cli::answer::{INDENT, figure_of, instant};
use crate::cli::table::{Cell, Page, Style, Table, grouped, left, right, styled};
use crate::cli::words::{self, Word};
use crate::facts::names;
use crate::limits::{Measure, Release, Report};
use crate::lists;
use crate::money::Currency;
use crate::reasons::Context;
use crate::recorded::{Outcome, RecordedDecision};
use crate::trail::{Aftermath, Became, Logged};
use crate::wit::tollgate::policy::facts::{Card, Listings, PaymentCode, RiskIndicators};

const SEEN: Word = ("What the policies saw", "策略所见");
const MERCHANT: Word = ("Merchant", "商户");
const TERMINAL: Word = ("Terminal", "终端");
const PAYMENT: Word = ("Payment", "支付");
const CARD: Word = ("Card", "卡");
const CODE: Word = ("Code", "支付码");
const ISSUER: Word = ("Issuer", "发卡机构");
const LISTED: Word = ("Listed", "名单");
const OCCURRED: Word = ("Occurred at", "发生时间");
const ORIGINAL: Word = ("Original", "原交易");
const COUNTER: Word = ("Counter", "计数器");
const OWN: Word = ("This host's own figure", "本机自有指标");
const VALUE: Word = ("Value", "数值");
const BEFORE: Word = ("Before", "判定前");
const AFTERWARDS: Word = ("Afterwards", "后续");
const TIME: Word = ("Time", "时间");
const RECORD: Word = ("Record", "记录");
const HASH: Word = ("Hash", "哈希");
const NOTHING: Word = ("nothing was reported yet", "尚无后续");
const LATE: Word = ("late, after its holds had expired", "迟到：占用已过期");
const NOT_ON_FILE: Word = ("not on file", "无资料");

/// Writes what the policies saw.
pub(super) fn seen(page: &mut Page, logged: &Logged, context: &Context<'_>) {
    let say = |word| words::said(word, context.locale);
    let recorded = &logged.recorded;
    let facts = &recorded.facts;
    let payment = &facts.transaction;
    page.heading(say(SEEN));
    let mut table = Table::of_labels();
    if let Some(identifiers) = &facts.identifiers {
        let on_file = facts.merchant.is_some();
        let merchant = if on_file {
            identifiers.merchant.clone()
        } else {
            format!("{}, {}", identifiers.merchant, say(NOT_ON_FILE))
        };
        table.label(say(MERCHANT), merchant);
        table.label(say(TERMINAL), &identifiers.terminal);
        if let Some(card) = &facts.card {
            table.label(say(CARD), self::card(card, &identifiers.card_token));
        }
    }
    table.label(
        say(PAYMENT),
        format!(
            "{}, {}, {}, MCC {}",
            case(payment.kind),
            case(payment.channel),
            case(payment.entry_mode),
            names::mcc(payment.mcc).as_str()
        ),
    );
    table.label(say(OCCURRED), instant(context, payment.occurred_at));
    if let Some(code) = &facts.payment_code {
        table.label(say(CODE), self::code(code, recorded));
    }
    if let Some(issuer) = logged.seen.issuer() {
        table.label(say(ISSUER), format!("{} {}", issuer.id, issuer.name));
    }
    if !recorded.original_request_id.is_empty() {
        table.label(say(ORIGINAL), &*recorded.original_request_id);
    }
    if let Some(listings) = &facts.listings {
        table.label(say(LISTED), listed(listings));
    }
    for (key, value) in facts.attributes.iter().flatten() {
        table.label(key, value);
    }
    page.table(INDENT, &table);
    if let Some(own) = &recorded.own_risk {
        page.blank();
        page.table(0, &own_figures(own, context));
    }
    let counters = self::counters(logged, context);
    if !counters.is_empty() {
        page.blank();
        page.table(0, &counters);
    }
}

/// The name of a case: generated code prints it as `EntryMode::Chip`.
fn case(case: impl std::fmt::Debug) -> String {
    let shown = format!("{case:?}");
    let name = shown.rsplit("::").next().unwrap_or_default();
    name.chars()
        .enumerate()
        .fold(String::new(), |mut name, (at, letter)| {
            if letter.is_uppercase() && at > 0 {
                name.push('-');
            }
            name.extend(letter.to_lowercase());
            name
        })
}

fn card(card: &Card, token: &str) -> String {
    let network = names::network(card.network);
    let funding = case(card.funding);
    format!(
        "{}…, {} digits, {network}, {funding}, token {token}",
        card.bin, card.length
    )
}

fn code(code: &PaymentCode, recorded: &RecordedDecision) -> String {
    let wallet = names::network(code.wallet);
    format!(
        "{}, {wallet}, token {}",
        case(code.kind),
        recorded.code_token
    )
}

/// The merchant's indicators that were the host's own, under the names that policies know.
fn own_figures(own: &RiskIndicators, context: &Context<'_>) -> Table {
    let say = |word| words::said(word, context.locale);
    let mut table = Table::new([left(say(OWN)), right(say(VALUE))]);
    let figures = [
        ("refund-ppm", own.refund_ppm),
        ("decline-ppm", own.decline_ppm),
        ("volume-ratio-percent", own.volume_ratio_percent),
        ("ticket-ratio-percent", own.ticket_ratio_percent),
        ("night-ppm", own.night_ppm),
        ("round-amount-ppm", own.round_amount_ppm),
        ("credit-share-ppm", own.credit_share_ppm),
        ("out-of-area-ppm", own.out_of_area_ppm),
        ("top-cards-ppm", own.top_cards_ppm),
    ];
    for (name, figure) in figures {
        if let Some(figure) = figure {
            table.row([Cell::from(name), grouped(figure.into()).into()]);
        }
    }
    if let Some(volume) = own.monthly_volume {
        let currency = Currency::from_number(volume.currency);
        let units = u64::try_from(volume.minor_units).unwrap_or(0);
        let volume = figure_of(context, units, currency);
        table.row([Cell::from("monthly-volume"), volume.into()]);
    }
    table
}

/// Who was on a list, and why, in the names of the contract.
fn listed(listings: &Listings) -> String {
    let all = [
        ("card", listings.card),
        ("BIN", listings.bin),
        ("payer", listings.payer),
        ("merchant", listings.merchant),
        ("terminal", listings.terminal),
        ("country", listings.country),
    ];
    let said = all.iter().filter_map(|(who, listing)| {
        let causes: Vec<_> = lists::causes(*listing).collect();
        (!causes.is_empty()).then(|| format!("{who} {}", causes.join(" ")))
    });
    said.collect::<Vec<_>>().join(", ")
}

/// The counters that are about the request, as they stood before it.
fn counters(logged: &Logged, context: &Context<'_>) -> Table {
    let say = |word| words::said(word, context.locale);
    let recorded = &logged.recorded;
    let set = &logged.seen.set.recorded;
    let mut table = Table::new([left(say(COUNTER)), right(say(BEFORE))]);
    let mut shown = vec![false; recorded.applies.len()];
    for (terms, positions) in set.policies() {
        for (named, position) in terms.counters.iter().zip(positions) {
            let applies = recorded.applies.get(*position).copied().unwrap_or(false);
            let first = shown
                .get_mut(*position)
                .is_some_and(|shown| !std::mem::replace(shown, true));
            if applies && first {
                let total = recorded.totals.get(*position).copied().unwrap_or(0);
                let counts = named.counter.spec().measure == Measure::Count;
                let currency = (!counts).then_some(recorded.amount.currency);
                table.row([
                    Cell::from(&named.name),
                    figure_of(context, total, currency).into(),
                ]);
            }
        }
    }
    table
}

/// Writes what became of it.
pub(super) fn aftermath(page: &mut Page, logged: &Logged, context: &Context<'_>) {
    let say = |word| words::said(word, context.locale);
    let mut table = Table::new([left(say(AFTERWARDS)), left(say(TIME)), right(say(RECORD))]);
    for after in &logged.aftermath {
        let (what, style) = became(after, logged, context);
        table.row([
            styled(what, style),
            instant(context, after.event.at_ms()).into(),
            grouped(after.position.sequence).into(),
        ]);
        if let Became::Reported(Outcome { late: true, .. }) = &after.event {
            table.note(say(LATE), Style::Caution);
        }
    }
    let approved = logged.recorded.concluded.outcome == crate::decision::Outcome::Approve;
    if !table.is_empty() {
        page.blank();
        page.table(0, &table);
    } else if approved {
        page.blank();
        page.line(&[(say(NOTHING), Style::Faint)]);
    }
}

fn became(after: &Aftermath, logged: &Logged, context: &Context<'_>) -> (String, Style) {
    const AUTHORIZED: Word = ("authorized", "已授权");
    const DECLINED: Word = ("declined by the issuer", "发卡机构拒绝");
    const TIMED_OUT: Word = ("no answer from the issuer", "发卡机构未应答");
    const ABANDONED: Word = ("abandoned", "已放弃");
    const VOIDED: Word = ("voided", "已撤销");
    const EXPIRED: Word = ("expired: no outcome came in time", "已过期：未及时上报结果");
    let say = |word| words::said(word, context.locale);
    let outcome = match &after.event {
        Became::Expired(_) => return (say(EXPIRED).to_owned(), Style::Caution),
        Became::Reported(outcome) => outcome,
    };
    let (word, style) = match outcome.report {
        Report::Authorized { .. } => (AUTHORIZED, Style::Good),
        Report::Released(Release::DeclinedByIssuer) => (DECLINED, Style::Bad),
        Report::Released(Release::TimedOut) => (TIMED_OUT, Style::Caution),
        Report::Released(Release::Abandoned) => (ABANDONED, Style::Plain),
        Report::Voided => (VOIDED, Style::Plain),
    };
    let mut told = say(word).to_owned();
    if let Report::Authorized {
        amount: Some(amount),
    } = outcome.report
    {
        let currency = logged.recorded.amount.currency;
        told += &format!(" {}", figure_of(context, amount, Some(currency)));
    }
    if !outcome.issuer_response_code.is_empty() {
        told += &format!(", DE39 {}", outcome.issuer_response_code);
    }
    (told, style)
}

/// Writes where the record is.
pub(super) fn record(page: &mut Page, logged: &Logged, context: &Context<'_>) {
    let say = |word| words::said(word, context.locale);
    let position = logged.position;
    let place = match context.locale {
        crate::reasons::Locale::En => format!(
            "{}, segment {:020}, offset {}",
            position.sequence, position.segment, position.offset
        ),
        crate::reasons::Locale::Zh => format!(
            "{}，段 {:020}，偏移 {}",
            position.sequence, position.segment, position.offset
        ),
    };
    page.blank();
    let mut table = Table::of_labels();
    table.label(say(RECORD), place);
    table.label(say(HASH), hex(&logged.hash));
    page.table(0, &table);
}
