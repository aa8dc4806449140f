//! What a fee comes to: exact integers, rounded once, half up.
//!
//! INVARIANT: nothing here can overflow. An amount has 63 bits, a rate 32, a fixed part 64 and
//! a million 20, so no sum of products needs more than 97 of the 127 bits.

use tollgate_policy::facts::FeeRow;

/// One in parts per million.
pub const WHOLE_PPM: u32 = 1_000_000;

const MILLION: i128 = 1_000_000;

/// How a fee is reckoned. Amounts are minor units of the payment's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tariff {
    /// Share of the amount.
    pub rate_ppm: u32,
    /// Added to the share.
    pub fixed: u64,
    /// The least fee.
    pub minimum: Option<u64>,
    /// The largest fee. It wins over a larger minimum: a cap is a promise to the merchant.
    pub cap: Option<u64>,
}

impl Tariff {
    /// A share of the amount and nothing else.
    pub const fn of_rate(rate_ppm: u32) -> Self {
        Self {
            rate_ppm,
            fixed: 0,
            minimum: None,
            cap: None,
        }
    }

    /// What a row of a contract says.
    pub fn of_row(row: &FeeRow) -> Self {
        Self {
            rate_ppm: row.rate_ppm,
            fixed: row.fixed,
            minimum: row.minimum,
            cap: row.cap,
        }
    }

    /// The fee for `amount`, in minor units.
    pub fn fee(&self, amount: i64) -> i128 {
        half_up(self.millionths(amount))
    }

    /// The part of the fee that is a share of `amount`, in minor units.
    pub fn share(&self, amount: i64) -> i128 {
        half_up(i128::from(amount) * i128::from(self.rate_ppm))
    }

    /// The fee for `amount` before rounding, in millionths of a minor unit.
    pub fn millionths(&self, amount: i64) -> i128 {
        let uncapped = self.uncapped_millionths(amount);
        (self.cap).map_or(uncapped, |cap| uncapped.min(i128::from(cap) * MILLION))
    }

    /// The same, as if there were no cap.
    pub fn uncapped_millionths(&self, amount: i64) -> i128 {
        let sum = i128::from(self.fixed) * MILLION + i128::from(amount) * i128::from(self.rate_ppm);
        (self.minimum).map_or(sum, |minimum| sum.max(i128::from(minimum) * MILLION))
    }
}

/// Whether `part` is more than `share_ppm` of `amount`.
pub fn exceeds_share(part: i128, amount: i64, share_ppm: u32) -> bool {
    part.saturating_mul(MILLION) > i128::from(amount) * i128::from(share_ppm)
}

fn half_up(millionths: i128) -> i128 {
    (millionths + MILLION / 2).div_euclid(MILLION)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tariff(rate_ppm: u32, fixed: u64, minimum: Option<u64>, cap: Option<u64>) -> Tariff {
        Tariff {
            rate_ppm,
            fixed,
            minimum,
            cap,
        }
    }

    #[track_caller]
    fn check(amount: i64, tariff: Tariff, fee: i128) {
        assert_eq!(tariff.fee(amount), fee, "{amount} under {tariff:?}");
    }

    /// Fees in fen that mainland China's published rates come to.
    #[test]
    fn published_rates_come_to_published_fees() {
        let debit = tariff(5_000, 0, None, Some(2_000));
        check(300_000, debit, 1_500);
        check(400_000, debit, 2_000);
        check(10_000_000, debit, 2_000);

        let credit = tariff(6_000, 0, None, None);
        check(10_000_000, credit, 60_000);
        check(12_345, credit, 74); // 74.07

        let qr = tariff(3_800, 0, None, None);
        check(50_000, qr, 190);

        let issuer_of_debit = tariff(3_500, 0, None, Some(1_300));
        check(371_428, issuer_of_debit, 1_300); // 1299.998

        let network = tariff(325, 0, None, Some(325));
        check(1_000_000, network, 325);
        check(2_000_000, network, 325);
    }

    #[test]
    fn a_half_goes_up_and_less_goes_down() {
        let tariff = Tariff::of_rate(5_000);
        check(99, tariff, 0); // 0.495
        check(100, tariff, 1); // 0.5
        check(299, tariff, 1); // 1.495
        check(300, tariff, 2); // 1.5
        check(-100, tariff, 0); // -0.5
        check(-101, tariff, -1); // -0.505
        check(0, tariff, 0);
    }

    #[test]
    fn fixed_part_minimum_and_cap_hold_in_this_order() {
        check(10_000, tariff(29_000, 30, None, None), 320);
        check(10_000, tariff(6_000, 0, Some(60), None), 60);
        check(10_000, tariff(6_000, 0, Some(61), None), 61);
        check(10_000, tariff(6_000, 10, Some(61), Some(80)), 70);
        check(20_000, tariff(6_000, 10, Some(61), Some(80)), 80);
        check(10_000, tariff(6_000, 0, None, Some(0)), 0);
        check(10_000, tariff(6_000, 0, Some(90), Some(80)), 80);
    }

    #[test]
    fn every_amount_has_a_fee() {
        let all = tariff(u32::MAX, u64::MAX, None, None);
        check(
            i64::MAX,
            all,
            39_632_527_991_982_506_307_237, // (2^64 - 1) + (2^63 - 1) * 4294.967295
        );
        check(i64::MIN, tariff(WHOLE_PPM, 0, Some(1), None), 1);
        check(i64::MAX, Tariff::of_rate(WHOLE_PPM), i128::from(i64::MAX));
        for amount in [i64::MIN, -1, 0, 1, i64::MAX] {
            assert!(tariff(7, 1, Some(2), Some(3)).fee(amount) <= 3);
            assert!(!exceeds_share(i128::MIN, amount, u32::MAX));
            assert!(exceeds_share(i128::MAX, amount, u32::MAX));
        }
    }

    /// Against the definition: the fee is the one integer within half a unit of the exact value.
    #[test]
    fn a_fee_is_the_nearest_integer() {
        for rate in [0, 1, 325, 3_800, 4_999, 6_000, 999_999, 1_000_000] {
            for amount in (0..2_000).chain(371_000..371_500) {
                let exact = i128::from(amount) * i128::from(rate);
                let fee = Tariff::of_rate(rate).fee(amount) * MILLION;
                let over = fee - exact;
                assert!(
                    over > -MILLION / 2 && over <= MILLION / 2,
                    "{amount} {rate}"
                );
            }
        }
    }

    #[test]
    fn a_share_is_exceeded_only_above_it() {
        assert!(!exceeds_share(20, 100, 200_000));
        assert!(exceeds_share(21, 100, 200_000));
        assert!(!exceeds_share(0, 0, 0));
    }
}
