//! Secrets that sing wherever they turn up, and what people ask for.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::sleep;
use tracing::level_filters::LevelFilter;

use super::{Desk, configs};
use crate::upstream::config::{Auth, ServiceConfig};
use crate::upstream::test_site::{Act, TestNetwork, bytes, json, with_headers};
use crate::webex::{CallName, RestCall, RestMethod, Secret};

const SONG: &str = "canary";

/// All that is said while it lives.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        let bytes = self.0.lock().expect("whole").clone();
        String::from_utf8(bytes).expect("text")
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("whole").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn singing() -> [ServiceConfig; 2] {
    let [mut rest, xml] = configs(super::BASE, None);
    if let Auth::Token(tokens) = &mut rest.auth {
        tokens.client_id = Secret::new("canary-id".to_owned());
        tokens.client_secret = Secret::new("canary-secret".to_owned());
        tokens.refresh_token = Secret::new("canary-refresh".to_owned());
    }
    [rest, xml]
}

const GRANT: &str =
    r#"{"access_token":"canary-access","expires_in":1209599,"refresh_token":"canary-next"}"#;

/// Everything that can be said of a server that repeats what it is asked.
async fn ask_in_all_ways(desk: &Desk, grants: Act, act: Act) {
    desk.network.grants(move |_| grants.clone());
    desk.network.always(act);
    for kind in super::KINDS {
        let target = "meetings?hostEmail=canary%40acme.example&password=canary";
        let (name, method) = (CallName::FindMeeting, RestMethod::Post);
        let call = RestCall::sample(name, method, target, kind);
        let reply = desk.services.ask("acme", call.clone()).await;
        let cached = desk.services.cached("acme", &call);
        assert_silent("a reply", &format!("{reply:?} {cached:?} {call:?}"));
    }
    let posted = desk.services.post_xml("acme", "<a>canary</a>".into()).await;
    assert_silent("a reply", &format!("{posted:?}"));
    sleep(Duration::from_secs(90)).await;
}

#[track_caller]
fn assert_silent(what: &str, text: &str) {
    let found = text.to_lowercase().find(SONG);
    let around = found.map(|at| &text[at.saturating_sub(80)..(at + 40).min(text.len())]);
    assert_eq!(around, None, "{what}");
}

#[tokio::test(start_paused = true)]
async fn no_secret_is_in_a_log_a_metric_or_a_debug_print() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let echo =
        r#"{"message":"canary","errors":[{"description":"canary"}],"trackingId":"can ary canary"}"#;
    let location = "location: https://evil.example/?token=canary\r\nx-canary: canary\r\n";
    let acts = [
        json(200, echo),
        json(401, echo),
        json(400, echo),
        json(500, echo),
        json(503, echo),
        with_headers(302, location, echo),
        Act::HangUp(b"canary canary canary\r\n\r\n".to_vec()),
        Act::HangUp(
            b"HTTP/1.1 200 OK\r\ncanary: canary\r\ncontent-length: 99\r\n\r\ncanary".to_vec(),
        ),
        Act::Send(bytes(200, "", "<html>canary")),
    ];
    for act in acts {
        for grants in [json(200, GRANT), act.clone()] {
            let desk = Desk::on(TestNetwork::plain(), singing());
            ask_in_all_ways(&desk, grants, act.clone()).await;
            assert_silent("the metrics", &desk.metrics.encode());
            let shown = format!("{:?} {:?} {:?}", desk.services, desk.upstreams, singing());
            assert_silent("a debug print", &shown);
            let tokens = desk.service().tokens().expect("tokens");
            let token = tokio::time::timeout(Duration::ZERO, tokens.current()).await;
            assert_silent("a token", &format!("{token:?}"));
            let _ = desk.upstreams.follow(singing());
        }
    }
    let log = log.text();
    assert_silent("the diagnostics", &log);
    // They do say something.
    for words in [
        "the refresh token is refused",
        "an access token was issued",
        "called",
    ] {
        assert!(log.contains(words), "{words}");
    }
    assert!(log.lines().count() > 500, "{}", log.lines().count());
}
