//! Keys from issuers that answer well, badly, or not at all.

use std::time::Duration;

use super::*;
use crate::https_client::names::tests::{NameServer, System};
use crate::https_client::test_server::Server;
use crate::https_client::{Client, FetchError};

/// A configuration with the keys of that server.
fn jwt_issuer_at(server: &Server, algorithms: &[Algorithm]) -> JwtIssuer {
    JwtIssuer {
        algorithms: algorithms.to_vec(),
        keys: KeySource::Url {
            url: server.url("/jwks.json?v=1").parse().expect("an address"),
            authorities: Some(server.authority.clone().into()),
        },
        ..jwt_issuer(&[])
    }
}

fn set(signers: &[&Signer]) -> String {
    let keys: Vec<_> = signers.iter().map(|signer| signer.jwk()).collect();
    json!({ "keys": keys }).to_string()
}

fn client(server: &Server) -> Client {
    let url = server.url("/jwks.json").parse().expect("an address");
    Client::new(&url, Some(&server.authority)).expect("a certificate")
}

/// Fetches once, as the background task does.
async fn refresh(tokens: &Tokens) -> bool {
    let issuer = &tokens.issuers[0];
    issuer.refresh(issuer.client().expect("a URL")).await
}

#[tokio::test]
async fn keys_are_fetched_and_then_used() {
    let server = Server::start().await;
    let signer = Signer::new(Algorithm::ES256, "k1");
    server.answer("200 OK", set(&[&signer]));
    let tokens = Arc::new(tokens(jwt_issuer_at(&server, &[Algorithm::ES256])));
    let token = signer.token(&claims());
    assert_eq!(tokens.verify(0, &token, now()), Err(TokenError::NoKeys));

    let keeping = tokio::spawn(Arc::clone(&tokens).keep_fresh());
    tokens.tried().await;
    assert!(tokens.verify(0, &token, now()).is_ok());
    keeping.abort();

    let expected = format!(
        "GET /jwks.json?v=1 HTTP/1.1\r\nhost: 127.0.0.1:{}\r\nuser-agent: linkgate/{}\r\n\
         accept: */*\r\n\r\n",
        server.port,
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(server.requests(), [expected]);
}

#[tokio::test]
async fn an_issuer_that_is_down_counts_as_tried() {
    let server = Server::start().await;
    let tokens = Arc::new(tokens(jwt_issuer_at(&server, &[Algorithm::ES256])));
    server.stop().await;
    let keeping = tokio::spawn(Arc::clone(&tokens).keep_fresh());
    tokens.tried().await;
    keeping.abort();
}

#[tokio::test]
async fn an_answer_that_is_no_key_set_leaves_the_last_good_one() {
    let server = Server::start().await;
    let signer = Signer::new(Algorithm::ES256, "k1");
    let tokens = tokens(jwt_issuer_at(&server, &[Algorithm::ES256]));
    server.answer("200 OK", set(&[&signer]));
    assert!(refresh(&tokens).await);

    let moved = format!("302 Found\r\nlocation: {}", server.url("/elsewhere"));
    let rsa = set(&[&Signer::new(Algorithm::RS256, "k2")]);
    for (status, body) in [
        (&*moved, set(&[&signer])),
        ("500 Internal Server Error", set(&[&signer])),
        ("404 Not Found", String::new()),
        ("204 No Content", String::new()),
        ("200 OK", String::new()),
        ("200 OK", "<html>maintenance</html>".into()),
        ("200 OK", r#"{"keys":[]}"#.into()),
        ("200 OK", rsa),
        ("200 OK", " ".repeat(1024 * 1024 + 1)),
    ] {
        let before = server.requests().len();
        server.answer(status, body);
        assert!(!refresh(&tokens).await, "{status}");
        assert_eq!(server.requests().len(), before + 1, "{status}");
        let fresh = signer.token(&claims_with(&json!({ "jti": before })));
        assert!(tokens.verify(0, &fresh, now()).is_ok(), "{status}");
    }
    for broken in [
        "",
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{",
        "nonsense\r\n\r\n",
    ] {
        server.answer_raw(broken);
        assert!(!refresh(&tokens).await, "{broken}");
    }
    server.stop().await;
    assert!(!refresh(&tokens).await);
    assert!(tokens.verify(0, &signer.token(&claims()), now()).is_ok());
}

#[tokio::test]
async fn each_failure_has_its_reason() {
    let server = Server::start().await;
    let fetch = async |client: Client| match client.fetch().await {
        Ok(_) => "nothing".to_owned(),
        Err(error) => error.to_string(),
    };
    let hasty = client(&server).within(Duration::from_millis(50));
    assert_eq!(fetch(hasty).await, "no full answer within 50 ms");
    server.answer("301 Moved Permanently", "");
    let reason = fetch(client(&server)).await;
    assert_eq!(
        reason,
        "the answer is a redirect, which is not followed: name the final address"
    );
    for (location, expected) in [
        ("https://b.example/keys?token=x", " to https://b.example"),
        ("http://b.example:8080/", " to http://b.example:8080"),
        // Neither is an address alone.
        ("/keys", ""),
        ("javascript:alert(1)", ""),
    ] {
        let head = format!("302 Found\r\nLocation: {location}");
        server.answer(&head, "");
        let reason = fetch(client(&server)).await;
        let expected = format!("the answer is a redirect{expected}, which is not followed");
        assert!(reason.starts_with(&expected), "{reason}");
    }
    server.answer("304 Not Modified", "");
    let reason = fetch(client(&server)).await;
    assert_eq!(reason, "the answer has status 304 Not Modified, not 200");
    server.answer("200 OK", vec![b' '; 1024 * 1024 + 1]);
    let reason = fetch(client(&server)).await;
    assert_eq!(reason, "the answer is longer than 1048576 bytes");
    for (broken, expected) in [
        (
            "",
            "the exchange failed: connection closed before message completed",
        ),
        (
            "nonsense\r\n\r\n",
            "the exchange failed: invalid HTTP version parsed",
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{",
            "the answer ended early",
        ),
    ] {
        server.answer_raw(broken);
        assert_eq!(fetch(client(&server)).await, expected);
    }

    let other = Server::start().await;
    let url = server.url("/").parse().expect("an address");
    let mistrusting = Client::new(&url, Some(&other.authority)).expect("a certificate");
    let reason = fetch(mistrusting).await;
    assert!(
        reason.starts_with("TLS failed: invalid peer certificate: "),
        "{reason}"
    );
    let port = other.port;
    let gone = client(&other);
    other.stop().await;
    assert_eq!(
        fetch(gone).await,
        format!("connecting to 127.0.0.1:{port} failed: Connection refused (os error 111)")
    );
}

#[tokio::test]
async fn an_issuer_is_found_by_its_name() {
    let server = Server::start().await;
    server.answer("200 OK", "keys");
    let url = format!("https://login.acme.example:{}/", server.port);
    let url = url.parse().expect("an address");
    let client = Client::new(&url, Some(&server.authority)).expect("a certificate");

    let names = NameServer::of_loopback();
    let asking = System::asking(&names);
    let by_server = client.clone().knowing(asking.names());
    assert_eq!(by_server.fetch().await.expect("keys"), "keys");

    let hosts = System::new("127.0.0.1 login.acme.example", "");
    let by_file = client.clone().knowing(hosts.names());
    assert_eq!(by_file.fetch().await.expect("keys"), "keys");

    let empty = System::new("", "");
    let nowhere = client.knowing(empty.names());
    let reason = nowhere.fetch().await.expect_err("no address").to_string();
    let expected = "the name login.acme.example cannot be looked up: ";
    assert!(reason.starts_with(expected), "{reason}");
}

#[test]
fn authorities_that_are_none_are_refused() {
    let url = "https://login.acme.example/keys"
        .parse()
        .expect("an address");
    for pem in [
        "",
        "text",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let error = Client::new(&url, Some(pem)).expect_err(pem);
        assert!(matches!(error, FetchError::Authorities), "{pem}: {error}");
    }
}

#[tokio::test]
async fn a_key_that_was_withdrawn_proves_nothing_even_if_it_did_before() {
    let server = Server::start().await;
    let old = Signer::new(Algorithm::ES256, "old");
    let new = Signer::new(Algorithm::ES256, "new");
    let tokens = tokens(jwt_issuer_at(&server, &[Algorithm::ES256]));
    let of_old = old.token(&claims());
    let of_new = new.token(&claims());

    server.answer("200 OK", set(&[&old]));
    assert!(refresh(&tokens).await);
    let person = tokens.verify(0, &of_old, now()).expect("its key is there");
    assert_eq!(
        tokens.verify(0, &of_new, now()),
        Err(TokenError::UnknownKey)
    );

    // While the key is there, the cached person stays.
    server.answer("200 OK", set(&[&new, &old]));
    assert!(refresh(&tokens).await);
    let again = tokens.verify(0, &of_old, now()).expect("its key is there");
    assert!(Arc::ptr_eq(&person, &again));
    assert!(tokens.verify(0, &of_new, now()).is_ok());

    server.answer("200 OK", set(&[&new]));
    assert!(refresh(&tokens).await);
    assert_eq!(
        tokens.verify(0, &of_old, now()),
        Err(TokenError::UnknownKey)
    );
    assert!(tokens.verify(0, &of_new, now()).is_ok());
}

#[tokio::test]
async fn another_key_of_the_same_name_takes_the_place_of_the_first() {
    let server = Server::start().await;
    let first = Signer::new(Algorithm::ES256, "k1");
    let second = Signer::new(Algorithm::ES256, "k1");
    let tokens = tokens(jwt_issuer_at(&server, &[Algorithm::ES256]));
    server.answer("200 OK", set(&[&first]));
    assert!(refresh(&tokens).await);
    let token = first.token(&claims());
    assert!(tokens.verify(0, &token, now()).is_ok());
    server.answer("200 OK", set(&[&second]));
    assert!(refresh(&tokens).await);
    assert_eq!(tokens.verify(0, &token, now()), Err(TokenError::Signature));
}

#[tokio::test]
async fn a_new_policy_goes_on_with_the_keys_of_issuers_that_stayed() {
    let server = Server::start().await;
    let signer = Signer::new(Algorithm::ES256, "k1");
    server.answer("200 OK", set(&[&signer]));
    let same = Arc::new(jwt_issuer_at(&server, &[Algorithm::ES256]));
    let stricter = Arc::new(JwtIssuer {
        name: "stricter".into(),
        audiences: [&*same.audiences, &["another".into()]].concat(),
        ..(*same).clone()
    });
    let elsewhere = Arc::new(JwtIssuer {
        algorithms: vec![Algorithm::ES384],
        ..(*same).clone()
    });
    let old = Tokens::new(std::slice::from_ref(&same)).expect("an address");
    assert!(refresh(&old).await);
    let next = Tokens::following(&[elsewhere, stricter, same], &old).expect("addresses");
    let token = signer.token(&claims());
    assert!(next.verify(0, &token, now()).is_err());
    assert!(next.verify(1, &token, now()).is_ok());
    assert!(next.verify(2, &token, now()).is_ok());
}

/// How long the background task waits, in seconds, if a token with an unknown key arrives after
/// `asked` seconds.
async fn rest(is_fresh: bool, asked: Option<u64>) -> u64 {
    let server = Server::start().await;
    let tokens = tokens(jwt_issuer_at(&server, &[Algorithm::ES256]));
    let token = Signer::new(Algorithm::ES256, "unknown").token(&claims());
    tokio::time::pause();
    let start = tokio::time::Instant::now();
    let ask = async {
        if let Some(seconds) = asked {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            assert!(tokens.verify(0, &token, now()).is_err());
        }
    };
    tokio::join!(tokens.issuers[0].rest(is_fresh), ask);
    let rested = start.elapsed().as_secs();
    tokio::time::resume();
    rested
}

#[tokio::test]
async fn a_set_is_fetched_regularly_and_sooner_when_that_failed() {
    let rested = rest(true, None).await;
    assert!((480..=600).contains(&rested), "{rested}");
    assert_eq!(rest(false, None).await, 30);
}

#[tokio::test]
async fn an_unknown_key_has_the_set_fetched_but_not_all_the_time() {
    assert_eq!(rest(true, Some(100)).await, 100);
    assert_eq!(rest(true, Some(1)).await, 30);
}
