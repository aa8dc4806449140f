//! What records refer to: each is written once in a segment.

use crate::audit::{Kind, Part};
use crate::policy::PolicySet;
use crate::profiles::{IssuerProfile, MerchantProfile};

use super::{encode_issuer, encode_merchant, encode_set};

impl Part for PolicySet {
    fn identity(&self) -> u64 {
        PolicySet::identity(self).number()
    }

    fn kind(&self) -> Kind {
        Kind::PolicySet
    }

    fn encode(&self) -> Vec<u8> {
        encode_set(self)
    }
}

impl Part for MerchantProfile {
    fn identity(&self) -> u64 {
        self.identity.number()
    }

    fn kind(&self) -> Kind {
        Kind::Merchant
    }

    fn encode(&self) -> Vec<u8> {
        encode_merchant(self)
    }
}

impl Part for IssuerProfile {
    fn identity(&self) -> u64 {
        self.identity.number()
    }

    fn kind(&self) -> Kind {
        Kind::Issuer
    }

    fn encode(&self) -> Vec<u8> {
        encode_issuer(self)
    }
}
