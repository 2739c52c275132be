//! The manifests for Kubernetes: rendered as `kubectl apply -k` does, validated, and their pods started
//! as processes.

mod manifests;
mod pod;
mod policy_address;

use serde_json::Value;

use crate::support::program::{is_setting, run};
use crate::support::service::eventually;
use manifests::{Manifests, Variant};
use pod::{Pod, Secrets, Setup};

#[test]
fn every_variant_is_what_the_schemas_of_kubernetes_allow() {
    for variant in Variant::ALL {
        let Some(manifests) = Manifests::render(variant) else {
            return;
        };
        manifests.validate();
    }
}

#[test]
fn every_part_is_there() {
    let Some(manifests) = Manifests::render(Variant::Example) else {
        return;
    };
    assert_eq!(
        manifests.kinds(),
        [
            "ConfigMap",
            "Deployment",
            "HorizontalPodAutoscaler",
            "Ingress",
            "Namespace",
            "NetworkPolicy",
            "NetworkPolicy",
            "PodDisruptionBudget",
            "Service",
            "ServiceMonitor",
        ]
    );
    let Some(manifests) = Manifests::render(Variant::GatewayApi) else {
        return;
    };
    assert!(manifests.kinds().contains(&"HTTPRoute"));
    let Some(manifests) = Manifests::render(Variant::PolicyAddress) else {
        return;
    };
    assert!(!manifests.kinds().contains(&"ConfigMap"));
}

/// What Kubernetes does not compare itself: a name that is wrong here is a pod without traffic, or a
/// rule that holds for nobody.
#[test]
fn names_that_belong_together_are_the_same() {
    for variant in Variant::ALL {
        let Some(manifests) = Manifests::render(variant) else {
            return;
        };
        let deployment = manifests.one("Deployment");
        let labels = &deployment["spec"]["template"]["metadata"]["labels"];
        for selector in manifests.selectors() {
            for (name, value) in selector.as_object().expect("labels") {
                assert_eq!(&labels[name], value, "{variant:?}");
            }
        }
        let ports: Vec<&str> =
            named(&deployment["spec"]["template"]["spec"]["containers"][0]["ports"]);
        for port in manifests.target_ports() {
            assert!(ports.contains(&port), "{variant:?}: {port} of {ports:?}");
        }
    }
}

/// A variable with a wrong name would count for nothing.
#[test]
fn every_variable_is_a_setting() {
    let help = run(&["serve", "--help"]);
    let help = String::from_utf8(help.stdout).expect("text");
    for variant in Variant::ALL {
        let Some(manifests) = Manifests::render(variant) else {
            return;
        };
        let pod = &manifests.one("Deployment")["spec"]["template"]["spec"];
        for name in named(&pod["containers"][0]["env"]) {
            assert!(is_setting(&help, name), "{name}");
        }
    }
}

fn named(list: &Value) -> Vec<&str> {
    let items = list.as_array().expect("a list").iter();
    items
        .map(|item| item["name"].as_str().expect("a name"))
        .collect()
}

/// The standard "restricted" of Kubernetes, as far as it is about these pods.
#[test]
fn no_pod_may_do_what_it_need_not() {
    for variant in [Variant::Example, Variant::PolicyAddress] {
        let Some(manifests) = Manifests::render(variant) else {
            return;
        };
        let namespace = manifests.one("Namespace");
        let enforced = &namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"];
        assert_eq!(enforced, "restricted");
        is_restricted(&manifests.one("Deployment")["spec"]["template"]["spec"]);
    }
}

fn is_restricted(pod: &Value) {
    assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
    assert_eq!(
        pod["securityContext"]["seccompProfile"]["type"],
        "RuntimeDefault"
    );
    assert_eq!(pod["automountServiceAccountToken"], false);
    for forbidden in ["hostNetwork", "hostPID", "hostIPC"] {
        assert!(pod[forbidden].is_null(), "{forbidden}");
    }
    let kinds = ["configMap", "secret", "projected", "emptyDir", "name"];
    for volume in pod["volumes"].as_array().expect("volumes") {
        let unknown = volume.as_object().expect("a volume").keys();
        let unknown: Vec<_> = unknown
            .filter(|kind| !kinds.contains(&kind.as_str()))
            .collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
    let container = &pod["containers"][0]["securityContext"];
    assert_eq!(container["allowPrivilegeEscalation"], false);
    assert_eq!(container["readOnlyRootFilesystem"], true);
    assert_eq!(
        container["capabilities"],
        serde_json::json!({ "drop": ["ALL"] })
    );
}

#[test]
fn the_end_of_a_pod_fits_into_its_grace_period() {
    let Some(manifests) = Manifests::render(Variant::Example) else {
        return;
    };
    let pod = &manifests.one("Deployment")["spec"]["template"]["spec"];
    let container = &pod["containers"][0];
    let pre_stop = container["lifecycle"]["preStop"]["sleep"]["seconds"].as_u64();
    let setting = |name| pod::variable(container, name).expect("it is set");
    let seconds = |name| {
        let text = setting(name).strip_suffix('s').expect("in seconds");
        text.parse::<u64>().expect("a number")
    };
    // Three more for the last lines of the log, as docs/operating.md says.
    let needed = pre_stop.expect("a time")
        + seconds("LINKGATE_DRAIN_DELAY")
        + seconds("LINKGATE_DRAIN_TIMEOUT")
        + 3;
    let grace = pod["terminationGracePeriodSeconds"]
        .as_u64()
        .expect("a time");
    assert!(needed <= grace, "{needed} s of {grace}");

    // While it is unready, every probe has failed as often as it must before the process stops
    // accepting.
    let probe = &container["readinessProbe"];
    let number = |name: &str| probe[name].as_u64().expect("a number");
    assert!(number("periodSeconds") * number("failureThreshold") < seconds("LINKGATE_DRAIN_DELAY"));
}

#[test]
fn three_pods_serve_take_another_policy_and_end() {
    let Some(manifests) = Manifests::render(Variant::Example) else {
        return;
    };
    let setup = Setup {
        manifests: &manifests,
        secrets: &Secrets::new(),
        variables: Vec::new(),
    };
    let pods = [(); 3].map(|()| Pod::start(&setup));
    for pod in &pods {
        for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
            assert_eq!(
                pod.probe(probe),
                200,
                "{probe}: {}",
                pod.service.diagnostics()
            );
        }
        assert_eq!(pod.redirect("/go/standup"), 302);
        // Prometheus comes with the token of the secret, others without.
        assert_eq!(pod.scrape(None), 401);
        assert_eq!(pod.scrape(Some(&pod.token())), 200);
    }
    let ready = pods.each_ref().map(Pod::ready);
    assert_eq!(ready[0]["signing_keys"], ready[1]["signing_keys"]);
    assert_eq!(ready[0]["policy"], ready[2]["policy"]);

    // As the kubelet puts another ConfigMap in place of the old one.
    for pod in &pods {
        pod.update(
            "links.csv",
            "name,route,meeting_key\nretro,join,987654321\n",
        );
    }
    for pod in &pods {
        eventually("other policy", || {
            (pod.ready()["policy"] != ready[0]["policy"]).then_some(())
        });
        assert_eq!(pod.redirect("/go/retro"), 302);
        assert_eq!(pod.redirect("/go/standup"), 404);
    }
    // With an invalid one, the old one goes on.
    pods[0].update("links.csv", "name,route\nretro,nowhere\n");
    eventually("report", || {
        pods[0]
            .service
            .diagnostics()
            .contains("nowhere")
            .then_some(())
    });
    assert_eq!(pods[0].redirect("/go/retro"), 302);

    for pod in &pods {
        pod.service.signal("TERM");
        eventually("unreadiness", || {
            (pod.probe("readinessProbe") == 503).then_some(())
        });
        assert_eq!(pod.probe("livenessProbe"), 200);
        assert_eq!(
            pod.redirect("/go/retro"),
            302,
            "until nobody comes any more"
        );
    }
    for pod in pods {
        // The second signal ends it without the delay.
        pod.service.signal("INT");
        let (code, said) = pod.service.end();
        assert_eq!(code, Some(0), "{said}");
    }
}
