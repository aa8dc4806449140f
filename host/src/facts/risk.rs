//! A merchant's risk indicators: this host's own figures over the acquirer's.

use crate::wit::tollgate::policy::facts::RiskIndicators;

/// Of each indicator this host's own figure where it has one, else the acquirer's; `None` where
/// there is neither.
pub(crate) fn joined(
    own: Option<&RiskIndicators>,
    on_file: Option<&RiskIndicators>,
) -> Option<RiskIndicators> {
    let (Some(own), Some(on_file)) = (own, on_file) else {
        return own.or(on_file).copied();
    };
    macro_rules! joined {
        ($($figure:ident),+ $(,)?) => {
            RiskIndicators { $($figure: own.$figure.or(on_file.$figure)),+ }
        };
    }
    Some(joined! {
        chargeback_ppm, chargebacks_month, fraud_ppm, refund_ppm, decline_ppm,
        volume_ratio_percent, ticket_ratio_percent, night_ppm, round_amount_ppm,
        credit_share_ppm, out_of_area_ppm, top_cards_ppm, days_to_delivery,
        complaints_per_million, monthly_volume,
    })
}
