//! What a counter may know of a payment.

use super::hash::Hash;

/// Whose total it is. The numbers are those of the contract with policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Subject {
    /// The merchant.
    Merchant = 0,
    /// Who owns the merchant, perhaps several of them.
    Owner = 1,
    /// The terminal.
    Terminal = 2,
    /// The card, by its token.
    Card = 3,
    /// The paying account of a wallet.
    Payer = 4,
    /// The card's issuer.
    Issuer = 5,
    /// The channel.
    Channel = 6,
    /// The card network or wallet.
    Network = 7,
    /// The merchant category code.
    Mcc = 8,
    /// The earlier transaction that this one completes, voids or refunds.
    Original = 9,
}

impl Subject {
    /// How many subjects there are.
    pub const COUNT: usize = 10;
}

/// The subjects of one payment, each reduced to a hash: no identifier is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectKeys {
    values: [Option<u128>; Subject::COUNT],
}

impl SubjectKeys {
    /// Sets a subject to the hash of its identifier. An empty identifier is an absent one.
    pub fn set(&mut self, subject: Subject, identifier: &str) {
        if let Some(value) = self.values.get_mut(subject as usize) {
            *value =
                (!identifier.is_empty()).then(|| Hash::new().bytes(identifier.as_bytes()).finish());
        }
    }

    /// The hash of a subject's identifier; `None` where the payment has none.
    #[must_use]
    pub fn get(&self, subject: Subject) -> Option<u128> {
        self.values.get(subject as usize).copied().flatten()
    }
}

/// One payment as counters see it. The case numbers are those of the contract with
/// policies; 0 is unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Whose payment it is.
    pub subjects: SubjectKeys,
    /// Case number of the transaction type.
    pub transaction_type: u8,
    /// Case number of the channel.
    pub channel: u8,
    /// Case number of the entry mode.
    pub entry_mode: u8,
    /// Case number of the card's funding.
    pub funding: u8,
    /// Case number of the network.
    pub network: u8,
    /// The payer entered a PIN.
    pub pin_present: bool,
    /// ISO 4217 number of the currency.
    pub currency: u16,
}
