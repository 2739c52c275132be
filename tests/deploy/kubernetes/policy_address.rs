//! Pods whose policy comes from an https address.

use serde_json::Value;

use super::manifests::{Manifests, Variant};
use super::pod::{Pod, Secrets, Setup, variable};
use crate::support::policy_host::{Manner, PolicyHost, PolicySigner};
use crate::support::service::{Folder, eventually, random_secret};

/// When the first version is signed; later ones follow.
const SIGNED: i64 = 1_790_000_000;

/// The address of the sample, served by the test: its host, its key, and the secret with its token.
struct Source {
    host: PolicyHost,
    signer: PolicySigner,
    path: String,
    token: String,
    /// Stands for `/etc/linkgate` of every pod, because the policy names a file of it by its whole path.
    files: Folder,
}

impl Source {
    /// At the path that the sample names.
    fn of(manifests: &Manifests) -> Self {
        let container = &manifests.one("Deployment")["spec"]["template"]["spec"]["containers"][0];
        let address = variable(container, "LINKGATE_POLICY").expect("an address");
        let rest = address.strip_prefix("https://").expect("of https");
        let (_, path) = rest.split_once('/').expect("a path");
        Self {
            host: PolicyHost::start(),
            signer: PolicySigner::new(),
            path: format!("/{path}"),
            token: random_secret(),
            files: Folder::with(&[("signing-keys", random_secret())]),
        }
    }

    fn secrets(&self) -> Secrets {
        let of_address = [
            ("policy-token", &*self.token),
            ("policy-ca.pem", &*self.host.authority.pem),
        ];
        let keys = self.files.read("signing-keys");
        Secrets::new()
            .with("linkgate-policy-source", &of_address)
            .with("linkgate-signing-keys", &[("signing-keys", &keys)])
    }

    /// What the operator names instead of the sample.
    fn variables(&self) -> Vec<(&'static str, String)> {
        vec![
            ("LINKGATE_POLICY", self.host.url(&self.path)),
            ("LINKGATE_POLICY_KEY", self.signer.public_key()),
            ("LINKGATE_POLICY_INTERVAL", "1s".to_owned()),
        ]
    }

    /// Puts a version there whose one link has that name.
    fn publish(&self, link: &str, age: i64) {
        let keys = self.files.named("signing-keys");
        let policy = format!(
            r#"version: 1
public_url: https://go.acme.example/
sites: {{ acme: "https://acme.webex.com/acme/" }}
signing_keys: {{ file: "{keys}" }}
routes:
  join: {{ path: "/go/join/{{meeting_key}}", command: meeting.join, allow: anyone }}
links:
  {link}: {{ route: join, meeting_key: 123456789 }}
"#
        );
        let signature = self.signer.sign(&policy, SIGNED + age);
        self.host.put_signed(&self.path, &policy, signature);
    }

    fn fails(&self) {
        let busy = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
        self.host.behave(Manner::Says(busy.to_owned()));
    }
}

/// The port of an address is one that the network policies let pods out to.
#[test]
fn the_address_of_the_sample_is_within_reach() {
    let Some(manifests) = Manifests::render(Variant::PolicyAddress) else {
        return;
    };
    let container = &manifests.one("Deployment")["spec"]["template"]["spec"]["containers"][0];
    let address = variable(container, "LINKGATE_POLICY").expect("an address");
    let address: url::Url = address.parse().expect("an address");
    let port = address.port_or_known_default().expect("a port");
    assert!(manifests.egress_ports().contains(&u64::from(port)));
}

/// A start without a copy gives up after a minute, and says why. A probe that ends it before does not.
#[test]
fn a_start_may_wait_for_the_address() {
    let Some(manifests) = Manifests::render(Variant::PolicyAddress) else {
        return;
    };
    let container = &manifests.one("Deployment")["spec"]["template"]["spec"]["containers"][0];
    let number = |name: &str| container["startupProbe"][name].as_u64().expect("a number");
    assert!(number("periodSeconds") * number("failureThreshold") > 60);
}

#[test]
fn three_pods_follow_an_address_and_survive_without_it() {
    let Some(manifests) = Manifests::render(Variant::PolicyAddress) else {
        return;
    };
    let source = Source::of(&manifests);
    source.publish("standup", 0);
    let setup = Setup {
        manifests: &manifests,
        secrets: &source.secrets(),
        variables: source.variables(),
    };
    let pods = [(); 3].map(|()| Pod::start(&setup));
    let first = agreed(&pods);
    for pod in &pods {
        assert_eq!(pod.probe("startupProbe"), 200);
        assert_eq!(pod.redirect("/go/standup"), 302);
        assert!(pod.ready()["policy_confirmed_seconds"].is_u64());
        assert!(pod.written("state", "policy.copy").contains("standup"));
        assert_eq!(
            pod.file("policy", "signing-keys"),
            source.files.read("signing-keys")
        );
    }
    // Each question has the token, those for the signature too.
    let token = format!("authorization: Bearer {}\r\n", source.token);
    for request in source.host.requests() {
        assert!(request.contains(&token), "{request}");
    }

    source.publish("retro", 1);
    for pod in &pods {
        eventually("other policy", || {
            (pod.ready()["policy"] != first).then_some(())
        });
        assert_eq!(pod.redirect("/go/retro"), 302);
        eventually("copy of it", || {
            pod.written("state", "policy.copy")
                .contains("retro")
                .then_some(())
        });
    }
    let second = agreed(&pods);

    // A container that crashes while the address is down goes on with the copy; a new pod has none.
    source.fails();
    let [crashed, other, _] = pods;
    let again = crashed.crash(&setup);
    assert_eq!(again.ready()["policy"], second);
    assert_eq!(again.redirect("/go/retro"), 302);
    let (code, said) = Pod::fail(&setup);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("there is no copy"), "{said}");
    assert_eq!(other.redirect("/go/retro"), 302);
}

/// The one policy of all, after checking that it is one.
#[track_caller]
fn agreed(pods: &[Pod]) -> Value {
    let all: Vec<Value> = pods.iter().map(Pod::ready).collect();
    for ready in &all {
        assert_eq!(ready["policy"], all[0]["policy"]);
        assert_eq!(ready["signing_keys"], all[0]["signing_keys"]);
        assert_ne!(ready["signing_keys"], "process");
    }
    all[0]["policy"].clone()
}
