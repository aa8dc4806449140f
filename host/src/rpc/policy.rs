//! `tollgate.v1.PolicyService`: what decides, read-only.

use std::sync::Arc;

use tollgate_proto::v1::{self, policy_service_server::PolicyService};
use tonic::{Request, Response, Status};

use crate::policy::{Mode, Policy, Registry};

use super::wire::timestamp;

/// The service on one registry.
pub struct PolicyRpc {
    /// The active policy set.
    pub registry: Arc<Registry>,
}

#[tonic::async_trait]
impl PolicyService for PolicyRpc {
    async fn get_policy_set(
        &self,
        _: Request<v1::GetPolicySetRequest>,
    ) -> Result<Response<v1::GetPolicySetResponse>, Status> {
        let set = self.registry.pin();
        let error = self.registry.last_error();
        Ok(Response::new(v1::GetPolicySetResponse {
            revision: set.revision().to_string(),
            loaded_at: Some(timestamp(set.loaded_at_ms())),
            policies: set.policies().map(|(policy, _)| active(policy)).collect(),
            last_load_error: error.map(|error| v1::LoadError {
                failed_at: Some(timestamp(error.failed_at_ms)),
                problems: error.problems.0.clone(),
            }),
        }))
    }
}

fn active(policy: &Policy) -> v1::ActivePolicy {
    use v1::policy_run::Mode as Wire;
    let mode = match policy.mode {
        Mode::Enforce => Wire::Enforce,
        Mode::Shadow => Wire::Shadow,
        Mode::Off => Wire::Unspecified,
    };
    v1::ActivePolicy {
        name: policy.name.to_string(),
        version: policy.version.to_string(),
        summary: policy.summary.to_string(),
        digest: policy.digest.to_string(),
        mode: mode.into(),
        rank: policy.rank,
        loaded_at: Some(timestamp(policy.loaded_at_ms)),
    }
}
