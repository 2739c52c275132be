//! What an operator is told about secrets, signing keys, ways back, chains,
//! pages to go back to, and the log: every mistake, with its place and what to
//! do. No finding shows a secret.

use insta::assert_snapshot;

use crate::support::findings::Report;
use crate::support::service::Folder;

const HEAD: &str = "version: 1
public_url: https://go.acme.example/
hosts: [go]
sites: { acme: https://acme.webex.com/acme/ }
callers: { networks: { office: 10.0.0.0/8 } }
";

/// What lies beside the policy. Whatever must not be shown is a canary.
const FILES: [(&str, &str); 12] = [
    ("host-password", "canary-1\n"),
    (
        "long",
        "canary-2-canary-2-canary-2-canary-2-canary-2-canary-2-canary-2-canary-2\n",
    ),
    ("two-lines", "canary-3\ncanary-4\n"),
    ("empty", "\r\n\n"),
    (
        "keys",
        "canary-key-of-these-tests-0123456789\n\ncanary-key-of-these-tests-9876543210\n",
    ),
    (
        "guessable",
        "canary-key-of-these-tests-0123456789\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
    ),
    ("short", "canary-key-of-these-tests-0123456789\ncanary-5\n"),
    (
        "twice",
        "canary-key-of-these-tests-0123456789\ncanary-key-of-these-tests-0123456789\n",
    ),
    (
        "spaced-twice",
        "canary-key-of-these-tests-0123456789\n  canary-key-of-these-tests-0123456789 \n",
    ),
    (
        "eight",
        "canary-key-of-these-tests-000000001\ncanary-key-of-these-tests-000000002\ncanary-key-of-these-tests-000000003\ncanary-key-of-these-tests-000000004\ncanary-key-of-these-tests-000000005\ncanary-key-of-these-tests-000000006\ncanary-key-of-these-tests-000000007\ncanary-key-of-these-tests-000000008\n",
    ),
    (
        "nine",
        "canary-key-of-these-tests-000000001\ncanary-key-of-these-tests-000000002\ncanary-key-of-these-tests-000000003\ncanary-key-of-these-tests-000000004\ncanary-key-of-these-tests-000000005\ncanary-key-of-these-tests-000000006\ncanary-key-of-these-tests-000000007\ncanary-key-of-these-tests-000000008\ncanary-key-of-these-tests-000000009\n",
    ),
    ("blank-lines", "\n\n   \n"),
];

const REPORT: Report = Report::behind(HEAD);

/// The findings about a policy of these sections, with the files beside it.
#[track_caller]
fn found(sections: &str) -> String {
    let folder = Folder::with(&FILES);
    folder.write("policy.yaml", &format!("{HEAD}{sections}\n"));
    REPORT.of_files(&folder, "policy.yaml")
}

const JOIN: &str = "routes:
  join: { path: \"/go/join/{meeting_key}\", command: meeting.join, allow: [{ network: office }] }
";

/// The findings about one secret, which a route uses.
#[track_caller]
fn found_in_secret(secret: &str) -> String {
    found(&format!(
        "secrets:\n  host: {secret}\nroutes:\n  join: {{ path: \"/go/join/{{meeting_key}}\", command: meeting.join, secrets: {{ password: host }}, allow: [{{ network: office }}] }}"
    ))
}

/// The findings about these lines of a route, which has a path, a back URL,
/// keys and a secret at hand.
#[track_caller]
fn found_in_route(lines: &str) -> String {
    let shared = "signing_keys: { file: keys }\nback_urls: { meetings: https://portal.acme.example/meetings }\nsecrets: { host: { file: host-password } }\n";
    let used = "  used: { path: /go/used, command: meeting.join, constants: { meeting_key: 1234567 }, secrets: { password: host }, back: meetings, allow: [{ network: office }] }\n";
    let lines = lines.replace('\n', "\n    ");
    let before = shared.lines().count() + used.lines().count() + 2;
    let found = found(&format!(
        "{shared}routes:\n{used}  it:\n    {lines}\n    allow: [{{ network: office }}]"
    ));
    // Lines are counted from the first of these.
    found
        .lines()
        .map(|line| {
            let (number, rest) = line.split_once(':').expect(line);
            let number: usize = number.parse().expect(line);
            match number.checked_sub(before) {
                Some(number) => format!("{number}:{rest}\n"),
                None => format!("shared {line}\n"),
            }
        })
        .collect()
}

#[test]
fn what_is_good_has_no_findings() {
    assert_eq!(found_in_secret("{ file: host-password }"), "");
    assert_eq!(found_in_secret("{ file: ./host-password }"), "");
    assert_eq!(
        found_in_secret("{ variable: PATH }")
            .matches("error")
            .count(),
        1,
        "too long"
    );
    assert_eq!(
        found(&format!("signing_keys: {{ file: keys }}\n{JOIN}")),
        ""
    );
    assert_eq!(
        found(&format!("signing_keys: {{ file: eight }}\n{JOIN}")),
        ""
    );
    for log in [
        "meeting_keys: full",
        "meeting_keys: masked",
        "audit: counted",
        "audit: required, meeting_keys: full",
        "missed_names: yes",
        "missed_names: no",
        "replayable: yes, meeting_keys: full",
        "replayable: no",
    ] {
        assert_eq!(found(&format!("log: {{ {log} }}\n{JOIN}")), "", "{log}");
    }
    for route in [
        "path: /go/it/{meeting_key}\ncommand: meeting.join\nback: meetings\nreturn: gateway",
        "path: /go/it/{meeting_key}\ncommand: meeting.join\nback: meetings\nreturn: direct",
        "path: /go/it/{meeting_key}\ncommand: meeting.join\nreturn: direct",
        "path: /go/it/{meeting_key}\nsteps: [{ command: meeting.join }]",
        "path: /go/it/{meeting_key}\nsteps:\n- { command: session.service, constants: { service: training } }\n- command: meeting.join",
        "path: /go/it/{meeting_key}\nsteps:\n- { command: site.login, constants: { web_id: ann }, secrets: { password: host } }\n- command: meeting.start",
        "path: /go/it/{meeting_key}\nreturn: gateway\nback: meetings\nsteps:\n- command: session.service\n  constants: { service: training }\n- { command: meeting.join, secrets: { password: host } }",
        "path: /go/it\ncommand: site.login\nconstants: { web_id: ann, page_after_login: \"https://acme.webex.com/acme/m.php?AT=HM&MK=1234567\" }\nsecrets: { password: host }",
        "path: /go/it/{meeting_key}\nsteps:\n- command: session.service\n  constants: { service: training }\n- command: session.service\n  constants: { service: meetings }\n- command: site.logout\n- command: meeting.join",
    ] {
        assert_eq!(found_in_route(route), "", "{route}");
    }
}

/// Whoever opens such a link reads the secret on its page.
#[test]
fn a_secret_for_everybody_is_none() {
    let route = "path: /go/it/{meeting_key}\ncommand: meeting.join\nsecrets: { password: host }";
    let text = format!("{route}\nallow: anyone").replace('\n', "\n    ");
    let shared = "secrets: { host: { file: host-password } }";
    assert_snapshot!(found(&format!("{shared}\nroutes:\n  it:\n    {text}")), @"
    0:24 warning: the network `office` is not used by any route | name it in an `allow` or `deny`, or remove it
    3:3 warning: anyone can read the secret of this route | restrict `allow` to callers who may know it
    ");
}

#[test]
fn a_secret_stands_in_a_file_or_a_variable() {
    assert_snapshot!(found_in_secret("canary-0"), @"2:9 error: a secret must not be in the policy | say where it is: `{ file: PATH }` or `{ variable: NAME }`");
    assert_snapshot!(found_in_secret("\"canary-0\""), @"2:9 error: a secret must not be in the policy | say where it is: `{ file: PATH }` or `{ variable: NAME }`");
    assert_snapshot!(found_in_secret("|\n    canary-0"), @"3:5 error: a secret must not be in the policy | say where it is: `{ file: PATH }` or `{ variable: NAME }`");
    assert_snapshot!(found_in_secret("[canary-0]"), @"2:9 error: a secret must not be in the policy | say where it is: `{ file: PATH }` or `{ variable: NAME }`");
    assert_snapshot!(found_in_secret(""), @"2:7 error: a secret needs one `file` or one `variable` | write `{ file: PATH }` or `{ variable: NAME }`");
    assert_snapshot!(found_in_secret("{}"), @"2:9 error: a secret needs one `file` or one `variable` | write `{ file: PATH }` or `{ variable: NAME }`");
    assert_snapshot!(found_in_secret("{ password: canary-0 }"), @"2:11 error: a secret has no such key | say where it is: `{ file: PATH }` or `{ variable: NAME }`");
    assert_snapshot!(found_in_secret("{ file: host-password, value: canary-0 }"), @"2:32 error: a secret has no such key | say where it is: `{ file: PATH }` or `{ variable: NAME }`");
    assert_snapshot!(found_in_secret("{ file: host-password, variable: HOST_PASSWORD }"), @"2:9 error: a secret needs one `file` or one `variable` | write `{ file: PATH }` or `{ variable: NAME }`");
    assert_snapshot!(found_in_secret("{ fil: host-password }"), @"2:11 error: unknown key `•••` in a secret | did you mean `file`?");
    assert_snapshot!(found_in_secret("{ file: }"), @"2:11 error: `file` has no value | give it one, or remove the line");
    assert_snapshot!(found_in_secret("{ file: [host-password] }"), @"2:17 error: `file` must be a text, but this is a list");
    assert_snapshot!(found_in_secret("{ file: host-pasword }"), @"2:17 error: the file of a secret `FOLDER/•••` cannot be read: No such file or directory (os error 2) | name a file relative to this one, saved as UTF-8");
    assert_snapshot!(found_in_secret("{ file: . }"), @"2:17 error: the file of a secret `FOLDER/•••` cannot be read: not a file | name a file relative to this one, saved as UTF-8");
    assert_snapshot!(found_in_secret("{ file: \"\" }"), @"2:17 error: the file of a secret `FOLDER/•••` cannot be read: not a file | name a file relative to this one, saved as UTF-8");
    assert_snapshot!(found_in_secret("{ file: empty }"), @"2:17 error: a secret is empty | write its text there");
    assert_snapshot!(found_in_secret("{ file: two-lines }"), @"4:87 error: as `password`, this secret must not contain control characters | correct the text in its file or variable");
    assert_snapshot!(found_in_secret("{ file: long }"), @"4:87 error: as `password`, this secret must have at most 64 characters | correct the text in its file or variable");
    assert_snapshot!(found_in_secret("{ variable: LINKGATE_TEST_THAT_NOBODY_SETS }"), @"2:21 error: the variable `•••` is not set, or not text | set it in the environment of linkgate, or name a `file`");
    assert_snapshot!(found_in_secret("{ variable: \"\" }"), @"2:21 error: the variable `•••` is not set, or not text | set it in the environment of linkgate, or name a `file`");
    assert_snapshot!(found_in_secret("{ variable: \"$HOST_PASSWORD\" }"), @"2:21 error: the variable `•••` is not set, or not text | set it in the environment of linkgate, or name a `file`");
    assert_snapshot!(found_in_secret("{ variable: A=B }"), @"2:21 error: the variable `•••` is not set, or not text | set it in the environment of linkgate, or name a `file`");
    assert_snapshot!(found_in_secret("{ file: host-password }\n  host: canary-0"), @"3:3 error: `•••` is in `secrets` twice | rename or remove one of them: only one can apply");
    assert_snapshot!(found_in_secret("{ file: host-password }\n  My Host: canary-0"), @"
    3:3 error: a name must be 1 to 64 lower-case letters, digits, - or _ | rename it
    3:12 error: a secret must not be in the policy | say where it is: `{ file: PATH }` or `{ variable: NAME }`
    ");
    assert_snapshot!(found_in_secret("{ file: host-password }\n  [canary-0]: x"), @"3:3 error: a key of `secrets` must be a plain word");
    assert_snapshot!(found(&format!("secrets: canary-0\n{JOIN}")), @"1:10 error: `secrets` must be a mapping, but this is a text | write it as `key: value` lines, indented");
    assert_snapshot!(found(&format!("secrets: [canary-0]\n{JOIN}")), @"1:10 error: `secrets` must be a mapping, but this is a list | write it as `key: value` lines, indented");
    assert_snapshot!(found(&format!("secrets:\n{JOIN}")), @"");
    assert_snapshot!(found(&format!("secret: {{ host: canary-0 }}\n{JOIN}")), @"
    1:1 error: unknown key `secret` in the policy | did you mean `secrets`?
    1:17 error: a secret must not be in the policy | say where it is: `{ file: PATH }` or `{ variable: NAME }`
    ");
    assert_snapshot!(found(&format!("secrets: {{ host: {{ file: host-password }} }}\n{JOIN}")), @"1:12 warning: the secret `•••` is not used by any route | name it in a route's `secrets`, or remove it");
}

/// A text without a place has no file beside it.
#[test]
fn a_policy_that_is_no_file_has_no_secret_files() {
    let secrets = "secrets: { host: { file: host-password } }\nsigning_keys: { file: keys }\n";
    assert_snapshot!(REPORT.of_text(&format!("{HEAD}{secrets}{JOIN}")), @"
    1:26 error: only a policy in a file can name another file | put the policy into a file, next to the one that it names
    2:23 error: only a policy in a file can name another file | put the policy into a file, next to the one that it names
    ");
}

#[test]
fn a_route_names_the_secrets_that_its_command_takes() {
    let route = |more: &str| {
        found_in_route(&format!(
            "path: /go/it/{{meeting_key}}\ncommand: meeting.join\n{more}"
        ))
    };
    assert_snapshot!(route("secrets: { password: hosts }"), @"3:26 error: there is no secret of that name | write a name from the policy's `secrets`");
    assert_snapshot!(route("secrets: { password: canary-0 }"), @"3:26 error: there is no secret of that name | write a name from the policy's `secrets`");
    assert_snapshot!(route("secrets: { password: { file: host-password } }"), @"3:26 error: `password` takes the name of a secret | declare the secret under the policy's `secrets`, and write here `password: NAME`");
    assert_snapshot!(route("secrets: { password: }"), @"3:24 error: `password` takes the name of a secret | declare the secret under the policy's `secrets`, and write here `password: NAME`");
    assert_snapshot!(route("secrets: { pasword: host }"), @"3:16 error: the command has no secret parameter `•••` | did you mean `password`?");
    assert_snapshot!(route("secrets: { pin: host }"), @"3:16 error: the command has no secret parameter `pin` | known here: password");
    assert_snapshot!(route("secrets: { PW: host }"), @"3:16 error: the command has no secret parameter `PW` | known here: password");
    assert_snapshot!(route("secrets: { attendee_name: host }"), @"3:16 error: `attendee_name` is no secret for Webex | set it under `constants`");
    assert_snapshot!(route("secrets: { meeting_key: host }"), @"3:16 error: `meeting_key` is no secret for Webex | set it under `constants`");
    assert_snapshot!(route("secrets: host"), @"3:14 error: `secrets` must be a mapping, but this is a text | write it as `key: value` lines, indented");
    assert_snapshot!(route("secrets: [password]"), @"3:14 error: `secrets` must be a mapping, but this is a list | write it as `key: value` lines, indented");
    assert_snapshot!(route("secrets: { password: host, password: host }"), @"3:32 error: `password` is in `secrets` twice | rename or remove one of them: only one can apply");
    assert_snapshot!(route("secrets: { note: host }\nparameters: { note: { type: text } }"), @"3:16 error: `note` is no secret for Webex | set it under `constants`");
    assert_snapshot!(route("parameters: { note: { type: text, secret: true } }\nsecrets: { note: host }"), @"3:19 error: `note` cannot be a parameter of the route itself | give it a unique name, no code and no secret: it only fills places in back URLs");
}

#[test]
fn a_secret_comes_from_nowhere_else() {
    let route = |path: &str, more: &str| {
        found_in_route(&format!(
            "path: /go/it/{path}\ncommand: meeting.join\n{more}"
        ))
    };
    assert_snapshot!(route("{meeting_key}/{password}", "title: x"), @"1:11 error: `password` is a secret, which visitors cannot set | name one of the policy's `secrets`: `secrets: { password: NAME }`, or leave it out: Webex then asks the visitor for it");
    assert_snapshot!(route("{meeting_key}", "query: [password]"), @"3:13 error: `password` is a secret, which visitors cannot set | name one of the policy's `secrets`: `secrets: { password: NAME }`, or leave it out: Webex then asks the visitor for it");
    assert_snapshot!(route("{meeting_key}", "query: [password]\nsecrets: { password: host }"), @"3:13 error: `password` is a secret, which visitors cannot set | name one of the policy's `secrets`: `secrets: { password: NAME }`, or leave it out: Webex then asks the visitor for it");
    assert_snapshot!(route("{meeting_key}", "constants: { password: canary-0 }"), @"3:18 error: `password` is a secret, which must not be in a policy or a link | name one of the policy's `secrets`: `secrets: { password: NAME }`, or leave it out: Webex then asks the visitor for it");
    assert_snapshot!(route("{meeting_key}", "fill: { password: \"{caller.name}\" }"), @"3:13 error: `password` is a secret, which visitors cannot set | name one of the policy's `secrets`: `secrets: { password: NAME }`, or leave it out: Webex then asks the visitor for it");
    assert_snapshot!(route("{meeting_key}", "constants: { password: canary-0 }\nsecrets: { password: host }"), @"3:18 error: `password` is a secret, which must not be in a policy or a link | name one of the policy's `secrets`: `secrets: { password: NAME }`, or leave it out: Webex then asks the visitor for it");
    assert_snapshot!(found(&format!("{JOIN}links:\n  standup: {{ route: join, meeting_key: 1234567, password: canary-0 }}")), @"4:49 error: `password` is a secret, which must not be in a policy or a link | name it under the route's `secrets`, or leave it out: Webex then asks the visitor for it");
    assert_snapshot!(found(&format!("{JOIN}links:\n  standup:\n    route: join\n    meeting_key: 1234567\n    password: canary-0")), @"7:5 error: `password` is a secret, which must not be in a policy or a link | name it under the route's `secrets`, or leave it out: Webex then asks the visitor for it");
}

#[test]
fn a_secret_that_webex_insists_on_has_to_be_named() {
    assert_snapshot!(found_in_route("path: /go/it\ncommand: site.login\nconstants: { web_id: ann }"), @"0:3 error: `site.login` needs `password`, and nothing supplies it | add `secrets: { password: NAME }` to the route, and NAME with its file to the policy's `secrets`");
    assert_snapshot!(found_in_route("command: site.login_ticket"), @"
    0:3 error: `site.login_ticket` needs `ticket`, and nothing supplies it | add `secrets: { ticket: NAME }` to the route, and NAME with its file to the policy's `secrets`
    0:3 warning: the route `it` has no path, and no link uses it | give it a `path`, or remove it
    ");
    assert_snapshot!(found_in_route("path: /go/it\ncommand: site.login\nconstants: { web_id: ann }\nsecrets: { password: nobody }"), @"4:26 error: there is no secret of that name | write a name from the policy's `secrets`");
}

#[test]
fn signing_keys_are_long_distinct_and_in_a_file() {
    let keys = |keys: &str| found(&format!("signing_keys: {keys}\n{JOIN}"));
    assert_snapshot!(keys("canary-key-of-these-tests-0123456789"), @"1:15 error: a signing key must not be in the policy | say where it is: `{ file: PATH }` or `{ variable: NAME }`");
    assert_snapshot!(keys("[canary-key-of-these-tests-0123456789]"), @"1:15 error: a signing key must not be in the policy | say where it is: `{ file: PATH }` or `{ variable: NAME }`");
    assert_snapshot!(keys("\n  - canary-key-of-these-tests-0123456789"), @"2:3 error: a signing key must not be in the policy | say where it is: `{ file: PATH }` or `{ variable: NAME }`");
    assert_snapshot!(keys("{ key: canary-key-of-these-tests-0123456789 }"), @"1:17 error: a signing key has no such key | say where it is: `{ file: PATH }` or `{ variable: NAME }`");
    assert_snapshot!(keys(""), @"1:1 error: `signing_keys` has no value | give it one, or remove the line");
    assert_snapshot!(keys("{}"), @"1:15 error: a signing key needs one `file` or one `variable` | write `{ file: PATH }` or `{ variable: NAME }`");
    assert_snapshot!(keys("{ file: keys, variable: KEYS }"), @"1:15 error: a signing key needs one `file` or one `variable` | write `{ file: PATH }` or `{ variable: NAME }`");
    assert_snapshot!(keys("{ file: nowhere }"), @"1:23 error: the file of a signing key `FOLDER/•••` cannot be read: No such file or directory (os error 2) | name a file relative to this one, saved as UTF-8");
    assert_snapshot!(keys("{ file: empty }"), @"1:23 error: a signing key is empty | write its text there");
    assert_snapshot!(keys("{ file: blank-lines }"), @"1:15 error: it has no signing key | write one key per line, from `openssl rand -base64 32`");
    assert_snapshot!(keys("{ file: short }"), @"1:15 error: a signing key has at least 32 characters, but line 2 has fewer | write one key per line, from `openssl rand -base64 32`");
    assert_snapshot!(keys("{ file: guessable }"), @"1:15 error: the signing key in line 2 is repetitive and can be guessed | replace it with one from `openssl rand -base64 32`");
    assert_snapshot!(keys("{ file: host-password }"), @"1:15 error: a signing key has at least 32 characters, but line 1 has fewer | write one key per line, from `openssl rand -base64 32`");
    assert_snapshot!(keys("{ file: twice }"), @"1:15 error: the signing key in line 2 is a duplicate | remove one of the two lines");
    assert_snapshot!(keys("{ file: spaced-twice }"), @"1:15 error: the signing key in line 2 is a duplicate | remove one of the two lines");
    assert_snapshot!(keys("{ file: nine }"), @"1:15 error: there are 9 signing keys, but the maximum is 8 | remove the oldest ones: a key is needed for one day after a newer one is put above it");
    assert_snapshot!(keys("{ variable: LINKGATE_TEST_THAT_NOBODY_SETS }"), @"1:27 error: the variable `•••` is not set, or not text | set it in the environment of linkgate, or name a `file`");
    assert_snapshot!(found(&format!("signing_key: {{ file: keys }}\n{JOIN}")), @"1:1 error: unknown key `signing_key` in the policy | did you mean `signing_keys`?");
}

/// One warning for all routes, at the first of them.
#[test]
fn who_asks_people_to_confirm_needs_keys_that_replicas_share() {
    let routes = "\
routes:
  join: { path: \"/go/join/{meeting_key}\", command: meeting.join, allow: [{ network: office }] }
  end: { path: \"/go/end/{meeting_key}\", command: meeting.delete, allow: [{ network: office }] }
  delete: { path: \"/go/delete/{meeting_key}\", command: meeting.delete, allow: [{ network: office }] }
";
    assert_snapshot!(found(routes), @"3:3 warning: visitors confirm what this route does, but the policy has no `signing_keys`: other replicas, and this one after a restart, refuse the confirmation | add `signing_keys: { file: PATH }`, the same on every replica, with one key per line, from `openssl rand -base64 32`");
    assert_eq!(
        found(&format!("signing_keys: {{ file: keys }}\n{routes}")),
        ""
    );
}

#[test]
fn who_comes_back_through_the_gateway_needs_keys_and_a_back_url() {
    let route = |more: &str| found_in_route(&format!("path: /go/it/{{meeting_key}}\n{more}"));
    assert_snapshot!(route("command: meeting.join\nback: meetings\nreturn: webex"), @"4:13 error: unknown value `webex` for `return` | known here: direct, gateway");
    assert_snapshot!(route("command: meeting.join\nback: meetings\nreturn: gatway"), @"4:13 error: unknown value `gatway` for `return` | did you mean `gateway`?");
    assert_snapshot!(route("command: meeting.join\nback: meetings\nreturn: Gateway"), @"4:13 error: unknown value `Gateway` for `return` | did you mean `gateway`?");
    assert_snapshot!(route("command: meeting.join\nback: meetings\nreturn: yes"), @"4:13 error: unknown value `yes` for `return` | known here: direct, gateway");
    assert_snapshot!(route("command: meeting.join\nback: meetings\nreturn:"), @"4:5 error: `return` has no value | give it one, or remove the line");
    assert_snapshot!(route("command: meeting.join\nback: meetings\nreturn: [gateway]"), @"4:13 error: `return` must be a text, but this is a list");
    assert_snapshot!(route("command: meeting.join\nreturn: gateway"), @"3:13 error: visitors come back through the gateway, but the route has no back URL | name a back URL: `back: NAME`");
    assert_snapshot!(route("command: meeting.join\nback: nowhere\nreturn: gateway"), @"3:11 error: there is no back URL `nowhere` | known here: meetings");
    assert_snapshot!(route("command: meeting.join\nback: []\nreturn: gateway"), @"3:11 error: this list is empty | name a back URL, or remove the line");
    assert_snapshot!(route("command: meeting.end\nback: meetings\nreturn: gateway"), @"
    1:5 error: `meeting.end` takes no back URL, so visitors cannot come back from it | remove `return: gateway`
    3:11 error: `meeting.end` takes no back URL | remove `back` from this route
    ");
    assert_snapshot!(route("command: meeting.end\nback: meetings"), @"3:11 error: `meeting.end` takes no back URL | remove `back` from this route");
    assert_snapshot!(route("command: meeting.end\nreturn: gateway"), @"1:5 error: `meeting.end` takes no back URL, so visitors cannot come back from it | remove `return: gateway`");
    assert_snapshot!(route("command: meeting.end\nback: meetings\nreturn: webex"), @"
    3:11 error: `meeting.end` takes no back URL | remove `back` from this route
    4:13 error: unknown value `webex` for `return` | known here: direct, gateway
    ");
    let without_keys = "back_urls: { meetings: https://portal.acme.example/meetings }\nroutes:\n  join:\n    path: /go/join/{meeting_key}\n    command: meeting.join\n    back: meetings\n    return: gateway\n    allow: anyone";
    assert_snapshot!(found(without_keys), @"7:13 error: visitors come back with a signed ticket, but the policy has no `signing_keys` | add `signing_keys: { file: PATH }` with one key per line, from `openssl rand -base64 32`");
    assert_snapshot!(found(&format!("signing_keys: {{ file: nowhere }}\n{without_keys}")), @"1:23 error: the file of a signing key `FOLDER/•••` cannot be read: No such file or directory (os error 2) | name a file relative to this one, saved as UTF-8");
}

#[test]
fn a_chain_is_a_list_of_up_to_four_calls() {
    let route = |more: &str| found_in_route(&format!("path: /go/it/{{meeting_key}}\n{more}"));
    let service = "- { command: session.service, constants: { service: training } }\n";
    assert_snapshot!(route(&format!("command: meeting.join\nsteps:\n{service}- command: meeting.join")), @"2:14 error: a route has one `command`, or `steps` | make it one of the steps");
    assert_snapshot!(route("title: x"), @"1:5 error: the route `it` has no `command` | add `command:`");
    assert_snapshot!(route("steps: []"), @"2:12 error: `steps` is a list of up to 4 calls | write each on its own line, like `- command: meeting.join`");
    assert_snapshot!(route("steps:"), @"2:5 error: `steps` has no value | give it one, or remove the line");
    assert_snapshot!(route("steps: {}"), @"2:12 error: `steps` is a list of up to 4 calls | write each on its own line, like `- command: meeting.join`");
    assert_snapshot!(route("steps: { command: meeting.join }"), @"2:12 error: `steps` is a list of up to 4 calls | write each on its own line, like `- command: meeting.join`");
    assert_snapshot!(route("steps: meeting.join"), @"2:12 error: `steps` is a list of up to 4 calls | write each on its own line, like `- command: meeting.join`");
    assert_snapshot!(route("steps: [meeting.join]"), @"2:13 error: a step must be a mapping, but this is a text | write it as `key: value` lines, indented");
    assert_snapshot!(route("steps: [{}]"), @"2:13 error: a step has no `command` | add `command:`");
    assert_snapshot!(route(&format!("steps:\n{}- command: meeting.join", service.repeat(4))), @"3:7 error: there are 5 steps, but the maximum is 4 | split it into two routes");
    assert_snapshot!(route(&format!("steps:\n{service}- command: meeting.joyn")), @"4:16 error: there is no command `meeting.joyn` | did you mean `meeting.join`?");
    assert_snapshot!(route(&format!("steps:\n{service}- command: account.edit")), @"4:16 error: the address of `account.edit` is not publicly known | add it from your Reference Guide: `commands: { account.edit: { page: …, action: … } }`");
    assert_snapshot!(route(&format!("steps:\n{service}- comand: meeting.join")), @"4:7 error: unknown key `comand` in a step | did you mean `command`?");
    assert_snapshot!(route(&format!("step:\n{service}- command: meeting.join")), @"2:5 error: unknown key `step` in the route `it` | did you mean `steps`?");
    assert_snapshot!(route(&format!("steps:\n{service}- {{ command: meeting.join, back: meetings, path: /x, allow: anyone }}")), @"
    4:32 error: unknown key `back` in a step | known here: command, login, constants, fill, secrets
    4:48 error: unknown key `path` in a step | known here: command, login, constants, fill, secrets
    4:58 error: unknown key `allow` in a step | known here: command, login, constants, fill, secrets
    ");
    assert_snapshot!(found(&format!("routes:\n  it:\n    path: /go/it/{{meeting_key}}\n    site: nowhere\n    allow: anyone\n    steps:\n    {service}    - command: meeting.join")), @"4:11 error: there is no site `nowhere` | known here: acme");
}

#[test]
fn every_step_leads_on_to_the_next() {
    let route = |more: &str| found_in_route(&format!("path: /go/it/{{meeting_key}}\n{more}"));
    let join = "- command: meeting.join";
    assert_snapshot!(route(&format!("steps:\n- command: meeting.end\n{join}")), @"3:7 error: no step can follow `meeting.end`: it takes no back URL | make it the last step, or leave it out");
    assert_snapshot!(route(&format!("steps:\n- command: session.language_host\n  constants: {{ language: german }}\n{join}")), @"
    1:11 error: `session.language_host` needs `locale`, and nothing supplies it | add `{locale}` to the path, or `locale` to `query`, `constants` or `fill`
    3:7 error: no step can follow `session.language_host`: it takes no back URL | make it the last step, or leave it out
    4:30 error: `language` must be a whole number from 0 to 9999
    ");
    assert_snapshot!(route(&format!("back: meetings\nreturn: gateway\nsteps:\n- command: meeting.end\n{join}")), @"5:7 error: no step can follow `meeting.end`: it takes no back URL | make it the last step, or leave it out");
    assert_snapshot!(route("back: meetings\nreturn: gateway\nsteps:\n- { command: session.service, constants: { service: training } }\n- command: meeting.end"), @"
    2:11 error: `meeting.end` takes no back URL | remove `back` from this route
    6:7 error: `meeting.end` takes no back URL, so visitors cannot come back from it | remove `return: gateway`
    ");
    assert_snapshot!(route("back: meetings\nsteps:\n- { command: session.service, constants: { service: training } }\n- command: meeting.end"), @"2:11 error: `meeting.end` takes no back URL | remove `back` from this route");
}

#[test]
fn a_secret_stands_in_no_step_inside_another() {
    let route = |more: &str| found_in_route(&format!("path: /go/it/{{meeting_key}}\n{more}"));
    let service = "- { command: session.service, constants: { service: training } }\n";
    assert_snapshot!(route(&format!("steps:\n{service}- {{ command: meeting.join, secrets: {{ password: host }} }}")), @"4:7 error: `meeting.join` has a secret, which would be in the address of the step before it | add `return: gateway` to the route: each step is then sent separately");
    assert_snapshot!(route(&format!("secrets: {{ password: host }}\nsteps:\n{service}- command: meeting.join")), @"5:7 error: `meeting.join` has a secret, which would be in the address of the step before it | add `return: gateway` to the route: each step is then sent separately");
    assert_snapshot!(route(&format!("back: meetings\nreturn: gatway\nsteps:\n{service}- {{ command: meeting.join, secrets: {{ password: host }} }}")), @"3:13 error: unknown value `gatway` for `return` | did you mean `gateway`?");
    assert_snapshot!(route(&format!("steps:\n{service}- {{ command: meeting.join, constants: {{ password: canary-0 }} }}")), @"4:45 error: `password` is a secret, which must not be in a policy or a link | name one of the policy's `secrets`: `secrets: { password: NAME }`, or leave it out: Webex then asks the visitor for it");
    assert_snapshot!(route(&format!("steps:\n{service}- {{ command: meeting.join, secrets: {{ pin: host }} }}")), @"4:43 error: the command has no secret parameter `pin` | known here: password");
    assert_snapshot!(route(&format!("steps:\n{service}- {{ command: meeting.join, secrets: {{ service: host }} }}")), @"4:43 error: `service` is no secret for Webex | set it under `constants`");
}

#[test]
fn the_page_after_a_login_is_in_the_site_and_never_a_visitors() {
    let login = |page: &str, more: &str| {
        found_in_route(&format!(
            "path: /go/it\ncommand: site.login\nconstants: {{ web_id: ann, page_after_login: \"{page}\" }}\nsecrets: {{ password: host }}\n{more}"
        ))
    };
    assert_snapshot!(login("https://evil.example/acme/", "title: x"), @"1:5 error: `page_after_login` may lead only to a page of the Webex site | write an address that begins with https://acme.webex.com/acme/");
    assert_snapshot!(login("https://acme.webex.com.evil.example/acme/", "title: x"), @"1:5 error: `page_after_login` may lead only to a page of the Webex site | write an address that begins with https://acme.webex.com/acme/");
    assert_snapshot!(login("https://acme.webex.com:8443/acme/", "title: x"), @"1:5 error: `page_after_login` may lead only to a page of the Webex site | write an address that begins with https://acme.webex.com/acme/");
    assert_snapshot!(login("http://acme.webex.com/acme/", "title: x"), @"3:49 error: `page_after_login` must be an https address: an address must begin with https://, not http:");
    assert_snapshot!(login("GoBack", "title: x"), @"3:49 error: `page_after_login` must be an https address: not an address: addresses begin with https://");
    assert_snapshot!(login("https://acme.webex.com/acme/", "back: meetings\nreturn: gateway"), @"1:5 error: `page_after_login` would lead past the next step, or past the gateway | leave it out: the gateway sets it");
    let chain = "path: /go/it/{meeting_key}\nsteps:\n- command: site.login\n  constants: { web_id: ann, page_after_login: \"https://acme.webex.com/acme/\" }\n  secrets: { password: host }\n- command: meeting.start";
    assert_snapshot!(found_in_route(chain), @"3:7 error: `page_after_login` would lead past the next step, or past the gateway | leave it out: the gateway sets it");
    assert_snapshot!(found_in_route(&format!("{chain}\nback: meetings\nreturn: gateway")), @"3:7 error: `page_after_login` would lead past the next step, or past the gateway | leave it out: the gateway sets it");
    let visitor = |more: &str| {
        found_in_route(&format!(
            "command: site.login\nconstants: {{ web_id: ann }}\nsecrets: {{ password: host }}\n{more}"
        ))
    };
    assert_snapshot!(visitor("path: /go/it/{page_after_login}"), @"4:11 error: `page_after_login` is an address, which a visitor must not choose | set it under `constants`");
    assert_snapshot!(visitor("path: /go/it\nquery: [page_after_login]"), @"5:13 error: `page_after_login` is an address, which a visitor must not choose | set it under `constants`");
    assert_snapshot!(visitor("path: /go/it\nfill: { page_after_login: \"{caller.email}\" }"), @"5:31 error: `page_after_login` cannot be `{caller.email}`: its type does not match | a name fits type text, an e-mail address fits text or email");
    let link = |steps: &str, page: &str| {
        found(&format!(
            "signing_keys: {{ file: keys }}\nsecrets: {{ host: {{ file: host-password }} }}\nback_urls: {{ meetings: https://portal.acme.example/meetings }}\nroutes:\n  login:\n    path: /go/login\n    secrets: {{ password: host }}\n    constants: {{ web_id: ann }}\n    {steps}\n    allow: anyone\nlinks:\n  evil:\n    route: login\n    page_after_login: \"{page}\""
        ))
    };
    assert_snapshot!(link("command: site.login\n    back: meetings", "https://acme.webex.com/acme/x"), @"
    0:24 warning: the network `office` is not used by any route | name it in an `allow` or `deny`, or remove it
    5:3 warning: anyone can read the secret of this route | restrict `allow` to callers who may know it
    ");
    assert_snapshot!(link("command: site.login\n    back: meetings", "https://evil.example/"), @"
    0:24 warning: the network `office` is not used by any route | name it in an `allow` or `deny`, or remove it
    5:3 warning: anyone can read the secret of this route | restrict `allow` to callers who may know it
    15:23 error: `page_after_login` may lead only to a page of the Webex site | write an address that begins with https://acme.webex.com/acme/
    ");
    assert_snapshot!(link("command: site.login\n    back: meetings\n    return: gateway", "https://acme.webex.com/acme/"), @"
    0:24 warning: the network `office` is not used by any route | name it in an `allow` or `deny`, or remove it
    5:3 warning: anyone can read the secret of this route | restrict `allow` to callers who may know it
    16:23 error: `page_after_login` would lead past the next step, or past the gateway | leave it out: the gateway sets it
    ");
    assert_snapshot!(link("steps: [{ command: site.login }, { command: session.service, constants: { service: training } }]\n    back: meetings", "https://acme.webex.com/acme/"), @"
    0:24 warning: the network `office` is not used by any route | name it in an `allow` or `deny`, or remove it
    5:3 warning: anyone can read the secret of this route | restrict `allow` to callers who may know it
    15:23 error: `page_after_login` would lead past the next step, or past the gateway | leave it out: the gateway sets it
    ");
}

#[test]
fn every_parameter_of_a_chain_has_a_step_and_one_source() {
    let service = "- { command: session.service, constants: { service: training } }\n";
    let join = "- command: meeting.join";
    let route =
        |path: &str, more: &str| found_in_route(&format!("path: /go/it/{path}\nsteps:\n{more}"));
    assert_snapshot!(route("{meeting_kay}", &format!("{service}{join}")), @"
    1:11 error: no step has a parameter `meeting_kay` | did you mean `meeting_key`?
    1:11 error: `meeting.join` needs `meeting_key`, and nothing supplies it | add `{meeting_key}` to the path, or `meeting_key` to `query`, `constants` or `fill`
    ");
    assert_snapshot!(route("{room}/{meeting_key}", &format!("{service}{join}")), @"1:11 error: no step has a parameter `room` | known here: service, meeting_key, attendee_name, attendee_email, registration_id, sharing, meeting_type");
    assert_snapshot!(route("{meeting_key}", &format!("{service}{join}\nquery: [attendee_nam]")), @"5:13 error: no step has a parameter `attendee_nam` | did you mean `attendee_name`?");
    assert_snapshot!(route("{meeting_key}", &format!("{service}{join}\nconstants: {{ room: ada }}")), @"5:18 error: no step has a parameter `room` | known here: service, meeting_key, attendee_name, attendee_email, registration_id, sharing, meeting_type");
    assert_snapshot!(route("{meeting_key}", &format!("- {{ command: session.service, constants: {{ service: training, meeting_key: 1234567 }} }}\n{join}")), @"3:67 error: the command has no parameter `meeting_key` | known here: service");
    assert_snapshot!(route("{meeting_key}", &format!("- {{ command: session.service, constants: {{ service: cooking }} }}\n{join}")), @"3:57 error: `service` must be one of: meetings, training, events, support");
    assert_snapshot!(route("{meeting_key}", &format!("- command: session.service\n{join}")), @"1:11 error: `session.service` needs `service`, and nothing supplies it | add `{service}` to the path, or `service` to `query`, `constants` or `fill`");
    assert_snapshot!(route("{meeting_key}", &format!("{service}{join}\nconstants: {{ service: meetings }}")), @"5:18 error: `service` is supplied twice | keep one source: path, query, constants, fill or secrets");
    assert_snapshot!(route("{meeting_key}", &format!("{service}- {{ command: meeting.join, constants: {{ meeting_key: 1234567 }} }}")), @"1:11 error: `meeting_key` is supplied twice | keep one source: path, query, constants, fill or secrets");
    assert_snapshot!(route("{meeting_key}", &format!("{service}- {{ command: meeting.join, constants: {{ attendee_name: Ann }}, fill: {{ attendee_name: \"{{caller.name}}\" }} }}")), @"4:75 error: `attendee_name` is supplied twice | keep one source: path, query, constants, fill or secrets");
    assert_snapshot!(route("{meeting_key}", &format!("{service}- {{ command: meeting.join, fill: {{ attendee_name: Ann }} }}")), @"4:55 error: unknown field of the caller: `Ann` | write {caller.user} or {caller.name} or {caller.email}; a fixed value belongs under `constants`");
    assert_snapshot!(route("{meeting_key}", &format!("{service}- {{ command: meeting.join, query: [attendee_name], parameters: {{ x: {{ type: text }} }} }}")), @"
    4:32 error: unknown key `query` in a step | known here: command, login, constants, fill, secrets
    4:56 error: unknown key `parameters` in a step | known here: command, login, constants, fill, secrets
    ");
    // The first step's own counts; the route's goes to the second.
    assert_snapshot!(route("{meeting_key}", "- { command: meeting.edit, constants: { meeting_key: 1234567, meeting_name: x } }\n- command: meeting.join"), @"");
}

#[test]
fn a_page_to_go_back_to_has_an_origin_and_an_alternative() {
    let back = |back: &str| {
        found(&format!(
            "back_urls:\n  page: {back}\nroutes:\n  join: {{ path: \"/go/join/{{meeting_key}}\", command: meeting.join, back: page, allow: anyone }}"
        ))
    };
    assert_snapshot!(back("{ referrer: https://portal.acme.example, otherwise: https://portal.acme.example/start }"), @"0:24 warning: the network `office` is not used by any route | name it in an `allow` or `deny`, or remove it");
    assert_snapshot!(back("{}"), @"
    2:9 error: the back URL `page` has no `referrer` | add `referrer:`
    2:9 error: the back URL `page` has no `otherwise` | add `otherwise:`
    ");
    assert_snapshot!(back("{ referrer: https://portal.acme.example }"), @"2:9 error: the back URL `page` has no `otherwise` | add `otherwise:`");
    assert_snapshot!(back("{ otherwise: https://portal.acme.example/start }"), @"2:9 error: the back URL `page` has no `referrer` | add `referrer:`");
    assert_snapshot!(back("{ referer: https://portal.acme.example, otherwise: https://portal.acme.example/start }"), @"2:11 error: unknown key `referer` in the back URL `page` | did you mean `referrer`?");
    assert_snapshot!(back("{ referrer: https://portal.acme.example, other: https://portal.acme.example/start }"), @"
    2:9 error: the back URL `page` has no `otherwise` | add `otherwise:`
    2:50 error: unknown key `other` in the back URL `page` | known here: referrer, otherwise
    ");
    assert_snapshot!(back("{ referrer: https://portal.acme.example, otherwise: https://portal.acme.example/start, default: x }"), @"2:96 error: unknown key `default` in the back URL `page` | known here: referrer, otherwise");
    assert_snapshot!(back("{ referrer: , otherwise: https://portal.acme.example/start }"), @"2:11 error: `referrer` has no value | give it one, or remove the line");
    let referrer = |origin: &str| {
        back(&format!(
            "{{ referrer: {origin}, otherwise: https://portal.acme.example/start }}"
        ))
    };
    assert_snapshot!(referrer("[]"), @"2:21 error: this list is empty | declare origins like https://portal.acme.example");
    assert_snapshot!(referrer("{ a: b }"), @"2:21 error: `referrer` must be a text, but this is a mapping");
    assert_snapshot!(referrer("http://portal.acme.example"), @"2:21 error: an address must begin with https://, not http: | write it like https://portal.acme.example");
    assert_snapshot!(referrer("[https://portal.acme.example, http://wiki.acme.example]"), @"2:51 error: an address must begin with https://, not http: | write it like https://portal.acme.example");
    assert_snapshot!(referrer("portal.acme.example"), @"2:21 error: not an address: addresses begin with https:// | write it like https://portal.acme.example");
    assert_snapshot!(referrer("https://portal.acme.example/team"), @"2:21 error: an origin is https, a host and optionally a port, and nothing after it | write it like https://portal.acme.example");
    assert_snapshot!(referrer("\"https://portal.acme.example/?a=b\""), @"2:21 error: an origin is https, a host and optionally a port, and nothing after it | write it like https://portal.acme.example");
    assert_snapshot!(referrer("\"https://portal.acme.example/#x\""), @"2:21 error: an address must not have a #fragment: result fields are appended to it | write it like https://portal.acme.example");
    assert_snapshot!(referrer("https://ann@portal.acme.example"), @"2:21 error: an address must not have a user name or password | write it like https://portal.acme.example");
    assert_snapshot!(referrer("\"https://*.acme.example\""), @"2:21 error: the host must be one full name, without * and without a dot at its end | write it like https://portal.acme.example");
    assert_snapshot!(referrer("\"*\""), @"2:21 error: not an address: addresses begin with https:// | write it like https://portal.acme.example");
    assert_snapshot!(referrer("https://PORTAL.acme.example"), @"2:21 error: programs read this address as https://portal.acme.example/: write that | write it like https://portal.acme.example");
    assert_snapshot!(referrer("\"https://{host}\""), @"2:21 error: an origin must not have {places} | write it like https://portal.acme.example");
    assert_snapshot!(referrer("https://go.acme.example"), @"2:21 error: this back URL leads to the gateway itself | name the page that visitors should see after their meeting");
    assert_snapshot!(referrer("[https://portal.acme.example, \"https://go:8443\"]"), @"2:51 error: this back URL leads to the gateway itself | name the page that visitors should see after their meeting");
    assert_snapshot!(referrer("[https://portal.acme.example, https://portal.acme.example/]"), @"0:24 warning: the network `office` is not used by any route | name it in an `allow` or `deny`, or remove it");
    let otherwise = |address: &str| {
        back(&format!(
            "{{ referrer: https://portal.acme.example, otherwise: {address} }}"
        ))
    };
    assert_snapshot!(otherwise("http://portal.acme.example/"), @"2:61 error: an address must begin with https://, not http: | write it like https://portal.acme.example/meetings");
    assert_snapshot!(otherwise("/start"), @"2:61 error: not an address: addresses begin with https:// | write it like https://portal.acme.example/meetings");
    assert_snapshot!(otherwise("[https://portal.acme.example/]"), @"2:61 error: a back URL must be a text, but this is a list");
    assert_snapshot!(otherwise("https://go.acme.example/start"), @"2:61 error: this back URL leads to the gateway itself | name the page that visitors should see after their meeting");
    assert_snapshot!(otherwise("\"https://portal.acme.example/{course}\""), @"4:72 error: the back URL `page` needs `course`, which this route does not have | declare it: `parameters: { course: { type: name } }`, and supply it by path or query");
    assert_snapshot!(back("[https://portal.acme.example/]"), @"2:9 error: a back URL must be a text, but this is a list");
}

#[test]
fn the_log_says_what_it_can() {
    let log = |log: &str| found(&format!("log: {log}\n{JOIN}"));
    assert_snapshot!(log("{ meeting_keys: plain }"), @"1:22 error: unknown value `plain` for `meeting_keys` | known here: masked, full");
    assert_snapshot!(log("{ meeting_keys: mask }"), @"1:22 error: unknown value `mask` for `meeting_keys` | did you mean `masked`?");
    assert_snapshot!(log("{ meeting_keys: true }"), @"1:22 error: unknown value `true` for `meeting_keys` | known here: masked, full");
    assert_snapshot!(log("{ meeting_keys: }"), @"1:8 error: `meeting_keys` has no value | give it one, or remove the line");
    assert_snapshot!(log("{ meeting_key: full }"), @"1:8 error: unknown key `meeting_key` in `log` | did you mean `meeting_keys`?");
    assert_snapshot!(log("{ format: json }"), @"1:8 error: unknown key `format` in `log` | known here: meeting_keys, audit, missed_names, replayable");
    assert_snapshot!(log("{ audit: require }"), @"1:15 error: unknown value `require` for `audit` | did you mean `required`?");
    assert_snapshot!(log("{ audit: true }"), @"1:15 error: unknown value `true` for `audit` | known here: counted, required");
    assert_snapshot!(log("{ audit: }"), @"1:8 error: `audit` has no value | give it one, or remove the line");
    assert_snapshot!(log("{ audits: required }"), @"1:8 error: unknown key `audits` in `log` | did you mean `audit`?");
    assert_snapshot!(log("{ missed_names: off }"), @"1:22 error: `missed_names` cannot be `off` | known here: yes, no");
    assert_snapshot!(log("{ replayable: y }"), @"1:20 error: `replayable` cannot be `y` | known here: yes, no");
    assert_snapshot!(log("{ missed_names: [no] }"), @"1:22 error: `missed_names` must be a text, but this is a list");
    assert_snapshot!(log("full"), @"1:6 error: `log` must be a mapping, but this is a text | write it as `key: value` lines, indented");
    assert_snapshot!(log("{}"), @"");
    assert_snapshot!(log(""), @"1:1 error: `log` has no value | give it one, or remove the line");
    assert_snapshot!(log("{ meeting_keys: [full] }"), @"1:22 error: `meeting_keys` must be a text, but this is a list");
}

/// What may stand once stands in one file of a folder.
#[test]
fn what_counts_for_all_files_stands_in_one() {
    let first =
        format!("{HEAD}signing_keys: {{ file: keys }}\nlog: {{ meeting_keys: full }}\n{JOIN}");
    let second = "signing_keys: { file: keys }\nlog: { meeting_keys: masked }\n";
    let files = [("keys", FILES[4].1), ("1.yaml", &first), ("2.yaml", second)];
    assert_snapshot!(REPORT.of_files(&Folder::with(&files), ""), @"
    2.yaml:1:15 error: `signing_keys` is in two files | keep it in one of them
    2.yaml:2:6 error: `log` is in two files | keep it in one of them
    ");
}

/// A login's password is not the meeting's.
#[test]
fn a_secret_goes_to_the_one_step_that_is_meant() {
    let steps = "path: /go/it/{meeting_key}\nreturn: gateway\nback: meetings\nsteps:\n- { command: site.login, constants: { web_id: ann } }\n- { command: meeting.join }\nsecrets: { password: host }";
    assert_snapshot!(found_in_route(steps), @"7:16 error: several steps have a `password` | write `secrets: { password: NAME }` in the right step");
}

/// A name that two steps share is open to visitors only where both are.
#[test]
fn no_visitor_gives_an_address_through_another_step() {
    let commands = "commands:\n  custom.first: { service: links, title: First, effect: look, page: q.php, action: QR, back: true, parameters: { landing: { code: XQ, type: text } } }\n  custom.second: { service: links, title: Second, effect: enter, page: q.php, action: QS, back: true, parameters: { landing: { code: MU, type: url } } }\n";
    let route = "routes:\n  it:\n    path: /go/it\n    steps: [{ command: custom.first }, { command: custom.second }]\n    query: [landing]\n    allow: [{ network: office }]";
    assert_snapshot!(found(&format!("{commands}{route}")), @"8:13 error: `landing` is an address, which a visitor must not choose | set it under `constants`");
}
