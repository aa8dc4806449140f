//! Plays scenes on a host, one after the other.

use tollgate_proto::v1;
use tollgate_proto::v1::decision_service_client::DecisionServiceClient;
use tollgate_proto::v1::list_service_client::ListServiceClient;
use tollgate_proto::v1::profile_service_client::ProfileServiceClient;
use tonic::Status;
use tonic::transport::Channel;

use super::{Case, SETTINGS, Scene, Told};
use crate::payment::ask;
use crate::{Host, Setup, built};

/// 2026-11-24 12:30 in Shanghai, a Tuesday.
const BEGINS: i64 = 1_795_494_600;

/// Scenes begin within so many seconds of that time of the day.
const SPAN_S: i64 = 20 * 60;

/// Half a minute later, or at half past twelve of the next day.
fn begins_after(now: i64) -> i64 {
    const DAY_S: i64 = 86_400;
    let next = now + 30;
    let into_the_day = (next - BEGINS).rem_euclid(DAY_S);
    if into_the_day < SPAN_S {
        next
    } else {
        next - into_the_day + DAY_S
    }
}

/// A host whose time is that of its payments, and how far that has come.
pub struct Stage {
    /// The host.
    pub host: Host,
    pub(super) decisions: DecisionServiceClient<Channel>,
    profiles: ProfileServiceClient<Channel>,
    lists: ListServiceClient<Channel>,
    scenes: u32,
    now: i64,
}

impl Stage {
    /// A host with the shipped policies as they ship.
    pub async fn shipped() -> Self {
        Self::of(Setup::shipped()).await
    }

    /// The same, with the settings that some causes need.
    pub async fn tuned() -> Self {
        let setup = Setup::shipped();
        for (name, more) in SETTINGS {
            let from = format!("policies/{name}");
            let settings = built::settings(&from) + more;
            setup.policies.put(name, &built::module(&from), &settings);
        }
        Self::of(setup).await
    }

    /// The host of a setup.
    pub async fn of(setup: Setup) -> Self {
        let setup = setup.with("clock", "source", "\"request\"");
        let host = setup.start().await;
        let channel = host.channel().await;
        Self {
            host,
            decisions: DecisionServiceClient::new(channel.clone()),
            profiles: ProfileServiceClient::new(channel.clone()),
            lists: ListServiceClient::new(channel),
            scenes: 0,
            now: BEGINS,
        }
    }

    /// Plays a case, where the merchant's terminals read DE39 by this profile.
    ///
    /// # Panics
    /// Where anything is refused, or what came before the payment was not approved though its
    /// outcome is told.
    pub async fn play(&mut self, case: &Case, profile: &str) -> Told {
        let scene = self.enter(case, profile).await;
        let told = self.decide(&scene, scene.payment.clone()).await;
        self.clear(scene).await;
        told
    }

    /// Makes the scene of a case and plays all that came before its payment.
    pub(super) async fn enter(&mut self, case: &Case, profile: &str) -> Scene {
        self.scenes += 1;
        let mut scene = Scene::new(self.scenes, begins_after(self.now));
        scene.merchant().response_code_profile = profile.into();
        (case.set)(&mut scene);
        self.now = scene.now;
        self.prepare(&scene).await;
        for before in std::mem::take(&mut scene.before) {
            let answer = self.evaluate(&scene, before.payment).await;
            let answer = answer.unwrap_or_else(|status| panic!("{}: {status}", case.when));
            let Some(report) = before.report else {
                continue;
            };
            let approved = answer.outcome() == v1::Outcome::Approve;
            assert!(approved, "{}: before it, {:?}", case.when, answer.reasons);
            let report = v1::ReportOutcomeRequest {
                decision_id: answer.decision_id,
                ..report
            };
            let told = self.decisions.report_outcome(report).await;
            told.expect("a report");
        }
        scene
    }

    /// What the gateway is told of a payment.
    pub(super) async fn decide(&mut self, scene: &Scene, payment: v1::PreAuthorization) -> Told {
        match self.evaluate(scene, payment).await {
            Ok(answer) => answer.into(),
            Err(status) => status.into(),
        }
    }

    async fn prepare(&mut self, scene: &Scene) {
        if let Some(merchant) = scene.merchant.clone() {
            let merchant = Some(merchant);
            let put = v1::PutMerchantRequest { merchant };
            self.profiles.put_merchant(put).await.expect("a merchant");
        }
        if let Some(terminal) = scene.terminal.clone() {
            let terminal = Some(terminal);
            let put = v1::PutTerminalRequest { terminal };
            self.profiles.put_terminal(put).await.expect("a terminal");
        }
        if let Some(issuer) = scene.issuer.clone() {
            let issuer = Some(issuer);
            let put = v1::PutIssuerRequest { issuer };
            self.profiles.put_issuer(put).await.expect("an issuer");
        }
        for network in scene.networks.clone() {
            self.put_network(network).await;
        }
        for listing in scene.listings.clone() {
            let listing = Some(listing);
            let put = v1::PutListingRequest { listing };
            self.lists.put_listing(put).await.expect("a listing");
        }
    }

    /// Takes back what others would see.
    pub(super) async fn clear(&mut self, scene: Scene) {
        for network in scene.networks {
            self.put_network(v1::NetworkProfile {
                network: network.network,
                status: v1::issuer::Status::Up.into(),
                ..Default::default()
            })
            .await;
        }
        for listing in scene.listings {
            let listing = Some(listing);
            let delete = v1::DeleteListingRequest { listing };
            self.lists
                .delete_listing(delete)
                .await
                .expect("the listing");
        }
    }

    async fn put_network(&mut self, network: v1::NetworkProfile) {
        let network = Some(network);
        let put = v1::PutNetworkRequest { network };
        self.profiles.put_network(put).await.expect("a network");
    }

    async fn evaluate(
        &mut self,
        scene: &Scene,
        payment: v1::PreAuthorization,
    ) -> Result<v1::EvaluateResponse, Status> {
        let answer = self.decisions.evaluate(request(scene, payment)).await?;
        Ok(answer.into_inner())
    }
}

/// Asks for a decision on a payment of a scene.
pub(super) fn request(scene: &Scene, payment: v1::PreAuthorization) -> v1::EvaluateRequest {
    v1::EvaluateRequest {
        audience: scene.audience.into(),
        ..ask(payment)
    }
}
