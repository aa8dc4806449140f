//! Who an answer is for, as it is asked for on the command line.

use clap::ValueEnum;
use tollgate_proto::v1;

use crate::decision;

/// Who texts are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Audience {
    /// The person who pays.
    Cardholder,
    /// The person at the counter.
    Merchant,
    /// The person who runs the gateway; sees what is masked for others.
    Operator,
}

impl From<Audience> for v1::Audience {
    fn from(audience: Audience) -> Self {
        match audience {
            Audience::Cardholder => Self::Cardholder,
            Audience::Merchant => Self::Merchant,
            Audience::Operator => Self::Operator,
        }
    }
}

impl From<Audience> for decision::Audience {
    fn from(audience: Audience) -> Self {
        match audience {
            Audience::Cardholder => Self::Cardholder,
            Audience::Merchant => Self::Merchant,
            Audience::Operator => Self::Operator,
        }
    }
}
