//! Debian's Prometheus, and its tool.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::support::service::{Folder, Talk, eventually};
use crate::support::tool::{missing, tool};

/// What a file of YAML has in it. Without PyYAML, which comes with the validators for Kubernetes,
/// nothing.
pub(super) fn yaml(file: &Path) -> Option<Value> {
    let Some(validators) = std::env::var_os("LINKGATE_KUBERNETES") else {
        missing("PyYAML (LINKGATE_KUBERNETES)");
        return None;
    };
    let mut python = tool("python3")?;
    python.env("PYTHONPATH", Path::new(&validators).join("python"));
    let to_json =
        "import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout)";
    let done = python
        .args(["-c", to_json])
        .arg(file)
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&done.stderr);
    Some(serde_json::from_slice(&done.stdout).unwrap_or_else(|error| panic!("{error}: {said}")))
}

/// Has to succeed.
pub(super) fn promtool(arguments: &[&str]) {
    let mut promtool = tool("promtool").expect("it is there");
    let done = promtool.args(arguments).output().expect("it starts");
    let said = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
}

pub(super) struct Prometheus {
    child: Child,
    address: SocketAddr,
    _folder: Folder,
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        // Fails where it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Prometheus {
    /// Looks at those every second.
    pub(super) fn start(targets: impl Iterator<Item = SocketAddr>, rules: &Path) -> Option<Self> {
        let mut prometheus = tool("prometheus")?;
        let folder = Folder::new();
        let targets: Vec<String> = targets.map(|target| target.to_string()).collect();
        let config = serde_json::json!({
            "global": { "scrape_interval": "1s", "evaluation_interval": "1s" },
            "rule_files": [rules],
            "scrape_configs": [{ "job_name": "linkgate", "static_configs": [{ "targets": targets }] }],
        });
        folder.write("prometheus.json", &config.to_string());
        let address = free_address();
        let child = prometheus
            .arg(format!("--config.file={}", folder.named("prometheus.json")))
            .arg(format!("--storage.tsdb.path={}", folder.named("data")))
            .arg(format!("--web.listen-address={address}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let prometheus = Self {
            child,
            address,
            _folder: folder,
        };
        let query = format!("count(up == 1) == {}", targets.len());
        eventually("look at every gateway", || {
            prometheus.has(&query).then_some(())
        });
        Some(prometheus)
    }

    /// Whether a query has a result.
    pub(super) fn has(&self, query: &str) -> bool {
        let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let Some(answer) = self.get(&format!("/api/v1/query?query={query}")) else {
            return false;
        };
        assert_eq!(answer["status"], "success", "{answer}");
        answer["data"]["result"]
            .as_array()
            .is_some_and(|found| !found.is_empty())
    }

    /// The alerts that fire.
    pub(super) fn firing(&self) -> Vec<String> {
        let answer = self.get("/api/v1/alerts").expect("it runs");
        let alerts = answer["data"]["alerts"].as_array().expect("a list").iter();
        let firing = alerts.filter(|alert| alert["state"] == "firing");
        firing.map(|alert| alert["labels"].to_string()).collect()
    }

    /// `None` until it listens.
    fn get(&self, path: &str) -> Option<Value> {
        let stream = TcpStream::connect(self.address).ok()?;
        let answer = Talk::new(stream).ask("GET", path, "Connection: close\r\n");
        serde_json::from_str(&answer.body).ok()
    }
}

fn free_address() -> SocketAddr {
    let any = TcpListener::bind("127.0.0.1:0").expect("a free port");
    any.local_addr().expect("bound")
}
