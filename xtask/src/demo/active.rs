//! Which policies decide, as the host tells.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use tollgate_proto::v1::policy_service_client::PolicyServiceClient;
use tollgate_proto::v1::{GetPolicySetRequest, GetPolicySetResponse};
use tonic::transport::Channel;

use super::{page, traffic};

/// How long a change of the directory may take to be live, at most.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(10);

/// Asks a host for its policies.
pub(super) struct Active(PolicyServiceClient<Channel>);

impl Active {
    pub(super) async fn connect(address: &str) -> Result<Self> {
        let channel = traffic::connect(address).await?;
        Ok(Self(PolicyServiceClient::new(channel)))
    }

    /// The active set.
    pub(super) async fn set(&mut self) -> Result<GetPolicySetResponse> {
        let answer = self.0.get_policy_set(GetPolicySetRequest {}).await;
        let answer = answer.context("the host does not tell its policies")?;
        Ok(answer.into_inner())
    }

    /// Shows the active policies.
    pub(super) async fn tell(&mut self) -> Result<()> {
        let set = self.set().await?;
        page::gap();
        for policy in &set.policies {
            let told = format!("{}  {}", policy.version, policy.summary);
            page::labelled(&policy.name, &told);
        }
        Ok(())
    }

    /// Waits until the active set is one like this, and says how long that took.
    pub(super) async fn wait(
        &mut self,
        what: &str,
        is_it: impl Fn(&GetPolicySetResponse) -> bool,
    ) -> Result<(GetPolicySetResponse, Duration)> {
        let asked = Instant::now();
        loop {
            let set = self.set().await?;
            if is_it(&set) {
                return Ok((set, asked.elapsed()));
            }
            if asked.elapsed() > PATIENCE {
                let problems = set.last_load_error.map(|error| error.problems.join("; "));
                let told = problems.unwrap_or_else(|| "the host reports no error".into());
                bail!(
                    "{what} is not active after {} s: {told}",
                    PATIENCE.as_secs()
                );
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// The version of a policy of the set.
pub(super) fn version<'a>(set: &'a GetPolicySetResponse, name: &str) -> Option<&'a str> {
    let policy = set.policies.iter().find(|policy| policy.name == name)?;
    Some(&policy.version)
}

/// A revision as it is shown.
pub(super) fn short(revision: &str) -> &str {
    revision.get(..12).unwrap_or(revision)
}
