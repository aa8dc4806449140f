//! Any facts, group by group, and the payment and profiles that they are of.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::dice::{Dice, Roll, case, flags, rolled, rolled_cases};
use crate::facts::merchant::on_file;
use crate::facts::{Parties, local_time, risk};
use crate::identity::Identity;
use crate::money::{Amount, Currency};
use crate::payment::{self, Bin, Payment, Verification};
use crate::profiles::{Indicators, IssuerProfile, MerchantProfile, Terms, Texts};
use crate::reasons::ResponseProfile;
use crate::wit::tollgate::policy::facts::{
    Card, Channel, Check, CodeKind, Documents, EntryMode, Facts, FeeContract, FeeRow, Fields,
    Funding, Identifiers, Issuer, Listing, Listings, LocalTime, Maintenance, Merchant,
    MerchantSize, MerchantStatus, Money, Network, Original, OriginalState, PaymentCode,
    RiskIndicators, Route, SystemStatus, Terminal, TerminalHealth, Transaction, TransactionType,
};

rolled_cases! {
    TransactionType, Channel, EntryMode, Network, Funding, Check, CodeKind, MerchantStatus,
    MerchantSize, SystemStatus, OriginalState,
}

rolled! {
    LocalTime { year, month, day, hour, minute, weekday, utc_offset_minutes }
    Money { minor_units, currency }
    Transaction {
        kind, channel, entry_mode, amount, currency_exponent, mcc, condition_code, occurred_at,
        clock_skew_ms, missing, malformed, sensitive_data, duplicate_age_ms, order_amount, tip,
        surcharge, fee_rate_ppm, sent_exponent, unanswered_age_ms, referred_age_ms, name_matches,
        fraud_score_ppm, issuer_fee, network_fee, currency_conversion, currency_choice_recorded, pin_present,
        pin_block_invalid, pin_tries, signature_captured, message_mac, cvv,
    }
    PaymentCode {
        kind, wallet, length, prefix, age_ms, used_before, emv_valid, emv_mcc, emv_country,
        emv_name_matches, account_class, auth_level,
    }
    Terminal {
        registered, disabled, bound_to_merchant, serial_matches, chip_capable,
        contactless_capable, qr_capable, no_pin_enabled, currency, location_present, distance_m,
        radius_m, travel_speed, chip_read_failed, magstripe_read_failed, contactless_read_failed,
    }
    TerminalHealth {
        model, firmware_version, tampered, signed_in_age_ms, batch_matches, pts_expires_at,
        serviced_at, last_report_age_ms, battery_percent, temperature_celsius, humidity_percent,
        magnetic_interference, signal_dbm, round_trip_ms, packet_loss_ppm, display_fault,
        printer_fault, restarts_day, brownouts_day, pending_offline, read_error_ppm, fallback_ppm,
        qr_code_valid_s, pre_authorization_valid_days, session_valid_minutes, password_valid_days,
    }
    Maintenance { ends_at, degraded_only }
    Route { status, status_age_ms, maintenance, next_maintenance_at }
    Listings { card, bin, payer, merchant, terminal, country }
    Issuer {
        status, status_age_ms, maintenance, next_maintenance_at, supports_type, success_ppm,
        usual_success_ppm, samples, latency_p95_ms, cutover_ends_at,
    }
    Original { found, kind, state, amount, age_ms }
    RiskIndicators {
        chargeback_ppm, chargebacks_month, fraud_ppm, refund_ppm, decline_ppm,
        volume_ratio_percent, ticket_ratio_percent, night_ppm, round_amount_ppm,
        credit_share_ppm, out_of_area_ppm, top_cards_ppm, days_to_delivery,
        complaints_per_million, monthly_volume,
    }
    FeeRow { channel, network, funding, cross_border, rate_ppm, fixed, cap, minimum }
}

impl Roll for Fields {
    fn roll(dice: &mut Dice) -> Self {
        flags(dice, 17)
    }
}

impl Roll for Listing {
    fn roll(dice: &mut Dice) -> Self {
        flags(dice, 9)
    }
}

impl Roll for Documents {
    fn roll(dice: &mut Dice) -> Self {
        flags(dice, 6)
    }
}

impl Roll for FeeContract {
    fn roll(dice: &mut Dice) -> Self {
        Self {
            rows: dice.some(3),
            changed_at: dice.roll(),
            notified_at: dice.roll(),
        }
    }
}

/// Of expiry and service code the edge of the host lets digits in, and months.
impl Roll for Card {
    fn roll(dice: &mut Dice) -> Self {
        let digit = |dice: &mut Dice| u8::try_from(dice.below(10)).unwrap();
        Self {
            bin: dice.roll(),
            length: dice.roll(),
            luhn_valid: dice.roll(),
            network: dice.roll(),
            declared_network: dice.roll(),
            funding: dice.roll(),
            expiry_year: digit(dice) * 10 + digit(dice),
            expiry_month: u8::try_from(dice.below(13)).unwrap(),
            service_code: (dice.below(3) != 0).then(|| (digit(dice), digit(dice), digit(dice))),
            issuer_country: dice.roll(),
            issuer_known: dice.roll(),
            chip_data_present: dice.roll(),
            refused_for_good_ms: dice.roll(),
        }
    }
}

const ZONES: [&str; 4] = ["UTC", "Asia/Shanghai", "America/New_York", "Asia/Kathmandu"];

pub(super) fn any_zone(dice: &mut Dice) -> TimeZone {
    TimeZone::get(dice.of(&ZONES)).unwrap()
}

impl Roll for Currency {
    fn roll(dice: &mut Dice) -> Self {
        let code = dice.of(&["CNY", "JPY", "KWD", "USD", ""]);
        Self::from_code(code).unwrap_or(Self::NONE)
    }
}

pub(super) fn any_merchant(dice: &mut Dice) -> MerchantProfile {
    let mut overrides: Vec<(Box<str>, u64)> = dice.some(4);
    overrides.sort_unstable();
    overrides.dedup_by(|one, other| one.0 == other.0);
    MerchantProfile {
        identity: Identity::new(),
        texts: Texts::new(
            dice.of(&["m", "898310054110001", "89831005"]),
            dice.of(&["", "owner"]),
            dice.of(&["", "310000", "44"]),
            &[],
            &dice.roll::<String>(),
        ),
        status: dice.roll(),
        size: dice.roll(),
        mcc: dice.of(&[0, 7, 5_411]),
        country: dice.roll(),
        zone: any_zone(dice),
        onboarded_at_ms: dice.roll(),
        networks: dice.roll(),
        channels: dice.roll(),
        transaction_types: dice.roll(),
        kyc_level: dice.roll(),
        missing_documents: dice.roll(),
        licence_expires_at_ms: dice.roll(),
        risk: dice
            .roll::<Option<RiskIndicators>>()
            .as_ref()
            .map(Indicators::of),
        fee_contract: dice.roll::<Option<FeeContract>>().as_ref().map(Terms::of),
        fee_currency: None,
        overrides: overrides.into(),
        response_profile: dice.of(&ResponseProfile::ALL),
        trading_hours: dice.roll(),
        listed_as_risky: dice.roll(),
        settlement_account_matches: dice.roll(),
    }
}

pub(super) fn any_issuer(dice: &mut Dice) -> IssuerProfile {
    IssuerProfile {
        identity: Identity::new(),
        id: dice.of(&["icbc", "boc"]).into(),
        name: dice.roll(),
        phone: dice.roll(),
        bins: Box::default(),
        status: dice.roll(),
        status_since_ms: dice.roll(),
        status_checked_at_ms: dice.roll(),
        maintenance: Box::default(),
        country: dice.roll(),
        unsupported_types: dice.roll(),
    }
}

/// A payment, all that is known of it, and of whom.
pub(super) fn any_payment(
    dice: &mut Dice,
    zone: &TimeZone,
    own_risk: Option<&RiskIndicators>,
) -> (Payment, Facts, Parties) {
    let parties = Parties {
        merchant: dice.roll::<bool>().then(|| Arc::new(any_merchant(dice))),
        terminal: None,
        issuer: dice.roll::<bool>().then(|| Arc::new(any_issuer(dice))),
        network: None,
    };
    let on_file = parties.merchant.as_deref();
    let id = on_file.map_or("unknown", MerchantProfile::id).to_owned();
    let mut transaction: Transaction = dice.roll();
    let currency: Currency = dice.roll();
    transaction.amount.currency = currency.number();
    // Mostly the instant that it is, and mostly its local time.
    let at_ms = 1_795_494_600_000 + dice.bits() % 100_000_000_000;
    if dice.below(4) != 0 {
        transaction.occurred_at = at_ms - dice.bits() % 5_000;
    }
    let local = local_time(transaction.occurred_at, zone);
    let card: Option<Card> = dice.roll();
    let token = card.map_or_else(String::new, |_| dice.roll());
    let terminal_id: Box<str> = dice.roll();
    let facts = Facts {
        now: at_ms,
        local: if dice.below(4) == 0 {
            dice.roll()
        } else {
            local
        },
        transaction,
        card,
        payment_code: dice.roll(),
        merchant: on_file.map(|merchant| Merchant {
            tenure_days: dice.roll(),
            currency_accepted: dice.roll(),
            ..self::on_file(merchant)
        }),
        risk_indicators: risk::joined(own_risk, on_file.and_then(MerchantProfile::risk_indicators)),
        fee_contract: on_file
            .filter(|_| dice.roll())
            .and_then(|merchant| merchant.fee_contract.as_ref().map(Terms::contract)),
        terminal: dice.roll(),
        terminal_health: dice.roll(),
        issuer: parties.issuer.is_some().then(|| dice.roll()),
        route: dice.roll(),
        original: dice.roll(),
        listings: dice.roll(),
        identifiers: Some(Identifiers {
            merchant: id.clone(),
            terminal: terminal_id.to_string(),
            card_token: token.clone(),
        }),
        attributes: dice.roll::<bool>().then(|| dice.some(3)),
        counters: Vec::new(),
    };
    let payment = payment(dice, &facts, (&id, &terminal_id, &token), currency);
    (payment, facts, parties)
}

fn payment(
    dice: &mut Dice,
    facts: &Facts,
    (merchant, terminal, token): (&str, &str, &str),
    currency: Currency,
) -> Payment {
    let seen = &facts.transaction;
    Payment {
        request_id: dice.roll::<String>().into(),
        content: [7; 32],
        occurred_at_ms: Some(seen.occurred_at),
        kind: seen.kind,
        channel: seen.channel,
        entry_mode: seen.entry_mode,
        amount: Amount {
            minor_units: seen.amount.minor_units,
            currency,
        },
        merchant_id: merchant.into(),
        terminal_id: terminal.into(),
        card: facts.card.as_ref().map(|card| payment::Card {
            token: token.into(),
            bin: Bin {
                value: card.bin,
                digits: 8,
            },
            length: card.length,
            luhn_valid: card.luhn_valid,
            network: card.network,
            declared_network: card.declared_network,
            funding: card.funding,
            expiry: (card.expiry_year, card.expiry_month),
            service_code: card.service_code,
            issuer_country: card.issuer_country,
            issuer_id: None,
            chip_data_present: card.chip_data_present,
        }),
        code: facts.payment_code.as_ref().map(|code| payment::Code {
            kind: code.kind,
            wallet: code.wallet,
            token: dice.roll(),
            length: code.length,
            prefix: code.prefix,
            issued_at_ms: None,
            payer: dice.roll(),
            account_class: code.account_class,
            auth_level: code.auth_level,
            shown: None,
        }),
        verification: Verification {
            pin_present: seen.pin_present,
            pin_block_invalid: seen.pin_block_invalid,
            pin_tries: seen.pin_tries,
            signature_captured: seen.signature_captured,
            message_mac: seen.message_mac,
            cvv: seen.cvv,
        },
        terminal: facts.terminal.filter(|_| dice.roll()).map(|_| {
            let degrees = |dice: &mut Dice, of: f64| f64::from(dice.roll::<i32>()) / of;
            payment::TerminalReport {
                location: (dice.below(3) != 0).then(|| (degrees(dice, 3e7), degrees(dice, 2e7))),
                ..payment::TerminalReport::default()
            }
        }),
        order_amount: None,
        tip: seen.tip,
        surcharge: seen.surcharge,
        fee_rate_ppm: seen.fee_rate_ppm,
        sent_exponent: seen.sent_exponent,
        merchant_name: Box::default(),
        fraud_score_ppm: seen.fraud_score_ppm,
        issuer_fee: seen.issuer_fee,
        network_fee: seen.network_fee,
        currency_conversion: seen.currency_conversion,
        currency_choice_recorded: seen.currency_choice_recorded,
        original_request_id: dice.roll(),
        trace_number: dice.roll(),
        retrieval_reference: dice.roll(),
        mcc: seen.mcc,
        condition_code: seen.condition_code,
        attributes: Vec::new(),
        missing: seen.missing,
        malformed: seen.malformed,
        sensitive_data: seen.sensitive_data,
    }
}
