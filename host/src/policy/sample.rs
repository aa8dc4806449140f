//! A request that nothing is wrong with, for trying a policy before it is let in.

use crate::wit::tollgate::policy::facts::{
    Channel, Check, CounterState, EntryMode, Facts, Fields, LocalTime, Money, Transaction,
    TransactionType,
};

/// A purchase of 1.00 CNY of which little else is known, with `counters` counters at zero.
#[must_use]
pub fn sample_facts(counters: usize) -> Facts {
    Facts {
        // 2026-01-05 12:00 UTC, a Monday.
        now: 1_767_614_400_000,
        local: LocalTime {
            year: 2026,
            month: 1,
            day: 5,
            hour: 12,
            minute: 0,
            weekday: 1,
            utc_offset_minutes: 0,
        },
        transaction: Transaction {
            kind: TransactionType::Purchase,
            channel: Channel::Pos,
            entry_mode: EntryMode::Chip,
            amount: Money {
                minor_units: 100,
                currency: 156,
            },
            currency_exponent: 2,
            sent_exponent: None,
            mcc: 5411,
            condition_code: 0,
            occurred_at: 1_767_614_400_000,
            clock_skew_ms: 0,
            missing: Fields::empty(),
            malformed: Fields::empty(),
            sensitive_data: false,
            duplicate_age_ms: None,
            unanswered_age_ms: None,
            referred_age_ms: None,
            name_matches: None,
            fraud_score_ppm: None,
            order_amount: None,
            tip: None,
            surcharge: None,
            fee_rate_ppm: None,
            issuer_fee: None,
            network_fee: None,
            currency_conversion: false,
            currency_choice_recorded: false,
            pin_present: true,
            pin_block_invalid: false,
            pin_tries: 0,
            signature_captured: false,
            message_mac: Check::NotDone,
            cvv: Check::NotDone,
        },
        card: None,
        payment_code: None,
        merchant: None,
        risk_indicators: None,
        fee_contract: None,
        terminal: None,
        terminal_health: None,
        issuer: None,
        route: None,
        original: None,
        listings: None,
        identifiers: None,
        attributes: None,
        counters: vec![
            CounterState {
                applies: true,
                value: 0,
                cap_override: None
            };
            counters
        ],
    }
}
