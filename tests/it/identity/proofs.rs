//! Several proofs in one request: whoever adds one gets rid of nothing.

use super::certificates::certificate_lines;
use super::tokens::{Signer, bearer};
use super::*;

/// Two issuers, headers and certificates, and a route for each thing that a `deny` can ask for.
const SOURCES: &str = r#"
version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
sites: { acme: https://acme.webex.com/acme/ }
callers:
  networks: { lab: 10.9.0.0/16 }
  trusted_proxies: 127.0.0.0/8
  address: x-forwarded-for
  headers: x-forwarded
  certificates: { header: Client-Cert }
  tokens:
    portal: { from: oidc, issuer: https://portal.example, audience: go, algorithms: [ES256], keys: { file: keys.json } }
    partner: { from: oidc, header: X-Partner, issuer: https://partner.example, audience: go, algorithms: [ES256], keys: { file: keys.json } }
"#;

const ROUTES: &str = r#"
routes:
  user:
    path: /go/user/{meeting_key}
    command: meeting.join
    allow: anyone
    deny: { user: [mallory, "CN=mallory,O=Acme"] }
  group:
    path: /go/group/{meeting_key}
    command: meeting.join
    allow: anyone
    deny: { group: suspended, from: [portal, partner, headers] }
  groups:
    path: /go/groups/{meeting_key}
    command: meeting.join
    allow: anyone
    deny: { group: suspended }
  mail:
    path: /go/mail/{meeting_key}
    command: meeting.join
    allow: anyone
    deny: { mail_domain: contractor.example }
  card:
    path: /go/card/{meeting_key}
    command: meeting.join
    allow: anyone
    deny: { certificate: "CN=mallory,O=Acme" }
  place:
    path: /go/place/{meeting_key}
    command: meeting.join
    allow: anyone
    deny: { network: lab }
"#;

const DENYING: [&str; 6] = ["user", "group", "groups", "mail", "card", "place"];
const NAMES: [&str; 4] = ["portal", "partner", "headers", "certificate"];

fn serving(signer: &Signer, limits: &str, routes: &str) -> Gateway {
    let keys = signer.key_set();
    let policy = format!("{SOURCES}{limits}{routes}");
    Gateway::with_files(&policy, &[("keys.json", &keys)])
}

/// A token of an issuer, about somebody.
fn claims(issuer: &str, more: &Value) -> Value {
    let mut claims = json!({
        "iss": format!("https://{issuer}.example"),
        "aud": "go",
        "exp": 32_503_680_000_i64,
    });
    let all = claims.as_object_mut().expect("an object");
    let more = more.as_object().expect("an object");
    all.extend(
        more.clone()
            .into_iter()
            .filter(|(_, value)| !value.is_null()),
    );
    claims
}

/// Such a token in the header of the issuer.
fn by(signer: &Signer, issuer: &str, more: &Value) -> String {
    let token = signer.token(&claims(issuer, more));
    match issuer {
        "portal" => bearer(&token),
        _ => format!("X-Partner: {token}\r\n"),
    }
}

/// The header lines by which a source names somebody.
fn named_by(signer: &Signer, source: &str, user: &str, group: &str, mail: &str) -> String {
    match source {
        "headers" => format!(
            "X-Forwarded-User: {user}\r\nX-Forwarded-Groups: {group}\r\nX-Forwarded-Email: {mail}\r\n"
        ),
        "certificate" => certificate_lines(user, &[mail])[0].clone(),
        issuer => {
            let more = json!({ "sub": user, "groups": [group], "email": mail });
            by(signer, issuer, &more)
        }
    }
}

/// The answers of all routes to these headers.
fn answers(gateway: &Gateway, headers: &str) -> String {
    let answers = DENYING.map(|route| {
        let path = format!("/go/{route}/123456789");
        let (response, line) = ask(gateway, &path, headers);
        match (response.status(), said(&line, "reason")) {
            (302, _) => "go".to_owned(),
            (401, "unauthenticated") => "login".to_owned(),
            (403, "identity_not_allowed") => "denied".to_owned(),
            (403, reason) => match reason.strip_suffix("_not_established") {
                Some(fact) => format!("{fact}?"),
                None => reason.to_owned(),
            },
            (status, reason) => format!("{status} {reason}"),
        }
    });
    let answers = answers.map(|answer| format!("{answer:13}"));
    answers.concat().trim_end().to_owned()
}

fn heading() -> String {
    format!(
        "{:32}{}\n",
        "",
        DENYING.map(|name| format!("{name:13}")).concat().trim_end()
    )
}

/// Every pair of sources in both directions, from outside of the network.
#[test]
fn no_proof_takes_away_a_deny_about_another_one() {
    let signer = Signer::new();
    let gateway = serving(&signer, "", ROUTES);
    let ann = |source| named_by(&signer, source, "ann", "staff", "ann@acme.example");
    let mallory = |source| {
        named_by(
            &signer,
            source,
            "mallory",
            "suspended",
            "m@contractor.example",
        )
    };
    let mut table = heading();
    let mut tell = |who: String, headers: &str| {
        let headers = format!("{headers}X-Forwarded-For: 192.0.2.7\r\n");
        writeln!(table, "{who:32}{}", answers(&gateway, &headers)).expect("a String");
    };
    tell("nobody".to_owned(), "");
    for source in NAMES {
        tell(format!("ann/{source}"), &ann(source));
        tell(format!("mallory/{source}"), &mallory(source));
    }
    for bad in NAMES {
        for good in NAMES.iter().filter(|good| **good != bad) {
            let headers = format!("{}{}", mallory(bad), ann(good));
            tell(format!("mallory/{bad} ann/{good}"), &headers);
        }
    }
    for (at, one) in NAMES.iter().enumerate() {
        for other in &NAMES[at + 1..] {
            tell(
                format!("ann/{one} ann/{other}"),
                &format!("{}{}", ann(one), ann(other)),
            );
        }
    }
    assert_snapshot!(table, @"
                                    user         group        groups       mail         card         place
    nobody                          login        login        login        login        login        go
    ann/portal                      go           go           go           go           certificate? go
    mallory/portal                  denied       denied       denied       denied       certificate? go
    ann/partner                     go           go           go           go           certificate? go
    mallory/partner                 denied       denied       denied       denied       certificate? go
    ann/headers                     go           go           go           go           certificate? go
    mallory/headers                 denied       denied       denied       denied       certificate? go
    ann/certificate                 go           go           groups?      go           go           go
    mallory/certificate             denied       go           groups?      denied       denied       go
    mallory/portal ann/partner      denied       denied       denied       denied       certificate? go
    mallory/portal ann/headers      denied       denied       denied       denied       certificate? go
    mallory/portal ann/certificate  denied       denied       denied       denied       go           go
    mallory/partner ann/portal      denied       denied       denied       denied       certificate? go
    mallory/partner ann/headers     denied       denied       denied       denied       certificate? go
    mallory/partner ann/certificate denied       denied       denied       denied       go           go
    mallory/headers ann/portal      denied       denied       denied       denied       certificate? go
    mallory/headers ann/partner     denied       denied       denied       denied       certificate? go
    mallory/headers ann/certificate denied       denied       denied       denied       go           go
    mallory/certificate ann/portal  denied       go           groups?      denied       denied       go
    mallory/certificate ann/partner denied       go           groups?      denied       denied       go
    mallory/certificate ann/headers denied       go           groups?      denied       denied       go
    ann/portal ann/partner          go           go           go           go           certificate? go
    ann/portal ann/headers          go           go           go           go           certificate? go
    ann/portal ann/certificate      go           go           groups?      go           go           go
    ann/partner ann/headers         go           go           go           go           certificate? go
    ann/partner ann/certificate     go           go           groups?      go           go           go
    ann/headers ann/certificate     go           go           groups?      go           go           go
    ");
}

#[test]
fn a_network_that_is_denied_stays_so_whoever_asks() {
    let signer = Signer::new();
    let gateway = serving(&signer, "", ROUTES);
    let ann = |source| named_by(&signer, source, "ann", "staff", "ann@acme.example");
    for source in NAMES {
        for (address, expected) in [
            ("10.9.1.1", "identity_not_allowed"),
            ("::ffff:10.9.1.1", "identity_not_allowed"),
            ("10.9.1.1, 127.0.0.9", "identity_not_allowed"),
            ("192.0.2.7", "-"),
            ("unknown", "network_not_established"),
            ("_hidden", "network_not_established"),
            ("192.0.2.7, unknown", "network_not_established"),
            ("0.0.0.0", "network_not_established"),
        ] {
            let headers = format!("{}X-Forwarded-For: {address}\r\n", ann(source));
            let (_, line) = ask(&gateway, "/go/place/123456789", &headers);
            assert_eq!(said(&line, "reason"), expected, "{source} {address}");
        }
    }
    let (response, line) = ask(
        &gateway,
        "/go/place/123456789",
        "X-Forwarded-For: unknown\r\n",
    );
    assert_eq!(
        (response.status(), said(&line, "reason")),
        (403, "client_not_established")
    );
}

/// What a token says, and what a `deny` makes of it.
#[test]
fn a_deny_holds_on_whatever_is_not_a_clear_no() {
    let signer = Signer::new();
    let gateway = serving(&signer, "", ROUTES);
    let mut table = format!("{:56}{:21}{:21}mail\n", "", "user", "group");
    for changes in [
        json!({}),
        json!({ "groups": ["suspended"] }),
        json!({ "groups": "suspended" }),
        json!({ "groups": [] }),
        json!({ "groups": null }),
        json!({ "groups": null, "_claim_names": { "groups": "src1" } }),
        json!({ "groups": ["suspended", 1] }),
        json!({ "groups": ["suspended", null] }),
        json!({ "groups": [["suspended"]] }),
        json!({ "groups": { "suspended": true } }),
        json!({ "groups": "x,suspended" }),
        json!({ "groups": "suspended " }),
        json!({ "groups": ["suspended\u{200b}"] }),
        json!({ "groups": 7 }),
        json!({ "groups": false }),
        json!({ "groups": ["CN=suspended,DC=acme"] }),
        json!({ "email": "m@contractor.example" }),
        json!({ "email": "m@CONTRACTOR.example" }),
        json!({ "email": "m@contractor.example", "email_verified": false }),
        json!({ "email": "m@contractor.example", "email_verified": "no" }),
        json!({ "email": null }),
        json!({ "email": "" }),
        json!({ "email": "contractor.example" }),
        json!({ "email": "m@contractor.example." }),
        json!({ "email": ["m@contractor.example"] }),
        json!({ "email": "m@contractor.example@acme.example" }),
        json!({ "email": "m@contractor.example " }),
        json!({ "email": 1 }),
        json!({ "sub": "mallory" }),
        json!({ "sub": "mallory " }),
        json!({ "sub": "mal\u{ad}lory" }),
        json!({ "sub": null }),
        json!({ "sub": "" }),
    ] {
        let mut all = json!({ "sub": "ann", "groups": ["staff"], "email": "ann@acme.example" });
        let object = all.as_object_mut().expect("an object");
        object.extend(changes.as_object().expect("an object").clone());
        let headers = by(&signer, "portal", &all);
        let row = ["user", "group", "mail"].map(|route| {
            let (response, line) = ask(&gateway, &format!("/go/{route}/123456789"), &headers);
            let word = match (response.status(), said(&line, "auth_error")) {
                (302, "-") => "go",
                (401, error) if error != "-" => error,
                _ => said(&line, "reason"),
            };
            format!("{:21}", word.replace("_not_established", "?"))
        });
        let what = changes.to_string().escape_debug().to_string();
        writeln!(
            table,
            "{:56}{}",
            what.replace("\\\"", ""),
            row.concat().trim_end()
        )
        .expect("a String");
    }
    assert_snapshot!(table, @r"
                                                            user                 group                mail
    {}                                                      go                   go                   go
    {groups:[suspended]}                                    go                   identity_not_allowed go
    {groups:suspended}                                      go                   identity_not_allowed go
    {groups:[]}                                             go                   go                   go
    {groups:null}                                           go                   groups?              go
    {_claim_names:{groups:src1},groups:null}                go                   groups?              go
    {groups:[suspended,1]}                                  invalid_claims       invalid_claims       invalid_claims
    {groups:[suspended,null]}                               invalid_claims       invalid_claims       invalid_claims
    {groups:[[suspended]]}                                  invalid_claims       invalid_claims       invalid_claims
    {groups:{suspended:true}}                               invalid_claims       invalid_claims       invalid_claims
    {groups:x,suspended}                                    invalid_claims       invalid_claims       invalid_claims
    {groups:suspended }                                     invalid_claims       invalid_claims       invalid_claims
    {groups:[suspended\u{200b}]}                            invalid_claims       invalid_claims       invalid_claims
    {groups:7}                                              invalid_claims       invalid_claims       invalid_claims
    {groups:false}                                          invalid_claims       invalid_claims       invalid_claims
    {groups:[CN=suspended,DC=acme]}                         go                   go                   go
    {email:m@contractor.example}                            go                   go                   identity_not_allowed
    {email:m@CONTRACTOR.example}                            go                   go                   identity_not_allowed
    {email:m@contractor.example,email_verified:false}       go                   go                   mail_domain?
    {email:m@contractor.example,email_verified:no}          go                   go                   mail_domain?
    {email:null}                                            go                   go                   mail_domain?
    {email:}                                                go                   go                   mail_domain?
    {email:contractor.example}                              go                   go                   mail_domain?
    {email:m@contractor.example.}                           invalid_claims       invalid_claims       invalid_claims
    {email:[m@contractor.example]}                          invalid_claims       invalid_claims       invalid_claims
    {email:m@contractor.example@acme.example}               invalid_claims       invalid_claims       invalid_claims
    {email:m@contractor.example }                           invalid_claims       invalid_claims       invalid_claims
    {email:1}                                               invalid_claims       invalid_claims       invalid_claims
    {sub:mallory}                                           identity_not_allowed go                   go
    {sub:mallory }                                          invalid_claims       invalid_claims       invalid_claims
    {sub:mal\u{ad}lory}                                     invalid_claims       invalid_claims       invalid_claims
    {sub:null}                                              user?                go                   go
    {sub:}                                                  user?                go                   go
    ");
}

/// What proxies say in headers.
#[test]
fn headers_that_leave_something_open_are_no_clear_no() {
    let signer = Signer::new();
    let gateway = serving(&signer, "", ROUTES);
    for (route, lines, expected) in [
        ("group", "X-Forwarded-User: x", "groups_not_established"),
        ("group", "X-Forwarded-User: x | X-Forwarded-Groups:", "-"),
        (
            "group",
            "X-Forwarded-User: x | X-Forwarded-Groups: a, b",
            "-",
        ),
        (
            "group",
            "X-Forwarded-User: x | X-Forwarded-Groups: a,suspended",
            "identity_not_allowed",
        ),
        (
            "group",
            "X-Forwarded-User: x | X-Forwarded-Groups: suspended\u{a0}",
            "groups_not_established",
        ),
        (
            "group",
            "X-Forwarded-User: x | X-Forwarded-Groups: a, sus\u{200b}pended",
            "groups_not_established",
        ),
        ("group", "X-Forwarded-Groups: a", "unauthenticated"),
        ("mail", "X-Forwarded-User: x", "mail_domain_not_established"),
        (
            "mail",
            "X-Forwarded-User: x | X-Forwarded-Email: x@Contractor.Example",
            "identity_not_allowed",
        ),
        (
            "mail",
            "X-Forwarded-User: x | X-Forwarded-Email: x@contractor.example.",
            "header_invalid_email",
        ),
        (
            "user",
            "X-Forwarded-Email: x@acme.example",
            "user_not_established",
        ),
        (
            "user",
            "X-Forwarded-User: mallory\u{2060}",
            "user_not_established",
        ),
    ] {
        let lines = wire(&lines.split(" | ").collect::<Vec<_>>());
        let (_, line) = ask(&gateway, &format!("/go/{route}/123456789"), &lines);
        assert_eq!(said(&line, "reason"), expected, "{route} {lines}");
    }
}

/// Headers that name nobody say something all the same, and so does a certificate that is not the
/// strongest proof.
#[test]
fn a_weaker_proof_without_a_name_counts_for_deny() {
    let signer = Signer::new();
    let gateway = serving(&signer, "", ROUTES);
    let ann = named_by(&signer, "portal", "ann", "staff", "ann@acme.example");
    for (route, line, expected) in [
        (
            "group",
            "X-Forwarded-Groups: suspended",
            "identity_not_allowed",
        ),
        ("group", "X-Forwarded-Groups: other", "-"),
        ("group", "X-Forwarded-Groups:", "-"),
        ("user", "X-Forwarded-Groups: other", "user_not_established"),
        (
            "mail",
            "X-Forwarded-Preferred-Username: Mallory",
            "mail_domain_not_established",
        ),
    ] {
        let headers = format!("{ann}{}", wire(&[line]));
        let (_, log) = ask(&gateway, &format!("/go/{route}/123456789"), &headers);
        assert_eq!(said(&log, "reason"), expected, "{route} {line}");
        assert_eq!(said(&log, "caller"), "ann", "{line}");
    }
}

/// The help desk sees whose `deny` it was.
#[test]
fn the_log_and_explain_name_everybody_who_is_proven() {
    let signer = Signer::new();
    let gateway = serving(&signer, "", ROUTES);
    let ann = named_by(&signer, "portal", "ann", "staff", "ann@acme.example");
    let eve = named_by(
        &signer,
        "headers",
        "mallory",
        "suspended",
        "m@contractor.example",
    );
    let [card, _] = certificate_lines("Ann", &[]);
    let (response, line) = ask(&gateway, "/go/user/123456789", &format!("{ann}{eve}{card}"));
    assert_eq!(response.status(), 403);
    assert_eq!(who(&line), "127.0.0.1 ann by portal");
    assert_eq!(
        line["further_callers"],
        json!([
            { "caller": "mallory", "identity_provider": "headers" },
            { "caller": "CN=Ann,O=Acme", "identity_provider": "certificate" },
        ])
    );
    let (_, alone) = ask(&gateway, "/go/user/123456789", &ann);
    assert_eq!(alone.get("further_callers"), None);

    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let policy = format!("{SOURCES}{ROUTES}");
    std::fs::write(path("policy.yaml"), policy).expect("a file");
    std::fs::write(path("keys.json"), signer.key_set()).expect("a file");
    std::fs::write(path("line"), line.to_string()).expect("a file");
    let (policy, line) = (path("policy.yaml"), path("line"));
    let (policy, line) = (policy.to_str().expect("text"), line.to_str().expect("text"));
    let out = run(&[
        "explain",
        "/go/user/123456789",
        "--policy",
        policy,
        "--log",
        line,
    ]);
    let shown = String::from_utf8(out.stdout).expect("text");
    let because = shown.lines().nth(1).expect("a reason").trim();
    assert_eq!(
        because,
        "`deny` matches mallory, by headers: user mallory or CN=mallory,O=Acme"
    );
    assert!(shown.contains("the same answer"), "{shown}");
}

/// Also the token of the second issuer is verified.
#[test]
fn any_proof_that_does_not_hold_leaves_the_caller_anonymous() {
    let signer = Signer::new();
    let gateway = serving(&signer, "", ROUTES);
    let portal = named_by(&signer, "portal", "ann", "staff", "ann@acme.example");
    let partner = named_by(&signer, "partner", "ann", "staff", "ann@acme.example");
    for (headers, expected) in [
        (format!("{portal}{partner}"), "127.0.0.1 ann by portal"),
        (partner.clone(), "127.0.0.1 ann by partner"),
        (
            format!("{portal}X-Partner: x.y.z\r\n"),
            "127.0.0.1 error: malformed",
        ),
        (
            format!("{partner}{}", bearer("x.y.z")),
            "127.0.0.1 error: malformed",
        ),
        (format!("{portal}X-Partner:\r\n"), "127.0.0.1 ann by portal"),
        (
            format!(
                "{portal}{}",
                by(&signer, "partner", &json!({ "sub": "x", "exp": 1 }))
            ),
            "127.0.0.1 error: expired",
        ),
    ] {
        let (_, line) = ask(&gateway, "/go/user/123456789", &headers);
        assert_eq!(who(&line), expected, "{headers}");
    }
}

const STAFF: &str = r#"
routes:
  open:
    path: /go/open/{meeting_key}
    command: meeting.join
    allow: [{ user: boss }, { group: staff }, { mail_domain: acme.example }]
  ours:
    path: /go/ours/{meeting_key}
    command: meeting.join
    allow: [{ user: boss, from: portal }, { group: staff, from: portal }, { mail_domain: acme.example, from: [portal, headers] }]
  known:
    path: /go/known/{meeting_key}
    command: meeting.join
    allow: { from: [portal, certificate] }
    deny: { from: partner, group: suspended }
"#;

fn status(gateway: &Gateway, route: &str, headers: &str) -> u16 {
    let (response, _) = ask(gateway, &format!("/go/{route}/123456789"), headers);
    response.status()
}

#[test]
fn a_condition_can_say_whose_word_counts() {
    let signer = Signer::new();
    let gateway = serving(&signer, "", STAFF);
    for (more, name) in [
        (json!({ "sub": "boss" }), "user"),
        (json!({ "sub": "x", "groups": ["staff"] }), "group"),
        (json!({ "sub": "x", "email": "x@acme.example" }), "mail"),
    ] {
        let (portal, partner) = (by(&signer, "portal", &more), by(&signer, "partner", &more));
        assert_eq!(status(&gateway, "open", &portal), 302, "{name}");
        // Without `from`, any issuer speaks for everybody.
        assert_eq!(status(&gateway, "open", &partner), 302, "{name}");
        assert_eq!(status(&gateway, "ours", &portal), 302, "{name}");
        assert_eq!(status(&gateway, "ours", &partner), 403, "{name}");
        // The strongest proof decides about `allow`: what the partner says adds nothing.
        let guest = by(&signer, "portal", &json!({ "sub": "guest" }));
        assert_eq!(
            status(&gateway, "ours", &format!("{guest}{partner}")),
            403,
            "{name}"
        );
    }
    let headers = |user, groups, mail| named_by(&signer, "headers", user, groups, mail);
    assert_eq!(
        status(
            &gateway,
            "ours",
            &headers("boss", "staff", "x@other.example")
        ),
        403
    );
    assert_eq!(
        status(&gateway, "ours", &headers("x", "", "x@acme.example")),
        302
    );
    assert_eq!(status(&gateway, "ours", ""), 401);
    let [card, _] = certificate_lines("Ann", &[]);
    assert_eq!(status(&gateway, "known", &card), 302);
    assert_eq!(status(&gateway, "known", &headers("x", "", "")), 403);
    assert_eq!(status(&gateway, "known", ""), 401);
    let portal = by(
        &signer,
        "portal",
        &json!({ "sub": "x", "groups": ["suspended"] }),
    );
    assert_eq!(status(&gateway, "known", &portal), 302);
    for groups in [json!(["suspended"]), Value::Null] {
        let partner = by(&signer, "partner", &json!({ "sub": "x", "groups": groups }));
        assert_eq!(
            status(&gateway, "known", &format!("{portal}{partner}")),
            403
        );
    }
}

const LIMITS: &str = "  limits:
    partner: { users: [pat, bot], mail_domains: [partner.example, münchen.example], groups: [partners] }
    headers: { mail_domains: [partner.example] }
    certificate: { users: \"CN=Ann,O=Acme\", mail_domains: [partner.example] }
";

#[test]
fn a_limited_source_speaks_for_its_own_people_only() {
    let signer = Signer::new();
    let others = ROUTES.trim_start().trim_start_matches("routes:\n");
    let routes = format!("{STAFF}{others}");
    let gateway = serving(&signer, LIMITS, &routes);
    let named = |more: &Value| {
        let (_, line) = ask(
            &gateway,
            "/go/open/123456789",
            &by(&signer, "partner", more),
        );
        who(&line).replace("127.0.0.1 ", "")
    };
    let mut table = String::new();
    for more in [
        json!({ "sub": "pat" }),
        json!({ "sub": "boss" }),
        json!({ "sub": "Pat" }),
        json!({ "sub": "pat\u{200b}" }),
        json!({ "sub": "pat", "email": "pat@partner.example" }),
        json!({ "sub": "pat", "email": "pat@PARTNER.example" }),
        json!({ "sub": "pat", "email": "pat@MÜNCHEN.example" }),
        json!({ "sub": "pat", "email": "pat@xn--mnchen-3ya.example" }),
        json!({ "sub": "pat", "email": "pat@acme.example" }),
        json!({ "sub": "pat", "email": "pat@mail.partner.example" }),
        json!({ "sub": "pat", "email": "pat@partner.example.acme.example" }),
        json!({ "sub": "pat", "email": "pat@partner.example." }),
        json!({ "sub": "pat", "email": "pat@evil.example@partner.example" }),
        json!({ "sub": "pat", "email": "pat@munchen.example" }),
        json!({ "sub": "pat", "email": "boss@acme.example", "email_verified": false }),
        json!({ "email": "x@partner.example" }),
        json!({ "email": "x@acme.example" }),
        json!({ "sub": "pat", "groups": ["staff"] }),
    ] {
        let what = more.to_string().escape_debug().to_string();
        let what = what.replace("\\\"", "");
        writeln!(table, "{what:66}{}", named(&more)).expect("a String");
    }
    assert_snapshot!(table, @r"
    {sub:pat}                                                         pat by partner
    {sub:boss}                                                        error: outside_limits
    {sub:Pat}                                                         error: outside_limits
    {sub:pat\u{200b}}                                                 error: invalid_claims
    {email:pat@partner.example,sub:pat}                               pat by partner
    {email:pat@PARTNER.example,sub:pat}                               pat by partner
    {email:pat@MÜNCHEN.example,sub:pat}                               pat by partner
    {email:pat@xn--mnchen-3ya.example,sub:pat}                        pat by partner
    {email:pat@acme.example,sub:pat}                                  error: outside_limits
    {email:pat@mail.partner.example,sub:pat}                          error: outside_limits
    {email:pat@partner.example.acme.example,sub:pat}                  error: outside_limits
    {email:pat@partner.example.,sub:pat}                              error: invalid_claims
    {email:pat@evil.example@partner.example,sub:pat}                  error: invalid_claims
    {email:pat@munchen.example,sub:pat}                               error: outside_limits
    {email:boss@acme.example,email_verified:false,sub:pat}            pat by partner
    {email:x@partner.example}                                         x@partner.example by partner
    {email:x@acme.example}                                            error: outside_limits
    {groups:[staff],sub:pat}                                          pat by partner
    ");
    // A group beyond the limit opens nothing, and keeps out all the same.
    let partner = |groups: &[&str]| {
        by(
            &signer,
            "partner",
            &json!({ "sub": "pat", "groups": groups }),
        )
    };
    assert_eq!(status(&gateway, "open", &partner(&["staff"])), 403);
    assert_eq!(
        status(&gateway, "open", &partner(&["Partners", "partners"])),
        403
    );
    assert_eq!(status(&gateway, "group", &partner(&["partners"])), 302);
    assert_eq!(status(&gateway, "group", &partner(&["suspended"])), 403);
    // Beside another proof as well.
    let portal = by(&signer, "portal", &json!({ "sub": "boss", "groups": [] }));
    assert_eq!(status(&gateway, "open", &portal), 302);
    let boss = by(&signer, "partner", &json!({ "sub": "boss" }));
    assert_eq!(status(&gateway, "open", &format!("{portal}{boss}")), 401);
    let suspended = partner(&["suspended"]);
    assert_eq!(
        status(&gateway, "group", &format!("{portal}{suspended}")),
        403
    );
    for (headers, expected) in [
        (
            "X-Forwarded-User: boss | X-Forwarded-Email: x@partner.example",
            "boss by headers",
        ),
        (
            "X-Forwarded-User: boss | X-Forwarded-Email: x@acme.example",
            "error: outside_limits",
        ),
    ] {
        let (_, line) = ask(
            &gateway,
            "/go/open/123456789",
            &wire(&headers.split(" | ").collect::<Vec<_>>()),
        );
        assert_eq!(who(&line), format!("127.0.0.1 {expected}"));
    }
    for (name, mails, expected) in [
        ("Ann", &[][..], "CN=Ann,O=Acme by certificate"),
        (
            "Ann",
            &["a@partner.example"],
            "CN=Ann,O=Acme by certificate",
        ),
        ("Bob", &[], "error: outside_limits"),
        (
            "Ann",
            &["a@partner.example", "a@acme.example"],
            "error: outside_limits",
        ),
    ] {
        let [line, _] = certificate_lines(name, mails);
        let (_, line) = ask(&gateway, "/go/open/123456789", &line);
        assert_eq!(
            who(&line),
            format!("127.0.0.1 {expected}"),
            "{name} {mails:?}"
        );
    }
}

/// Active Directory names groups so.
#[test]
fn a_token_can_name_a_group_with_commas() {
    let signer = Signer::new();
    let routes = r#"
routes:
  staff:
    path: /go/staff/{meeting_key}
    command: meeting.join
    allow: { group: ["CN=Staff,OU=Groups,DC=acme"] }
    deny: { group: "CN=Banned,OU=Groups,DC=acme" }
"#;
    let gateway = serving(&signer, "", routes);
    for (groups, expected) in [
        (&["CN=Staff,OU=Groups,DC=acme"][..], 302),
        (&["CN=Staff", "OU=Groups", "DC=acme"], 403),
        (
            &["CN=Staff,OU=Groups,DC=acme", "CN=Banned,OU=Groups,DC=acme"],
            403,
        ),
        (&["CN=Staff,OU=Groups,DC=acme,CN=Banned"], 403),
        (&["cn=staff,ou=groups,dc=acme"], 403),
        (&[], 403),
    ] {
        let token = by(
            &signer,
            "portal",
            &json!({ "sub": "ann", "groups": groups }),
        );
        assert_eq!(status(&gateway, "staff", &token), expected, "{groups:?}");
    }
    // In a header, it is three groups, or one: nobody can tell.
    let headers = "X-Forwarded-User: ann\r\nX-Forwarded-Groups: CN=Staff,OU=Groups,DC=acme\r\n";
    let (_, line) = ask(&gateway, "/go/staff/123456789", headers);
    assert_eq!(said(&line, "reason"), "identity_not_allowed");
    let open = routes.replace(r#"{ group: ["CN=Staff,OU=Groups,DC=acme"] }"#, "anyone");
    let gateway = serving(&signer, "", &open);
    let (_, line) = ask(&gateway, "/go/staff/123456789", headers);
    assert_eq!(said(&line, "reason"), "groups_not_established");
}
