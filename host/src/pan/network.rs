//! Which network a BIN belongs to.

use crate::payment::Bin;
use crate::wit::tollgate::policy::facts::Network;

/// First and last six-digit prefix of a range, and its network. Where ranges overlap the
/// narrower one wins. Source: the networks' published ranges, as in credit-card-type 10.3.0.
#[rustfmt::skip]
const RANGES: &[(u32, u32, Network)] = &[
    (400_000, 499_999, Network::Visa),
    (510_000, 559_999, Network::Mastercard),
    (222_100, 272_099, Network::Mastercard),
    (340_000, 349_999, Network::Amex),
    (370_000, 379_999, Network::Amex),
    (352_800, 358_999, Network::Jcb),
    (300_000, 305_999, Network::Diners),
    (360_000, 369_999, Network::Diners),
    (380_000, 399_999, Network::Diners),
    (601_100, 601_199, Network::Discover),
    (644_000, 649_999, Network::Discover),
    (650_000, 659_999, Network::Discover),
    (620_000, 629_999, Network::Unionpay),
    (810_000, 817_199, Network::Unionpay),
];

/// The network of a BIN, or `unknown`.
#[must_use]
pub fn network_of(bin: Bin) -> Network {
    let six = if bin.digits > 6 {
        bin.value / 10_u32.pow(u32::from(bin.digits) - 6)
    } else {
        bin.value
    };
    RANGES
        .iter()
        .filter(|(first, last, _)| (*first..=*last).contains(&six))
        .min_by_key(|(first, last, _)| last - first)
        .map_or(Network::Unknown, |(_, _, network)| *network)
}

/// Whether cards of the network can have so many digits. Generous: it is asked of texts that
/// may not hold a card number at all.
pub(super) fn has_length(network: Network, digits: usize) -> bool {
    match network {
        Network::Visa => matches!(digits, 13 | 16 | 18 | 19),
        Network::Mastercard => digits == 16,
        Network::Amex => digits == 15,
        Network::Unionpay => (14..=19).contains(&digits),
        Network::Jcb | Network::Discover => (16..=19).contains(&digits),
        Network::Diners => (14..=19).contains(&digits),
        _ => false,
    }
}
