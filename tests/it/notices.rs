//! Twenty maintenance notices that banks and a network published, each with a payment a second
//! before it, in its first and in its last second, and in the second after it.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use tollgate_proto::v1::{self, Audience, Channel, EntryMode, Funding, Network};
use tollgate_tests::payment::{MERCHANT, ask, at, card, merchant, payment};
use tollgate_tests::{Host, Setup, pan};

/// Which payments a notice was about.
#[derive(Clone, Copy)]
enum About {
    /// All of the bank's cards.
    Cards,
    /// Those of one kind.
    Of(Funding),
    /// Payments through one channel.
    Through(Channel),
    /// Credit cards online.
    CreditOnline,
    /// All of its cards, which are slow and not down.
    Slow,
    /// UnionPay's own, through one channel or all.
    Unionpay(Channel),
}

use About::{Cards, CreditOnline, Of, Slow, Through, Unionpay};

/// Who, about what, from when, until when: Chinese time.
const NOTICES: [(&str, About, &str, &str); 20] = [
    ("cgb", Cards, "2017-08-11T22:00", "2017-08-12T04:00"),
    ("citic", Cards, "2017-08-12T00:00", "2017-08-12T04:00"),
    ("hxb", Cards, "2017-08-12T00:00", "2017-08-12T12:00"),
    ("ceb", Cards, "2017-08-12T02:30", "2017-08-12T04:00"),
    ("bocom", Cards, "2017-08-12T03:00", "2017-08-13T06:00"),
    ("abc", Cards, "2017-08-13T00:00", "2017-08-13T00:10"),
    ("abc-again", Cards, "2017-08-13T02:30", "2017-08-13T06:00"),
    (
        "ccb",
        Of(Funding::Debit),
        "2017-08-13T03:00",
        "2017-08-13T05:50",
    ),
    ("spdb", Cards, "2017-08-13T03:20", "2017-08-13T04:30"),
    ("icbc", Cards, "2017-08-13T05:40", "2017-08-13T22:00"),
    (
        "cup-online",
        Unionpay(Channel::Online),
        "2017-08-16T00:00",
        "2017-08-16T01:00",
    ),
    (
        "cup-batch",
        Unionpay(Channel::Unspecified),
        "2017-08-16T02:00",
        "2017-08-16T04:00",
    ),
    ("citic-2019", Cards, "2019-01-13T00:00", "2019-01-13T04:00"),
    ("abc-2019", Slow, "2019-01-13T02:30", "2019-01-13T06:00"),
    ("icbc-2019", Cards, "2019-01-13T04:00", "2019-01-13T08:30"),
    (
        "cmbc",
        Through(Channel::Online),
        "2019-01-18T23:00",
        "2019-01-19T11:00",
    ),
    (
        "boc-debit",
        Of(Funding::Debit),
        "2023-07-30T00:00",
        "2023-07-30T03:00",
    ),
    (
        "boc-qr",
        Through(Channel::Qr),
        "2023-07-30T00:00",
        "2023-07-30T02:55",
    ),
    ("boc-macau", Cards, "2025-12-19T00:00", "2025-12-19T03:50"),
    (
        "boc-macau-online",
        CreditOnline,
        "2025-12-19T02:30",
        "2025-12-19T05:30",
    ),
];

/// A payment that tries a notice.
struct Try {
    notice: usize,
    second: i64,
    /// It is within the window.
    within: bool,
}

#[tokio::test]
async fn a_notice_holds_from_its_first_second_to_its_last() {
    let setup = Setup::shipped().with("clock", "source", "\"request\"");
    let host = setup.start().await;
    host.put_merchant(merchant(MERCHANT)).await;
    put(&host).await;
    let mut tries: Vec<Try> = (NOTICES.iter().enumerate())
        .flat_map(|(notice, (_, _, start, end))| {
            let (start, end) = (second(start), second(end));
            [
                (start - 1, false),
                (start, true),
                (end - 1, true),
                (end, false),
            ]
            .map(|(second, within)| Try {
                notice,
                second,
                within,
            })
        })
        .collect();
    // The host's time is that of the latest payment.
    tries.sort_by_key(|one| one.second);
    let mut decisions = host.decisions().await;
    for (number, one) in tries.iter().enumerate() {
        let (who, about, ..) = NOTICES[one.notice];
        let request = v1::EvaluateRequest {
            audience: Audience::Operator.into(),
            ..ask(paid(number, one, about))
        };
        let answer = decisions.evaluate(request).await.expect("an answer");
        let answer = answer.into_inner();
        let code = match about {
            Slow => "issuer.degraded",
            Unionpay(_) => "network.maintenance",
            _ => "issuer.maintenance",
        };
        let found = answer.reasons.iter().find(|reason| reason.code == code);
        assert_eq!(
            found.is_some(),
            one.within,
            "{who}: {}: {:?}",
            one.second,
            answer.reasons
        );
        // Whoever waits is told until when.
        let end = second(NOTICES[one.notice].3);
        let told = found
            .and_then(|reason| reason.retry)
            .and_then(|retry| retry.not_before);
        if one.within && !matches!(about, Slow) {
            assert_eq!(told, Some(at(end)), "{who}");
        }
    }
}

/// A second of Chinese time.
fn second(local: &str) -> i64 {
    let local: DateTime = local.parse().expect("a local time");
    let zone = TimeZone::fixed(Offset::constant(8));
    local
        .to_zoned(zone)
        .expect("a time")
        .timestamp()
        .as_second()
}

fn bin(notice: usize) -> String {
    format!("6230{notice:04}")
}

fn window(about: About, start: &str, end: &str) -> v1::MaintenanceWindow {
    let (funding, channels) = match about {
        Cards | Slow | Unionpay(Channel::Unspecified) => (vec![], vec![]),
        Of(funding) => (vec![funding.into()], vec![]),
        Through(channel) | Unionpay(channel) => (vec![], vec![channel.into()]),
        CreditOnline => (vec![Funding::Credit.into()], vec![Channel::Online.into()]),
    };
    v1::MaintenanceWindow {
        start: Some(at(second(start))),
        end: Some(at(second(end))),
        funding,
        channels,
        degraded_only: matches!(about, Slow),
        ..Default::default()
    }
}

async fn put(host: &Host) {
    let mut profiles = host.profiles().await;
    let mut unionpay = v1::NetworkProfile {
        network: Network::Unionpay.into(),
        ..Default::default()
    };
    for (notice, (who, about, start, end)) in NOTICES.iter().enumerate() {
        let window = window(*about, start, end);
        if matches!(about, Unionpay(_)) {
            unionpay.maintenance.push(window);
            continue;
        }
        let issuer = v1::Issuer {
            issuer_id: (*who).into(),
            name: (*who).into(),
            bins: vec![bin(notice)],
            maintenance: vec![window],
            ..Default::default()
        };
        let put = v1::PutIssuerRequest {
            issuer: Some(issuer),
        };
        profiles.put_issuer(put).await.expect("an issuer");
    }
    let put = v1::PutNetworkRequest {
        network: Some(unionpay),
    };
    profiles.put_network(put).await.expect("a network");
}

/// A payment that the notice is about, with a card of its own.
fn paid(number: usize, one: &Try, about: About) -> v1::PreAuthorization {
    let digits = format!("{}{number:07}", bin(one.notice));
    let mut payment = payment(&format!("try-{number}"));
    let mut card = card(pan::with_check_digit(&digits));
    let channel = match about {
        Through(channel) | Unionpay(channel) if channel != Channel::Unspecified => Some(channel),
        CreditOnline => Some(Channel::Online),
        _ => None,
    };
    if let Some(channel) = channel {
        payment.channel = channel.into();
        payment.entry_mode = EntryMode::Ecommerce.into();
    }
    let funding = match about {
        Of(funding) => funding,
        CreditOnline => Funding::Credit,
        _ => Funding::Debit,
    };
    card.funding = funding.into();
    payment.card = Some(card);
    payment.occurred_at = Some(at(one.second));
    payment
}
