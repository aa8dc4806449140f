//! What makes two declarations the same counter, and which requests it counts.

use super::*;

fn spec() -> CounterSpec {
    CounterSpec {
        per: vec![Subject::Merchant, Subject::Channel],
        measure: Measure::Amount,
        window: Window::CalendarDay,
        counts: Counts::Approved,
        filter: Filter::default(),
    }
}

fn request() -> Request {
    let mut request = Request {
        transaction_type: 1,
        channel: 2,
        entry_mode: 6,
        network: 1,
        currency: 156,
        ..Request::default()
    };
    request.subjects.set(Subject::Merchant, "M-1");
    request.subjects.set(Subject::Channel, "qr");
    request
}

fn counter(change: impl FnOnce(&mut CounterSpec)) -> Counter {
    let mut spec = spec();
    change(&mut spec);
    Counter::new(spec).unwrap()
}

fn key_of(change: impl FnOnce(&mut Request)) -> Option<CounterKey> {
    let mut request = request();
    change(&mut request);
    counter(|_| ()).key(&request)
}

#[test]
fn hashes_are_the_same_for_ever() {
    // Keys are in the log. If this fails, every total of every log is lost.
    // The figures are from another implementation of SipHash-2-4-128.
    assert_eq!(
        counter(|_| ()).id().0,
        0x415d_f285_9177_1bed_d607_8d99_3f66_758b
    );
    let key = key_of(|_| ()).unwrap();
    assert_eq!(key.to_u128(), 0x67d4_55fc_237c_9a67_3fc8_8858_4afd_2bdb);
    assert_eq!(CounterKey::from_u128(key.to_u128()), key);
}

#[test]
fn one_counter_in_many_spellings() {
    let id = counter(|_| ()).id();
    let spellings: [fn(&mut CounterSpec); 3] = [
        |spec| spec.per.reverse(),
        |spec| spec.per.push(Subject::Merchant),
        |spec| spec.filter.channels = 0b111_1111,
    ];
    for spelling in spellings {
        assert_eq!(counter(spelling).id(), id);
    }
}

#[test]
fn any_other_definition_is_another_counter() {
    let others: [fn(&mut CounterSpec); 15] = [
        |_| (),
        |spec| spec.per = vec![Subject::Merchant],
        |spec| spec.per.push(Subject::Card),
        |spec| spec.measure = Measure::Count,
        |spec| spec.counts = Counts::Attempted,
        |spec| spec.window = Window::CalendarMonth,
        |spec| spec.window = Window::CalendarYear,
        |spec| spec.window = Window::Rolling { seconds: 1 },
        |spec| spec.window = Window::Rolling { seconds: 2 },
        |spec| spec.window = Window::Lifetime,
        |spec| spec.filter.types = 2,
        |spec| spec.filter.channels = 2,
        |spec| spec.filter.fundings = 2,
        |spec| spec.filter.networks = 2,
        |spec| spec.filter.without_pin = true,
    ];
    let mut ids: Vec<_> = others
        .into_iter()
        .map(|other| counter(other).id())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), others.len());
}

#[test]
fn mistakes_in_a_declaration_are_named() {
    let refuses = |change: fn(&mut CounterSpec), word: &str| {
        let mut spec = spec();
        change(&mut spec);
        let error = spec.check().unwrap_err();
        assert!(error.contains(word), "{error}");
        assert!(Counter::new(spec).is_err());
    };
    let rolling = |seconds| Window::Rolling { seconds };
    refuses(|spec| spec.per.clear(), "`per`");
    refuses(|spec| spec.window = Window::Rolling { seconds: 0 }, "`0` s");
    refuses(
        |spec| spec.window = Window::Rolling { seconds: 2_678_401 },
        "31 days",
    );
    refuses(|spec| spec.filter.fundings = 0b1_0000, "`fundings`");
    for fits in [1, Window::MAX_ROLLING_SECONDS] {
        assert!(counter(|spec| spec.window = rolling(fits)).id() != counter(|_| ()).id());
    }
}

#[test]
fn each_subject_and_each_currency_has_its_own_total() {
    let ours = key_of(|_| ()).unwrap();
    assert_eq!(
        key_of(|request| request.subjects.set(Subject::Card, "other")),
        Some(ours)
    );
    assert_ne!(
        key_of(|request| request.subjects.set(Subject::Channel, "pos")),
        Some(ours)
    );
    assert_ne!(key_of(|request| request.currency = 840), Some(ours));
    // Requests are counted whatever their currency.
    let count = counter(|spec| spec.measure = Measure::Count);
    let dollars = Request {
        currency: 840,
        ..request()
    };
    assert_eq!(count.key(&request()), count.key(&dollars));
}

#[test]
fn swapped_subjects_are_another_total() {
    let swapped = key_of(|request| {
        request.subjects.set(Subject::Merchant, "qr");
        request.subjects.set(Subject::Channel, "M-1");
    });
    assert_ne!(swapped, key_of(|_| ()));
}

#[test]
fn a_request_without_the_subject_does_not_count() {
    assert_eq!(
        key_of(|request| request.subjects.set(Subject::Merchant, "")),
        None
    );
    assert_eq!(
        counter(|spec| spec.per.push(Subject::Card)).key(&request()),
        None
    );
}

#[test]
fn a_filter_lets_through_what_it_names() {
    let admits = |change: fn(&mut Filter)| {
        counter(|spec| change(&mut spec.filter))
            .key(&request())
            .is_some()
    };
    type Change = fn(&mut Filter);
    let table: [(Change, Change); 4] = [
        (
            |filter| filter.types = 1 << 1,
            |filter| filter.types = 1 << 4,
        ),
        (
            |filter| filter.channels = 0b110,
            |filter| filter.channels = 0b011,
        ),
        (
            |filter| filter.entry_modes = 1 << 6,
            |filter| filter.entry_modes = 1 << 5,
        ),
        (
            |filter| filter.networks = 1 << 1,
            |filter| filter.networks = 1,
        ),
    ];
    for (row, (lets, stops)) in table.into_iter().enumerate() {
        assert!(admits(lets), "row {row}");
        assert!(!admits(stops), "row {row}");
    }
    assert!(
        admits(|filter| filter.fundings = 1),
        "an unknown funding is a case too"
    );
    assert!(admits(|filter| filter.without_pin = true));
    let with_pin = Request {
        pin_present: true,
        ..request()
    };
    assert_eq!(
        counter(|spec| spec.filter.without_pin = true).key(&with_pin),
        None
    );
    assert!(counter(|_| ()).key(&with_pin).is_some());
    let strange = Request {
        channel: 200,
        ..request()
    };
    assert_eq!(counter(|spec| spec.filter.channels = 1).key(&strange), None);
}

#[test]
fn an_entry_has_the_window_of_the_calendar() {
    let calendar = Calendar {
        day_ends_at_ms: 1,
        month_ends_at_ms: 2,
        year_ends_at_ms: 3,
    };
    let table = [
        (Window::CalendarDay, Span::Until { ends_at_ms: 1 }),
        (Window::CalendarMonth, Span::Until { ends_at_ms: 2 }),
        (Window::CalendarYear, Span::Until { ends_at_ms: 3 }),
        (Window::Rolling { seconds: 7 }, Span::Rolling { seconds: 7 }),
        (Window::Lifetime, Span::Lifetime),
    ];
    for (window, span) in table {
        let counter = counter(|spec| spec.window = window);
        let entry = counter.entry(&request(), &calendar).unwrap();
        assert_eq!(
            (entry.span, Some(entry.key)),
            (span, counter.key(&request()))
        );
        assert_eq!((entry.adds(500), entry.demand(500, 900).cap), (500, 900));
    }
}
