//! Against a model that keeps every payment and reckons with the exact weights.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;

/// A payment as the model keeps it: the day, what it was, how it ended.
#[derive(Clone, Copy)]
struct Kept {
    at_ms: u64,
    trade: Trade,
    verdict: Verdict,
    /// When the issuer declined it, or it was given back.
    ended: Option<(u64, Change)>,
}

/// What weighs how much at `now_ms`, of a mean over `days`.
fn weight(at_ms: u64, now_ms: u64, days: f64) -> f64 {
    let age = (now_ms / DAY - at_ms / DAY) as f64;
    ((days - 1.0) / (days + 1.0)).powf(age)
}

struct Model(Vec<Kept>);

impl Model {
    fn sum(&self, now_ms: u64, days: f64, of: impl Fn(&Kept) -> f64) -> f64 {
        let all = self.0.iter();
        all.map(|kept| of(kept) * weight(kept.at_ms, now_ms, days))
            .sum()
    }

    fn sales(&self, now_ms: u64, is: impl Fn(&Trade) -> bool) -> f64 {
        self.sum(now_ms, 90.0, |kept| {
            f64::from(kept.stands() && kept.trade.kind == Kind::Sale && is(&kept.trade))
        })
    }

    fn volume(&self, now_ms: u64, days: f64) -> f64 {
        self.sum(now_ms, days, |kept| {
            let counts = kept.stands() && kept.trade.kind == Kind::Sale;
            f64::from(counts) * kept.trade.amount as f64
        })
    }

    /// The same of one minor unit for each day.
    fn weights(&self, now_ms: u64, days: f64) -> f64 {
        let (first, today) = (self.0[0].at_ms / DAY, now_ms / DAY);
        let earlier: f64 = (first..today)
            .map(|day| weight(day * DAY, now_ms, days))
            .sum();
        earlier + (now_ms % DAY) as f64 / DAY as f64
    }

    fn share(
        &self,
        now_ms: u64,
        part: impl Fn(&Trade) -> bool,
        of: impl Fn(&Trade) -> bool,
    ) -> f64 {
        1e6 * self.sales(now_ms, |trade| of(trade) && part(trade)) / self.sales(now_ms, of)
    }

    /// Of the five busiest cards.
    fn busiest(&self, now_ms: u64) -> f64 {
        let mut cards: HashMap<u32, f64> = HashMap::new();
        for kept in self
            .0
            .iter()
            .filter(|kept| kept.stands() && kept.trade.kind == Kind::Sale)
        {
            let weight = weight(kept.at_ms, now_ms, 90.0);
            *cards.entry(kept.trade.card.unwrap()).or_default() += weight;
        }
        let mut counts: Vec<f64> = cards.into_values().collect();
        counts.sort_by(|one, other| other.total_cmp(one));
        1e6 * counts.iter().take(5).sum::<f64>() / counts.iter().sum::<f64>()
    }
}

impl Kept {
    fn stands(&self) -> bool {
        self.verdict == Verdict::Approved && self.ended.is_none()
    }

    fn declined(&self, now_ms: u64) -> f64 {
        let here = self.verdict == Verdict::Declined;
        match self.ended {
            _ if self.trade.kind == Kind::Refund => 0.0,
            _ if here => weight(self.at_ms, now_ms, 90.0),
            Some((at_ms, change)) if change == released(Release::DeclinedByIssuer) => {
                weight(at_ms, now_ms, 90.0)
            }
            _ => 0.0,
        }
    }
}

fn near(figure: Option<u32>, exact: f64, within: f64) -> Result<(), TestCaseError> {
    let figure = f64::from(figure.unwrap_or(0));
    prop_assert!((figure - exact).abs() <= within, "{figure} for {exact}");
    Ok(())
}

/// One payment of a merchant and how long after the one before it comes.
fn payments() -> impl Strategy<Value = Vec<(u64, Trade, u8, bool)>> {
    let card = prop_oneof![0..6_u32, 0..400_u32];
    let payment = (
        (0..DAY * 2 / 3, 0..8_u8, 1..500_000_u64, card),
        (
            any::<bool>(),
            any::<bool>(),
            any::<Option<bool>>(),
            any::<Option<bool>>(),
        ),
        (0..8_u8, any::<bool>()),
    );
    let payment = payment.prop_map(
        |((after, kind, amount, card), (night, round, credit, away), (ends, later))| {
            let kind = match kind {
                0 => Kind::Refund,
                1 => Kind::Reservation,
                _ => Kind::Sale,
            };
            let trade = Trade {
                kind,
                amount,
                card: Some(card),
                night,
                round,
                credit,
                away,
                ..sale()
            };
            (after, trade, ends, later)
        },
    );
    prop::collection::vec(payment, 50..400)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn figures_are_those_of_exact_weights(payments in payments()) {
        let mut activity = activity();
        let mut model = Model(Vec::new());
        let mut now_ms = NOON;
        for (after, trade, ends, later) in payments {
            now_ms += after;
            let verdict = match ends {
                0 => Verdict::Declined,
                1 => Verdict::Deferred,
                _ => Verdict::Approved,
            };
            activity.decided(now_ms, verdict, &trade);
            let change = match ends {
                2 => Some(released(Release::DeclinedByIssuer)),
                3 => Some(given_back(None)),
                _ => None,
            };
            let decided_at_ms = now_ms;
            if later {
                now_ms += DAY / 2;
            }
            if let Some(change) = change {
                activity.reported(now_ms, decided_at_ms, &trade, change);
            }
            let ended = change.map(|change| (now_ms, change));
            model.0.push(Kept { at_ms: decided_at_ms, trade, verdict, ended });
        }
        let known = read(&activity, now_ms);
        // What is cut off once a day comes to a few millionths where few sales are left.
        let ppm = 3.0;
        let sales = model.sales(now_ms, |_| true);
        let refunds = model.sum(now_ms, 90.0, |kept| f64::from(kept.stands() && kept.trade.kind == Kind::Refund));
        near(known.refund_ppm, (1e6 * refunds / sales).min(1e6), ppm)?;
        let attempts = model.sum(now_ms, 90.0, |kept| f64::from(kept.trade.kind != Kind::Refund));
        let declined: f64 = model.0.iter().map(|kept| kept.declined(now_ms)).sum();
        near(known.decline_ppm, 1e6 * declined / attempts, ppm)?;
        near(known.night_ppm, model.share(now_ms, |trade| trade.night, |_| true), ppm)?;
        near(known.round_amount_ppm, model.share(now_ms, |trade| trade.round, |_| true), ppm)?;
        let credit = model.share(now_ms, |trade| trade.credit == Some(true), |trade| trade.credit.is_some());
        near(known.credit_share_ppm, credit, ppm)?;
        let away = model.share(now_ms, |trade| trade.away == Some(true), |trade| trade.away.is_some());
        near(known.out_of_area_ppm, away, ppm)?;
        let (top, exact) = (f64::from(known.top_cards_ppm.unwrap()), model.busiest(now_ms));
        // A card's count is cut to 256ths of a sale once a day, and may be a 16th of all too low.
        prop_assert!(top <= exact + 20_000.0 && top >= exact - 5e6 / 16.0 - 20_000.0, "{top} for {exact}");
        if let Some(volume) = known.monthly_volume {
            let [week, month, quarter] = [7.0, 30.0, 90.0].map(|days| {
                model.volume(now_ms, days) / model.weights(now_ms, days)
            });
            prop_assert!((volume.minor_units as f64 - 30.0 * month).abs() <= 30.0 * month * 1e-6 + 30.0);
            near(known.volume_ratio_percent, 100.0 * week / quarter, 1.001)?;
        }
    }
}
