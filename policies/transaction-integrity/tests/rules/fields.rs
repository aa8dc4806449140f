//! Fields that a request must hold, by type, channel and what it is paid with.

use tollgate_policy::facts::{Channel, Facts, Fields, TransactionType};
use tollgate_policy::testing::payment_code;
use tollgate_policy::verdicts::Value;

use super::{ends, shipped, shown, terminal, with};

const MISSING: &str = "integrity.field.missing";
const MALFORMED: &str = "integrity.field.malformed";

fn lacks(fields: Fields, kind: TransactionType, channel: Channel) -> impl Fn(&mut Facts) {
    move |facts| {
        facts.transaction.missing = fields;
        (facts.transaction.kind, facts.transaction.channel) = (kind, channel);
    }
}

#[test]
fn what_every_request_must_hold() {
    use TransactionType::{Purchase, Refund, Unknown, Void};
    for field in [
        Fields::OCCURRED_AT,
        Fields::TRANSACTION_TYPE,
        Fields::CHANNEL,
        Fields::MERCHANT_ID,
    ] {
        for kind in [Purchase, Refund, Void, Unknown] {
            let fires = lacks(field, kind, Channel::Online);
            shipped().check(MISSING, fires, lacks(Fields::MCC, Purchase, Channel::Pos));
        }
    }
}

#[test]
fn a_card_at_a_terminal_and_an_original_to_end() {
    use TransactionType::{BalanceInquiry, Completion, Purchase, Refund, Void};
    for (fires, spares) in [
        (
            lacks(Fields::CARD_NUMBER, Purchase, Channel::Pos),
            lacks(Fields::CARD_NUMBER, Purchase, Channel::Online),
        ),
        (
            lacks(
                Fields::CARD_NUMBER,
                BalanceInquiry,
                Channel::MailOrTelephone,
            ),
            lacks(Fields::CARD_NUMBER, BalanceInquiry, Channel::InApp),
        ),
        (
            lacks(Fields::ENTRY_MODE, Purchase, Channel::Atm),
            lacks(Fields::ENTRY_MODE, Purchase, Channel::MailOrTelephone),
        ),
        (
            lacks(Fields::ORIGINAL, Completion, Channel::Pos),
            lacks(Fields::ORIGINAL, Purchase, Channel::Pos),
        ),
        (
            lacks(Fields::ORIGINAL, Void, Channel::Online),
            lacks(Fields::CARD_NUMBER, Refund, Channel::Pos),
        ),
    ] {
        shipped().check(MISSING, fires, spares);
    }
}

#[test]
fn a_wallet_needs_no_card() {
    use TransactionType::Purchase;
    let card = Fields::CARD_NUMBER | Fields::ENTRY_MODE;
    let fires = lacks(card, Purchase, Channel::Pos);
    shipped().check(MISSING, fires, |facts| {
        lacks(card, Purchase, Channel::Pos)(facts);
        facts.payment_code = Some(payment_code());
    });
    let nothing = Fields::CARD_NUMBER | Fields::PAYMENT_CODE;
    let fires = lacks(nothing, Purchase, Channel::Qr);
    shipped().check(
        MISSING,
        fires,
        lacks(Fields::PAYMENT_CODE, Purchase, Channel::Qr),
    );
}

/// A code that the merchant shows is not sent: that there is one is enough.
#[test]
fn a_code_without_its_text_is_something_to_pay_with() {
    let nothing = Fields::CARD_NUMBER | Fields::PAYMENT_CODE;
    let fires = || lacks(nothing, TransactionType::Purchase, Channel::Qr);
    shipped().check(MISSING, fires(), |facts| {
        fires()(facts);
        facts.payment_code = Some(payment_code());
    });
}

#[test]
fn a_card_that_could_not_be_read_has_no_number() {
    let unread = |failed: fn(&mut Facts) -> &mut bool| {
        move |facts: &mut Facts| {
            facts.transaction.missing = Fields::CARD_NUMBER;
            *failed(facts) = true;
        }
    };
    let readers: [fn(&mut Facts) -> &mut bool; 3] = [
        |facts| &mut terminal(facts).chip_read_failed,
        |facts| &mut terminal(facts).magstripe_read_failed,
        |facts| &mut terminal(facts).contactless_read_failed,
    ];
    for failed in readers {
        let fires = |facts: &mut Facts| facts.transaction.missing = Fields::CARD_NUMBER;
        shipped().check(MISSING, fires, unread(failed));
    }
}

#[test]
fn all_are_told_at_once_as_the_gateway_names_them() {
    let values = shown(|facts| {
        facts.transaction.missing =
            Fields::OCCURRED_AT | Fields::CARD_NUMBER | Fields::TRACE_NUMBER;
    });
    assert_eq!(values, [Value::Text("occurred_at, card.number".into())]);
}

#[test]
fn operators_ask_for_more_or_less() {
    let own = with(
        r#"{"required_fields":[
            {"types":["purchase"],"channels":["pos"],"paid_by":"code","fields":["trace-number","mcc"]},
            {"paid_by":"card","fields":["terminal-id"]}]}"#,
    );
    use TransactionType::{Purchase, Refund};
    let by_code = |kind, channel| {
        move |facts: &mut Facts| {
            lacks(Fields::TRACE_NUMBER, kind, channel)(facts);
            facts.payment_code = Some(payment_code());
        }
    };
    let fires = || by_code(Purchase, Channel::Pos);
    own.check(MISSING, fires(), by_code(Refund, Channel::Pos));
    own.check(MISSING, fires(), by_code(Purchase, Channel::Qr));
    own.check(MISSING, fires(), by_code(Purchase, Channel::Unknown));
    let by_card = lacks(Fields::TRACE_NUMBER, Purchase, Channel::Pos);
    own.check(MISSING, fires(), by_card);
    let no_terminal = lacks(Fields::TERMINAL_ID, Refund, Channel::Unknown);
    own.check(
        MISSING,
        no_terminal,
        lacks(Fields::MERCHANT_ID, Refund, Channel::Pos),
    );
}

#[test]
fn what_cannot_be_read() {
    let unread = |fields| move |facts: &mut Facts| facts.transaction.malformed = fields;
    shipped().check(
        MALFORMED,
        unread(Fields::CARD_NUMBER),
        unread(Fields::EXPIRY),
    );
    shipped().check(MALFORMED, unread(Fields::SERVICE_CODE), |_| ());
    let values = shown(unread(Fields::EXPIRY | Fields::CONDITION_CODE));
    assert_eq!(values, [Value::Text("condition_code".into())]);
}

#[test]
fn an_unknown_type_is_told_once() {
    let unknown = |missing, malformed| {
        move |facts: &mut Facts| {
            facts.transaction.kind = TransactionType::Unknown;
            (facts.transaction.missing, facts.transaction.malformed) = (missing, malformed);
        }
    };
    let none = Fields::empty();
    let code = "integrity.type.unknown";
    let fires = || unknown(none, Fields::TRANSACTION_TYPE);
    shipped().check(code, fires(), unknown(Fields::TRANSACTION_TYPE, none));
    shipped().check(code, unknown(none, none), |_| ());
    assert_eq!(shipped().codes(fires()), [code]);
    let found = shipped().codes(unknown(Fields::TRANSACTION_TYPE, none));
    assert_eq!(found, [MISSING]);
    let unasked = with(r#"{"required_fields":[]}"#);
    unasked.check(code, unknown(Fields::TRANSACTION_TYPE, none), |facts| {
        ends(facts, TransactionType::Refund, TransactionType::Purchase);
    });
}
