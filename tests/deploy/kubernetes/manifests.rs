//! A variant of the manifests, rendered.

use std::env;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::tool::{missing, tool};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/kubernetes");

#[derive(Clone, Copy, Debug)]
pub(super) enum Variant {
    Base,
    Example,
    GatewayApi,
    PolicyAddress,
}

impl Variant {
    pub(super) const ALL: [Self; 4] = [
        Self::Base,
        Self::Example,
        Self::GatewayApi,
        Self::PolicyAddress,
    ];

    fn folder(self) -> PathBuf {
        Path::new(FOLDER).join(match self {
            Self::Base => "base",
            Self::Example => "overlays/example",
            Self::GatewayApi => "overlays/gateway-api",
            Self::PolicyAddress => "overlays/policy-address",
        })
    }
}

pub(super) struct Manifests {
    text: String,
    objects: Vec<Value>,
}

impl Manifests {
    /// As `kubectl apply -k` would apply them.
    pub(super) fn render(variant: Variant) -> Option<Self> {
        let mut kubectl = tool("kubectl")?;
        let text = output(kubectl.arg("kustomize").arg(variant.folder()), "");
        let to_json =
            "import json, sys, yaml; json.dump(list(yaml.safe_load_all(sys.stdin)), sys.stdout)";
        let json = output(python()?.args(["-c", to_json]), &text);
        let objects = serde_json::from_str(&json).expect("JSON");
        Some(Self { text, objects })
    }

    /// Fails where a schema says no: those of Kubernetes refuse unknown fields; those of others, what
    /// has the wrong type or is missing.
    pub(super) fn validate(&self) {
        let Some(mut validator) = python() else {
            return;
        };
        validator.args([
            "-m",
            "kubernetes_validate",
            "--strict",
            "--no-warn",
            "--quiet",
            "-",
        ]);
        output(&mut validator, &self.text);
        let Some(mut node) = node() else { return };
        let json = serde_json::to_string(&self.objects).expect("JSON");
        let checked = output(node.args(["--input-type=module", "-e", CUSTOM]), &json);
        let custom = self.objects.iter().filter(|object| {
            let version = object["apiVersion"].as_str().expect("a version");
            version.starts_with("gateway.") || version.starts_with("monitoring.")
        });
        assert_eq!(checked.lines().count(), custom.count(), "{checked}");
    }

    pub(super) fn kinds(&self) -> Vec<&str> {
        let objects = self.objects.iter();
        let mut kinds: Vec<&str> = objects
            .map(|object| object["kind"].as_str().expect("a kind"))
            .collect();
        kinds.sort_unstable();
        kinds
    }

    fn all(&self, kind: &str) -> impl Iterator<Item = &Value> {
        self.objects
            .iter()
            .filter(move |object| object["kind"] == kind)
    }

    pub(super) fn one(&self, kind: &str) -> &Value {
        self.all(kind).next().expect("one of that kind")
    }

    /// By which labels each object finds the pods.
    pub(super) fn selectors(&self) -> Vec<&Value> {
        let specs = |kind| self.all(kind).map(|object| &object["spec"]);
        let mut found: Vec<_> = specs("Service").map(|spec| &spec["selector"]).collect();
        found.extend(specs("Deployment").map(|spec| &spec["selector"]["matchLabels"]));
        found.extend(specs("PodDisruptionBudget").map(|spec| &spec["selector"]["matchLabels"]));
        found.extend(specs("NetworkPolicy").map(|spec| &spec["podSelector"]["matchLabels"]));
        found
    }

    /// The names of ports that services and rules expect of a pod.
    pub(super) fn target_ports(&self) -> Vec<&str> {
        let mut found = Vec::new();
        for service in self.all("Service") {
            let listed = service["spec"]["ports"].as_array().expect("ports");
            found.extend(listed.iter().filter_map(|port| port["targetPort"].as_str()));
        }
        for policy in self.all("NetworkPolicy") {
            let rules = policy["spec"]["ingress"].as_array().expect("rules");
            let listed = rules
                .iter()
                .flat_map(|rule| rule["ports"].as_array().expect("ports"));
            found.extend(listed.filter_map(|port| port["port"].as_str()));
        }
        found
    }

    /// The numbers of ports that pods may connect to.
    pub(super) fn egress_ports(&self) -> Vec<u64> {
        let policies = self.all("NetworkPolicy");
        let rules = policies.filter_map(|policy| policy["spec"]["egress"].as_array());
        let ports = rules
            .flatten()
            .flat_map(|rule| rule["ports"].as_array().expect("ports"));
        ports.filter_map(|port| port["port"].as_u64()).collect()
    }
}

/// Validates objects of the kinds that Kubernetes itself does not have, and prints the name of each.
const CUSTOM: &str = r#"
import { readFileSync } from 'node:fs';
import { HTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1';
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
const models = { HTTPRoute, ServiceMonitor };
for (const object of JSON.parse(readFileSync(0))) {
  if (models[object.kind]) {
    new models[object.kind](object).validate();
    console.log(object.metadata.name);
  }
}
"#;

/// Where the validators are: Python's in `python`, Node's in `node_modules`.
fn validators() -> Option<PathBuf> {
    let folder = env::var_os("LINKGATE_KUBERNETES");
    if folder.is_none() {
        missing("a folder with validators for Kubernetes (LINKGATE_KUBERNETES)");
    }
    folder.map(PathBuf::from)
}

fn python() -> Option<Command> {
    let folder = validators()?;
    let mut python = tool("python3")?;
    python.env("PYTHONPATH", folder.join("python"));
    Some(python)
}

fn node() -> Option<Command> {
    let folder = validators()?;
    let mut node = tool("node")?;
    node.current_dir(folder);
    Some(node)
}

/// What a command says to an input. It has to succeed.
fn output(command: &mut Command, input: &str) -> String {
    let command = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let done = child.wait_with_output().expect("it ends");
    // One that does not read all of it fails by its own.
    let _ = writer.join();
    let said = String::from_utf8_lossy(&done.stderr);
    let out = String::from_utf8(done.stdout).expect("text");
    assert!(done.status.success(), "{command:?}: {said}{out}");
    out
}
