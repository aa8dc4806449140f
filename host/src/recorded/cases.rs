//! The numbers that cases and flags have in the log, the same for ever.

use crate::decision::{Audience, Effect, Outcome, Retry, ValueKind};
use crate::limits::{Counts, Subject};
use crate::policy::Mode;
use crate::wit::tollgate::policy::facts::{
    Channel, Check, CodeKind, Documents, EntryMode, Fields, Funding, Listing, MerchantSize,
    MerchantStatus, Network, OriginalState, SystemStatus, TransactionType,
};
use crate::wit::tollgate::policy::verdicts::FactGroups;

use super::Damaged;

/// A case that has a number.
pub(super) trait Numbered: Copy + 'static {
    /// Every case.
    #[cfg(test)]
    const ALL: &'static [Self];

    /// The number of the case.
    fn number(self) -> i32;

    /// The case with this number.
    fn of(number: i32) -> Option<Self>;
}

/// The case with this number.
pub(super) fn case<C: Numbered>(field: &'static str, number: i32) -> Result<C, Damaged> {
    C::of(number).ok_or_else(|| Damaged::new(field, format!("has the unknown case `{number}`")))
}

macro_rules! numbered {
    ($($of:ty { $($case:ident = $number:literal),+ $(,)? })+) => {
        $(impl Numbered for $of {
            #[cfg(test)]
            const ALL: &'static [Self] = &[$(Self::$case),+];

            fn number(self) -> i32 {
                match self { $(Self::$case => $number),+ }
            }

            fn of(number: i32) -> Option<Self> {
                match number { $($number => Some(Self::$case),)+ _ => None }
            }
        })+
    };
}

numbered! {
    TransactionType {
        Unknown = 0, Purchase = 1, PreAuthorization = 2, Completion = 3, Refund = 4, Void = 5,
        CashAdvance = 6, BalanceInquiry = 7,
    }
    Channel {
        Unknown = 0, Pos = 1, Qr = 2, Online = 3, InApp = 4, MailOrTelephone = 5, Atm = 6,
    }
    EntryMode {
        Unknown = 0, Manual = 1, Magstripe = 2, Chip = 3, Contactless = 4, MagstripeFallback = 5,
        QrDynamic = 6, QrStatic = 7, Ecommerce = 8, CredentialOnFile = 9,
    }
    Network {
        Unknown = 0, Unionpay = 1, Visa = 2, Mastercard = 3, Amex = 4, Jcb = 5, Diners = 6,
        Discover = 7, WechatPay = 8, Alipay = 9,
    }
    Funding { Unknown = 0, Debit = 1, Credit = 2, Prepaid = 3 }
    // 1 is the contract's own word for what was not done.
    Check { NotDone = 0, Passed = 2, Failed = 3 }
    CodeKind {
        Unknown = 0, ConsumerDynamic = 1, MerchantDynamic = 2, MerchantStatic = 3, Personal = 4,
    }
    MerchantStatus { Unknown = 0, Active = 1, Suspended = 2, Closed = 3 }
    MerchantSize { Unknown = 0, Micro = 1, Individual = 2, Enterprise = 3 }
    SystemStatus { Unknown = 0, Up = 1, Degraded = 2, Down = 3 }
    OriginalState { Approved = 0, Declined = 1, Unanswered = 2, Voided = 3, Expired = 4 }
    Outcome { Approve = 1, Decline = 2, StepUp = 3, Review = 4 }
    Effect { Reject = 1, StepUp = 2, Review = 3, Advise = 4, Factor = 5 }
    Retry {
        None = 1, Once = 2, AfterFix = 3, Reenter = 4, OtherMeans = 5, Wait = 6,
        AfterOperator = 7, Never = 8,
    }
    Audience { Cardholder = 1, Merchant = 2, Operator = 3 }
    ValueKind { Integer = 1, Money = 2, Ppm = 3, Instant = 4, Text = 5 }
    Mode { Off = 0, Enforce = 1, Shadow = 2 }
    Subject {
        Merchant = 0, Owner = 1, Terminal = 2, Card = 3, Payer = 4, Issuer = 5, Channel = 6,
        Network = 7, Mcc = 8, Original = 9,
    }
    Counts { Approved = 0, Attempted = 1, Declined = 2, Refused = 3, Passed = 4 }
}

/// A set of flags that each have a bit.
pub(super) trait Masked: Copy {
    /// The bits of the flags that are set.
    fn bits(self) -> u32;

    /// The flags of these bits; `None` where one is no flag.
    fn of_bits(bits: u32) -> Option<Self>;
}

/// The flags of these bits.
pub(super) fn mask<M: Masked>(field: &'static str, bits: u32) -> Result<M, Damaged> {
    M::of_bits(bits).ok_or_else(|| Damaged::new(field, format!("has unknown bits: `{bits:#b}`")))
}

macro_rules! masked {
    ($($of:ty { $($flag:ident = $bit:literal),+ $(,)? })+) => {
        $(impl Masked for $of {
            fn bits(self) -> u32 {
                0 $(| u32::from(self.contains(Self::$flag)) << $bit)+
            }

            fn of_bits(bits: u32) -> Option<Self> {
                let mut flags = Self::empty();
                $(if bits & (1 << $bit) != 0 {
                    flags |= Self::$flag;
                })+
                (flags.bits() == bits).then_some(flags)
            }
        })+
    };
}

masked! {
    Fields {
        OCCURRED_AT = 0, TRANSACTION_TYPE = 1, CHANNEL = 2, ENTRY_MODE = 3, AMOUNT = 4,
        CURRENCY = 5, MERCHANT_ID = 6, TERMINAL_ID = 7, CARD_NUMBER = 8, EXPIRY = 9,
        SERVICE_CODE = 10, PAYMENT_CODE = 11, MCC = 12, CONDITION_CODE = 13, TRACE_NUMBER = 14,
        ORIGINAL = 15, ORDER = 16,
    }
    Documents {
        BUSINESS_LICENCE = 0, OWNER_IDENTITY = 1, SETTLEMENT_ACCOUNT = 2, PREMISES = 3,
        TAX_REGISTRATION = 4, SECTOR_PERMIT = 5,
    }
    FactGroups {
        CARD = 0, PAYMENT_CODE = 1, MERCHANT = 2, RISK_INDICATORS = 3, FEE_CONTRACT = 4,
        TERMINAL = 5, TERMINAL_HEALTH = 6, ISSUER = 7, ORIGINAL = 8, IDENTIFIERS = 9,
        ATTRIBUTES = 10, ROUTE = 11, LISTINGS = 12,
    }
    Listing {
        LOST = 0, STOLEN = 1, INACTIVE = 2, BLOCKED = 3, FRAUD = 4, CASH_OUT = 5, SANCTIONED = 6,
        MONEY_LAUNDERING = 7, ALLOWED = 8,
    }
}

/// Yes and no as bits, the first the lowest.
pub(super) fn pack<const N: usize>(flags: [bool; N]) -> u32 {
    flags
        .iter()
        .rev()
        .fold(0, |bits, flag| bits << 1 | u32::from(*flag))
}

/// Yes and no from bits.
pub(super) fn unpack<const N: usize>(field: &'static str, bits: u32) -> Result<[bool; N], Damaged> {
    let flags = std::array::from_fn(|bit| bits & 1 << bit != 0);
    if pack(flags) == bits {
        Ok(flags)
    } else {
        Err(Damaged::new(
            field,
            format!("has unknown bits: `{bits:#b}`"),
        ))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_case_is_read_as_it_was_written() {
        fn check<C: Numbered + PartialEq + std::fmt::Debug>() {
            for case in C::ALL {
                assert_eq!(C::of(case.number()), Some(*case));
            }
            assert_eq!(C::of(-1), None);
            assert_eq!(C::of(99), None);
        }
        check::<TransactionType>();
        check::<Channel>();
        check::<EntryMode>();
        check::<Network>();
        check::<Funding>();
        check::<Check>();
        check::<CodeKind>();
        check::<MerchantStatus>();
        check::<MerchantSize>();
        check::<SystemStatus>();
        check::<OriginalState>();
        check::<Outcome>();
        check::<Effect>();
        check::<Retry>();
        check::<Audience>();
        check::<ValueKind>();
        check::<Mode>();
        check::<Subject>();
        check::<Counts>();
    }

    #[test]
    fn cases_that_the_contract_names_have_its_numbers() {
        use tollgate_proto::v1;
        assert_eq!(Outcome::StepUp.number(), v1::Outcome::StepUp as i32);
        assert_eq!(Effect::Factor.number(), v1::Effect::Factor as i32);
        assert_eq!(Retry::Wait.number(), v1::retry_advice::Kind::Wait as i32);
        assert_eq!(
            Check::Failed.number(),
            v1::verification::Result::Failed as i32
        );
        assert_eq!(Network::Alipay.number(), v1::Network::Alipay as i32);
        assert_eq!(Mode::Shadow.number(), v1::policy_run::Mode::Shadow as i32);
        assert_eq!(Audience::Operator.number(), v1::Audience::Operator as i32);
    }

    #[test]
    fn every_flag_has_a_bit_of_its_own() {
        #[track_caller]
        fn check<M: Masked>(all: M, flags: u32) {
            assert_eq!(all.bits(), (1 << flags) - 1);
            assert_eq!(M::of_bits(all.bits()).unwrap().bits(), all.bits());
            assert!(M::of_bits(1 << flags).is_none());
        }
        check(Fields::all(), 17);
        check(Documents::all(), 6);
        check(FactGroups::all(), 13);
        check(Listing::all(), 9);
    }

    #[test]
    fn bits_are_the_lowest_first() {
        assert_eq!(pack([true, false, true]), 5);
        assert_eq!(unpack("flags", 5), Ok([true, false, true]));
        assert!(unpack::<2>("flags", 5).is_err());
    }
}
