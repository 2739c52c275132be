//! Equal calls at the same time, replies that are kept, connections that are used again.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{advance, timeout};

use super::{Desk, call, numbered, timed};
use crate::telemetry::Metrics;
use crate::upstream::test_site::{Act, TOKEN_PATH, TestNetwork, bytes, grant, json};
use crate::upstream::{Auth, UpstreamError, UpstreamParts, Upstreams};
use crate::webex::CallKind;

const FOUND: &str = r#"{"items":[{"webLink":"https://acme.webex.com/acme/j.php?MTID=m1"}]}"#;

fn later(body: &str) -> Act {
    Act::Later(Duration::from_millis(500), bytes(200, "", body))
}

/// How many calls a thousand equal ones are, which come at the same time.
async fn calls_of_a_thousand(desk: &Desk, kind: CallKind) -> usize {
    let before = desk.calls();
    let mut tasks = JoinSet::new();
    for _ in 0..1000 {
        let services = desk.services.clone();
        tasks.spawn(async move { services.ask("acme", call(kind)).await });
    }
    let replies = tasks.join_all().await;
    assert!(replies.iter().all(|reply| *reply == replies[0]));
    assert_eq!(replies[0].as_ref().map(|reply| reply.status), Ok(200));
    desk.calls() - before
}

#[tokio::test(start_paused = true)]
async fn a_thousand_equal_lookups_are_one_call() {
    let desk = Desk::new();
    desk.network.always(later(FOUND));
    for kind in [CallKind::Lookup, CallKind::Read] {
        assert_eq!(calls_of_a_thousand(&desk, kind).await, 1, "{kind:?}");
        assert!(desk.service().is_idle());
    }
    // The one is kept, the other is not.
    for (kind, calls) in [(CallKind::Lookup, 0), (CallKind::Read, 1)] {
        assert_eq!(calls_of_a_thousand(&desk, kind).await, calls, "{kind:?}");
    }
    assert!(desk.has_metric(
        "linkgate_upstream_calls_total{site=\"acme\",call=\"find_meeting\",result=\"ok\"} 3"
    ));
    assert!(desk.has_metric("linkgate_upstream_lookups_total{site=\"acme\",result=\"miss\"} 1"));
    assert!(desk.has_metric("linkgate_upstream_lookups_total{site=\"acme\",result=\"hit\"} 1000"));
}

/// On several threads at once, with a server that answers at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn threads_share_lookups_too() {
    for _ in 0..10 {
        let configs = super::configs(super::BASE, None);
        let desk = Desk::within(super::patient(), TestNetwork::plain(), configs);
        desk.network.always(json(200, FOUND));
        assert_eq!(calls_of_a_thousand(&desk, CallKind::Lookup).await, 1);
    }
}

/// Another meeting, another host, another method: another call.
#[tokio::test(start_paused = true)]
async fn calls_that_differ_are_not_shared() {
    let desk = Desk::new();
    desk.network.always(later(FOUND));
    let mut tasks = JoinSet::new();
    for number in 0..10 {
        let services = desk.services.clone();
        tasks.spawn(async move {
            services
                .ask("acme", numbered(CallKind::Lookup, number))
                .await
        });
    }
    assert!(tasks.join_all().await.iter().all(Result::is_ok));
    assert_eq!(desk.calls(), 10);
    // What belongs to one person is never shared.
    for kind in [CallKind::Repeatable, CallKind::Once] {
        let before = desk.calls();
        let same = call(kind);
        let (one, other) = tokio::join!(desk.ask(&same), desk.ask(&same));
        assert!(one.is_ok() && other.is_ok());
        assert_eq!(desk.calls() - before, 2, "{kind:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn visitors_who_go_away_take_nothing_from_the_others() {
    let desk = Desk::new();
    desk.network.always(later(FOUND));
    let lookup = call(CallKind::Lookup);
    // The first one has the call made, and leaves.
    let gone = timeout(Duration::from_millis(100), desk.ask(&lookup)).await;
    assert!(gone.is_err(), "gone before there is an answer");
    let stays = desk.ask(&lookup);
    let leaves = timeout(Duration::from_millis(100), desk.ask(&lookup));
    let (stays, leaves) = tokio::join!(stays, leaves);
    assert!(leaves.is_err());
    assert_eq!(stays.map(|reply| reply.status), Ok(200));
    assert_eq!(desk.calls(), 1);
    // All are gone, and the reply is kept all the same.
    let other = numbered(CallKind::Lookup, 7);
    assert!(
        timeout(Duration::from_millis(1), desk.ask(&other))
            .await
            .is_err()
    );
    advance(Duration::from_secs(1)).await;
    tokio::time::sleep(Duration::from_millis(1)).await;
    let (reply, time) = timed(desk.ask(&other)).await;
    assert!(reply.is_ok() && time.is_zero(), "{time:?}");
    assert_eq!(desk.calls(), 2);
    assert!(desk.service().is_idle());
}

#[tokio::test(start_paused = true)]
async fn what_is_kept_is_there_without_waiting() {
    let desk = Desk::new();
    let lookup = call(CallKind::Lookup);
    assert_eq!(desk.services.cached("acme", &lookup), None);
    desk.network.always(json(200, FOUND));
    let reply = desk.ask(&lookup).await.expect("a reply");
    assert_eq!(desk.services.cached("acme", &lookup), Some(Ok(reply)));
    advance(Duration::from_secs(300)).await;
    assert_eq!(desk.services.cached("acme", &lookup), None);
    for kind in [CallKind::Read, CallKind::Repeatable, CallKind::Once] {
        assert!(desk.ask(&call(kind)).await.is_ok());
        assert_eq!(desk.services.cached("acme", &call(kind)), None, "{kind:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn more_calls_than_the_budget_are_refused_at_once() {
    let desk = Desk::new();
    desk.network
        .always(Act::Later(Duration::from_secs(1), bytes(200, "", "{}")));
    let mut tasks = JoinSet::new();
    for number in 0..40 {
        let services = desk.services.clone();
        tasks.spawn(
            async move { timed(services.ask("acme", numbered(CallKind::Read, number))).await },
        );
    }
    let replies = tasks.join_all().await;
    let busy: Vec<_> = replies
        .iter()
        .filter(|(reply, _)| *reply == Err(UpstreamError::Busy))
        .collect();
    assert_eq!(busy.len(), 8);
    assert!(busy.iter().all(|(_, time)| time.is_zero()));
    assert_eq!(desk.calls(), 32);
    assert!(desk.service().is_idle());
    assert!(desk.has_metric(
        "linkgate_upstream_calls_total{site=\"acme\",call=\"find_meeting\",result=\"busy\"} 8"
    ));
}

#[tokio::test(start_paused = true)]
async fn connections_are_used_again_and_closed_when_nobody_does() {
    let desk = Desk::new();
    for number in 0..10 {
        let reply = desk.ask(&numbered(CallKind::Read, number)).await;
        assert!(reply.is_ok());
    }
    // One for the token, one for the calls.
    assert_eq!(desk.network.dialled(), 2);
    assert_eq!(desk.network.open(), 1);
    tokio::time::sleep(Duration::from_secs(200)).await;
    assert_eq!(desk.network.open(), 0);
    assert!(desk.ask(&call(CallKind::Read)).await.is_ok());
    // A call that is never repeated does not go over one that may be about to end.
    assert!(desk.ask(&call(CallKind::Once)).await.is_ok());
    assert_eq!(desk.network.dialled(), 4);
}

/// The server has closed it meanwhile, without a word.
#[tokio::test(start_paused = true)]
async fn a_connection_that_the_server_has_closed_is_replaced() {
    let desk = Desk::new();
    desk.network
        .then([Act::HangUp(bytes(200, "", "{}")), json(200, "{}")]);
    for _ in 0..2 {
        assert_eq!(desk.status(&call(CallKind::Repeatable)).await, Ok(200));
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(desk.calls(), 2);
}

/// A burst leaves no more than a few connections open.
#[tokio::test(start_paused = true)]
async fn few_connections_are_kept_after_a_burst() {
    let desk = Desk::new();
    desk.network.always(later("{}"));
    let mut tasks = JoinSet::new();
    for number in 0..30 {
        let services = desk.services.clone();
        tasks.spawn(async move { services.ask("acme", numbered(CallKind::Read, number)).await });
    }
    assert!(tasks.join_all().await.iter().all(Result::is_ok));
    tokio::time::sleep(Duration::from_millis(1)).await;
    assert!(desk.network.open() <= 8, "{}", desk.network.open());
}

/// A reload keeps what is unchanged, and what a service has learned.
#[tokio::test(start_paused = true)]
async fn services_that_stay_keep_what_they_have() {
    let desk = Desk::new();
    desk.network.always(json(200, FOUND));
    let lookup = call(CallKind::Lookup);
    let reply = desk.ask(&lookup).await;
    let again = super::configs(super::BASE, None);
    let services = desk.upstreams.follow(again.clone()).expect("services");
    assert_eq!(services.cached("acme", &lookup), Some(reply));
    assert!(std::sync::Arc::ptr_eq(
        services.rest("acme"),
        desk.service()
    ));
    assert_eq!(desk.network.count("/v1/access_token"), 1);

    // Another address of the API, with the same tokens.
    let [mut rest, xml] = again;
    rest.base = "http://127.0.0.1:9090/v1/".parse().expect("an address");
    let services = desk.upstreams.follow([rest, xml]).expect("services");
    assert_eq!(services.cached("acme", &lookup), None);
    assert!(services.ask("acme", lookup).await.is_ok());
    assert_eq!(desk.network.count("/v1/access_token"), 1);

    // Another refresh token, after one that was refused.
    let dead = "linkgate_upstream_token_dead{site=\"acme\"} ";
    let [mut rest, xml] = super::configs(super::BASE, None);
    if let Auth::Token(tokens) = &mut rest.auth {
        tokens.refresh_token = super::secret("RT-DEAD");
    }
    desk.network
        .grants(|seen| match seen.body.ends_with("=RT-DEAD") {
            true => json(400, "{}"),
            false => grant("AT-2", "RT-1"),
        });
    let refused = desk.upstreams.follow([rest, xml]).expect("services");
    let tokens = refused.rest("acme").tokens().expect("tokens");
    tokens.settled().await;
    assert!(desk.has_metric(&format!("{dead}1")));
    let again = super::configs(super::BASE, None);
    let services = desk.upstreams.follow(again).expect("services");
    assert!(services.ask("acme", call(CallKind::Read)).await.is_ok());
    assert!(desk.has_metric(&format!("{dead}0")));
    // The one before it is still there, and tries again.
    tokens.try_again();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(desk.has_metric(&format!("{dead}0")));

    // None at all: its state is no metric any more.
    let state = "linkgate_upstream_circuit_open{site=\"acme\",api=\"rest\"} 0";
    assert!(desk.has_metric(state));
    assert!(desk.upstreams.follow([]).is_ok());
    assert!(!desk.has_metric(state) && !desk.has_metric(&format!("{dead}0")));
    let again = super::configs(super::BASE, None);
    assert!(desk.upstreams.follow(again).is_ok());
    assert!(desk.has_metric(state) && desk.has_metric(&format!("{dead}0")));
}

/// Two processes on one machine, or one that starts while the other ends.
#[tokio::test(start_paused = true)]
async fn processes_with_one_state_folder_have_one_token() {
    let folder = tempfile::tempdir().expect("a folder");
    let network = TestNetwork::plain();
    let metrics = Metrics::default();
    let process = || {
        let state_dir = Some(folder.path().to_owned());
        let parts = UpstreamParts {
            state_dir,
            ..super::parts(&metrics)
        };
        let upstreams = Upstreams::new(parts).on(network.clone());
        upstreams
            .follow(super::configs(super::BASE, None))
            .expect("services")
    };
    let (one, other) = (process(), process());
    let lookup = call(CallKind::Lookup);
    let (first, second) = tokio::join!(
        one.ask("acme", lookup.clone()),
        other.ask("acme", lookup.clone())
    );
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(network.count(TOKEN_PATH), 1);
    drop((one, other));
    assert!(process().ask("acme", lookup).await.is_ok());
    assert_eq!(network.count(TOKEN_PATH), 1);
}
