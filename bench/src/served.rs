//! The real program, `tollgate serve`, as a process of its own.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tollgate_proto::v1;
use tollgate_proto::v1::decision_service_client::DecisionServiceClient;

use crate::host::program;
use crate::process::Ended;
use crate::resident::{Resident, resident};

const READY_WITHIN: Duration = Duration::from_secs(120);

/// A host that serves, killed when it is dropped.
pub(crate) struct Served {
    process: Ended,
    begun: Instant,
    address: SocketAddr,
    /// From the start of the process until `/ready` answered.
    pub(crate) ready: Duration,
}

impl Served {
    /// Starts a host on `data` and `policies`, all else by default, and waits until it is ready.
    pub(crate) fn start(data: &Path, policies: &Path) -> anyhow::Result<Self> {
        let config = data.join("tollgate.toml");
        let (policies, address, admin) = (policies.canonicalize()?, free()?, free()?);
        std::fs::write(
            &config,
            format!(
                "data_directory = {data:?}\nlisten = \"{address}\"\n\
                 [server]\nadmin_listen = \"{admin}\"\n[policy]\ndirectory = {policies:?}\n"
            ),
        )?;
        let begun = Instant::now();
        let mut process = Ended(
            Command::new(program()?)
                .args(["serve", "--config"])
                .arg(&config)
                .stderr(Stdio::null())
                .spawn()?,
        );
        while !is_ready(admin) {
            anyhow::ensure!(begun.elapsed() < READY_WITHIN, "the host is not ready");
            anyhow::ensure!(process.0.try_wait()?.is_none(), "the host ended");
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(Self {
            process,
            begun,
            address,
            ready: begun.elapsed(),
        })
    }

    /// Asks it to decide; the time from the start of the process until it has answered.
    pub(crate) fn decide(&self, payment: v1::PreAuthorization) -> anyhow::Result<Duration> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let asked = v1::EvaluateRequest {
            pre_authorization: Some(payment),
            ..v1::EvaluateRequest::default()
        };
        runtime.block_on(async {
            let to = format!("http://{}", self.address);
            let mut client = DecisionServiceClient::connect(to).await?;
            client.evaluate(asked).await?;
            anyhow::Ok(self.begun.elapsed())
        })
    }

    /// What it has in memory.
    pub(crate) fn resident(&self) -> anyhow::Result<Resident> {
        resident(self.process.0.id())
    }
}

/// An address that nobody listens on.
fn free() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

fn is_ready(admin: SocketAddr) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(admin)?;
        stream.write_all(b"GET /ready HTTP/1.1\r\nhost: tollgate\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}
