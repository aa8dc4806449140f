//! Limits of a day, a month, a year: claims on totals of amounts.

use tollgate_policy::facts::MerchantSize;
use tollgate_policy::{Answer, Claimed, CounterId, Facts, ReasonId, money, ppm, text};

use crate::counters::{self, *};
use crate::currency_limits::CurrencyLimits;
use crate::payer::{self, Account, Level};
use crate::reasons::*;

/// Claims every total that the payment adds to, and tells which of them is nearly used up.
pub fn claim(facts: &Facts, limits: &CurrencyLimits<'_>, near_ppm: u32, answer: &mut Answer) {
    // What is not positive adds to no total.
    let Ok(amount @ 1..) = u64::try_from(facts.transaction.amount.minor_units) else {
        return;
    };
    let mut claims = Claims {
        facts,
        amount,
        near_ppm,
        nearest: None,
        answer,
    };
    of_merchant(&mut claims, limits);
    of_card(&mut claims, limits);
    of_payer(&mut claims, limits);
    claims.tell_nearest();
}

fn of_merchant(claims: &mut Claims<'_>, limits: &CurrencyLimits<'_>) {
    let all = limits.limits;
    claims.claim(
        CHANNEL_DAY,
        limits.channel(|caps| &caps.daily),
        CHANNEL_DAILY,
    );
    claims.claim(
        CHANNEL_MONTH,
        limits.channel(|caps| &caps.monthly),
        CHANNEL_MONTHLY,
    );
    claims.claim(
        MERCHANT_DAY,
        limits.merchant(|caps| &caps.daily),
        MERCHANT_DAILY,
    );
    claims.claim(
        MERCHANT_MONTH,
        limits.merchant(|caps| &caps.monthly),
        MERCHANT_MONTHLY,
    );
    claims.claim(TERMINAL_DAY, limits.at(&all.terminal_daily), TERMINAL_DAILY);
    let merchant = claims.facts.merchant.as_ref();
    if merchant.is_some_and(|merchant| merchant.size == MerchantSize::Micro) {
        let caps = &all.micro_credit;
        claims.claim_regulated(MICRO_CREDIT_DAY, limits.at(&caps.daily), MICRO_CREDIT_DAILY);
        claims.claim_regulated(
            MICRO_CREDIT_MONTH,
            limits.at(&caps.monthly),
            MICRO_CREDIT_MONTHLY,
        );
    }
}

fn of_card(claims: &mut Claims<'_>, limits: &CurrencyLimits<'_>) {
    let caps = &limits.limits.card;
    claims.claim(CARD_DAY, limits.at(&caps.daily), CARD_DAILY);
    claims.claim(CARD_MONTH, limits.at(&caps.monthly), CARD_MONTHLY);
}

fn of_payer(claims: &mut Claims<'_>, limits: &CurrencyLimits<'_>) {
    let Some(code) = &claims.facts.payment_code else {
        return;
    };
    let all = limits.limits;
    let wallet = &all.wallet_balance;
    match Account::of(code, claims.facts.card.as_ref()) {
        Account::Bank(2) => {
            claims.claim_regulated(
                PAYER_DAY,
                limits.at(&all.account_ii.daily),
                ACCOUNT_II_DAILY,
            );
            claims.claim_regulated(
                PAYER_YEAR,
                limits.at(&all.account_ii.yearly),
                ACCOUNT_II_YEARLY,
            );
        }
        Account::Bank(3) => {
            claims.claim_regulated(
                PAYER_DAY,
                limits.at(&all.account_iii.daily),
                ACCOUNT_III_DAILY,
            );
            claims.claim_regulated(
                PAYER_YEAR,
                limits.at(&all.account_iii.yearly),
                ACCOUNT_III_YEARLY,
            );
        }
        Account::Wallet(1) => {
            claims.claim_regulated(
                PAYER_LIFETIME,
                limits.at(&wallet.i_lifetime),
                WALLET_BALANCE,
            );
        }
        Account::Wallet(2) => {
            claims.claim_regulated(PAYER_YEAR, limits.at(&wallet.ii_yearly), WALLET_BALANCE);
        }
        Account::Wallet(3) => {
            claims.claim_regulated(PAYER_YEAR, limits.at(&wallet.iii_yearly), WALLET_BALANCE);
        }
        Account::Bank(_) | Account::Wallet(_) => {}
    }
    let qr = &all.qr;
    match Level::of(code, claims.facts.transaction.entry_mode) {
        // Read as a printed or as a one-time code only that one applies; read otherwise, or where
        // nobody says how, both.
        Some(Level::Static) => {
            claims.claim_regulated(STATIC_QR_DAY, limits.at(&qr.static_daily), QR_STATIC_DAILY);
            claims.claim_regulated(DYNAMIC_QR_DAY, limits.at(&qr.static_daily), QR_STATIC_DAILY);
        }
        Some(Level::C) => {
            claims.claim_regulated(
                DYNAMIC_QR_DAY,
                limits.at(&qr.level_c_daily),
                QR_LEVEL_C_DAILY,
            );
        }
        Some(Level::B) => {
            claims.claim_regulated(
                DYNAMIC_QR_DAY,
                limits.at(&qr.level_b_daily),
                QR_LEVEL_B_DAILY,
            );
        }
        None => {}
    }
    if payer::foreign_wallet(claims.facts) {
        let yearly = limits.at(&all.foreign_wallet.yearly);
        claims.claim_regulated(PAYER_YEAR, yearly, FOREIGN_WALLET_YEARLY);
    }
}

/// The claims of one request, and the one that leaves the smallest share.
struct Claims<'a> {
    facts: &'a Facts,
    amount: u64,
    near_ppm: u32,
    nearest: Option<Nearest>,
    answer: &'a mut Answer,
}

struct Nearest {
    counter: CounterId,
    /// With this payment.
    used: u64,
    cap: u64,
}

impl Claims<'_> {
    /// A cap of the acquirer's, which the merchant's own replaces.
    fn claim(&mut self, counter: CounterId, cap: Option<i64>, reason: ReasonId) {
        self.make(counter, cap, reason, Answer::claim);
    }

    /// A cap that a regulator sets, which the merchant's own can only lower.
    fn claim_regulated(&mut self, counter: CounterId, cap: Option<i64>, reason: ReasonId) {
        self.make(counter, cap, reason, Answer::claim_regulated);
    }

    fn make(
        &mut self,
        counter: CounterId,
        cap: Option<i64>,
        reason: ReasonId,
        claim: impl FnOnce(&mut Answer, &Facts, CounterId, u64, ReasonId) -> Option<Claimed>,
    ) {
        let Some(cap) = cap.and_then(|cap| u64::try_from(cap).ok()) else {
            return;
        };
        let Some(claimed) = claim(self.answer, self.facts, counter, cap, reason) else {
            return;
        };
        let Some(used) = claimed.value.checked_add(self.amount) else {
            return;
        };
        let cap = claimed.cap;
        if used <= cap && share_reaches(used, cap, self.near_ppm) && self.is_nearer(used, cap) {
            self.nearest = Some(Nearest { counter, used, cap });
        }
    }

    fn is_nearer(&self, used: u64, cap: u64) -> bool {
        (self.nearest.as_ref()).is_none_or(|nearest| {
            u128::from(used) * u128::from(nearest.cap) > u128::from(nearest.used) * u128::from(cap)
        })
    }

    fn tell_nearest(self) {
        let Some(Nearest { counter, used, cap }) = self.nearest else {
            return;
        };
        let share = u128::from(used) * 1_000_000 / u128::from(cap.max(1));
        let parameters = [
            text(counters::name(counter)),
            ppm(u32::try_from(share).unwrap_or(u32::MAX)),
            money(cap),
            money(cap.saturating_sub(used)),
        ];
        self.answer.find(NEAR, parameters);
    }
}

fn share_reaches(used: u64, cap: u64, ppm: u32) -> bool {
    u128::from(used) * 1_000_000 >= u128::from(cap) * u128::from(ppm)
}
