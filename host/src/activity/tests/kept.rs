//! What is kept: how many, how much, and as bytes.

use super::*;

fn written(activity: &Activity) -> Vec<u8> {
    let mut bytes = Vec::new();
    activity.write_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_merchant_takes_352_bytes_and_two_places() {
    assert_eq!(size_of::<Merchant>(), 352);
}

#[test]
fn the_merchant_unseen_for_longest_is_dropped() {
    let mut activity = Activity::new(Bounds { merchants_max: 3 });
    let decide = |activity: &mut Activity, merchant| {
        approve(activity, NOON, &Trade { merchant, ..sale() });
    };
    for merchant in [1, 2, 3, 1, 4, 5] {
        decide(&mut activity, merchant);
    }
    let known = [1, 2, 3, 4, 5].map(|merchant| activity.read(merchant, NOON, 1).is_some());
    assert_eq!(known, [true, false, false, true, true]);
    for merchant in 6..30 {
        activity.rebound(Bounds { merchants_max: 20 });
        decide(&mut activity, merchant);
    }
    assert_eq!(activity.len(), 20);
    activity.rebound(Bounds { merchants_max: 2 });
    for merchant in [40, 41, 42, 43, 44, 45, 46] {
        decide(&mut activity, merchant);
    }
    assert_eq!((activity.len(), activity.order.len()), (2, 2));
    assert!(activity.read(46, NOON, 1).is_some());
}

#[test]
fn what_was_written_is_read_and_goes_on_alike() {
    let bounds = Bounds { merchants_max: 5 };
    let mut activity = Activity::new(bounds);
    let mut again = Activity::new(bounds);
    for (place, step) in (0..300_u64).enumerate() {
        let trade = Trade {
            merchant: step * 5 % 7,
            kind: [Kind::Sale, Kind::Sale, Kind::Refund, Kind::Reservation][place % 4],
            amount: step * 1_001,
            currency: if step % 5 == 0 { USD } else { CNY },
            card: (step % 3 != 0).then_some(u32::try_from(step * 7 % 40).unwrap()),
            night: step % 2 == 0,
            ..sale()
        };
        // Minutes, sometimes days, and now and then back.
        let at_ms = NOON + step * 20_000_000 * (step % 13) * u64::from(step % 11 != 0);
        let verdict = [Verdict::Approved, Verdict::Approved, Verdict::Declined][place % 3];
        for folded in [&mut activity, &mut again] {
            folded.decided(at_ms, verdict, &trade);
            if step % 4 == 1 {
                let change = released(Release::DeclinedByIssuer);
                folded.reported(at_ms + MINUTE, at_ms, &trade, change);
            }
        }
        let bytes = written(&activity);
        let mut input = bytes.as_slice();
        again = Activity::read_from(&mut input, bounds).unwrap();
        assert!(input.is_empty());
        assert_eq!(written(&again), bytes, "{step}");
        let known = [&again, &activity].map(|folded| folded.read(trade.merchant, at_ms, 1));
        assert_eq!(known[0], known[1]);
    }
    let fewer = Bounds { merchants_max: 2 };
    // What is too many under a smaller bound goes with the next payments, as it does live.
    let mut again = Activity::read_from(&mut written(&activity).as_slice(), fewer).unwrap();
    assert_eq!(again.len(), activity.len());
    activity.rebound(fewer);
    for step in 0..3 {
        for folded in [&mut activity, &mut again] {
            approve(folded, NOON + step * MINUTE, &sale());
        }
        assert_eq!(written(&again), written(&activity));
    }
    assert_eq!(again.len(), 2);
}

#[test]
fn no_bytes_do_harm() {
    let mut activity = activity();
    for merchant in [1, 2] {
        approve(&mut activity, NOON, &Trade { merchant, ..sale() });
    }
    let bytes = written(&activity);
    let read = |bytes: &[u8]| Activity::read_from(&mut &*bytes, Bounds::default());
    for length in 0..bytes.len() {
        assert!(read(&bytes[..length]).is_err(), "{length}");
    }
    for place in 0..bytes.len() {
        for flip in [1, 0x80, 0xff] {
            let mut bytes = bytes.clone();
            bytes[place] ^= flip;
            if let Ok(mut activity) = read(&bytes) {
                approve(&mut activity, u64::MAX, &sale());
                let change = released(Release::TimedOut);
                activity.reported(u64::MAX, NOON, &sale(), change);
                let _ = activity.read(1, 0, 1);
            }
        }
    }
}
