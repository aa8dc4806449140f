//! The limits that hold for one request: of its currency, its channel, its merchant's size,
//! on its local day.

use tollgate_policy::Facts;

use crate::settings::{Amount, Caps, ChannelCaps, ChannelName, Limits, SizeCaps, SizeName};

/// The limits of the request's currency, with what picks among them.
pub struct CurrencyLimits<'a> {
    facts: &'a Facts,
    /// Every limit of the currency.
    pub limits: &'a Limits,
    size: Option<&'a SizeCaps>,
    channel: Option<ChannelName>,
}

impl<'a> CurrencyLimits<'a> {
    /// The limits of the request's currency, where it has any.
    pub fn of(all: &'a [(u16, Box<Limits>)], facts: &'a Facts) -> Option<Self> {
        let currency = facts.transaction.amount.currency;
        let (_, limits) = all.iter().find(|(number, _)| *number == currency)?;
        let size = (facts.merchant.as_ref())
            .and_then(|merchant| SizeName::of(merchant.size))
            .and_then(|size| limits.sizes.get(&size));
        Some(Self {
            facts,
            limits,
            size,
            channel: ChannelName::of(facts.transaction.channel),
        })
    }

    /// A figure, where it holds today.
    pub fn at(&self, amount: &Amount) -> Option<i64> {
        amount.as_ref()?.at(&self.facts.local)
    }

    /// A figure of the channel: the one for the merchant's size, else the general one.
    pub fn channel(&self, pick: impl Fn(&ChannelCaps) -> &Amount) -> Option<i64> {
        let channel = self.channel?;
        let of_size = self.size.and_then(|size| size.channels.get(&channel));
        let general = self.limits.channels.get(&channel);
        (of_size.and_then(|caps| self.at(pick(caps))))
            .or_else(|| general.and_then(|caps| self.at(pick(caps))))
    }

    /// A figure of the merchant: the one for its size, else the general one.
    pub fn merchant(&self, pick: impl Fn(&Caps) -> &Amount) -> Option<i64> {
        (self.size.and_then(|size| self.at(pick(&size.merchant))))
            .or_else(|| self.at(pick(&self.limits.merchant)))
    }
}
