//! The gRPC services, and which of the two listeners has them.

use anyhow::Context as _;
use tollgate_proto::v1::audit_service_server::AuditServiceServer;
use tollgate_proto::v1::decision_service_server::DecisionServiceServer;
use tollgate_proto::v1::list_service_server::ListServiceServer;
use tollgate_proto::v1::policy_service_server::PolicyServiceServer;
use tollgate_proto::v1::profile_service_server::ProfileServiceServer;
use tonic::service::Routes;
use tonic::transport::server::Router;

use crate::fold::Bounds;
use crate::policy::Archive;
use crate::rpc::{
    AuditRpc, Auditing, DecisionRpc, InTime, ListRpc, PROFILE_BYTES_MAX, PolicyRpc, ProfileRpc,
    REQUEST_BYTES_MAX,
};

use super::{Host, MODULES, listener};

impl Host {
    /// The services for gateways, but for health.
    pub(super) fn traffic(&self) -> anyhow::Result<Router> {
        let decisions = DecisionRpc {
            evaluator: self.evaluator.clone(),
            vault: self.vault.clone(),
            metrics: self.metrics.clone(),
        };
        let profiles = ProfileRpc {
            profiles: self.profiles.clone(),
        };
        let evaluator = self.evaluator.clone();
        let lists = ListRpc {
            lists: self.lists.clone(),
            vault: self.vault.clone(),
            now_ms: Box::new(move || evaluator.now_ms()),
        };
        let policies = PolicyRpc {
            registry: self.registry.clone(),
        };
        let decisions =
            DecisionServiceServer::new(decisions).max_decoding_message_size(REQUEST_BYTES_MAX);
        let profiles =
            ProfileServiceServer::new(profiles).max_decoding_message_size(PROFILE_BYTES_MAX);
        let lists = ListServiceServer::new(lists).max_decoding_message_size(REQUEST_BYTES_MAX);
        Ok(listener::server(&self.config.server)
            .add_service(reflected().build_v1()?)
            // What clients asked for before 2023, and many still do.
            .add_service(reflected().build_v1alpha()?)
            .add_service(InTime(decisions))
            .add_service(InTime(profiles))
            .add_service(InTime(lists))
            .add_service(InTime(PolicyServiceServer::new(policies))))
    }

    /// The services for auditors, which are off the payment network.
    pub(super) fn auditing(&self) -> anyhow::Result<Routes> {
        let modules = self.config.data_directory.join(MODULES);
        let auditing = AuditRpc::new(Auditing {
            log: self.log.clone(),
            loader: self.registry.for_replay(),
            archive: Archive::open(&modules).context(MODULES)?,
            bounds: Bounds::of(&self.config.evaluator),
            public_key: self.keeping.public_key(),
        });
        Ok(Routes::new(AuditServiceServer::new(auditing))
            .add_service(reflected().build_v1()?)
            .add_service(reflected().build_v1alpha()?))
    }
}

/// Tells any client which services and messages there are.
fn reflected() -> tonic_reflection::server::Builder<'static> {
    tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(tollgate_proto::FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
}
