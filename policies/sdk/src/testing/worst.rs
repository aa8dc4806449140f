//! Requests that cost a policy most: every group of facts, the longest texts and lists that a
//! host lets in, every counter, and everything wrong at once or every number at its end.
//!
//! What no host would send (a month 255, an amount below zero) is here too: a policy must bear
//! it. The module names nothing but the contract's types, as `super::facts`.

use super::facts::*;

/// Bytes of an identifier, a serial number or a version.
const ID_BYTES: usize = 64;
/// Characters of a terminal's model, each of up to four bytes.
const MODEL_CHARS: usize = 100;
/// Rows of a fee contract.
const FEE_ROWS: usize = 256;
/// Attributes of a request, and the bytes of a key and of a value.
const ATTRIBUTES: usize = 32;
const KEY_BYTES: usize = 64;
const VALUE_BYTES: usize = 256;
/// More than any policy declares; whoever knows how many it has cuts the list.
const COUNTERS: usize = 64;

/// 2026-11-24 12:30 in Shanghai.
const NOW_MS: u64 = 1_795_494_600_000;
/// The largest amount that ISO 8583 carries (DE4, n12).
const AMOUNT_MAX: i64 = 999_999_999_999;

/// What is extreme about a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extreme {
    /// Nothing is wrong, and every text and list is as long as can be.
    Long,
    /// Everything is wrong that one request can get wrong.
    Wrong,
    /// Numbers are 0, or as far below it as their type goes.
    Low,
    /// Numbers are as large as their type.
    High,
}

impl Extreme {
    /// The value of the case: sound, wrong, least or largest.
    fn of<T>(self, sound: T, wrong: T, low: T, high: T) -> T {
        match self {
            Self::Long => sound,
            Self::Wrong => wrong,
            Self::Low => low,
            Self::High => high,
        }
    }

    fn u32(self, sound: u32, wrong: u32) -> u32 {
        self.of(sound, wrong, 0, u32::MAX)
    }

    fn u64(self, sound: u64, wrong: u64) -> u64 {
        self.of(sound, wrong, 0, u64::MAX)
    }

    /// What is `true` where something is wrong.
    fn bad(self) -> bool {
        self != Self::Long
    }

    fn amount(self, sound: i64) -> i64 {
        self.of(sound, AMOUNT_MAX, i64::MIN, i64::MAX)
    }

    fn money(self, sound: i64) -> Money {
        Money {
            minor_units: self.amount(sound),
            currency: 156,
        }
    }
}

/// A way to pay: channel, entry, and whether it is a wallet's code in place of a card.
type Way = (Channel, EntryMode, bool);

const WAYS: [Way; 10] = [
    (Channel::Pos, EntryMode::Chip, false),
    (Channel::Pos, EntryMode::Contactless, false),
    (Channel::Pos, EntryMode::MagstripeFallback, false),
    (Channel::Pos, EntryMode::Manual, false),
    (Channel::Qr, EntryMode::QrDynamic, true),
    (Channel::Qr, EntryMode::QrStatic, true),
    (Channel::Online, EntryMode::CredentialOnFile, false),
    (Channel::MailOrTelephone, EntryMode::Manual, false),
    (Channel::Atm, EntryMode::Magstripe, false),
    (Channel::Unknown, EntryMode::Unknown, false),
];

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

/// Every extreme of every type of request and way to pay, each with a name to tell it by.
pub fn worst_cases() -> impl Iterator<Item = (String, Facts)> {
    let extremes = [Extreme::Long, Extreme::Wrong, Extreme::Low, Extreme::High];
    extremes.into_iter().flat_map(|extreme| {
        KINDS.into_iter().flat_map(move |kind| {
            WAYS.into_iter().map(move |way| {
                let name = format!("{extreme:?} {kind:?} {:?} {:?}", way.0, way.1);
                (name, facts(extreme, kind, way))
            })
        })
    })
}

fn facts(extreme: Extreme, kind: TransactionType, way: Way) -> Facts {
    let (_, _, wallet) = way;
    Facts {
        now: extreme.u64(NOW_MS, NOW_MS),
        local: local(extreme),
        transaction: transaction(extreme, kind, way),
        // Extreme numbers come with both; a host sends one of them.
        card: (!wallet || extreme.bad()).then(|| card(extreme)),
        payment_code: (wallet || extreme.bad()).then(|| code(extreme)),
        merchant: Some(merchant(extreme)),
        risk_indicators: Some(risk_indicators(extreme)),
        fee_contract: Some(fee_contract(extreme)),
        terminal: Some(terminal(extreme)),
        terminal_health: Some(terminal_health(extreme)),
        issuer: Some(issuer(extreme)),
        route: Some(route(extreme)),
        original: Some(original(extreme)),
        listings: Some(listings(extreme)),
        identifiers: Some(Identifiers {
            merchant: "m".repeat(ID_BYTES),
            terminal: "t".repeat(ID_BYTES),
            card_token: "c".repeat(ID_BYTES),
        }),
        attributes: Some(attributes()),
        counters: vec![counter(extreme); COUNTERS],
    }
}

fn local(extreme: Extreme) -> LocalTime {
    LocalTime {
        year: extreme.of(2026, 2026, 0, u16::MAX),
        month: extreme.of(11, 11, 0, u8::MAX),
        day: extreme.of(24, 24, 0, u8::MAX),
        hour: extreme.of(12, 3, 0, u8::MAX),
        minute: extreme.of(30, 30, 0, u8::MAX),
        weekday: extreme.of(2, 7, 0, u8::MAX),
        utc_offset_minutes: extreme.of(480, 480, i16::MIN, i16::MAX),
    }
}

fn transaction(extreme: Extreme, kind: TransactionType, way: Way) -> Transaction {
    let (channel, entry_mode, _) = way;
    let age_ms = Some(extreme.u64(u64::MAX, 0));
    Transaction {
        kind,
        channel,
        entry_mode,
        amount: extreme.money(10_000),
        currency_exponent: extreme.of(2, 2, 0, u8::MAX),
        sent_exponent: Some(extreme.of(2, 3, u8::MAX, 0)),
        mcc: extreme.of(5_411, 6_012, 0, u16::MAX),
        condition_code: extreme.of(0, 11, 0, u8::MAX),
        occurred_at: extreme.u64(NOW_MS, 0),
        clock_skew_ms: extreme.of(0, 86_400_000, i64::MIN, i64::MAX),
        // What is missing is not judged, so that nothing is costs more.
        missing: Fields::empty(),
        malformed: match extreme {
            Extreme::High => Fields::all(),
            _ => Fields::empty(),
        },
        sensitive_data: extreme.bad(),
        duplicate_age_ms: age_ms,
        unanswered_age_ms: age_ms,
        referred_age_ms: age_ms,
        name_matches: Some(!extreme.bad()),
        fraud_score_ppm: Some(extreme.u32(0, 1_000_000)),
        order_amount: Some(Money {
            minor_units: extreme.of(10_000, 1, i64::MAX, i64::MIN),
            currency: extreme.of(156, 156, 0, u16::MAX),
        }),
        tip: Some(extreme.amount(0)),
        surcharge: Some(extreme.amount(0)),
        fee_rate_ppm: Some(extreme.u32(6_000, 900_000)),
        issuer_fee: Some(extreme.amount(0)),
        network_fee: Some(extreme.amount(0)),
        currency_conversion: extreme.bad(),
        currency_choice_recorded: !extreme.bad(),
        pin_present: !extreme.bad(),
        pin_block_invalid: extreme.bad(),
        pin_tries: extreme.of(0, 9, 0, u8::MAX),
        signature_captured: !extreme.bad(),
        message_mac: extreme.of(Check::Passed, Check::Failed, Check::NotDone, Check::Failed),
        cvv: extreme.of(Check::Passed, Check::Failed, Check::NotDone, Check::Failed),
    }
}

fn card(extreme: Extreme) -> Card {
    let digit = extreme.of(2, 9, 0, u8::MAX);
    Card {
        bin: extreme.u32(62_220_212, 99_999_999),
        length: extreme.of(16, 12, 0, u8::MAX),
        luhn_valid: !extreme.bad(),
        network: Network::Unionpay,
        declared_network: extreme.of(
            Network::Unionpay,
            Network::Visa,
            Network::Unknown,
            Network::Alipay,
        ),
        funding: extreme.of(
            Funding::Debit,
            Funding::Credit,
            Funding::Unknown,
            Funding::Prepaid,
        ),
        expiry_year: extreme.of(30, 20, 0, u8::MAX),
        expiry_month: extreme.of(12, 1, 0, u8::MAX),
        service_code: Some((digit, digit, extreme.of(0, 5, 0, u8::MAX))),
        issuer_country: extreme.of(0x434E, 0x5553, 0, u16::MAX),
        issuer_known: !extreme.bad(),
        chip_data_present: !extreme.bad(),
        refused_for_good_ms: (extreme.bad()).then(|| extreme.u64(0, 0)),
    }
}

fn code(extreme: Extreme) -> PaymentCode {
    PaymentCode {
        kind: extreme.of(
            CodeKind::ConsumerDynamic,
            CodeKind::MerchantStatic,
            CodeKind::Unknown,
            CodeKind::Personal,
        ),
        wallet: Network::Alipay,
        length: extreme.of(18, 5, 0, u8::MAX),
        prefix: extreme.of(28, 99, 0, u8::MAX),
        age_ms: Some(extreme.u64(5_000, 86_400_000)),
        used_before: extreme.bad(),
        emv_valid: Some(!extreme.bad()),
        emv_mcc: Some(extreme.of(5_411, 1, 0, u16::MAX)),
        emv_country: extreme.of(0x434E, 0x5553, 0, u16::MAX),
        emv_name_matches: Some(!extreme.bad()),
        account_class: extreme.of(1, 3, 0, u8::MAX),
        auth_level: extreme.of(b'B', b'D', 0, u8::MAX),
    }
}

fn merchant(extreme: Extreme) -> Merchant {
    // Every case, or one that nobody uses.
    let mask = extreme.u32(0, 1 << 31);
    Merchant {
        status: extreme.of(
            MerchantStatus::Active,
            MerchantStatus::Suspended,
            MerchantStatus::Unknown,
            MerchantStatus::Closed,
        ),
        size: extreme.of(
            MerchantSize::Enterprise,
            MerchantSize::Micro,
            MerchantSize::Unknown,
            MerchantSize::Individual,
        ),
        mcc: extreme.of(5_411, 7_995, 0, u16::MAX),
        id_mcc: Some(extreme.of(5_411, 1, 0, u16::MAX)),
        id_area_matches: Some(!extreme.bad()),
        country: extreme.of(0x434E, 0x434E, 0, u16::MAX),
        tenure_days: extreme.u32(1_500, 1),
        currency_accepted: !extreme.bad(),
        networks: mask,
        channels: mask,
        transaction_types: mask,
        kyc_level: extreme.of(3, 0, 0, u8::MAX),
        missing_documents: if extreme.bad() {
            Documents::all()
        } else {
            Documents::empty()
        },
        licence_expires_at: Some(extreme.u64(u64::MAX, 1)),
        trading_hours: Some(extreme.of((0, 1_440), (600, 601), (0, 0), (u16::MAX, u16::MAX))),
        listed_as_risky: extreme.bad(),
        settlement_account_matches: Some(!extreme.bad()),
    }
}

fn risk_indicators(extreme: Extreme) -> RiskIndicators {
    let share = Some(extreme.u32(500, 1_000_000));
    let percent = Some(extreme.u32(100, 10_000));
    RiskIndicators {
        chargeback_ppm: share,
        chargebacks_month: share,
        fraud_ppm: share,
        refund_ppm: share,
        decline_ppm: share,
        volume_ratio_percent: percent,
        ticket_ratio_percent: percent,
        night_ppm: share,
        round_amount_ppm: share,
        credit_share_ppm: share,
        out_of_area_ppm: share,
        top_cards_ppm: share,
        days_to_delivery: Some(extreme.u32(0, 365)),
        complaints_per_million: share,
        monthly_volume: Some(extreme.money(50_000_000)),
    }
}

/// Rows of which none but the last is of this request, so that all are looked at.
fn fee_contract(extreme: Extreme) -> FeeContract {
    let row = |last: bool| FeeRow {
        channel: if last {
            Channel::Unknown
        } else {
            Channel::InApp
        },
        network: Network::Unknown,
        funding: Funding::Unknown,
        cross_border: false,
        rate_ppm: extreme.u32(6_000, 1),
        fixed: extreme.u64(0, 1),
        cap: Some(extreme.u64(2_000, 1)),
        minimum: Some(extreme.u64(0, 1)),
    };
    FeeContract {
        rows: (1..=FEE_ROWS).map(|at| row(at == FEE_ROWS)).collect(),
        changed_at: Some(extreme.u64(1, NOW_MS - 1)),
        notified_at: Some(extreme.u64(0, NOW_MS - 1)),
    }
}

fn terminal(extreme: Extreme) -> Terminal {
    Terminal {
        registered: true,
        disabled: extreme.bad(),
        bound_to_merchant: !extreme.bad(),
        serial_matches: Some(!extreme.bad()),
        chip_capable: true,
        contactless_capable: !extreme.bad(),
        qr_capable: !extreme.bad(),
        no_pin_enabled: !extreme.bad(),
        currency: extreme.of(156, 840, 0, u16::MAX),
        location_present: !extreme.bad(),
        distance_m: Some(extreme.u32(10, 20_015_115)),
        radius_m: extreme.of(500, 500, 0, u32::MAX),
        travel_speed: Some(extreme.u32(0, 9_000)),
        chip_read_failed: extreme.bad(),
        magstripe_read_failed: extreme.bad(),
        contactless_read_failed: extreme.bad(),
    }
}

fn terminal_health(extreme: Extreme) -> TerminalHealth {
    let age_ms = Some(extreme.u64(0, 1 << 50));
    let count = Some(extreme.u32(0, 9_999));
    let share = Some(extreme.u32(0, 1_000_000));
    TerminalHealth {
        model: "卡".repeat(MODEL_CHARS),
        firmware_version: "1.".repeat(ID_BYTES / 2),
        tampered: extreme.bad(),
        signed_in_age_ms: age_ms,
        batch_matches: Some(!extreme.bad()),
        pts_expires_at: Some(extreme.u64(u64::MAX, 1)),
        serviced_at: Some(extreme.u64(NOW_MS, 1)),
        last_report_age_ms: age_ms,
        battery_percent: Some(extreme.of(80, 0, 0, u8::MAX)),
        temperature_celsius: Some(extreme.of(25, 200, i16::MIN, i16::MAX)),
        humidity_percent: Some(extreme.of(45, 100, 0, u8::MAX)),
        magnetic_interference: extreme.bad(),
        signal_dbm: Some(extreme.of(-60, -200, i16::MIN, i16::MAX)),
        round_trip_ms: Some(extreme.u32(120, 600_000)),
        packet_loss_ppm: share,
        display_fault: extreme.bad(),
        printer_fault: extreme.bad(),
        restarts_day: count,
        brownouts_day: count,
        pending_offline: count,
        read_error_ppm: share,
        fallback_ppm: share,
        qr_code_valid_s: Some(extreme.u32(60, 9_999)),
        pre_authorization_valid_days: Some(extreme.u32(30, 9_999)),
        session_valid_minutes: Some(extreme.u32(60, 9_999)),
        password_valid_days: Some(extreme.u32(90, 9_999)),
    }
}

fn status(extreme: Extreme) -> SystemStatus {
    extreme.of(
        SystemStatus::Up,
        SystemStatus::Down,
        SystemStatus::Unknown,
        SystemStatus::Degraded,
    )
}

fn maintenance(extreme: Extreme) -> Option<Maintenance> {
    (extreme.bad()).then(|| Maintenance {
        ends_at: extreme.u64(0, NOW_MS + 1),
        degraded_only: extreme == Extreme::High,
    })
}

fn issuer(extreme: Extreme) -> Issuer {
    Issuer {
        status: status(extreme),
        status_age_ms: Some(extreme.u64(0, 1 << 50)),
        maintenance: maintenance(extreme),
        next_maintenance_at: Some(extreme.u64(u64::MAX, NOW_MS + 1)),
        cutover_ends_at: (extreme.bad()).then(|| extreme.u64(0, NOW_MS + 1)),
        supports_type: !extreme.bad(),
        success_ppm: extreme.u32(950_000, 1),
        usual_success_ppm: extreme.u32(950_000, 950_000),
        samples: extreme.u32(1_000, 1_000_000),
        latency_p95_ms: extreme.u32(400, 60_000),
    }
}

fn route(extreme: Extreme) -> Route {
    Route {
        status: status(extreme),
        status_age_ms: Some(extreme.u64(0, 1 << 50)),
        maintenance: maintenance(extreme),
        next_maintenance_at: Some(extreme.u64(u64::MAX, NOW_MS + 1)),
    }
}

fn original(extreme: Extreme) -> Original {
    Original {
        found: true,
        kind: TransactionType::PreAuthorization,
        state: extreme.of(
            OriginalState::Approved,
            OriginalState::Declined,
            OriginalState::Unanswered,
            OriginalState::Expired,
        ),
        amount: Money {
            minor_units: extreme.of(10_000, 1, i64::MAX, i64::MIN),
            currency: 156,
        },
        age_ms: extreme.u64(60_000, 1 << 50),
    }
}

fn listings(extreme: Extreme) -> Listings {
    let wrong = Listing::LOST
        | Listing::STOLEN
        | Listing::INACTIVE
        | Listing::BLOCKED
        | Listing::FRAUD
        | Listing::CASH_OUT
        | Listing::SANCTIONED
        | Listing::MONEY_LAUNDERING;
    let none = Listing::empty();
    let on = extreme.of(none, wrong, none, Listing::all());
    Listings {
        card: on,
        bin: on,
        payer: on,
        merchant: on,
        terminal: on,
        country: on,
    }
}

fn attributes() -> Vec<(String, String)> {
    (0..ATTRIBUTES)
        .map(|at| (format!("{at:a>KEY_BYTES$}"), "v".repeat(VALUE_BYTES)))
        .collect()
}

fn counter(extreme: Extreme) -> CounterState {
    CounterState {
        applies: true,
        value: extreme.u64(0, u64::MAX / 2),
        cap_override: extreme.of(None, Some(1), Some(0), Some(u64::MAX)),
    }
}
