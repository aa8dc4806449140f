//! A payment as fees see it: which row of the contract it falls under, what will be charged,
//! and whether the card comes from abroad.

use tollgate_policy::Facts;
use tollgate_policy::facts::{Channel, FeeRow, Funding, Network, TransactionType};

use crate::fee::Tariff;

/// Where a card was issued, seen from the merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// One of the two countries is not known.
    Unknown,
    /// The merchant's country.
    Domestic,
    /// Another country.
    CrossBorder,
}

/// A payment that bears a fee.
pub struct Sale<'a> {
    /// What is known of the request.
    pub facts: &'a Facts,
    /// Network of the card or of the wallet.
    pub network: Network,
    /// Kind of the card; unknown for a wallet.
    pub funding: Funding,
    /// Where the card comes from.
    pub reach: Reach,
    /// The row of the contract that applies.
    pub row: Option<&'a FeeRow>,
    /// What will be charged, where the gateway or a row says it.
    pub charged: Option<Tariff>,
}

impl<'a> Sale<'a> {
    /// The payment as fees see it, or `None` for a type that bears no fee.
    pub fn of(facts: &'a Facts) -> Option<Self> {
        use TransactionType::{CashAdvance, Completion, PreAuthorization, Purchase};
        let bears_fee = matches!(
            facts.transaction.kind,
            Purchase | Completion | PreAuthorization | CashAdvance
        );
        bears_fee.then(|| {
            let sale = Self {
                facts,
                network: network(facts),
                funding: (facts.card.as_ref()).map_or(Funding::Unknown, |card| card.funding),
                reach: reach(facts),
                row: None,
                charged: None,
            };
            let row = sale.applicable_row();
            let charged = charged(row, facts.transaction.fee_rate_ppm);
            Self {
                row,
                charged,
                ..sale
            }
        })
    }

    /// The amount, where it is one that a share can be taken of.
    pub fn amount(&self) -> Option<i64> {
        Some(self.facts.transaction.amount.minor_units).filter(|amount| *amount > 0)
    }

    /// Paid with a code rather than a card at a reader.
    pub fn by_code(&self) -> bool {
        self.facts.transaction.channel == Channel::Qr || self.facts.payment_code.is_some()
    }

    /// The merchant's country, 0 where it is not known.
    pub fn country(&self) -> u16 {
        (self.facts.merchant.as_ref()).map_or(0, |merchant| merchant.country)
    }

    /// The category of the payment, else of the merchant, where one is known.
    pub fn mcc(&self) -> Option<u16> {
        let of_merchant = self.facts.merchant.as_ref().map(|merchant| merchant.mcc);
        [Some(self.facts.transaction.mcc), of_merchant]
            .into_iter()
            .flatten()
            .find(|mcc| *mcc != 0)
    }

    /// What a row would have to match, for people: `pos/visa/credit/cross-border`.
    pub fn key(&self) -> String {
        let reach = match self.reach {
            Reach::Unknown => "unknown",
            Reach::Domestic => "domestic",
            Reach::CrossBorder => "cross-border",
        };
        [
            channel_name(self.facts.transaction.channel),
            network_name(self.network),
            funding_name(self.funding),
            reach,
        ]
        .join("/")
    }

    /// The most specific row that matches: one for cards from abroad before any other, then the
    /// one with most fields set, then the last, so that a row added to a contract can correct
    /// an earlier one.
    fn applicable_row(&self) -> Option<&'a FeeRow> {
        let rows = self.facts.fee_contract.as_ref()?.rows.iter();
        (rows.filter(|row| self.matches(row))).max_by_key(|row| specificity(row))
    }

    /// A field that the row leaves open matches everything.
    fn matches(&self, row: &FeeRow) -> bool {
        (row.channel == Channel::Unknown || row.channel == self.facts.transaction.channel)
            && (row.network == Network::Unknown || row.network == self.network)
            && (row.funding == Funding::Unknown || row.funding == self.funding)
            && (!row.cross_border || self.reach == Reach::CrossBorder)
    }
}

fn specificity(row: &FeeRow) -> (bool, u8) {
    let set = [
        row.channel != Channel::Unknown,
        row.network != Network::Unknown,
        row.funding != Funding::Unknown,
    ];
    (row.cross_border, set.into_iter().map(u8::from).sum())
}

/// The gateway says a rate only: the rest of the tariff is the contract's.
fn charged(row: Option<&FeeRow>, rate_ppm: Option<u32>) -> Option<Tariff> {
    let agreed = row.map(Tariff::of_row);
    match rate_ppm {
        Some(rate_ppm) => Some(Tariff {
            rate_ppm,
            ..agreed.unwrap_or(Tariff::of_rate(rate_ppm))
        }),
        None => agreed,
    }
}

fn network(facts: &Facts) -> Network {
    let of_card = (facts.card.as_ref()).map(|card| match card.network {
        Network::Unknown => card.declared_network,
        found => found,
    });
    let of_code = facts.payment_code.as_ref().map(|code| code.wallet);
    of_card.or(of_code).unwrap_or(Network::Unknown)
}

fn reach(facts: &Facts) -> Reach {
    let issuer = facts.card.as_ref().map_or(0, |card| card.issuer_country);
    let merchant = (facts.merchant.as_ref()).map_or(0, |merchant| merchant.country);
    match (issuer, merchant) {
        (0, _) | (_, 0) => Reach::Unknown,
        (issuer, merchant) if issuer == merchant => Reach::Domestic,
        _ => Reach::CrossBorder,
    }
}

fn channel_name(channel: Channel) -> &'static str {
    match channel {
        Channel::Unknown => "unknown",
        Channel::Pos => "pos",
        Channel::Qr => "qr",
        Channel::Online => "online",
        Channel::InApp => "in-app",
        Channel::MailOrTelephone => "mail-or-telephone",
        Channel::Atm => "atm",
    }
}

fn network_name(network: Network) -> &'static str {
    match network {
        Network::Unknown => "unknown",
        Network::Unionpay => "unionpay",
        Network::Visa => "visa",
        Network::Mastercard => "mastercard",
        Network::Amex => "amex",
        Network::Jcb => "jcb",
        Network::Diners => "diners",
        Network::Discover => "discover",
        Network::WechatPay => "wechat-pay",
        Network::Alipay => "alipay",
    }
}

fn funding_name(funding: Funding) -> &'static str {
    match funding {
        Funding::Unknown => "unknown",
        Funding::Debit => "debit",
        Funding::Credit => "credit",
        Funding::Prepaid => "prepaid",
    }
}
