//! What a scorecard can look at: where each attribute comes from, the reason that names it, and
//! how its value reads.

use serde::Deserialize;
use tollgate_policy::ReasonId;
use tollgate_policy::facts::{Facts, Merchant, MerchantSize, RiskIndicators};

use crate::business::Business;
use crate::reasons;

/// An attribute of a merchant, named as in the facts.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names are those of the contract")]
pub enum Attribute {
    ChargebackPpm,
    FraudPpm,
    RefundPpm,
    VolumeRatioPercent,
    TenureDays,
    MccTier,
    KycLevel,
    NightPpm,
    RoundAmountPpm,
    DeclinePpm,
    OutOfAreaPpm,
    TopCardsPpm,
    TicketRatioPercent,
    CreditSharePpm,
    DaysToDelivery,
    ComplaintsPerMillion,
}

use Attribute::*;

/// The cases of `mcc_tier`, from the safest.
pub const TIERS: [&str; 4] = ["low", "medium", "high", "tier1"];

/// The cases of `kyc_level`, from the least known.
pub const KYC_LEVELS: [&str; 4] = ["none", "micro", "sole_trader", "enterprise"];

impl Attribute {
    /// The names of its values, where it has names instead of numbers; the value is a position.
    pub fn cases(self) -> Option<&'static [&'static str; 4]> {
        match self {
            MccTier => Some(&TIERS),
            KycLevel => Some(&KYC_LEVELS),
            _ => None,
        }
    }

    /// Whether it is one of the figures of a merchant's business of which enough must be known for
    /// a score. Those that give no points beyond 0 make none any better known.
    pub fn is_figure(self) -> bool {
        matches!(
            self,
            ChargebackPpm
                | FraudPpm
                | RefundPpm
                | VolumeRatioPercent
                | NightPpm
                | RoundAmountPpm
                | DeclinePpm
                | OutOfAreaPpm
                | TopCardsPpm
        )
    }

    /// Its value of a merchant, `None` where unknown.
    pub fn observe(
        self,
        facts: &Facts,
        merchant: &Merchant,
        risk: &RiskIndicators,
        business: &Business,
    ) -> Option<u32> {
        match self {
            ChargebackPpm => risk.chargeback_ppm,
            FraudPpm => risk.fraud_ppm,
            RefundPpm => risk.refund_ppm,
            VolumeRatioPercent => risk.volume_ratio_percent,
            TenureDays => Some(merchant.tenure_days),
            MccTier => business.tier(facts, merchant).map(|tier| tier as u32),
            KycLevel => kyc_level(merchant),
            NightPpm => risk.night_ppm,
            RoundAmountPpm => risk.round_amount_ppm,
            DeclinePpm => risk.decline_ppm,
            OutOfAreaPpm => risk.out_of_area_ppm,
            TopCardsPpm => risk.top_cards_ppm,
            TicketRatioPercent => risk.ticket_ratio_percent,
            CreditSharePpm => risk.credit_share_ppm,
            DaysToDelivery => risk.days_to_delivery,
            ComplaintsPerMillion => risk.complaints_per_million,
        }
    }

    /// The factor that tells of points lost here.
    pub fn reason(self) -> ReasonId {
        match self {
            ChargebackPpm => reasons::CHARGEBACK_RATIO,
            FraudPpm => reasons::FRAUD_RATIO,
            RefundPpm => reasons::REFUND_RATIO,
            VolumeRatioPercent => reasons::VOLUME_SPIKE,
            TenureDays => reasons::TENURE_SHORT,
            MccTier => reasons::MCC_RISK,
            KycLevel => reasons::KYC_LEVEL,
            NightPpm => reasons::NIGHT_RATIO,
            RoundAmountPpm => reasons::ROUND_AMOUNTS,
            DeclinePpm => reasons::DECLINE_RATIO,
            OutOfAreaPpm => reasons::LOCATION_DISPERSION,
            TopCardsPpm => reasons::CARD_CONCENTRATION,
            TicketRatioPercent => reasons::TICKET_ANOMALY,
            CreditSharePpm => reasons::CREDIT_SHARE,
            DaysToDelivery => reasons::DELIVERY_EXPOSURE,
            ComplaintsPerMillion => reasons::COMPLAINTS,
        }
    }

    /// The value as a reader knows it; the texts have the words around it. Unknown is `n/a`,
    /// which is why it is text: a number would claim to have been observed.
    pub fn show(self, value: Option<u32>) -> String {
        let Some(value) = value else {
            return "n/a".into();
        };
        match self {
            VolumeRatioPercent | TicketRatioPercent => format!("{value}%"),
            TenureDays | DaysToDelivery | ComplaintsPerMillion => value.to_string(),
            MccTier | KycLevel => {
                let cases = self.cases().into_iter().flatten();
                let case = usize::try_from(value)
                    .ok()
                    .and_then(|at| cases.copied().nth(at));
                case.unwrap_or_default().into()
            }
            ChargebackPpm | FraudPpm | RefundPpm | NightPpm | RoundAmountPpm | DeclinePpm
            | OutOfAreaPpm | TopCardsPpm | CreditSharePpm => percent(value),
        }
    }
}

/// Level 0 is nobody checked; above it, the kind of merchant says what was there to check.
fn kyc_level(merchant: &Merchant) -> Option<u32> {
    match (merchant.kyc_level, merchant.size) {
        (0, _) => Some(0),
        (_, MerchantSize::Micro) => Some(1),
        (_, MerchantSize::Individual) => Some(2),
        (_, MerchantSize::Enterprise) => Some(3),
        (_, MerchantSize::Unknown) => None,
    }
}

/// Parts per million as percent, exactly.
fn percent(ppm: u32) -> String {
    let (whole, rest) = (ppm / 10_000, ppm % 10_000);
    if rest == 0 {
        return format!("{whole}%");
    }
    let rest = format!("{rest:04}");
    format!("{whole}.{}%", rest.trim_end_matches('0'))
}
