//! The hosts that cases are played on: one for nearly all of them, and others that something is
//! wrong with.

use tollgate_proto::v1::{self, decision_service_client::DecisionServiceClient};

use super::stage::request;
use super::{Case, Scene, Stage, Told};
use crate::payment::{ask, cny, payment};
use crate::wire::{Plain, get};
use crate::{Setup, built, eventually};

/// The amount that sets the policy off that misbehaves, in fen.
pub const TRIGGER: i64 = 66_600;

/// It loops for as much fuel as a host lets a policy have: tens of milliseconds of CPU at least.
const SLOW: &str = "mode = \"enforce\"\nfuel = 500_000_000\n[settings]\nbehaviour = \"loop\"\n";

/// How often two payments may miss each other before they are taken never to meet.
const MEETINGS: usize = 200;

/// Where a case is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// On the host of all cases that need no other: it has the shipped policies, with
    /// [`SETTINGS`](super::SETTINGS).
    Shipped,
    /// There, and at the same moment the original is voided.
    AtOnce,
    /// On a host whose only policy misbehaves at a payment of 666 yuan, as this file of it says.
    Misbehaving(&'static str),
    /// On a host with room for so many requests, one of which is taken.
    Room(u32),
    /// The gateway waits so long for the answer of a policy that takes tens of milliseconds
    /// (`grpc-timeout`).
    Within(&'static str),
    /// On a host whose disk has room for so many bytes more.
    Disk(u64),
}

impl Ground {
    /// What is told there is an error, which is the same for every terminal.
    #[must_use]
    pub const fn has_no_answer(self) -> bool {
        matches!(self, Self::Room(_) | Self::Within(_) | Self::Disk(_))
    }
}

/// The hosts that were started so far.
#[derive(Default)]
pub struct Grounds {
    shipped: Option<Stage>,
    misbehaving: Option<(Stage, &'static str)>,
}

impl Grounds {
    /// Plays a case where it belongs, as [`Stage::play`] does.
    ///
    /// # Panics
    /// As it does.
    pub async fn play(&mut self, case: &Case, profile: &str) -> Told {
        match case.on {
            Ground::Shipped => self.shipped().await.play(case, profile).await,
            Ground::AtOnce => at_once(self.shipped().await, case, profile).await,
            Ground::Misbehaving(file) => self.misbehaving(file).await.play(case, profile).await,
            Ground::Room(room) => beside_another(room, case, profile).await,
            Ground::Within(time) => within(time, case, profile).await,
            Ground::Disk(bytes) => on_disk(bytes, case, profile).await,
        }
    }

    async fn shipped(&mut self) -> &mut Stage {
        if self.shipped.is_none() {
            self.shipped = Some(Stage::tuned().await);
        }
        self.shipped.as_mut().expect("it is there")
    }

    async fn misbehaving(&mut self, file: &'static str) -> &mut Stage {
        match &mut self.misbehaving {
            Some((_, now)) if *now == file => {}
            Some((stage, now)) => {
                let change = |policies: &crate::Directory| {
                    policies.write("hostile.toml", file.as_bytes());
                };
                stage.host.swap(change).await;
                *now = file;
            }
            None => self.misbehaving = Some((Stage::of(with_policy(file)).await, file)),
        }
        let (stage, _) = self.misbehaving.as_mut().expect("it is there");
        stage
    }
}

fn with_policy(file: &str) -> Setup {
    let setup = Setup::bare();
    let module = built::module("hostile/hostile");
    setup.policies.put("hostile", &module, file);
    setup
}

/// Nobody can say which of two that come at once is first, or that they meet: it is tried again
/// until both reasons of the two were told, or for long enough.
async fn at_once(stage: &mut Stage, case: &Case, profile: &str) -> Told {
    let mut told = None;
    for _ in 0..MEETINGS {
        let scene = stage.enter(case, profile).await;
        let mut other = scene.payment.clone();
        other.request_id += "-void";
        other.r#type = v1::TransactionType::Void.into();
        let (mut one, mut two) = (stage.decisions.clone(), stage.decisions.clone());
        let (one, two) = tokio::join!(
            one.evaluate(request(&scene, scene.payment.clone())),
            two.evaluate(request(&scene, other)),
        );
        stage.clear(scene).await;
        let answers = [one, two].map(|answer| Told::from(answer.expect("an answer").into_inner()));
        let refused = answers.into_iter().find(|told| !told.reasons.is_empty());
        let refused = refused.expect("one of the two is refused");
        let met = refused
            .reasons
            .iter()
            .any(|said| said.code.ends_with(".taken"));
        told = Some(refused);
        if met {
            break;
        }
    }
    told.expect("a meeting")
}

/// Another payment is in work, on a host with room for so many.
async fn beside_another(room: u32, case: &Case, profile: &str) -> Told {
    let setup = with_policy(SLOW).with("evaluator", "concurrency_max", room);
    let mut stage = Stage::of(setup).await;
    let scene = stage.enter(case, profile).await;
    for turn in 0.. {
        let before = admitted(&stage).await;
        let mut slow = payment(&format!("slow-{turn}"));
        slow.amount = Some(cny(TRIGGER));
        let mut decisions = stage.decisions.clone();
        let slow = tokio::spawn(async move { decisions.evaluate(ask(slow)).await.map(drop) });
        eventually("the other payment to be in work", 30, async || {
            (admitted(&stage).await > before).then_some(())
        })
        .await;
        let told = stage.decide(&scene, scene.payment.clone()).await;
        let at_the_same_time = !slow.is_finished();
        let _ = slow.await;
        if at_the_same_time {
            return told;
        }
    }
    unreachable!("turns without end");
}

/// How many requests were let in, or not, so far.
async fn admitted(stage: &Stage) -> u64 {
    let (_, figures) = get(&stage.host.admin, "/metrics").await;
    let name = "tollgate_phase_seconds_count{phase=\"admit\"} ";
    let count = figures.lines().find_map(|line| line.strip_prefix(name));
    count.map_or(0, |count| count.parse().expect("a number"))
}

/// The gateway sets the host a time.
async fn within(time: &str, case: &Case, profile: &str) -> Told {
    let mut stage = Stage::of(with_policy(SLOW)).await;
    let scene = stage.enter(case, profile).await;
    let uri = format!("http://{}", stage.host.address);
    let uri = uri.parse().expect("an address");
    let plain = Plain::connect(&stage.host.address).await;
    let mut decisions = DecisionServiceClient::with_origin(plain, uri);
    let mut asked = tonic::Request::new(request(&scene, scene.payment.clone()));
    let value = time.parse().expect("a header's value");
    asked.metadata_mut().insert("grpc-timeout", value);
    match decisions.evaluate(asked).await {
        Ok(answer) => answer.into_inner().into(),
        Err(status) => status.into(),
    }
}

/// The disk fills up before the payment comes.
async fn on_disk(bytes: u64, case: &Case, profile: &str) -> Told {
    let mut stage = Stage::of(Setup::bare()).await;
    let scene: Scene = stage.enter(case, profile).await;
    stage.host.limit_files(stage.host.log_bytes() + bytes);
    stage.decide(&scene, scene.payment.clone()).await
}
