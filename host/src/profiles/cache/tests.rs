//! Races and memory of the cache, on a store that is a number.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    sync::{
        Barrier, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
        mpsc,
    },
    thread,
};

use super::*;

fn cached() -> Cached<u32> {
    Cached::new(1 << 20, Duration::from_secs(3_600), |_| 4)
}

fn get(cached: &Cached<u32>, stored: Option<u32>) -> Option<u32> {
    cached.get("id", || Ok(stored)).unwrap().as_deref().copied()
}

#[test]
fn a_load_that_read_before_a_write_does_not_outlive_it() {
    let cached = cached();
    let store = Mutex::new(Some(1));
    let read = || *store.lock().unwrap();
    let (has_read, was_read) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    thread::scope(|scope| {
        // Dropped when an assertion below fails, so that the load ends and the test with it.
        let go_on = go_on;
        let cached = &cached;
        scope.spawn(move || {
            cached.get("id", || {
                let old = read();
                has_read.send(()).unwrap();
                may_go_on.recv().unwrap();
                Ok(old)
            })
        });
        was_read.recv().unwrap();
        *store.lock().unwrap() = Some(2);
        let (refreshed, is_refreshed) = mpsc::channel();
        scope.spawn(move || {
            cached.refresh("id", || Ok(read()));
            refreshed.send(()).unwrap();
        });
        // The refresh has to wait for the load. The time bounds how long a broken one, that
        // does not, is given to show itself; a right one passes whatever the time.
        assert!(
            is_refreshed
                .recv_timeout(Duration::from_millis(50))
                .is_err()
        );
        go_on.send(()).unwrap();
        is_refreshed.recv().unwrap();
    });
    assert_eq!(get(&cached, None), Some(2));
}

#[test]
fn requests_for_one_id_at_once_share_a_load() {
    let (cached, loads, start) = (cached(), AtomicUsize::new(0), Barrier::new(4));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                start.wait();
                let load = || {
                    loads.fetch_add(1, SeqCst);
                    Ok(Some(1))
                };
                assert_eq!(cached.get("id", load).unwrap().as_deref(), Some(&1));
            });
        }
    });
    assert_eq!(loads.into_inner(), 1);
}

#[test]
fn hits_and_misses_are_remembered_and_errors_are_not() {
    let failed = || Err(ProfileError::Storage("no".to_owned()));
    let known = cached();
    assert!(known.get("id", failed).is_err());
    assert_eq!(get(&known, Some(1)), Some(1));
    assert_eq!(get(&known, Some(2)), Some(1));
    // A refresh that fails leaves nothing behind that might be old.
    known.refresh("id", failed);
    assert_eq!(get(&known, Some(3)), Some(3));

    let absent = cached();
    assert_eq!(get(&absent, None), None);
    assert_eq!(get(&absent, Some(1)), None);
    absent.refresh("id", || Ok(Some(2)));
    assert_eq!(get(&absent, None), Some(2));
}

#[test]
fn only_what_was_asked_for_is_refreshed() {
    let cached = cached();
    cached.refresh("id", || Ok(Some(1)));
    assert_eq!(get(&cached, Some(2)), Some(2));
}

#[test]
fn misses_expire_and_snapshots_do_not_whatever_they_replace() {
    let miss_ttl = Duration::from_millis(7);
    let (expiry, id, now) = (MissExpiry { miss_ttl }, [1, 2], Instant::now());
    let before = Some(Duration::from_millis(3));
    for (known, expected) in [(None, Some(miss_ttl)), (Some(Arc::new(1)), None)] {
        assert_eq!(expiry.expire_after_create(&id, &known, now), expected);
        assert_eq!(
            expiry.expire_after_update(&id, &known, now, before),
            expected
        );
        assert_eq!(expiry.expire_after_update(&id, &known, now, None), expected);
    }
}

#[test]
fn memory_is_bounded() {
    let cached: Cached<u32> = Cached::new(100_000, Duration::from_secs(1), |_| 1_000);
    for id in 0..1_000 {
        cached.get(&id.to_string(), || Ok(Some(id))).unwrap();
    }
    cached.entries.run_pending_tasks();
    let bytes = cached.entries.weighted_size();
    assert!((10_000..=100_000).contains(&bytes), "{bytes}");
}
