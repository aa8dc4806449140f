//! No facts, however odd, make the policy panic.

use std::sync::OnceLock;

use tollgate_policy::facts::*;
use tollgate_policy::testing::{Subject, payment_code};

use super::{TransactionIntegrity, shipped};

const KINDS: [TransactionType; 8] = [
    TransactionType::Unknown,
    TransactionType::Purchase,
    TransactionType::PreAuthorization,
    TransactionType::Completion,
    TransactionType::Refund,
    TransactionType::Void,
    TransactionType::CashAdvance,
    TransactionType::BalanceInquiry,
];
const MODES: [EntryMode; 10] = [
    EntryMode::Unknown,
    EntryMode::Manual,
    EntryMode::Magstripe,
    EntryMode::Chip,
    EntryMode::Contactless,
    EntryMode::MagstripeFallback,
    EntryMode::QrDynamic,
    EntryMode::QrStatic,
    EntryMode::Ecommerce,
    EntryMode::CredentialOnFile,
];
const CHANNELS: [Channel; 7] = [
    Channel::Unknown,
    Channel::Pos,
    Channel::Qr,
    Channel::Online,
    Channel::InApp,
    Channel::MailOrTelephone,
    Channel::Atm,
];
const AMOUNTS: [i64; 7] = [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX];

fn once() -> &'static Subject<TransactionIntegrity> {
    static SUBJECT: OnceLock<Subject<TransactionIntegrity>> = OnceLock::new();
    SUBJECT.get_or_init(shipped)
}

/// Everything that can be wrong at once, at the ends of its type.
fn odd(facts: &mut Facts, amount: i64, other: i64, word: u64) {
    let number = u16::try_from(word & 0xFFFF).unwrap();
    let byte = u8::try_from(word & 0xFF).unwrap();
    let transaction = &mut facts.transaction;
    transaction.amount.minor_units = amount;
    (transaction.sent_exponent, transaction.mcc) = (Some(byte), number);
    transaction.condition_code = byte;
    transaction.clock_skew_ms = other;
    (transaction.missing, transaction.malformed) = (Fields::all(), Fields::all());
    (transaction.sensitive_data, transaction.pin_block_invalid) = (true, true);
    transaction.message_mac = Check::Failed;
    transaction.duplicate_age_ms = Some(word);
    transaction.name_matches = Some(false);
    transaction.order_amount = Some(Money {
        minor_units: other,
        currency: number,
    });
    (transaction.tip, transaction.surcharge) = (Some(other), Some(other));
    let merchant = facts.merchant.as_mut().unwrap();
    (merchant.mcc, merchant.id_mcc) = (1, Some(number));
    (merchant.transaction_types, merchant.networks) = (u32::MAX << 31, 1);
    (merchant.currency_accepted, merchant.id_area_matches) = (false, Some(false));
    facts.terminal.as_mut().unwrap().currency = number;
    facts.original = Some(Original {
        found: true,
        kind: TransactionType::PreAuthorization,
        state: OriginalState::Expired,
        amount: Money {
            minor_units: other,
            currency: facts.transaction.amount.currency,
        },
        age_ms: word,
    });
    facts.payment_code = Some(PaymentCode {
        length: byte,
        prefix: byte,
        age_ms: Some(word),
        used_before: true,
        emv_valid: Some(word == 0),
        emv_mcc: Some(number),
        emv_country: number,
        emv_name_matches: Some(false),
        ..payment_code()
    });
    for state in &mut facts.counters {
        (state.value, state.cap_override) = (word, Some(word));
    }
}

#[test]
fn odd_facts_get_an_answer() {
    let mut seen = 0;
    for kind in KINDS {
        for amount in AMOUNTS {
            for other in AMOUNTS {
                for word in [0, 1, 255, u64::MAX] {
                    let found = once().codes(|facts| {
                        odd(facts, amount, other, word);
                        facts.transaction.kind = kind;
                    });
                    seen += found.len();
                }
            }
        }
    }
    assert!(seen > 10_000, "{seen}");
}

#[test]
fn every_case_of_every_enum_gets_an_answer() {
    for kind in KINDS {
        for mode in MODES {
            for channel in CHANNELS {
                for condition in [0, 6, 59, 99, u8::MAX] {
                    once().codes(|facts| {
                        odd(facts, 1, 1, 1);
                        facts.transaction.kind = kind;
                        facts.transaction.entry_mode = mode;
                        facts.transaction.channel = channel;
                        facts.transaction.condition_code = condition;
                    });
                }
            }
        }
    }
}

/// What is absent never fires, but for the merchant.
#[test]
fn absent_groups_find_nothing() {
    for kind in KINDS {
        let found = once().codes(|facts| {
            facts.transaction.kind = kind;
            (facts.card, facts.terminal, facts.original) = (None, None, None);
            facts.counters.clear();
        });
        let expected: &[&str] = match kind {
            TransactionType::Unknown => &["integrity.type.unknown"],
            _ => &[],
        };
        assert_eq!(found, expected, "{kind:?}");
        let found = once().codes(|facts| {
            facts.transaction.kind = kind;
            facts.payment_code = Some(payment_code());
            (facts.card, facts.merchant, facts.terminal) = (None, None, None);
        });
        let last = found.last().map(String::as_str);
        assert_eq!(
            last,
            Some("integrity.merchant.unknown"),
            "{kind:?}: {found:?}"
        );
    }
}
