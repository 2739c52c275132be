//! What callers are shown of what the gateway knows about them.

use insta::assert_snapshot;
use serde_json::json;

use super::*;

/// What a page may have, in bytes.
const PAGE_BYTES: usize = 30 * 1024;

const LANGUAGES: [&str; 6] = ["en", "de", "fr", "es", "ja", "ar"];

/// The groups that the rules of the policy name.
const OF_RULES: [&str; 2] = ["staff", "board"];

/// What people see of the page, whatever the policy is.
fn shown(page: &Response) -> String {
    let main = page.main();
    let lines: Vec<&str> = main.lines().filter(|line| !line.is_empty()).collect();
    let main = lines.join("\n");
    let (before, hash) = main.split_once("Version of the policy").expect("a version");
    let hash = hash
        .split(['<', '>'])
        .find(|part| part.len() == 16)
        .expect("a hash");
    assert!(!before.contains(hash));
    main.replace(hash, "[hash]")
}

#[test]
fn a_caller_sees_which_groups_rules_name_and_which_are_nearly_named() {
    let gateway = gateway();
    let headers = "X-User: ann\r\nX-Groups: staff,/board,choir\r\n";
    let page = browse(&gateway, "/-/me", headers);
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_snapshot!(shown(&page), @r#"
    <h1>What this gateway knows about you</h1>
    <dl>
    <dt>User ID</dt>
    <dd><bdi>ann</bdi></dd>
    <dt>Identity source</dt>
    <dd><bdi>headers</bdi></dd>
    <dt>Groups that access rules name</dt>
    <dd><bdi>staff</bdi></dd>
    <dt>Groups that access rules name in another spelling</dt>
    <dd><bdi>/board</bdi> – the rules say <bdi>board</bdi></dd>
    <dt>Groups that no access rule names</dt>
    <dd><bdi>choir</bdi></dd>
    <dt>Networks</dt>
    <dd>None that an access rule names</dd>
    <dt>IP address</dt>
    <dd><code dir="ltr">127.0.0.1</code></dd>
    <dt>Version of the policy</dt>
    <dd><code dir="ltr">[hash]</code></dd>
    </dl>
    "#);
    let line = gateway.log_line();
    assert_eq!(line["outcome"], "caller_shown");
    let told = ask(&gateway, "/-/me", headers);
    assert_eq!(
        told["groups"],
        json!([
            { "name": "staff", "rules": "named" },
            { "name": "/board", "rules": "near", "near": ["board"] },
            { "name": "choir", "rules": "unnamed" },
        ])
    );
    assert_eq!(told["user"], "ann");
    assert_eq!(told["identity_provider"], "headers");
}

#[test]
fn a_stranger_learns_no_name_of_the_policy() {
    let gateway = gateway();
    for headers in [
        "",
        "X-Groups: staff,/board\r\n",
        "Authorization: Bearer x\r\n",
    ] {
        let page = browse(&gateway, "/-/me", headers);
        assert_eq!(page.status(), 200);
        let told = ask(&gateway, "/-/me", headers);
        assert_eq!(told["known"], false);
        for text in [page.body(), told.to_string()] {
            for name in OF_RULES.iter().chain(&["far"]) {
                assert!(!text.contains(name), "{headers}: {name}: {text}");
            }
        }
    }
    assert_snapshot!(shown(&browse(&gateway, "/-/me", "")), @r#"
    <h1>What this gateway knows about you</h1>
    <p>You are not logged in here: nothing in this request says who you are.</p>
    <dl>
    <dt>Networks</dt>
    <dd>None that an access rule names</dd>
    <dt>IP address</dt>
    <dd><code dir="ltr">127.0.0.1</code></dd>
    <dt>Version of the policy</dt>
    <dd><code dir="ltr">[hash]</code></dd>
    </dl>
    <p class="offers"><a href="https://auth.acme.example/start?rd=https%3A%2F%2Fgo.acme.example%2F-%2Fme">Log in</a></p>
    "#);
    // A header names groups and nobody who is in them.
    let told = ask(&gateway, "/-/me", "X-Groups: staff\r\n");
    assert_eq!(told["auth_error"], "missing_user");
    assert_snapshot!(shown(&browse(&gateway, "/-/me", "X-Groups: staff\r\n")), @r#"
    <h1>What this gateway knows about you</h1>
    <p>You are not logged in here. Something in this request says who you are, and it was not accepted: missing_user</p>
    <p>Log in again. If nothing changes, give your help desk that word and the number at the end of this page.</p>
    <dl>
    <dt>Networks</dt>
    <dd>None that an access rule names</dd>
    <dt>IP address</dt>
    <dd><code dir="ltr">127.0.0.1</code></dd>
    <dt>Version of the policy</dt>
    <dd><code dir="ltr">[hash]</code></dd>
    </dl>
    <p class="offers"><a href="https://auth.acme.example/start?rd=https%3A%2F%2Fgo.acme.example%2F-%2Fme">Log in</a></p>
    "#);
}

#[test]
fn nothing_is_believed_of_a_peer_that_is_no_proxy() {
    let policy = POLICY.replace(
        "trusted_proxies: [127.0.0.1]",
        "trusted_proxies: [10.0.0.1]",
    );
    let gateway = Gateway::with_files(&policy, &[("password.txt", SECRET), ("logo.svg", LOGO)]);
    let headers = "X-User: mallory\r\nX-Groups: staff\r\nX-Forwarded-For: 10.0.0.9\r\n";
    let page = browse(&gateway, "/-/me", headers);
    let told = ask(&gateway, "/-/me", headers);
    assert_eq!(told["known"], false);
    assert_eq!(told["address"], "127.0.0.1");
    assert_eq!(told.get("networks"), None);
    for text in [page.body(), told.to_string()] {
        for word in ["mallory", "staff", "10.0.0.9", "x-user", "X-User"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
}

#[test]
fn networks_are_named_to_whom_they_are_around() {
    let policy = POLICY.replace("far: [10.0.0.0/8]", "far: [127.0.0.0/8]");
    let gateway = Gateway::with_files(&policy, &[("password.txt", SECRET), ("logo.svg", LOGO)]);
    assert_eq!(ask(&gateway, "/-/me", "")["networks"], json!(["far"]));
    assert!(
        browse(&gateway, "/-/me", "")
            .main()
            .contains("<bdi>far</bdi>")
    );
}

/// What is hidden is shown as a sign: without it, a name would look like another one.
#[test]
fn hostile_names_stay_names() {
    let gateway = gateway();
    let user = "<script>alert(1)</script>\u{202e}gnp.exe";
    let headers = format!("X-User: {user}\r\nX-Groups: staff\u{200b}, <b>\"&'\r\n");
    for language in LANGUAGES {
        let headers = format!("{headers}Accept-Language: {language}\r\n");
        let page = browse(&gateway, "/-/me", &headers);
        let main = page.main();
        for markup in ["<script", "<b>", "\u{202e}", "\u{200b}"] {
            assert!(!main.contains(markup), "{language}: {markup:?}: {main}");
        }
        for shown in [
            "&#60;script&#62;alert(1)&#60;/script&#62;\u{fffd}gnp.exe",
            "staff\u{fffd}",
        ] {
            assert!(main.contains(shown), "{language}: {shown}: {main}");
        }
        // The sign is explained.
        assert!(main.contains("class=\"hint\""), "{language}: {main}");
    }
    let told = ask(&gateway, "/-/me", &headers);
    assert_eq!(told["user"], user);
    assert_eq!(told["groups"][0]["near"], json!(["staff"]));
    let raw = gateway.send(gateway.request("GET", "/-/me", &headers));
    assert!(raw.body().contains("\\u202e") && !raw.body().contains('\u{202e}'));
}

#[test]
fn a_thousand_groups_are_counted_and_the_page_stays_small() {
    let gateway = gateway();
    let long = "x".repeat(250);
    for groups in [
        (0..1000).map(|at| format!("g{at:04}")).collect::<Vec<_>>(),
        vec!["/:staff".to_owned(); 1000],
        vec!["<&>".repeat(20); 130],
        vec![format!("staff@{long}"); 30],
        vec!["staff".to_owned(); 1000],
    ] {
        let count = groups.len();
        let user = "&".repeat(200);
        let groups = groups.join(",");
        let headers = format!("X-User: {user}\r\nX-Groups: {groups}\r\n");
        for language in LANGUAGES {
            let headers = format!("{headers}Accept-Language: {language}\r\n");
            let page = browse(&gateway, "/-/me", &headers);
            assert_eq!(page.status(), 200, "{count} groups");
            let bytes = page.body().len();
            assert!(bytes < PAGE_BYTES, "{bytes} bytes, {count} groups");
        }
        let told = ask(&gateway, "/-/me", &headers);
        assert_eq!(told["groups"].as_array().map(Vec::len), Some(count));
    }
    let groups: Vec<String> = (0..1000).map(|at| format!("g{at:04}")).collect();
    let headers = format!("X-User: ann\r\nX-Groups: {},board\r\n", groups.join(","));
    let main = browse(&gateway, "/-/me", &headers).main();
    let (named, others) = main.split_once("no access rule names").expect("both");
    assert!(named.contains("<bdi>board</bdi>"), "{main}");
    let shown = others.matches("<dd><bdi>g").count();
    assert!(shown > 50, "{shown}");
    assert!(
        others.contains(&format!("and {} more", 1000 - shown)),
        "{main}"
    );
}

/// That a rule names the group as it is does not hide that another one spells it differently.
#[test]
fn all_spellings_of_rules_are_told() {
    let policy = POLICY.replace(
        "group: [staff, board]",
        "group: [staff, Staff, /STAFF, board]",
    );
    let gateway = Gateway::with_files(&policy, &[("password.txt", SECRET), ("logo.svg", LOGO)]);
    let headers = "X-User: ann\r\nX-Groups: staff,STAFF\r\n";
    assert_eq!(
        ask(&gateway, "/-/me", headers)["groups"],
        json!([
            { "name": "staff", "rules": "named", "near": ["Staff", "/STAFF"] },
            { "name": "STAFF", "rules": "near", "near": ["staff", "Staff", "/STAFF"] },
        ])
    );
    let main = browse(&gateway, "/-/me", headers).main();
    for line in [
        "<dd><bdi>staff</bdi></dd>",
        "<dd><bdi>staff</bdi> – the rules say <bdi>Staff</bdi></dd>",
        "<dd><bdi>staff</bdi> – the rules say <bdi>/STAFF</bdi></dd>",
        "<dd><bdi>STAFF</bdi> – the rules say <bdi>staff</bdi></dd>",
    ] {
        assert!(main.contains(line), "{line}: {main}");
    }
}

/// The largest page: every list is full.
#[test]
fn the_lists_share_the_room_of_a_page() {
    let numbered = |text: &str, of: char| -> Vec<String> {
        (0..40)
            .map(|at| format!("{}{of}{at}", text.repeat(40)))
            .collect()
    };
    let quoted = |names: &[String]| -> String {
        let names: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
        names.join(", ")
    };
    let (named, limited) = (numbered("<", 'n'), numbered(">", 'l'));
    let networks: Vec<String> = (0..50)
        .map(|at| format!("{}{at:02}", "n".repeat(60)))
        .collect();
    let ranges: Vec<String> = networks
        .iter()
        .map(|name| format!("{name}: [127.0.0.0/8]"))
        .collect();
    let limits = format!(
        "limits: {{ headers: {{ groups: [a, {}] }} }}",
        quoted(&named)
    );
    let rule = format!("group: [a, {}, {}]", quoted(&named), quoted(&limited));
    let policy = POLICY
        .replace(
            "far: [10.0.0.0/8]",
            &format!("far: [10.0.0.0/8]\n    {}", ranges.join("\n    ")),
        )
        .replace(
            "network: far",
            &format!("network: [{}]", networks.join(", ")),
        )
        .replace("group: [staff, board]", &rule)
        .replace("  login_url:", &format!("  {limits}\n  login_url:"))
        .replace(
            "helpdesk@acme.example",
            &format!("{}@acme.example", "h".repeat(60)),
        )
        .replace("groups: x-groups }", "groups: x-groups, name: x-name }")
        .replace("For employees only.", &"<".repeat(200));
    let gateway = Gateway::with_files(&policy, &[("password.txt", SECRET), ("logo.svg", LOGO)]);
    let near = vec!["/a".to_owned(); 150];
    let groups = [near, named, limited, numbered("&", 'u')]
        .concat()
        .join(",");
    for language in LANGUAGES {
        let user = "&".repeat(200);
        let headers = format!(
            "X-User: {user}\r\nX-Name: {user}\r\nX-Groups: {groups}\r\nAccept-Language: {language}\r\n"
        );
        let page = browse(&gateway, "/-/me", &headers);
        assert_eq!(page.status(), 200);
        let bytes = page.body().len();
        assert!(bytes < PAGE_BYTES, "{bytes} bytes in {language}");
        // Whatever there is most of, something of each list is shown, and the rest is counted.
        for shown in [
            "<bdi>/a</bdi>",
            "<bdi>nnn",
            "<bdi>&#60;",
            "<bdi>&#62;",
            "<bdi>&#38;&#38;",
        ] {
            assert!(page.main().contains(shown), "{shown} in {language}");
        }
    }
}

#[test]
fn it_is_read_and_nothing_else() {
    let gateway = gateway();
    for (method, headers, status) in [
        ("GET", "", 200),
        ("HEAD", "", 200),
        ("POST", "", 405),
        ("PUT", "", 405),
        ("BREW", "", 405),
        ("OPTIONS", "", 405),
        ("GET", "Sec-Purpose: prefetch;prerender\r\n", 403),
        ("GET", "X-User: ann\r\nX-User: bob\r\n", 400),
    ] {
        let request = gateway.request(method, "/-/me", headers);
        let answer = gateway.send(request);
        assert_eq!(answer.status(), status, "{method} {headers}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        match status {
            405 => assert_eq!(answer.header("allow"), Some("GET, HEAD")),
            _ => assert_eq!(answer.header("allow"), None),
        }
        assert_eq!(answer.body().is_empty(), method == "HEAD", "{method}");
    }
    for path in ["/-/me/", "/-/me.", "/-/me?x=1"] {
        assert_eq!(browse(&gateway, path, "").status(), 200, "{path}");
    }
    for path in ["/-/ME", "/-/mee", "/me", "/go/me"] {
        assert_eq!(browse(&gateway, path, "").status(), 404, "{path}");
    }
}

#[test]
fn whoever_is_not_let_in_is_shown_the_way_here() {
    let gateway = gateway();
    let bob = "X-User: bob\r\nX-Groups: /staff\r\n";
    for (path, headers, status, offered) in [
        ("/go/board", bob, 403, true),
        ("/go/secret-plan", bob, 403, true),
        ("/go/board", "Cookie: linkgate_login=1\r\n", 401, true),
        ("/go/soon", bob, 403, false),
        ("/go/nothing", bob, 404, false),
    ] {
        let page = browse(&gateway, path, headers);
        assert_eq!(page.status(), status, "{path}");
        let is_offered = page.main().contains("href=\"/-/me\"");
        assert_eq!(is_offered, offered, "{path}: {}", page.main());
    }
}
