//! Payment codes: those that customers show, good once and for a short while, and those that
//! merchants show, which must be theirs.

use tollgate_policy::facts::{CodeKind, Facts, Merchant, Network, PaymentCode};
use tollgate_policy::{Answer, Date, Figure, integer, mask, text};

use crate::merchant::differ;
use crate::message::{figure, seconds, whole_seconds};
use crate::named::of_wallet;
use crate::{reasons, settings};

/// The rules about payment codes.
pub struct Codes(settings::Code);

impl Codes {
    /// The rules of checked settings.
    pub fn new(settings: settings::Code) -> Self {
        Self(settings)
    }

    /// Judges the code of a payment. A refund or void may carry the old one.
    pub fn check(&self, facts: &Facts, answer: &mut Answer) {
        let Some(code) = &facts.payment_code else {
            return;
        };
        if !crate::begins(facts.transaction.kind) {
            return;
        }
        if code.kind == CodeKind::ConsumerDynamic {
            self.form(facts, code, answer);
            self.age(facts, code, answer);
        }
        let once = matches!(
            code.kind,
            CodeKind::ConsumerDynamic | CodeKind::MerchantDynamic
        );
        if once && code.used_before {
            answer.find(reasons::CODE_REUSED, []);
        }
        merchants_own(facts.merchant.as_ref(), code, answer);
        wallet(facts.merchant.as_ref(), code, answer);
    }

    /// A code of no characters was not sent, and is not judged here.
    fn form(&self, facts: &Facts, code: &PaymentCode, answer: &mut Answer) {
        let in_force = |forms: &&Figure<Vec<_>>| Date::of(&facts.local) >= forms.effective_from;
        let Some(forms) = self.0.forms.as_ref().filter(in_force) else {
            return;
        };
        let fits = |form: &settings::Form| {
            let ((first, last), (least, most)) = (form.prefixes, form.lengths);
            form.wallet
                .is_none_or(|wallet| code.wallet == wallet.into())
                && (first..=last).contains(&code.prefix)
                && (least..=most).contains(&code.length)
        };
        if code.length != 0 && !forms.value.iter().any(fits) {
            let parameters = [integer(code.length), integer(code.prefix)];
            answer.find(reasons::CODE_MALFORMED, parameters);
        }
    }

    fn age(&self, facts: &Facts, code: &PaymentCode, answer: &mut Answer) {
        let of_wallet = match code.wallet {
            Network::WechatPay => &self.0.ttl_s.wechat_pay,
            Network::Alipay => &self.0.ttl_s.alipay,
            Network::Unionpay => &self.0.ttl_s.unionpay,
            _ => &None,
        };
        let ttl_s = figure(of_wallet, facts).or_else(|| figure(&self.0.ttl_s.other, facts));
        if let (Some(ttl_s), Some(age_ms)) = (ttl_s, code.age_ms)
            && age_ms > seconds(ttl_s)
        {
            let parameters = [integer(whole_seconds(age_ms)), integer(ttl_s)];
            answer.find(reasons::CODE_EXPIRED, parameters);
        }
    }
}

/// An EMV code whose checksum is wrong says nothing that could be compared.
fn merchants_own(merchant: Option<&Merchant>, code: &PaymentCode, answer: &mut Answer) {
    if code.emv_valid == Some(false) {
        answer.find(reasons::MPM_CRC_INVALID, []);
        return;
    }
    let on_file = |number: fn(&Merchant) -> u16| merchant.map_or(0, number);
    let differs = [
        (
            differ(code.emv_mcc.unwrap_or(0), on_file(|merchant| merchant.mcc)),
            "MCC (52)",
        ),
        (
            differ(code.emv_country, on_file(|merchant| merchant.country)),
            "country (58)",
        ),
        (code.emv_name_matches == Some(false), "name (59)"),
    ];
    if let Some((_, tag)) = differs.into_iter().find(|(differs, _)| *differs) {
        answer.find(reasons::MPM_MERCHANT_MISMATCH, [text(tag)]);
    }
}

/// A merchant that names no network takes every wallet.
fn wallet(merchant: Option<&Merchant>, code: &PaymentCode, answer: &mut Answer) {
    let accepted = merchant.map_or(0, |merchant| merchant.networks);
    let unknown = code.wallet == Network::Unknown;
    if !unknown && accepted != 0 && accepted & mask(&[code.wallet]) == 0 {
        answer.find(reasons::WALLET_UNSUPPORTED, [text(of_wallet(code.wallet))]);
    }
}
