//! What a stretch of a workload is made of.

use std::collections::BTreeMap;

use tollgate_proto::v1::{EntryMode, Network};

use super::{Job, Story};

/// Counts of payments.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mix {
    /// All of them.
    pub payments: u64,
    /// By what they are a part of.
    pub stories: BTreeMap<Story, u64>,
    /// By the way that the payer was read.
    pub ways: BTreeMap<&'static str, u64>,
    /// By what was paid with: a card network, or a wallet.
    pub means: BTreeMap<&'static str, u64>,
    /// By currency, ISO 4217.
    pub currencies: BTreeMap<String, u64>,
}

impl Mix {
    /// Counts these payments.
    pub fn of(jobs: impl Iterator<Item = Job>) -> Self {
        jobs.fold(Self::default(), |mut mix, job| {
            mix.count(&job);
            mix
        })
    }

    /// Counts one more.
    pub fn count(&mut self, job: &Job) {
        self.payments += 1;
        *self.stories.entry(job.story).or_default() += 1;
        *self.ways.entry(way(job.payment.entry_mode())).or_default() += 1;
        let card = job.payment.card.as_ref();
        let means = card.map_or("wallets", |card| network(card.network()));
        *self.means.entry(means).or_default() += 1;
        let currency = job.payment.amount.as_ref().map(|money| &money.currency);
        *self
            .currencies
            .entry(currency.cloned().unwrap_or_default())
            .or_default() += 1;
    }
}

/// How a payer was read, as a table calls it.
pub fn way(entry: EntryMode) -> &'static str {
    match entry {
        EntryMode::Chip => "chip",
        EntryMode::Contactless => "contactless",
        EntryMode::Magstripe | EntryMode::MagstripeFallback => "magstripe",
        EntryMode::QrDynamic => "QR on a phone",
        EntryMode::QrStatic => "QR printed",
        EntryMode::Ecommerce | EntryMode::CredentialOnFile => "online",
        EntryMode::Manual | EntryMode::Unspecified => "other",
    }
}

fn network(network: Network) -> &'static str {
    match network {
        Network::Unionpay => "UnionPay",
        Network::Visa => "Visa",
        Network::Mastercard => "Mastercard",
        Network::Amex => "American Express",
        Network::Jcb => "JCB",
        Network::Diners => "Diners Club",
        Network::Discover => "Discover",
        Network::WechatPay | Network::Alipay => "wallets",
        Network::Unspecified => "other",
    }
}
