//! An input as the facts of Tollgate's contract, in two type families: the host's, which are
//! lowered into a sandbox, and the SDK's, which native rules read.

/// Milliseconds since the Unix epoch; only that documents run out is compared with it.
const NOW_MS: u64 = 1_795_494_600_000;

/// Makes a function that fills a module's facts: the groups that the rules need, and no others.
macro_rules! facts_in {
    ($name:ident, $($types:ident)::+) => {
        /// The facts of an input, with the counters in the order of the manifest.
        pub(crate) fn $name(input: &crate::input::Input) -> $($types)::+::Facts {
            use $($types)::+::*;
            use crate::input;
            let input::Input { card, terminal, merchant, usage, fee, .. } = input;
            let country = country(merchant.country);
            let row = |rate_ppm: u32| FeeRow {
                channel: Channel::Unknown,
                network: Network::Unknown,
                funding: Funding::Unknown,
                cross_border: false,
                rate_ppm,
                fixed: 0,
                cap: None,
                minimum: None,
            };
            let counter = |value: u64| CounterState { applies: true, value, cap_override: None };
            Facts {
                now: NOW_MS,
                local: LocalTime {
                    year: 2_000 + input.now_yymm / 100,
                    month: month(input.now_yymm),
                    day: 24, hour: 12, minute: 30, weekday: 2,
                    utc_offset_minutes: 480,
                },
                transaction: Transaction {
                    kind: TransactionType::Purchase,
                    channel: match input.channel {
                        input::Channel::Pos => Channel::Pos,
                        input::Channel::Qr => Channel::Qr,
                        input::Channel::Online => Channel::Online,
                    },
                    entry_mode: match input.entry {
                        input::Entry::Chip => EntryMode::Chip,
                        input::Entry::Contactless => EntryMode::Contactless,
                        input::Entry::Magstripe => EntryMode::Magstripe,
                        input::Entry::QrStatic => EntryMode::QrStatic,
                        input::Entry::Ecommerce => EntryMode::Ecommerce,
                    },
                    amount: Money { minor_units: input.amount_minor, currency: 156 },
                    currency_exponent: 2,
                    sent_exponent: None,
                    mcc: merchant.mcc,
                    condition_code: 0,
                    occurred_at: NOW_MS,
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
                    surcharge: Some(fee.surcharge_minor),
                    fee_rate_ppm: Some(fee.rate_ppm),
                    issuer_fee: None,
                    network_fee: None,
                    currency_conversion: false,
                    currency_choice_recorded: false,
                    pin_present: !card.no_pin,
                    pin_block_invalid: false,
                    pin_tries: 0,
                    signature_captured: false,
                    message_mac: Check::NotDone,
                    cvv: Check::NotDone,
                },
                card: Some(Card {
                    bin: 0,
                    length: card.length,
                    luhn_valid: card.luhn_ok,
                    network: match card.network {
                        input::Network::Unionpay => Network::Unionpay,
                        input::Network::Visa => Network::Visa,
                        input::Network::Mastercard => Network::Mastercard,
                        input::Network::Amex => Network::Amex,
                        input::Network::Jcb => Network::Jcb,
                        input::Network::Diners => Network::Diners,
                        input::Network::Discover => Network::Discover,
                    },
                    declared_network: Network::Unknown,
                    funding: Funding::Unknown,
                    expiry_year: year(card.expiry_yymm),
                    expiry_month: month(card.expiry_yymm),
                    service_code: Some((card.service_code_1, 0, 1)),
                    issuer_country: 0,
                    issuer_known: false,
                    chip_data_present: false,
                    refused_for_good_ms: None,
                }),
                payment_code: None,
                merchant: Some(Merchant {
                    status: match merchant.status {
                        input::Status::Active => MerchantStatus::Active,
                        input::Status::Suspended => MerchantStatus::Suspended,
                        input::Status::Closed => MerchantStatus::Closed,
                    },
                    size: MerchantSize::Unknown,
                    mcc: merchant.mcc,
                    id_mcc: None,
                    id_area_matches: None,
                    country,
                    tenure_days: merchant.tenure_days,
                    currency_accepted: true,
                    networks: 0,
                    channels: 0,
                    transaction_types: 0,
                    kyc_level: 0,
                    missing_documents: Documents::empty(),
                    licence_expires_at: merchant.kyc_expired.then_some(NOW_MS),
                    trading_hours: None,
                    listed_as_risky: false,
                    settlement_account_matches: None,
                }),
                risk_indicators: Some(RiskIndicators {
                    chargeback_ppm: Some(merchant.chargeback_bps * 100),
                    chargebacks_month: None,
                    fraud_ppm: None,
                    refund_ppm: Some(merchant.refund_bps * 100),
                    decline_ppm: None,
                    volume_ratio_percent: Some(merchant.volume_ratio_pct),
                    ticket_ratio_percent: None,
                    night_ppm: Some(merchant.night_ppm),
                    round_amount_ppm: None,
                    credit_share_ppm: None,
                    out_of_area_ppm: None,
                    top_cards_ppm: None,
                    days_to_delivery: None,
                    complaints_per_million: None,
                    monthly_volume: None,
                }),
                fee_contract: Some(FeeContract {
                    rows: vec![row(fee.contract_ppm), row(fee.max_share_ppm)],
                    changed_at: None,
                    notified_at: None,
                }),
                terminal: Some(Terminal {
                    registered: true,
                    disabled: false,
                    bound_to_merchant: true,
                    serial_matches: None,
                    chip_capable: terminal.chip_capable,
                    contactless_capable: true,
                    qr_capable: true,
                    no_pin_enabled: true,
                    currency: 156,
                    location_present: false,
                    distance_m: None,
                    radius_m: 0,
                    travel_speed: None,
                    chip_read_failed: false,
                    magstripe_read_failed: false,
                    contactless_read_failed: false,
                }),
                terminal_health: None,
                issuer: None,
                route: None,
                original: None,
                listings: None,
                identifiers: None,
                attributes: None,
                // In the order of `peer_rules::counters`.
                counters: vec![
                    counter(total(usage.merchant_day_amount)),
                    counter(usage.merchant_day_count.into()),
                    counter(total(usage.card_day_amount)),
                    counter(total(usage.qr_static_day_amount)),
                    counter(terminal.tpm.into()),
                    counter(merchant.sales_count.into()),
                ],
            }
        }
    };
}

facts_in!(host, tollgate::wit::tollgate::policy::facts);
facts_in!(native, tollgate_policy::facts);

fn total(minor_units: i64) -> u64 {
    u64::try_from(minor_units).unwrap_or(0)
}

fn year(yymm: u16) -> u8 {
    u8::try_from(yymm / 100).unwrap_or(u8::MAX)
}

fn month(yymm: u16) -> u8 {
    u8::try_from(yymm % 100).unwrap_or(u8::MAX)
}

/// Two ASCII letters as the contract has them, high byte first.
fn country(letters: &str) -> u16 {
    match letters.as_bytes() {
        [high, low] => u16::from_be_bytes([*high, *low]),
        _ => 0,
    }
}
