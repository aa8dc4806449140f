//! Refuses settings that can't be meant, with the place and the fix.

use std::collections::BTreeMap;

use tollgate_policy::{Problems, currency};

use crate::settings::{Amount, Caps, ChannelCaps, ChannelName, Count, Limits, Settings, Split};

/// A rolling window is 31 days at most.
const LONGEST_WINDOW_S: u32 = 31 * 86_400;

/// Says what is wrong with settings beyond their form.
pub fn check(settings: &Settings, problems: &mut Problems) {
    problems.require(
        (1..=1_000_000).contains(&settings.near_ppm),
        "near_ppm",
        "must be 1 to 1000000; 800000 is 80 %",
    );
    problems.require(
        (1..=LONGEST_WINDOW_S).contains(&settings.merchant_repeat.window_s),
        "merchant_repeat.window_s",
        "must be 1 to 2678400 seconds (31 days)",
    );
    split(&settings.split, problems);
    counts(settings, problems);
    for (letters, limits) in &settings.limits {
        currency::check_letters(letters, format!("limits.{letters}"), problems);
        Place {
            path: format!("limits.{letters}"),
            currency: letters,
            problems,
        }
        .check(limits);
    }
}

fn split(split: &Split, problems: &mut Problems) {
    let share = split.share_ppm.as_ref();
    problems.require(
        share.is_none_or(|share| (1..=1_000_000).contains(&share.value)),
        "split.share_ppm.value",
        "must be 1 to 1000000; 800000 is 80 %; list it under `remove` to suspect nothing",
    );
    problems.require(
        (2..=100).contains(&split.payments.value),
        "split.payments.value",
        "must be 2 to 100 payments",
    );
    problems.require(
        (60..=LONGEST_WINDOW_S).contains(&split.window_s),
        "split.window_s",
        "must be 60 to 2678400 seconds (31 days)",
    );
}

fn counts(settings: &Settings, problems: &mut Problems) {
    let reattempts = &settings.reattempts;
    let named = [
        ("card_daily_count", &settings.card_daily_count),
        ("terminal_minute_count", &settings.terminal_minute_count),
        ("merchant_repeat.count", &settings.merchant_repeat.count),
        ("reattempts.visa_30_days", &reattempts.visa_30_days),
        (
            "reattempts.mastercard_24_hours",
            &reattempts.mastercard_24_hours,
        ),
        (
            "reattempts.mastercard_30_days",
            &reattempts.mastercard_30_days,
        ),
        (
            "reattempts.refused_for_good_days",
            &reattempts.refused_for_good_days,
        ),
    ];
    for (path, count) in named {
        positive_count(path, count, problems);
    }
    for (name, rules) in &settings.channels {
        let path = format!("channels.{}.daily_count", name.text());
        positive_count(&path, &rules.daily_count, problems);
    }
}

fn positive_count(path: &str, count: &Count, problems: &mut Problems) {
    problems.require(
        count.as_ref().is_none_or(|figure| figure.value > 0),
        format!("{path}.value"),
        "must be larger than 0; list it under `remove` for no limit",
    );
}

/// Where in the settings of a currency a figure stands.
struct Place<'a> {
    path: String,
    currency: &'a str,
    problems: &'a mut Problems,
}

impl Place<'_> {
    fn check(&mut self, limits: &Limits) {
        self.channels("channels", &limits.channels);
        self.caps("merchant", &limits.merchant);
        for (size, caps) in &limits.sizes {
            let path = format!("sizes.{}", size.text());
            self.channels(&format!("{path}.channels"), &caps.channels);
            self.caps(&format!("{path}.merchant"), &caps.merchant);
        }
        self.caps("card", &limits.card);
        self.rising(
            "micro_credit",
            &[
                ("daily", &limits.micro_credit.daily),
                ("monthly", &limits.micro_credit.monthly),
            ],
        );
        for (name, caps) in [
            ("account_ii", &limits.account_ii),
            ("account_iii", &limits.account_iii),
        ] {
            self.rising(name, &[("daily", &caps.daily), ("yearly", &caps.yearly)]);
        }
        let foreign = &limits.foreign_wallet;
        self.rising(
            "foreign_wallet",
            &[("single", &foreign.single), ("yearly", &foreign.yearly)],
        );
        for (path, amount) in [
            ("terminal_daily", &limits.terminal_daily),
            (
                "wallet_balance.i_lifetime",
                &limits.wallet_balance.i_lifetime,
            ),
            ("wallet_balance.ii_yearly", &limits.wallet_balance.ii_yearly),
            (
                "wallet_balance.iii_yearly",
                &limits.wallet_balance.iii_yearly,
            ),
            ("qr.static_daily", &limits.qr.static_daily),
            ("qr.level_b_daily", &limits.qr.level_b_daily),
            ("qr.level_c_daily", &limits.qr.level_c_daily),
        ] {
            self.positive(path, amount);
        }
    }

    fn channels(&mut self, path: &str, channels: &BTreeMap<ChannelName, ChannelCaps>) {
        for (name, caps) in channels {
            self.rising(
                &format!("{path}.{}", name.text()),
                &[
                    ("minimum", &caps.minimum),
                    ("single", &caps.single),
                    ("daily", &caps.daily),
                    ("monthly", &caps.monthly),
                ],
            );
        }
    }

    fn caps(&mut self, path: &str, caps: &Caps) {
        self.rising(
            path,
            &[
                ("single", &caps.single),
                ("daily", &caps.daily),
                ("monthly", &caps.monthly),
            ],
        );
    }

    /// Each amount is positive and none is above a later one, which it could never reach.
    fn rising(&mut self, path: &str, amounts: &[(&str, &Amount)]) {
        let mut lower: Option<(&str, i64)> = None;
        for (name, amount) in amounts {
            self.positive(&format!("{path}.{name}"), amount);
            let Some(figure) = amount else { continue };
            if let Some((lower_name, _)) = lower.filter(|(_, value)| *value > figure.value) {
                self.problems.refuse(
                    format!("{}.{path}.{name}.value", self.path),
                    format!(
                        "must not be smaller than `{lower_name}`; raise it or lower `{lower_name}`"
                    ),
                );
            }
            lower = Some((name, figure.value));
        }
    }

    fn positive(&mut self, path: &str, amount: &Amount) {
        self.problems.require(
            amount.as_ref().is_none_or(|figure| figure.value > 0),
            format!("{}.{path}.value", self.path),
            format!(
                "must be larger than 0; give minor units of {}, or list it under `remove` for no limit",
                self.currency
            ),
        );
    }
}
