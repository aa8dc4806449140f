//! What is charged against what is usual in the merchant's country.

use tollgate_policy::facts::Funding;
use tollgate_policy::{Answer, integer, money, ppm, text};

use crate::fee::{Tariff, WHOLE_PPM};
use crate::reasons::*;
use crate::sale::{Reach, Sale};
use crate::settings::{Classes, Market};

/// A country's market, made ready for lookups.
pub struct Prepared {
    /// Two letters as the contract packs them.
    pub country: u16,
    /// ISO 4217 number of the currency of the market's amounts.
    pub currency: u16,
    /// The figures. Their lists are sorted.
    pub market: Market,
}

impl Prepared {
    /// Every rule about this market.
    pub fn judge(&self, sale: &Sale<'_>, answer: &mut Answer) {
        self.regulated(sale, answer);
        let Some(charged) = sale.charged else {
            return;
        };
        self.debit_cap(sale, charged, answer);
        self.class(sale, charged, answer);
        self.cost(sale, charged, answer);
        self.band(sale, charged, answer);
    }

    /// More for the issuer or the network of a domestic card than the state allows. Rounding may
    /// add half a minor unit.
    fn regulated(&self, sale: &Sale<'_>, answer: &mut Answer) {
        let domestic = is_domestic_card(sale);
        let (Some(most), Some(amount)) = (
            &self.market.regulated,
            self.amount(sale).filter(|_| domestic),
        ) else {
            return;
        };
        let transaction = &sale.facts.transaction;
        for (part, fee, most) in [
            ("issuer", transaction.issuer_fee, most.issuer(sale.funding)),
            ("network", transaction.network_fee, most.network.as_ref()),
        ] {
            let most = most.and_then(|most| most.at(&sale.facts.local));
            let (Some(fee), Some(most)) = (fee, most) else {
                continue;
            };
            let most = most.fee(amount);
            if i128::from(fee) > most {
                let parameters = [text(part), money(fee), money(most)];
                answer.find(REGULATED_CAP_EXCEEDED, parameters);
            }
        }
    }

    /// A domestic debit fee above the usual cap, under a row that has none.
    fn debit_cap(&self, sale: &Sale<'_>, charged: Tariff, answer: &mut Answer) {
        let uncapped = sale.row.is_some() && charged.cap.is_none();
        let debit = sale.funding == Funding::Debit && is_domestic_card(sale);
        let (Some(figure), Some(amount)) = (&self.market.debit_cap, self.amount(sale)) else {
            return;
        };
        let fee = charged.fee(amount);
        if let Some(cap) = figure.at(&sale.facts.local)
            && uncapped
            && debit
            && fee > i128::from(cap)
        {
            answer.find(CAP_NOT_APPLIED, [money(fee), money(cap)]);
        }
    }

    /// A price of the zero or discount class at a merchant of another category. The class shows
    /// in the price before the cap, which any class can have.
    fn class(&self, sale: &Sale<'_>, charged: Tariff, answer: &mut Answer) {
        let (Some(classes), Some(amount), Some(mcc)) =
            (&self.market.classes, sale.amount(), sale.mcc())
        else {
            return;
        };
        let Some(discount_ppm) = classes.discount_ppm.at(&sale.facts.local) else {
            return;
        };
        if !is_domestic_card(sale) {
            return;
        }
        let price = charged.uncapped_millionths(amount);
        let class = if price == 0 {
            (!is_zero_rated(classes, mcc)).then_some("zero")
        } else if price <= Tariff::of_rate(discount_ppm).millionths(amount) {
            (!is_favoured(classes, mcc)).then_some("discount")
        } else {
            None
        };
        if let Some(class) = class {
            answer.find(MCC_RATE_MISMATCH, [integer(mcc), text(class)]);
        }
    }

    /// A fee that does not cover what issuer and network take. Categories whose issuer and
    /// network fees are waived or lowered are spared.
    fn cost(&self, sale: &Sale<'_>, charged: Tariff, answer: &mut Answer) {
        let classes = self.market.classes.as_ref();
        let spared = sale
            .mcc()
            .is_some_and(|mcc| classes.is_some_and(|classes| is_favoured(classes, mcc)));
        let Some(amount) = self
            .amount(sale)
            .filter(|_| !spared && is_domestic_card(sale))
        else {
            return;
        };
        let Some(cost) = self.cost_millionths(sale, amount) else {
            return;
        };
        let fee = charged.millionths(amount);
        if fee < cost {
            // Rounded apart, so that the smaller is shown as smaller.
            let amount = i128::from(amount);
            let (fee_ppm, cost_ppm) = (fee / amount, (cost + amount - 1) / amount);
            answer.find(
                RATE_BELOW_COST,
                [ppm(narrow(fee_ppm)), ppm(narrow(cost_ppm))],
            );
        }
    }

    fn cost_millionths(&self, sale: &Sale<'_>, amount: i64) -> Option<i128> {
        let cost = self.market.cost.as_ref()?;
        let issuer = cost.issuer(sale.funding)?.at(&sale.facts.local)?;
        let network = cost.network.as_ref()?.at(&sale.facts.local)?;
        Some(issuer.millionths(amount) + network.millionths(amount))
    }

    /// A rate above what is usual for this kind of payment.
    fn band(&self, sale: &Sale<'_>, charged: Tariff, answer: &mut Answer) {
        let Some(bands) = &self.market.band_ppm else {
            return;
        };
        let band = match (sale.reach, sale.funding) {
            (Reach::CrossBorder, _) => &bands.cross_border,
            _ if sale.by_code() => &bands.qr,
            (Reach::Unknown, _) => return,
            (Reach::Domestic, Funding::Debit) => &bands.debit,
            // The widest domestic band, where the kind of card is not known.
            (Reach::Domestic, _) => &bands.credit,
        };
        let local = &sale.facts.local;
        let Some(band) = band.as_ref().and_then(|figure| figure.at(local)) else {
            return;
        };
        let tolerance = (self.market.band_tolerance_ppm.as_ref())
            .and_then(|figure| figure.at(local))
            .unwrap_or(0);
        let highest = band.saturating_add(tolerance);
        if charged.rate_ppm > highest {
            answer.find(RATE_ABOVE_BAND, [ppm(charged.rate_ppm), ppm(highest)]);
        }
    }

    /// The amount, where it is in the market's currency.
    fn amount(&self, sale: &Sale<'_>) -> Option<i64> {
        let currency = sale.facts.transaction.amount.currency;
        sale.amount().filter(|_| currency == self.currency)
    }
}

/// A card of this country at a reader or typed in: codes have prices of their own.
fn is_domestic_card(sale: &Sale<'_>) -> bool {
    sale.reach == Reach::Domestic && !sale.by_code()
}

fn is_zero_rated(classes: &Classes, mcc: u16) -> bool {
    classes.zero_mccs.value.binary_search(&mcc).is_ok()
}

fn is_favoured(classes: &Classes, mcc: u16) -> bool {
    is_zero_rated(classes, mcc) || classes.discount_mccs.value.binary_search(&mcc).is_ok()
}

/// A share of the amount as it is shown; a cost is never more than the whole.
fn narrow(share_ppm: i128) -> u32 {
    u32::try_from(share_ppm).unwrap_or(WHOLE_PPM)
}
