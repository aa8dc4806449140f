//! A merchant's risk indicators: this host's own figures over the acquirer's.

use crate::wit::tollgate::policy::facts::RiskIndicators;

/// Of each indicator this host's own figure where it has one, else the acquirer's; `None` where
/// there is neither.
pub(crate) fn joined(
    own: Option<&RiskIndicators>,
    on_file: Option<RiskIndicators>,
) -> Option<RiskIndicators> {
    let (Some(own), Some(on_file)) = (own, on_file) else {
        return own.copied().or(on_file);
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

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: RiskIndicators = RiskIndicators {
        chargeback_ppm: None,
        chargebacks_month: None,
        fraud_ppm: None,
        refund_ppm: None,
        decline_ppm: None,
        volume_ratio_percent: None,
        ticket_ratio_percent: None,
        night_ppm: None,
        round_amount_ppm: None,
        credit_share_ppm: None,
        out_of_area_ppm: None,
        top_cards_ppm: None,
        days_to_delivery: None,
        complaints_per_million: None,
        monthly_volume: None,
    };

    #[test]
    fn each_figure_is_the_hosts_own_where_it_has_one() {
        let own = RiskIndicators {
            refund_ppm: Some(0),
            night_ppm: Some(1),
            ..NONE
        };
        let on_file = RiskIndicators {
            refund_ppm: Some(7),
            fraud_ppm: Some(8),
            ..NONE
        };
        let both = RiskIndicators {
            fraud_ppm: Some(8),
            ..own
        };
        for (one, other, expected) in [
            (Some(&own), Some(on_file), Some(both)),
            (Some(&own), None, Some(own)),
            (None, Some(on_file), Some(on_file)),
            (None, None, None),
        ] {
            assert_eq!(joined(one, other), expected);
        }
    }
}
