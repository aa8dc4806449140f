//! The same facts in two type families: the host's, which are lowered into a sandbox, and the
//! SDK's, which native rules read. Both are generated from `wit/policy.wit`.

/// Makes a function that builds the facts of one payment in a module's types.
macro_rules! facts_in {
    ($name:ident, $($types:ident)::+) => {
        /// A chip purchase at a shop in Shanghai; `amount` in fen, counters at zero.
        pub(crate) fn $name(amount: i64, expiry_year: u8, counters: usize) -> $($types)::+::Facts {
            use $($types)::+::*;
            let country = 0x434e;
            Facts {
                now: 1_795_494_600_000,
                local: LocalTime {
                    year: 2026, month: 11, day: 24, hour: 12, minute: 30, weekday: 2,
                    utc_offset_minutes: 480,
                },
                transaction: Transaction {
                    kind: TransactionType::Purchase,
                    channel: Channel::Pos,
                    entry_mode: EntryMode::Chip,
                    amount: Money { minor_units: amount, currency: 156 },
                    currency_exponent: 2,
                    mcc: 5411,
                    condition_code: 0,
                    occurred_at: 1_795_494_600_000,
                    clock_skew_ms: 0,
                    missing: Fields::empty(),
                    malformed: Fields::empty(),
                    sensitive_data: false,
                    duplicate_age_ms: None,
                    order_amount: None,
                    tip: None,
                    surcharge: None,
                    fee_rate_ppm: Some(6_000),
                    currency_conversion: false,
                    currency_choice_recorded: false,
                    pin_present: true,
                    pin_block_invalid: false,
                    pin_tries: 0,
                    signature_captured: true,
                    message_mac: Check::Passed,
                    cvv: Check::NotDone,
                },
                card: Some(Card {
                    bin: 62_220_212,
                    length: 16,
                    luhn_valid: true,
                    network: Network::Unionpay,
                    declared_network: Network::Unionpay,
                    funding: Funding::Credit,
                    expiry_year,
                    expiry_month: 12,
                    service_code: Some((2, 2, 0)),
                    issuer_country: country,
                    issuer_known: true,
                    chip_data_present: true,
                    refused_for_good_ms: None,
                }),
                payment_code: None,
                merchant: Some(Merchant {
                    status: MerchantStatus::Active,
                    size: MerchantSize::Enterprise,
                    mcc: 5411,
                    id_mcc: None,
                    id_area_matches: None,
                    country,
                    tenure_days: 1_500,
                    currency_accepted: true,
                    networks: 0,
                    channels: 0,
                    transaction_types: 0,
                    kyc_level: 3,
                    missing_documents: Documents::empty(),
                    licence_expires_at: None,
                    trading_hours: None,
                    listed_as_risky: false,
                    settlement_account_matches: Some(true),
                }),
                risk_indicators: Some(RiskIndicators {
                    chargeback_ppm: Some(500),
                    chargebacks_month: Some(1),
                    fraud_ppm: Some(100),
                    refund_ppm: Some(12_000),
                    decline_ppm: Some(40_000),
                    volume_ratio_percent: Some(110),
                    ticket_ratio_percent: Some(100),
                    night_ppm: Some(10_000),
                    round_amount_ppm: Some(60_000),
                    credit_share_ppm: Some(300_000),
                    out_of_area_ppm: Some(0),
                    top_cards_ppm: Some(30_000),
                    days_to_delivery: Some(0),
                    complaints_per_million: Some(0),
                    monthly_volume: None,
                }),
                fee_contract: Some(FeeContract {
                    rows: vec![FeeRow {
                        channel: Channel::Unknown,
                        network: Network::Unknown,
                        funding: Funding::Unknown,
                        cross_border: false,
                        rate_ppm: 6_000,
                        fixed: 0,
                        cap: None,
                        minimum: None,
                    }],
                    changed_at: None,
                    notified_at: None,
                }),
                terminal: Some(Terminal {
                    registered: true,
                    disabled: false,
                    bound_to_merchant: true,
                    serial_matches: Some(true),
                    chip_capable: true,
                    contactless_capable: true,
                    qr_capable: true,
                    no_pin_enabled: true,
                    currency: 156,
                    location_present: true,
                    distance_m: Some(10),
                    radius_m: 500,
                    travel_speed: None,
                    chip_read_failed: false,
                    magstripe_read_failed: false,
                    contactless_read_failed: false,
                }),
                terminal_health: None,
                issuer: None,
                original: None,
                identifiers: None,
                attributes: None,
                counters: vec![
                    CounterState { applies: true, value: 0, cap_override: None };
                    counters
                ],
            }
        }
    };
}

facts_in!(host, tollgate::wit::tollgate::policy::facts);
facts_in!(native, tollgate_policy::facts);
