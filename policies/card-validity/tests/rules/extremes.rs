//! No facts, however odd, make the policy panic.

use tollgate_policy::facts::{
    Channel, CounterState, EntryMode, Facts, Fields, Funding, Listing, Network, TransactionType,
};

use super::{listed, shipped};

const KINDS: &[TransactionType] = &[
    TransactionType::Unknown,
    TransactionType::Purchase,
    TransactionType::PreAuthorization,
    TransactionType::Completion,
    TransactionType::Refund,
    TransactionType::Void,
    TransactionType::CashAdvance,
    TransactionType::BalanceInquiry,
];
const MODES: &[EntryMode] = &[
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
const AMOUNTS: &[i64] = &[i64::MIN, -1, 0, 1, i64::MAX];

fn card_of(facts: &mut Facts, byte: u8, word: u32) {
    let card = facts.card.as_mut().unwrap();
    (card.bin, card.length, card.luhn_valid) = (word, byte, false);
    (card.network, card.declared_network) = (Network::Alipay, Network::WechatPay);
    (card.expiry_year, card.expiry_month) = (byte, byte);
    card.service_code = Some((byte, byte, byte));
    (card.issuer_country, card.funding) = (u16::MAX, Funding::Unknown);
}

#[test]
fn nothing_panics() {
    let mut seen = 0;
    for kind in KINDS {
        for mode in MODES {
            for amount in AMOUNTS {
                for byte in [0, 1, 9, 12, 99, 255] {
                    for (word, year) in [(0, 0), (999_999, 2026), (u32::MAX, u16::MAX)] {
                        let found = shipped_once().codes(|facts| {
                            facts.transaction.kind = *kind;
                            facts.transaction.entry_mode = *mode;
                            facts.transaction.channel = Channel::Unknown;
                            facts.transaction.amount.minor_units = *amount;
                            facts.transaction.pin_present = false;
                            facts.transaction.malformed = Fields::empty();
                            (facts.local.year, facts.local.month) = (year, byte);
                            card_of(facts, byte, word);
                        });
                        seen += found.len();
                    }
                }
            }
        }
    }
    assert!(seen > 0);
}

#[test]
fn absent_groups_find_nothing() {
    for kind in KINDS {
        for mode in MODES {
            let found = shipped_once().codes(|facts| {
                facts.transaction.kind = *kind;
                facts.transaction.entry_mode = *mode;
                (facts.card, facts.merchant, facts.terminal) = (None, None, None);
            });
            assert!(found.is_empty(), "{kind:?} {mode:?}: {found:?}");
            shipped_once().codes(|facts| {
                facts.transaction.kind = *kind;
                facts.transaction.entry_mode = *mode;
                (facts.merchant, facts.terminal) = (None, None);
                facts.counters.clear();
            });
        }
    }
}

fn shipped_once() -> &'static tollgate_policy::testing::Subject<super::CardValidity> {
    static SUBJECT: std::sync::OnceLock<tollgate_policy::testing::Subject<super::CardValidity>> =
        std::sync::OnceLock::new();
    SUBJECT.get_or_init(shipped)
}

/// Everybody on every list, and counters and times at their ends.
#[test]
fn lists_counters_and_times_at_their_ends() {
    let mut seen = 0;
    for kind in KINDS {
        for amount in AMOUNTS {
            for time in [0, 1, u64::MAX] {
                for flags in [Listing::empty(), Listing::all()] {
                    let found = shipped_once().codes(|facts| {
                        facts.transaction.kind = *kind;
                        facts.transaction.amount.minor_units = *amount;
                        facts.transaction.fraud_score_ppm = Some(u32::MAX);
                        facts.transaction.condition_code = u8::MAX;
                        facts.now = time;
                        let listings = listed(facts);
                        (listings.card, listings.bin, listings.payer) = (flags, flags, flags);
                        let card = facts.card.as_mut().unwrap();
                        (card.funding, card.network) = (Funding::Credit, Network::Visa);
                        card.refused_for_good_ms = Some(!time);
                        let full = CounterState {
                            applies: true,
                            value: u64::MAX,
                            cap_override: Some(time),
                        };
                        facts.counters.fill(full);
                    });
                    seen += found.len();
                }
            }
        }
    }
    assert!(seen > 0);
}
