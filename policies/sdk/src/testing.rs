//! What a policy's own tests are written with: a request that nothing is wrong with, and a
//! check of what a policy says of a variation of it.

use std::collections::BTreeSet;

use crate::facts::{self, *};
use crate::verdicts::{Value, ValueKind};
use crate::{Policy, configure, counter_state, describe, evaluate};

mod worst;

pub use worst::worst_cases;

/// 2026-11-24 12:30 in Shanghai, a Tuesday, in milliseconds since the Unix epoch.
pub const NOW_MS: u64 = 1_795_494_600_000;

/// An approved-looking purchase: 100 CNY, a UnionPay debit card, chip and PIN, at a shop in
/// Shanghai that has been with its acquirer for four years. No counter applies until a test
/// sets it.
pub fn sample() -> Facts {
    Facts {
        now: NOW_MS,
        local: LocalTime {
            year: 2026,
            month: 11,
            day: 24,
            hour: 12,
            minute: 30,
            weekday: 2,
            utc_offset_minutes: 480,
        },
        transaction: transaction(),
        card: Some(card()),
        payment_code: None,
        merchant: Some(merchant()),
        risk_indicators: Some(risk_indicators()),
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
        terminal: Some(terminal()),
        terminal_health: None,
        issuer: Some(Issuer {
            status: SystemStatus::Up,
            status_age_ms: None,
            maintenance: None,
            next_maintenance_at: None,
            cutover_ends_at: None,
            supports_type: true,
            success_ppm: 950_000,
            usual_success_ppm: 950_000,
            samples: 1_000,
            latency_p95_ms: 400,
        }),
        route: None,
        original: None,
        listings: None,
        identifiers: None,
        attributes: None,
        counters: vec![],
    }
}

/// ISO 4217 number of the yuan.
pub const CNY: u16 = 156;

/// A country's two letters as the contract packs them.
pub fn country(code: &str) -> u16 {
    code.bytes()
        .fold(0, |packed, byte| packed << 8 | u16::from(byte))
}

fn transaction() -> Transaction {
    Transaction {
        kind: TransactionType::Purchase,
        channel: Channel::Pos,
        entry_mode: EntryMode::Chip,
        amount: Money {
            minor_units: 10_000,
            currency: CNY,
        },
        currency_exponent: 2,
        sent_exponent: None,
        mcc: 5411,
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
        message_mac: Check::Passed,
        cvv: Check::NotDone,
    }
}

fn card() -> Card {
    Card {
        bin: 62_220_212,
        length: 16,
        luhn_valid: true,
        network: Network::Unionpay,
        declared_network: Network::Unionpay,
        funding: Funding::Debit,
        expiry_year: 30,
        expiry_month: 12,
        service_code: Some((2, 2, 0)),
        issuer_country: country("CN"),
        issuer_known: true,
        chip_data_present: true,
        refused_for_good_ms: None,
    }
}

/// A one-time code that a customer shows.
pub fn payment_code() -> PaymentCode {
    PaymentCode {
        kind: CodeKind::ConsumerDynamic,
        wallet: Network::Alipay,
        length: 18,
        prefix: 28,
        age_ms: Some(5_000),
        used_before: false,
        emv_valid: None,
        emv_mcc: None,
        emv_country: 0,
        emv_name_matches: None,
        account_class: 1,
        auth_level: b'B',
    }
}

fn merchant() -> Merchant {
    Merchant {
        status: MerchantStatus::Active,
        size: MerchantSize::Enterprise,
        mcc: 5411,
        id_mcc: None,
        id_area_matches: None,
        country: country("CN"),
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
    }
}

fn risk_indicators() -> RiskIndicators {
    RiskIndicators {
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
        monthly_volume: Some(Money {
            minor_units: 50_000_000,
            currency: CNY,
        }),
    }
}

fn terminal() -> Terminal {
    Terminal {
        registered: true,
        disabled: false,
        bound_to_merchant: true,
        serial_matches: Some(true),
        chip_capable: true,
        contactless_capable: true,
        qr_capable: true,
        no_pin_enabled: true,
        currency: CNY,
        location_present: true,
        distance_m: Some(10),
        radius_m: 500,
        travel_speed: None,
        chip_read_failed: false,
        magstripe_read_failed: false,
        contactless_read_failed: false,
    }
}

/// What a terminal with nothing wrong reports of itself.
pub fn terminal_health() -> TerminalHealth {
    TerminalHealth {
        model: "A920".into(),
        firmware_version: "3.2.1".into(),
        tampered: false,
        signed_in_age_ms: Some(3_600_000),
        batch_matches: Some(true),
        pts_expires_at: None,
        serviced_at: None,
        last_report_age_ms: Some(0),
        battery_percent: Some(80),
        temperature_celsius: Some(25),
        humidity_percent: Some(45),
        magnetic_interference: false,
        signal_dbm: Some(-60),
        round_trip_ms: Some(120),
        packet_loss_ppm: Some(0),
        display_fault: false,
        printer_fault: false,
        restarts_day: Some(0),
        brownouts_day: Some(0),
        pending_offline: Some(0),
        read_error_ppm: Some(1_000),
        fallback_ppm: Some(1_000),
        qr_code_valid_s: None,
        pre_authorization_valid_days: None,
        session_valid_minutes: None,
        password_valid_days: None,
    }
}

/// Lists on which nobody is.
pub fn listings() -> Listings {
    let none = Listing::empty();
    Listings {
        card: none,
        bin: none,
        payer: none,
        merchant: none,
        terminal: none,
        country: none,
    }
}

/// A policy under test, with its settings.
pub struct Subject<P> {
    policy: P,
}

impl<P: Policy> Subject<P> {
    /// The policy with `settings` over its defaults.
    #[track_caller]
    pub fn with(settings: &str) -> Self {
        match configure(settings) {
            Ok(policy) => Self { policy },
            Err(problems) => panic!("settings refused: {problems:?}"),
        }
    }

    /// The sample request with every counter of the policy applying to it and at 0.
    pub fn facts(&self) -> Facts {
        let state = CounterState {
            applies: true,
            value: 0,
            cap_override: None,
        };
        Facts {
            counters: vec![state; self.policy.counters().len()],
            ..sample()
        }
    }

    /// The codes that the policy gives to the sample request after `change`: those of its
    /// findings, then those of the claims that do not fit, as the host finds them.
    #[track_caller]
    pub fn codes(&self, change: impl FnOnce(&mut Facts)) -> Vec<String> {
        let mut facts = self.facts();
        change(&mut facts);
        let assessment = evaluate(&self.policy, &facts);
        let manifest = describe(&self.policy);
        let reason = |position: u16| &manifest.reasons[usize::from(position)];
        for finding in &assessment.findings {
            let reason = reason(finding.reason);
            assert!(!reason.of_claim, "{} is given by claims", reason.code);
            assert_eq!(
                finding.parameters.len(),
                reason.parameters.len(),
                "{}",
                reason.code
            );
        }
        let amount = u64::try_from(facts.transaction.amount.minor_units).unwrap_or(0);
        let missed = assessment.claims.iter().filter(|claim| {
            assert!(
                reason(claim.reason).of_claim,
                "{} is given by findings",
                reason(claim.reason).code
            );
            let add = match manifest.counters[usize::from(claim.counter)].measure {
                crate::verdicts::Measure::Amount => amount,
                crate::verdicts::Measure::Count => 1,
            };
            let state = counter_state(&facts, crate::CounterId(claim.counter));
            state.is_some_and(|state| state.value.saturating_add(add) > claim.cap)
        });
        (assessment.findings.iter().map(|finding| finding.reason))
            .chain(missed.map(|claim| claim.reason))
            .map(|position| reason(position).code.clone())
            .collect()
    }

    /// Checks that the sample request after `fires` gets `code`, and after `spares` does not.
    #[track_caller]
    pub fn check(
        &self,
        code: &str,
        fires: impl FnOnce(&mut Facts),
        spares: impl FnOnce(&mut Facts),
    ) {
        let found = self.codes(fires);
        assert!(
            found.iter().any(|found| found == code),
            "`{code}` expected, found {found:?}"
        );
        let found = self.codes(spares);
        assert!(
            found.iter().all(|found| found != code),
            "`{code}` found in a near miss"
        );
    }

    /// What the policy says in full of the sample request after `change`.
    pub fn assess(&self, change: impl FnOnce(&mut Facts)) -> crate::verdicts::Assessment {
        let mut facts = self.facts();
        change(&mut facts);
        evaluate(&self.policy, &facts)
    }
}

/// Checks that the policy bears every one of [`worst_cases`], and answers each with what a host
/// takes: values of the kinds that its reasons declare, and texts that are short and on one
/// line. Returns how many findings and claims there were.
#[track_caller]
pub fn check_worst_cases<P: Policy>(settings: &str) -> usize {
    let policy = Subject::<P>::with(settings).policy;
    let reasons = describe(&policy).reasons;
    let mut count = 0;
    for (name, facts) in worst_cases() {
        let answer = evaluate(&policy, &facts);
        for finding in &answer.findings {
            let reason = &reasons[usize::from(finding.reason)];
            let declared: Vec<_> = reason.parameters.iter().map(|one| one.kind).collect();
            let given: Vec<_> = finding.parameters.iter().map(kind).collect();
            assert!(given == declared, "{}: {given:?} in {name}", reason.code);
        }
        count += answer.findings.len() + answer.claims.len();
    }
    count
}

#[track_caller]
fn kind(value: &Value) -> ValueKind {
    match value {
        Value::Integer(_) => ValueKind::Integer,
        Value::Money(_) => ValueKind::Money,
        Value::Ppm(_) => ValueKind::Ppm,
        Value::Instant(_) => ValueKind::Instant,
        Value::Text(text) => {
            let fits = text.len() <= 256 && !text.chars().any(char::is_control);
            assert!(fits, "{text:?} is too long, or not on one line");
            ValueKind::Text
        }
    }
}

/// Checks that the settings are refused, with a problem at `path` whose message has `message`.
#[track_caller]
pub fn refuses<P: Policy>(settings: &str, path: &str, message: &str) {
    let problems = configure::<P>(settings).err().unwrap_or_default();
    let told = |problem: &crate::verdicts::SettingsError| {
        problem.path == path && problem.message.contains(message)
    };
    assert!(
        problems.iter().any(told),
        "`{path}`: `{message}` expected, found {problems:?}"
    );
}

/// Checks what the host checks when it loads a policy, as far as one module shows it: every
/// reason in both languages, with a remedy for each audience in both or in neither, and no
/// parameter that a text names and the reason lacks.
#[track_caller]
pub fn check_manifest<P: Policy>() {
    let policy: P = Subject::with("{}").policy;
    let manifest = describe(&policy);
    let host = [
        "amount", "channel", "merchant", "terminal", "bank", "phone", "network",
    ];
    let claim = ["limit", "used", "remaining", "resets_at"];
    let mut codes = BTreeSet::new();
    for reason in &manifest.reasons {
        let code = &reason.code;
        assert!(codes.insert(code.clone()), "{code} twice");
        let audiences = |locale: usize| -> BTreeSet<u8> {
            reason.texts[locale]
                .remedies
                .iter()
                .map(|(audience, _)| *audience as u8)
                .collect()
        };
        assert_eq!(
            audiences(0),
            audiences(1),
            "{code}: remedies differ between en and zh"
        );
        for text in &reason.texts {
            assert!(
                !text.message.is_empty(),
                "{code}: no message in {}",
                text.locale
            );
            let remedies = text.remedies.iter().map(|(_, remedy)| remedy.as_str());
            for template in std::iter::once(text.message.as_str()).chain(remedies) {
                for name in template
                    .split('{')
                    .skip(1)
                    .filter_map(|rest| rest.split('}').next())
                {
                    let known = host.contains(&name)
                        || (reason.of_claim && claim.contains(&name))
                        || reason
                            .parameters
                            .iter()
                            .any(|parameter| parameter.name == name);
                    assert!(
                        known,
                        "{code}: {{{name}}} is nothing that the host can fill"
                    );
                }
            }
        }
    }
}
