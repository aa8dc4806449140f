//! What a case is made of: profiles, lists, what came before, and the payment itself.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use tollgate_proto::v1;
use tollgate_proto::v1::listing::{Cause, Subject};

use crate::pan;
use crate::payment::{at, card, cny, merchant, payment};

/// Everything about one payment. As it is made nothing is wrong with it: a purchase of 100 yuan
/// with chip and PIN, by a debit card of a bank in good health, at a registered terminal of a
/// supermarket in Shanghai. Nobody in it is part of another scene.
pub struct Scene {
    /// Tells it from other scenes; part of every id in it.
    pub number: u32,
    /// Seconds since 1970: when the payment occurs. Time goes on from scene to scene.
    pub now: i64,
    /// The merchant; `None` where it is not on file.
    pub merchant: Option<v1::Merchant>,
    /// The terminal; `None` where it is not on file.
    pub terminal: Option<v1::Terminal>,
    /// The card's issuer; `None` where it is not on file.
    pub issuer: Option<v1::Issuer>,
    /// Networks and wallets. They are everybody's: what is put here is taken back afterwards.
    pub networks: Vec<v1::NetworkProfile>,
    /// The operator's lists. What is put here is taken back afterwards.
    pub listings: Vec<v1::Listing>,
    /// Payments that were decided before, in order.
    pub before: Vec<Before>,
    /// The payment that the case is about.
    pub payment: v1::PreAuthorization,
    /// Who reads the answer.
    pub audience: v1::Audience,
}

/// A payment that came before, and what the gateway reported of it.
pub struct Before {
    /// The payment.
    pub payment: v1::PreAuthorization,
    /// What became of it; `decision_id` is filled in.
    pub report: Option<v1::ReportOutcomeRequest>,
}

impl Scene {
    /// The scene with this number, at this second.
    #[must_use]
    pub fn new(number: u32, now: i64) -> Self {
        let merchant = merchant(&format!("m-{number}"));
        let terminal = v1::Terminal {
            terminal_id: format!("t-{number}"),
            merchant_id: merchant.merchant_id.clone(),
            serial_number: format!("sn-{number}"),
            model: "A920".into(),
            latitude: Some(31.2304),
            longitude: Some(121.4737),
            radius_m: Some(500),
            batch_number: "000001".into(),
            currency: "CNY".into(),
            no_pin_enabled: true,
            ..Default::default()
        };
        let bin = format!("62{:06}", 120_000 + number);
        let issuer = v1::Issuer {
            issuer_id: format!("bank-{number}"),
            name: "Bank of the Bund".into(),
            phone: "95500".into(),
            bins: vec![bin.clone()],
            status: v1::issuer::Status::Up.into(),
            country: "CN".into(),
            ..Default::default()
        };
        let mut payment = payment(&format!("r-{number}"));
        payment.merchant_id.clone_from(&merchant.merchant_id);
        payment.terminal_id.clone_from(&terminal.terminal_id);
        payment.card = Some(card(pan::with_check_digit(&format!("{bin}0000000"))));
        payment.terminal = Some(v1::TerminalReport {
            serial_number: terminal.serial_number.clone(),
            firmware_version: "3.2.1".into(),
            latitude: terminal.latitude,
            longitude: terminal.longitude,
            batch_number: terminal.batch_number.clone(),
            chip_capable: true,
            contactless_capable: true,
            qr_capable: true,
            battery_percent: Some(80),
            temperature_celsius: Some(25),
            humidity_percent: Some(45),
            signal_dbm: Some(-60),
            round_trip_ms: Some(120),
            packet_loss_ppm: Some(0),
            ..Default::default()
        });
        let mut scene = Self {
            number,
            now,
            merchant: Some(merchant),
            terminal: Some(terminal),
            issuer: Some(issuer),
            networks: Vec::new(),
            listings: Vec::new(),
            before: Vec::new(),
            payment,
            audience: v1::Audience::Operator,
        };
        scene.occurs(0);
        scene
    }

    /// The payment occurs so many seconds later than it would have.
    pub fn occurs(&mut self, seconds_later: i64) {
        self.now += seconds_later;
        self.payment.occurred_at = Some(at(self.now));
        if let Some(report) = &mut self.payment.terminal {
            report.signed_in_at = Some(at(self.now - 3_600));
        }
    }

    /// The month in which the payment occurs, in Shanghai, or one so many months later, as cards
    /// show it: YYMM.
    #[must_use]
    pub fn month(&self, later: i32) -> String {
        let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
        let now = Timestamp::from_second(self.now).expect("a time");
        let date = now.to_zoned(zone).date().first_of_month();
        let date = date.checked_add(later.months()).expect("a month");
        format!("{:02}{:02}", date.year() % 100, date.month())
    }

    /// The merchant, to be changed.
    pub fn merchant(&mut self) -> &mut v1::Merchant {
        self.merchant.as_mut().expect("a merchant")
    }

    /// What the acquirer loaded of the merchant's business, to be changed.
    pub fn risk(&mut self) -> &mut v1::RiskIndicators {
        self.merchant().risk.get_or_insert_default()
    }

    /// The terminal on file, to be changed.
    pub fn terminal(&mut self) -> &mut v1::Terminal {
        self.terminal.as_mut().expect("a terminal")
    }

    /// What the terminal reports in the payment, to be changed.
    pub fn report(&mut self) -> &mut v1::TerminalReport {
        self.payment.terminal.get_or_insert_default()
    }

    /// The issuer, to be changed.
    pub fn issuer(&mut self) -> &mut v1::Issuer {
        self.issuer.as_mut().expect("an issuer")
    }

    /// The payment's card, to be changed.
    pub fn card(&mut self) -> &mut v1::Card {
        self.payment.card.as_mut().expect("a card")
    }

    /// The card is one of Visa, of the same bank.
    pub fn visa(&mut self) {
        let number = format!("4{:07}0000000", self.number);
        self.issuer().bins = vec![number[..8].into()];
        let card = self.card();
        card.number = Some(v1::card::Number::Pan(pan::with_check_digit(&number)));
        card.network = v1::Network::Visa.into();
    }

    /// How the payer was verified, to be changed.
    pub fn verification(&mut self) -> &mut v1::Verification {
        self.payment.verification.get_or_insert_default()
    }

    /// The payment's card number.
    #[must_use]
    pub fn pan(&self) -> String {
        match self
            .payment
            .card
            .as_ref()
            .and_then(|card| card.number.as_ref())
        {
            Some(v1::card::Number::Pan(pan)) => pan.clone(),
            _ => panic!("a card with a number"),
        }
    }

    /// A number of another card of its bank, one for each `n`.
    #[must_use]
    pub fn another_pan(&self, n: usize) -> String {
        let bin = &self.pan()[..8];
        pan::with_check_digit(&format!("{bin}{:07}", n + 1))
    }

    /// The operator has somebody on a list until so many seconds after the payment.
    pub fn list(&mut self, subject: Subject, cause: Cause, seconds: i64) {
        self.listings.push(v1::Listing {
            subject: Some(subject),
            cause: cause.into(),
            expires_at: Some(at(self.now + seconds)),
            note: String::new(),
        });
    }

    /// The amount, in fen.
    pub fn amount(&mut self, fen: i64) {
        self.payment.amount = Some(cny(fen));
    }

    /// The payment is by a wallet's code instead of a card: Alipay, shown by the customer.
    pub fn wallet(&mut self) -> &mut v1::PaymentCode {
        self.payment.card = None;
        self.payment.verification = None;
        self.payment.channel = v1::Channel::Qr.into();
        self.payment.entry_mode = v1::EntryMode::QrDynamic.into();
        let number = self.number;
        let issued_at = Some(at(self.now - 5));
        self.payment.code.insert(v1::PaymentCode {
            kind: v1::payment_code::Kind::ConsumerDynamic.into(),
            payload: format!("28{number:016}"),
            issued_at,
            payer_token: format!("payer-{number}"),
            account_class: 1,
            auth_level: "B".into(),
        })
    }

    /// A payment like the one that the case is about was decided before it, `seconds` earlier,
    /// under an id of its own; the payment itself moves on by as much. Its outcome is reported
    /// where there is one. `change` makes it differ.
    pub fn earlier(
        &mut self,
        seconds: i64,
        report: Option<v1::ReportOutcomeRequest>,
        change: impl FnOnce(&mut v1::PreAuthorization),
    ) {
        let mut payment = self.payment.clone();
        payment.request_id = format!("{}-{}", self.payment.request_id, self.before.len());
        change(&mut payment);
        self.before.push(Before { payment, report });
        self.occurs(seconds);
    }

    /// The id of the payment that was put in as the `n`th before.
    #[must_use]
    pub fn id_before(&self, n: usize) -> String {
        self.before[n].payment.request_id.clone()
    }
}

/// The issuer authorized it.
#[must_use]
pub fn authorized() -> v1::ReportOutcomeRequest {
    reported(v1::report_outcome_request::Result::Authorized, "00")
}

/// This is what became of it, with the issuer's DE39.
#[must_use]
pub fn reported(
    result: v1::report_outcome_request::Result,
    issuer_response_code: &str,
) -> v1::ReportOutcomeRequest {
    v1::ReportOutcomeRequest {
        result: result.into(),
        issuer_response_code: issuer_response_code.into(),
        issuer_latency_ms: Some(300),
        ..Default::default()
    }
}
