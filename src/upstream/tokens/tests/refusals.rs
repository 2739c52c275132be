//! A token endpoint that gives nothing.

use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::{DAY, Desk, HOUR, bearer};
use crate::upstream::test_site::{Act, grant, json, with_headers};

const DEAD: &str = "linkgate_upstream_token_dead{site=\"acme\"} 1";

/// In both forms of an error: that of Webex, and that of OAuth.
#[tokio::test(start_paused = true)]
async fn a_refused_refresh_token_is_not_asked_with_again() {
    for (status, body) in [
        (
            400,
            r#"{"message":"refresh token not accepted","errors":[],"trackingId":"ROUTER_2"}"#,
        ),
        (400, r#"{"error":"invalid_grant","error_description":"no"}"#),
        (401, "{}"),
    ] {
        let desk = Desk::new();
        desk.network.grants(move |_| json(status, body));
        let tokens = desk.start();
        tokens.settled().await;
        for _ in 0..10 {
            let token = timeout(Duration::ZERO, tokens.current()).await;
            assert!(token.is_ok_and(|token| token.is_none()), "{status}");
        }
        sleep(HOUR - Duration::from_secs(1)).await;
        assert_eq!(desk.asked(), 1, "{status}");
        assert!(desk.has_metric(DEAD));
        assert_eq!(desk.count("refused"), 1);
        // After an hour, and after a reload.
        sleep(HOUR / 5 + Duration::from_secs(2)).await;
        assert_eq!(desk.asked(), 2, "{status}");
        tokens.try_again();
        sleep(Duration::from_secs(1)).await;
        assert_eq!(desk.asked(), 3, "{status}");
        desk.network.grants(|_| grant("AT-9", "RT-1"));
        tokens.try_again();
        sleep(Duration::from_secs(1)).await;
        assert_eq!(bearer(&tokens).await.as_deref(), Some("Bearer AT-9"));
        assert!(!desk.has_metric(DEAD));
    }
}

/// A reload of the policy says nothing about a token that works.
#[tokio::test(start_paused = true)]
async fn a_reload_does_not_renew_a_token_that_works() {
    let desk = Desk::new();
    let tokens = desk.start();
    tokens.settled().await;
    for _ in 0..10 {
        tokens.try_again();
        sleep(Duration::from_secs(1)).await;
    }
    assert_eq!(desk.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_fails_is_asked_less_and_less_often() {
    for act in [
        json(500, "{}"),
        json(503, ""),
        json(429, "{}"),
        json(403, "{}"),
        json(200, "<html>"),
        json(200, "{}"),
        json(200, r#"{"access_token":""}"#),
        json(200, r#"{"access_token":"a\r\nb: c"}"#),
        json(200, r#"{"access_token":7}"#),
        with_headers(302, "location: https://evil.example/\r\n", ""),
        Act::HangUp(vec![]),
        Act::Silence,
        Act::Endless(b" ".to_vec()),
    ] {
        let desk = Desk::new();
        let failing = act.clone();
        desk.network.grants(move |_| failing.clone());
        let tokens = desk.start();
        sleep(HOUR).await;
        let asked = desk.asked();
        assert!((10..=20).contains(&asked), "{act:?}: {asked}");
        let failed = usize::try_from(desk.count("failed")).expect("few");
        assert!(failed.abs_diff(asked) <= 1, "{act:?}");
        assert!(!desk.has_metric(DEAD), "{act:?}");
        let token = timeout(Duration::from_secs(3), tokens.current()).await;
        assert!(token.is_err() || token.is_ok_and(|token| token.is_none()));
        // It works again.
        desk.network.grants(|_| grant("AT-1", "RT-1"));
        sleep(Duration::from_secs(7 * 60)).await;
        assert_eq!(
            bearer(&tokens).await.as_deref(),
            Some("Bearer AT-1"),
            "{act:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_the_endpoint_wants_is_kept() {
    let desk = Desk::new();
    desk.network
        .grants(|_| with_headers(429, "retry-after: 60\r\n", ""));
    let _tokens = desk.start();
    sleep(Duration::from_secs(59)).await;
    assert_eq!(desk.asked(), 1);
    sleep(Duration::from_secs(2)).await;
    assert_eq!(desk.asked(), 2);
}

/// There is half of a token's life to mend the endpoint.
#[tokio::test(start_paused = true)]
async fn a_token_is_used_to_its_end_while_no_other_is_to_be_had() {
    for status in [500, 400] {
        let desk = Desk::new();
        let tokens = desk.start();
        tokens.settled().await;
        desk.network.grants(move |_| json(status, "{}"));
        sleep(DAY * 13).await;
        assert_eq!(bearer(&tokens).await.as_deref(), Some("Bearer AT-1"));
        sleep(DAY).await;
        assert_eq!(bearer(&tokens).await, None, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_was_just_issued_is_not_renewed_because_it_is_refused() {
    let desk = Desk::new();
    let tokens = desk.start();
    let token = tokens.current().await.expect("a token");
    assert!(tokens.renewed(&token).await.is_none());
    assert_eq!(desk.asked(), 1);
    sleep(Duration::from_secs(60)).await;
    // Two who are refused at the same time, and one who comes later with the same token.
    let both = tokio::join!(tokens.renewed(&token), tokens.renewed(&token));
    assert!(both.0.is_some() && both.1.is_some());
    assert!(tokens.renewed(&token).await.is_some());
    assert_eq!(desk.asked(), 2);
    // An endpoint that fails is not waited for.
    sleep(Duration::from_secs(60)).await;
    desk.network.grants(|_| json(500, "{}"));
    let token = tokens.current().await.expect("a token");
    assert!(tokens.renewed(&token).await.is_none());
    assert!(tokens.renewed(&token).await.is_none());
    assert_eq!(desk.asked(), 3);
}
