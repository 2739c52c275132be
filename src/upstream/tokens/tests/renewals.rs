//! When tokens are renewed, and by whom.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::{DAY, Desk, HOUR, bearer, set_clock_wrong};
use crate::upstream::test_site::{Act, bytes, grant, json};

#[tokio::test(start_paused = true)]
async fn a_token_is_asked_for_as_webex_wants_it() {
    let desk = Desk::new();
    let tokens = desk.start();
    assert_eq!(bearer(&tokens).await.as_deref(), Some("Bearer AT-1"));
    let seen = desk.network.seen();
    let [seen] = &seen[..] else {
        panic!("{seen:?}");
    };
    assert_eq!(seen.line(), "POST /v1/access_token HTTP/1.1");
    let form = "application/x-www-form-urlencoded";
    assert_eq!(seen.header("content-type"), Some(form));
    assert_eq!(seen.header("authorization"), None);
    assert_eq!(
        seen.body,
        "grant_type=refresh_token&client_id=CID&client_secret=C+SECRET%26%3D&refresh_token=RT-1"
    );
    assert_eq!(desk.count("refreshed"), 1);
}

/// Webex's tokens live for two weeks.
#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_in_the_middle_of_its_life_and_nobody_waits_for_it() {
    let desk = Desk::new();
    let tokens = desk.start();
    tokens.settled().await;
    for _ in 0..70 * 24 {
        sleep(HOUR).await;
        let token = timeout(Duration::ZERO, tokens.current()).await;
        assert!(token.is_ok_and(|token| token.is_some()));
    }
    // Seventy days, and five and a half to seven days between two.
    assert!((11..=13).contains(&desk.asked()), "{}", desk.asked());
    let times: Vec<_> = desk.network.seen().iter().map(|seen| seen.at).collect();
    for pair in times.windows(2) {
        let between = pair[1] - pair[0];
        assert!((DAY * 5..DAY * 7 + HOUR).contains(&between), "{between:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_next_process_takes_over_what_the_last_one_had() {
    let desk = Desk::new();
    for days in [0, 1, 3] {
        let tokens = desk.start();
        assert_eq!(bearer(&tokens).await.as_deref(), Some("Bearer AT-1"));
        assert_eq!(desk.asked(), 1, "after {days} days");
        drop(tokens);
        sleep(DAY * days).await;
    }
    // After half of its life, the token is used while the next one is fetched.
    sleep(DAY * 4).await;
    let tokens = desk.start();
    assert_eq!(bearer(&tokens).await.as_deref(), Some("Bearer AT-1"));
    sleep(HOUR).await;
    assert_eq!(bearer(&tokens).await.as_deref(), Some("Bearer AT-2"));
    // It is dead when nobody has run for weeks.
    drop(tokens);
    sleep(DAY * 15).await;
    let tokens = desk.start();
    assert_eq!(bearer(&tokens).await.as_deref(), Some("Bearer AT-3"));
    assert_eq!(desk.asked(), 3);
}

#[tokio::test(start_paused = true)]
async fn processes_with_one_folder_ask_once() {
    let desk = Desk::new();
    let processes: Vec<_> = (0..5).map(|_| desk.start()).collect();
    for tokens in &processes {
        assert_eq!(bearer(tokens).await.as_deref(), Some("Bearer AT-1"));
    }
    assert_eq!(desk.asked(), 1);
    assert_eq!((desk.count("refreshed"), desk.count("shared")), (1, 4));
    // One of them renews it ahead of time, and the others find it.
    sleep(DAY * 7).await;
    assert_eq!(desk.asked(), 2);
    // All are refused at once.
    let mut tasks = JoinSet::new();
    for tokens in processes {
        tasks.spawn(async move {
            let refused = tokens.current().await.expect("a token");
            let renewed = tokens.renewed(&refused).await.expect("another");
            renewed.header().to_str().map(str::to_owned)
        });
    }
    for renewed in tasks.join_all().await {
        assert_eq!(renewed.as_deref().ok(), Some("Bearer AT-3"));
    }
    assert_eq!(desk.asked(), 3);
}

/// Webex may replace the refresh token with each answer.
#[tokio::test(start_paused = true)]
async fn the_last_refresh_token_counts_and_then_that_of_the_policy() {
    let desk = Desk::new();
    desk.network.grants(|_| grant("AT-1", "RT-2"));
    let tokens = desk.start();
    tokens.settled().await;
    desk.network.grants(|_| grant("AT-2", "RT-3"));
    sleep(DAY * 7).await;
    assert_eq!(desk.asked_with(), ["RT-1", "RT-2"]);
    drop(tokens);
    // The next process, after the end of the access token.
    sleep(DAY * 15).await;
    desk.network
        .grants(|seen| match seen.body.ends_with("=RT-3") {
            true => json(400, "{}"),
            false => grant("AT-3", "RT-4"),
        });
    let tokens = desk.start();
    assert_eq!(bearer(&tokens).await.as_deref(), Some("Bearer AT-3"));
    assert_eq!(desk.asked_with(), ["RT-1", "RT-2", "RT-3", "RT-1"]);
    assert!(desk.has_metric("linkgate_upstream_token_dead{site=\"acme\"} 0"));
}

#[tokio::test(start_paused = true)]
async fn another_refresh_token_in_the_policy_wins() {
    let desk = Desk::new();
    let tokens = desk.start();
    assert_eq!(bearer(&tokens).await.as_deref(), Some("Bearer AT-1"));
    drop(tokens);
    let tokens = desk.start_with("RT-NEW", Some(desk.folder.path()));
    assert_eq!(bearer(&tokens).await.as_deref(), Some("Bearer AT-2"));
    assert_eq!(desk.asked_with(), ["RT-1", "RT-NEW"]);
}

/// Whatever the clocks say, there is a token, and the endpoint is not asked again and again.
#[tokio::test(start_paused = true)]
async fn a_clock_that_is_wrong_breaks_nothing() {
    for lifetime in [1_209_599, 3600] {
        for skew in [-3600, 3600, -86_400, 1_000_000] {
            let desk = Desk::new();
            let answer = format!(r#"{{"access_token":"AT","expires_in":{lifetime}}}"#);
            desk.network.grants(move |_| json(200, &answer));
            let right = desk.start();
            assert!(bearer(&right).await.is_some());
            set_clock_wrong(skew);
            let wrong = desk.start();
            assert!(bearer(&wrong).await.is_some(), "{lifetime} {skew}");
            for _ in 0..24 {
                sleep(HOUR).await;
                assert!(bearer(&wrong).await.is_some(), "{lifetime} {skew}");
                assert!(bearer(&right).await.is_some(), "{lifetime} {skew}");
            }
            let most = if lifetime == 3600 {
                24 * 60 / 24 * 2
            } else {
                4
            };
            assert!(
                desk.asked() <= most * 2,
                "{lifetime} {skew}: {}",
                desk.asked()
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_life_of_a_token_has_the_endpoint_asked_in_a_loop() {
    for (body, most) in [
        (r#"{"access_token":"AT","expires_in":0}"#, 61),
        (r#"{"access_token":"AT","expires_in":1}"#, 61),
        (r#"{"access_token":"AT"}"#, 4),
        (r#"{"access_token":"AT","expires_in":99999999999999}"#, 1),
    ] {
        let desk = Desk::new();
        desk.network.grants(move |_| json(200, body));
        let tokens = desk.start();
        sleep(HOUR).await;
        assert!(
            (1..=most).contains(&desk.asked()),
            "{body}: {}",
            desk.asked()
        );
        drop(tokens);
    }
}

/// The refresh token that comes with it may be the only one that counts.
#[tokio::test(start_paused = true)]
async fn a_token_on_its_way_is_kept_although_nobody_wants_it_any_more() {
    let desk = Desk::new();
    let body = r#"{"access_token":"AT-1","expires_in":1209599,"refresh_token":"RT-2"}"#;
    desk.network
        .grants(move |_| Act::Later(Duration::from_secs(5), bytes(200, "", body)));
    let tokens = desk.start();
    assert_eq!(bearer(&tokens).await, None, "not in the time of a visitor");
    assert_eq!(desk.asked(), 1);
    drop(tokens);
    sleep(HOUR).await;
    let kept = desk.file().read().await.expect("readable");
    assert!(kept.is_some());
    assert_eq!(bearer(&desk.start()).await.as_deref(), Some("Bearer AT-1"));
    assert_eq!(desk.asked(), 1);
}
