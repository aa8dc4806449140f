//! The totals that this policy asks the host to keep.
//!
//! A merchant's `limit_overrides` name a counter by its name here. A total of amounts is one
//! for each currency.

use tollgate_policy::facts;
use tollgate_policy::facts::{EntryMode, Funding, Network, TransactionType};
use tollgate_policy::verdicts::Counts::{Attempted, Refused};
use tollgate_policy::verdicts::Subject::{Card, Channel, Merchant, Owner, Payer, Terminal};
use tollgate_policy::verdicts::Window::{
    CalendarDay, CalendarMonth, CalendarYear, Lifetime, Rolling,
};
use tollgate_policy::verdicts::{Counts, Subject, Window};
use tollgate_policy::{Counter, CounterId, counters};

use crate::settings::Settings;

/// The transactions that spend a limit. A refund, a void or an inquiry spends none, and a
/// completion is of money that its pre-authorization has counted.
pub const SPENDING: [TransactionType; 3] = [
    TransactionType::Purchase,
    TransactionType::PreAuthorization,
    TransactionType::CashAdvance,
];

const DAY_SECONDS: u32 = 86_400;

/// Where a terminal is one device. In a web shop its number may stand for any number of them.
const AT_TERMINALS: [facts::Channel; 4] = [
    facts::Channel::Unknown,
    facts::Channel::Pos,
    facts::Channel::Qr,
    facts::Channel::Atm,
];

/// What was not read as a one-time code. A sender that leaves the entry mode out leaves no cap.
const NOT_DYNAMIC: [EntryMode; 9] = [
    EntryMode::Unknown,
    EntryMode::Manual,
    EntryMode::Magstripe,
    EntryMode::Chip,
    EntryMode::Contactless,
    EntryMode::MagstripeFallback,
    EntryMode::QrStatic,
    EntryMode::Ecommerce,
    EntryMode::CredentialOnFile,
];

/// What was not read as a printed code.
const NOT_STATIC: [EntryMode; 9] = [
    EntryMode::Unknown,
    EntryMode::Manual,
    EntryMode::Magstripe,
    EntryMode::Chip,
    EntryMode::Contactless,
    EntryMode::MagstripeFallback,
    EntryMode::QrDynamic,
    EntryMode::Ecommerce,
    EntryMode::CredentialOnFile,
];

counters! { |settings: &Settings|
    /// Taken by a merchant through one channel today.
    CHANNEL_DAY = amount("channel-day", CalendarDay, &[Merchant, Channel]);
    /// Taken by a merchant through one channel this month.
    CHANNEL_MONTH = amount("channel-month", CalendarMonth, &[Merchant, Channel]);
    /// Taken by a merchant today.
    MERCHANT_DAY = amount("merchant-day", CalendarDay, &[Merchant]);
    /// Taken by a merchant this month.
    MERCHANT_MONTH = amount("merchant-month", CalendarMonth, &[Merchant]);
    /// Taken by credit card today at all shops of one owner.
    MICRO_CREDIT_DAY = credit(settings, "micro-credit-day", CalendarDay);
    /// Taken by credit card this month at all shops of one owner.
    MICRO_CREDIT_MONTH = credit(settings, "micro-credit-month", CalendarMonth);
    /// Taken at a terminal today.
    TERMINAL_DAY = amount("terminal-day", CalendarDay, &[Terminal]).channels(&AT_TERMINALS);
    /// Spent with a card today.
    CARD_DAY = amount("card-day", CalendarDay, &[Card]);
    /// Spent with a card this month.
    CARD_MONTH = amount("card-month", CalendarMonth, &[Card]);
    /// Spent from a paying account today.
    PAYER_DAY = amount("payer-day", CalendarDay, &[Payer]);
    /// Spent from a paying account this year.
    PAYER_YEAR = amount("payer-year", CalendarYear, &[Payer]);
    /// Ever spent from a paying account.
    PAYER_LIFETIME = amount("payer-lifetime", Lifetime, &[Payer]);
    /// Spent from a paying account today through codes that were not read as one-time codes.
    STATIC_QR_DAY = amount("static-qr-day", CalendarDay, &[Payer])
        .entry_modes(&NOT_DYNAMIC);
    /// Spent from a paying account today through codes that were not read as printed codes.
    DYNAMIC_QR_DAY = amount("dynamic-qr-day", CalendarDay, &[Payer])
        .entry_modes(&NOT_STATIC);
    /// Paid with a card at a merchant lately.
    CARD_MERCHANT_LATELY = amount(
        "card-merchant-lately", Rolling(settings.split.window_s), &[Card, Merchant]);
    /// Payments of a merchant through one channel today.
    CHANNEL_DAY_COUNT = count("channel-day-count", Counts::Approved, CalendarDay, &[Merchant, Channel]);
    /// Payments with a card today.
    CARD_DAY_COUNT = count("card-day-count", Counts::Approved, CalendarDay, &[Card]);
    /// Attempts with a card at a merchant lately.
    CARD_MERCHANT_COUNT = count(
        "card-merchant-count", Attempted, Rolling(settings.merchant_repeat.window_s), &[Card, Merchant]);
    /// Attempts at a terminal in the last minute.
    TERMINAL_MINUTE_COUNT = count("terminal-minute-count", Attempted, Rolling(60), &[Terminal])
        .channels(&AT_TERMINALS);
    /// Refusals by the issuers of Visa cards in 30 days.
    VISA_REFUSED_30_DAYS = refused("visa-refused-30-days", 30, Network::Visa);
    /// Refusals by the issuers of Mastercard cards in 24 hours.
    MASTERCARD_REFUSED_24_HOURS = refused("mastercard-refused-24-hours", 1, Network::Mastercard);
    /// Refusals by the issuers of Mastercard cards in 30 days.
    MASTERCARD_REFUSED_30_DAYS = refused("mastercard-refused-30-days", 30, Network::Mastercard);
}

/// The names of the counters of amounts, which come first, in the order of their positions.
const AMOUNT_NAMES: [&str; 15] = [
    "channel-day",
    "channel-month",
    "merchant-day",
    "merchant-month",
    "micro-credit-day",
    "micro-credit-month",
    "terminal-day",
    "card-day",
    "card-month",
    "payer-day",
    "payer-year",
    "payer-lifetime",
    "static-qr-day",
    "dynamic-qr-day",
    "card-merchant-lately",
];

/// The name of a counter of amounts.
pub fn name(counter: CounterId) -> &'static str {
    (AMOUNT_NAMES.get(usize::from(counter.0)))
        .copied()
        .unwrap_or_default()
}

fn amount(name: &str, window: Window, per: &[Subject]) -> Counter {
    Counter::amount(name, window, per).types(&SPENDING)
}

fn count(name: &str, counts: Counts, window: Window, per: &[Subject]) -> Counter {
    Counter::count(name, counts, window, per).types(&SPENDING)
}

fn credit(settings: &Settings, name: &str, window: Window) -> Counter {
    let networks: Vec<Network> = (settings.micro_credit_networks.iter())
        .map(|name| name.network())
        .collect();
    amount(name, window, &[Owner])
        .fundings(&[Funding::Credit])
        .networks(&networks)
}

fn refused(name: &str, days: u32, network: Network) -> Counter {
    let window = Rolling(days.saturating_mul(DAY_SECONDS));
    count(name, Refused, window, &[Card, Merchant]).networks(&[network])
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::ChannelLimits;
    use tollgate_policy::verdicts::Measure;
    use tollgate_policy::{Policy, configure, mask};

    fn declared(settings: &str) -> Vec<tollgate_policy::verdicts::Counter> {
        configure::<ChannelLimits>(settings)
            .ok()
            .map(|policy| policy.counters())
            .unwrap_or_default()
    }

    #[test]
    fn amounts_come_first_and_have_their_names() {
        let counters = declared("{}");
        let amounts = counters.iter().take_while(|c| c.measure == Measure::Amount);
        assert!(amounts.map(|c| c.name.as_str()).eq(AMOUNT_NAMES));
        let rest = &counters[AMOUNT_NAMES.len()..];
        assert!(rest.iter().all(|c| c.measure == Measure::Count));
        assert_eq!(name(CounterId(u16::MAX)), "");
    }

    #[test]
    fn every_counter_is_of_spending_only_and_no_two_are_the_same() {
        let mut counters = declared("{}");
        assert!(counters.iter().all(|c| c.types == mask(&SPENDING)));
        for counter in &mut counters {
            counter.name.clear();
        }
        for (position, counter) in counters.iter().enumerate() {
            assert!(!counters[..position].contains(counter), "{position}");
        }
    }

    #[test]
    fn settings_shape_windows_and_networks() {
        let counters = declared(
            r#"{"merchant_repeat": {"window_s": 90}, "split": {"window_s": 60}, "micro_credit_networks": ["wechat_pay", "alipay"]}"#,
        );
        let at = |id: CounterId| &counters[usize::from(id.0)];
        assert_eq!(at(CARD_MERCHANT_COUNT).window, Rolling(90));
        assert_eq!(at(CARD_MERCHANT_LATELY).window, Rolling(60));
        let wallets = mask(&[Network::WechatPay, Network::Alipay]);
        assert_eq!(at(MICRO_CREDIT_DAY).networks, wallets);
        assert_eq!(at(MICRO_CREDIT_DAY).fundings, mask(&[Funding::Credit]));
        assert_eq!(at(VISA_REFUSED_30_DAYS).window, Rolling(2_592_000));
        assert_eq!(at(MASTERCARD_REFUSED_24_HOURS).window, Rolling(86_400));
    }
}
