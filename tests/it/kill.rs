//! A host that is killed in the middle of load, again and again: nothing that was told is lost.
//! `cargo xtask kill --rounds 200` is the same for longer.

use tollgate_tests::killed::Killed;

const ROUNDS: u64 = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_was_told_is_lost_with_the_process() {
    let mut killed = Killed::start(1).await;
    for _ in 0..ROUNDS {
        killed.round().await;
    }
    let came = killed.came;
    assert!(came.told > 100 && came.cut_off > 0, "{came:?}");
}
