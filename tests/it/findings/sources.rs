//! What an operator is told about rules and the identity sources that can meet them.

use insta::assert_snapshot;

use crate::support::findings::Report;

const HEAD: &str = "version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
callers:
  networks: { lab: 10.9.0.0/16 }
  trusted_proxies: 192.0.2.1
  address: x-forwarded-for
";

const HEADERS: &str = "  headers: x-forwarded\n";
const CERTIFICATES: &str = "  certificates: { header: Client-Cert }\n";

const REPORT: Report = Report::behind(HEAD).without(
    "if the proxy lets a visitor send one of these headers, the visitor can pretend to be anyone",
);

/// Tokens of two issuers.
fn tokens() -> String {
    let issuer = |name: &str, header: &str| {
        format!(
            "    {name}: {{ from: oidc, header: {header}, issuer: https://{name}.example, audience: go, algorithms: [ES256], keys: {{ url: https://{name}.example/jwks }} }}\n"
        )
    };
    let (portal, partner) = (issuer("portal", "X-Portal"), issuer("partner", "X-Partner"));
    format!("  tokens:\n{portal}{partner}")
}

/// The findings about these sources, and these rules of a route.
#[track_caller]
fn found(sources: &str, rules: &str) -> String {
    let other = "other: { path: /x, command: meeting.join, constants: { meeting_key: 1234567 }, allow: [{ network: lab }] }";
    let route = "path: \"/go/join/{meeting_key}\", command: meeting.join";
    let text = format!("{HEAD}{sources}routes:\n  join: {{ {route},\n    {rules} }}\n  {other}\n");
    REPORT.of_text(&text)
}

#[test]
fn a_deny_that_nobody_could_pass_is_an_error() {
    let user = "  headers: { user: X-User }\n";
    assert_snapshot!(found(user, "allow: { user: ann }, deny: [{ group: banned }, { mail_domain: evil.example }, { certificate: CN=Lost }, { user: eve }]"), @"
    4:43 error: nobody passes this `deny`: no identity source provides the `group` of callers | configure an identity source under `callers`: `headers`, `tokens` or `certificates`
    4:68 error: nobody passes this `deny`: no identity source provides the `mail_domain` of callers | configure an identity source under `callers`: `headers`, `tokens` or `certificates`
    4:99 error: nobody passes this `deny`: no identity source provides the `certificate` of callers | configure an identity source under `callers`: `headers`, `tokens` or `certificates`
    ");
    assert_snapshot!(found(CERTIFICATES, "allow: { user: CN=Ann }, deny: { group: banned }"), @"4:45 error: nobody passes this `deny`: no identity source provides the `group` of callers | configure an identity source under `callers`: `headers`, `tokens` or `certificates`");
    assert_snapshot!(found("", "allow: { network: lab }, deny: { user: eve }"), @"
    3:36 warning: the route `join` has a `deny` on identity: callers have to log in, although `allow` does not require it | require an identity in every alternative of `allow`, e.g. with `group` or `from`
    3:44 error: nobody passes this `deny`: no identity source provides the `user` of callers | configure an identity source under `callers`: `headers`, `tokens` or `certificates`
    ");
    // Whoever is elsewhere passes these.
    assert_snapshot!(found(user, "allow: { user: ann }, deny: [{ group: banned, network: lab }, { group: other, days: mon }, { group: third, user: eve }]"), @"4:43 warning: no identity source provides the `group` of callers | configure an identity source under `callers`: `headers`, `tokens` or `certificates`");
    // Of people whom another source names, the answer is no.
    assert_snapshot!(found(&format!("{HEADERS}{CERTIFICATES}"), "allow: { user: ann }, deny: { group: banned, from: certificate }"), @"5:42 warning: `certificate` cannot provide this `group` of callers | name another source with `from`");
}

#[test]
fn a_deny_that_some_sources_cannot_clear_of_is_told() {
    let both = format!("{HEADERS}{CERTIFICATES}");
    let all = format!("{both}{}", tokens());
    assert_snapshot!(found(&both, "allow: { group: staff }, deny: { group: banned }"), @"5:45 warning: callers identified by `certificate` cannot pass this `deny`: nothing provides their `group` | name the sources that this `deny` is about, like `from: headers`, or let the others provide it");
    assert_snapshot!(found(&both, "allow: { group: staff }, deny: { group: banned, from: headers }"), @"");
    assert_snapshot!(found(&all, "allow: { from: portal }, deny: { group: \"CN=Banned,DC=acme\" }"), @"8:45 warning: callers identified by `headers` and `certificate` cannot pass this `deny`: nothing provides their `group` | name the sources that this `deny` is about, like `from: portal`, or let the others provide it");
    assert_snapshot!(found(&all, "allow: { from: portal }, deny: { group: banned, from: [portal, partner] }"), @"");
    assert_snapshot!(found(&all, "allow: { from: portal }, deny: [{ user: eve }, { mail_domain: evil.example }]"), @"");
}

#[test]
fn sources_that_can_say_the_same_are_told() {
    let both = format!("{HEADERS}{CERTIFICATES}");
    let all = format!("{both}{}", tokens());
    let rules = "allow: [{ user: ann }, { group: staff }, { mail_domain: acme.example }, { group: [staff, hosts] }]";
    assert_snapshot!(found(HEADERS, rules), @"");
    assert_snapshot!(found(&all, rules), @"
    8:21 warning: `portal`, `partner` and `headers` can each name the `user` `ann`, and each of them admits callers | name the source to trust, like `from: portal`, or list under `limits` what each may say
    8:37 warning: `portal`, `partner` and `headers` can each name the `group` `staff`, and each of them admits callers | name the source to trust, like `from: portal`, or list under `limits` what each may say
    8:61 warning: `portal`, `partner`, `headers` and `certificate` can each name the `mail_domain` `acme.example`, and each of them admits callers | name the source to trust, like `from: portal`, or list under `limits` what each may say
    8:86 warning: `portal`, `partner` and `headers` can each name the `group` `hosts`, and each of them admits callers | name the source to trust, like `from: portal`, or list under `limits` what each may say
    ");
    assert_snapshot!(found(&both, "allow: [{ user: ann }, { group: staff }, { certificate: CN=Ann }]"), @"");
    assert_snapshot!(found(&both, "allow: [{ user: CN=Ann }, { mail_domain: acme.example }]"), @"
    5:21 warning: `headers` and `certificate` can each name the `user` `CN=Ann`, and each of them admits callers | name the source to trust, like `from: headers`, or list under `limits` what each may say
    5:46 warning: `headers` and `certificate` can each name the `mail_domain` `acme.example`, and each of them admits callers | name the source to trust, like `from: headers`, or list under `limits` what each may say
    ");
    assert_snapshot!(found(&all, "allow: [{ user: ann, from: portal }, { group: staff, from: [portal, headers] }, { from: partner }]"), @"");
    // For `deny` they keep out more people, never fewer.
    assert_snapshot!(found(&tokens(), "allow: { from: portal }, deny: [{ user: ann }, { group: staff }]"), @"");
}

#[test]
fn limits_that_exclude_each_other_settle_who_can_say_what() {
    let rules = "allow: [{ user: ann }, { group: staff }, { mail_domain: acme.example }]";
    let limits = |limits: &str| found(&format!("{}  limits:\n{limits}", tokens()), rules);
    assert_snapshot!(limits("    partner: { users: [pat], groups: [partners], mail_domains: [partner.example] }\n"), @"");
    assert_snapshot!(limits("    partner: { groups: [partners, staff] }\n    portal: { users: ann, mail_domains: acme.example }\n"), @"
    9:21 warning: `portal` and `partner` can each name the `user` `ann`, and each of them admits callers | name the source to trust, like `from: portal`, or list under `limits` what each may say
    9:37 warning: `portal` and `partner` can each name the `group` `staff`, and each of them admits callers | name the source to trust, like `from: portal`, or list under `limits` what each may say
    9:61 warning: `portal` and `partner` can each name the `mail_domain` `acme.example`, and each of them admits callers | name the source to trust, like `from: portal`, or list under `limits` what each may say
    ");
    assert_snapshot!(limits("    partner: { users: [Ann], groups: [Staff], mail_domains: [mail.acme.example] }\n"), @"");
    let from = |limits: &str| {
        let sources = format!("{}  limits:\n{limits}", tokens());
        let rules = "allow: [{ user: ann, from: partner }, { group: [staff, partners], from: partner }, { mail_domain: acme.example, from: [partner, portal] }, { group: staff }]";
        found(&sources, rules)
    };
    assert_snapshot!(from("    partner: { users: [pat], groups: [partners], mail_domains: [partner.example] }\n    portal: { groups: [hosts] }\n"), @"
    9:21 warning: no identity source can name the `user` `ann` | correct it, or `from`, or the `limits` of the source
    9:52 warning: no identity source can name the `group` `staff` | correct it, or `from`, or the `limits` of the source
    9:153 warning: no identity source can name the `group` `staff` | correct it, or `from`, or the `limits` of the source
    ");
    assert_snapshot!(limits("    partner: { users: [ann], groups: [staff], mail_domains: [ACME.example] }\n"), @"
    8:21 warning: `portal` and `partner` can each name the `user` `ann`, and each of them admits callers | name the source to trust, like `from: portal`, or list under `limits` what each may say
    8:37 warning: `portal` and `partner` can each name the `group` `staff`, and each of them admits callers | name the source to trust, like `from: portal`, or list under `limits` what each may say
    8:61 warning: `portal` and `partner` can each name the `mail_domain` `acme.example`, and each of them admits callers | name the source to trust, like `from: portal`, or list under `limits` what each may say
    ");
}

#[test]
fn limits_are_lists_for_sources_that_are_there() {
    let limits = |limits: &str| {
        let sources = format!("{HEADERS}{CERTIFICATES}{}  limits: {limits}\n", tokens());
        found(&sources, "allow: { from: portal }")
    };
    assert_snapshot!(limits("{}"), @"");
    assert_snapshot!(limits("{ portal: { users: ann, groups: [a, b], mail_domains: münchen.example }, headers: { users: [x] }, certificate: { mail_domains: [acme.example] } }"), @"");
    assert_snapshot!(limits("{ prtal: { users: ann }, certificates: { users: [CN=x] }, x: { users: [a] } }"), @"
    6:13 error: there is no identity source `prtal` | did you mean `portal`?
    6:36 error: there is no identity source `certificates` | did you mean `certificate`?
    6:69 error: there is no identity source `x` | known here: portal, partner, headers, certificate
    ");
    assert_snapshot!(limits("{ portal: {}, headers: { user: x }, certificate: { groups: [a] } }"), @"
    6:13 error: the limits of `portal` are empty | list what it may say: `users`, `mail_domains` or `groups`
    6:36 error: unknown key `user` in the limits of `headers` | did you mean `users`?
    6:70 error: a certificate has no groups | remove it
    ");
    assert_snapshot!(limits("{ portal: { users: [], groups: [\"*\", \" a\"], mail_domains: [\"@a.example\", \"*.a.example\", .a.example] } }"), @"
    6:30 error: this list is empty | list what the source may say, or remove the source
    6:43 error: `*` matches no caller: conditions have no patterns
    6:48 error: a name must not be empty or have spaces around it
    6:70 error: a mail domain is the full domain after the @
    6:84 error: a mail domain is the full domain after the @
    6:99 error: a mail domain is the full domain after the @
    ");
    assert_snapshot!(limits("[portal]"), @"6:11 error: `limits` must be a mapping, but this is a list | write it as `key: value` lines, indented");
    assert_snapshot!(limits("{ portal: [staff], portal: { users: }, headers: staff }"), @"
    6:21 error: the limits of `portal` must be a mapping, but this is a list | write it as `key: value` lines, indented
    6:30 error: `portal` is in `limits` twice | rename or remove one of them: only one can apply
    6:59 error: the limits of `headers` must be a mapping, but this is a text | write it as `key: value` lines, indented
    ");
}

#[test]
fn a_condition_names_sources_that_are_there() {
    let all = format!("{HEADERS}{CERTIFICATES}{}", tokens());
    assert_snapshot!(found(&all, "allow: [{ from: prtal }, { from: [header, certificates] }, { from: x }], deny: { from: [] }"), @"
    8:21 error: there is no identity source `prtal` | did you mean `portal`?
    8:39 error: there is no identity source `header` | did you mean `headers`?
    8:47 error: there is no identity source `certificates` | did you mean `certificate`?
    8:72 error: there is no identity source `x` | known here: portal, partner, headers, certificate
    8:92 error: this list is empty | write it like `{ from: headers }`
    ");
    assert_snapshot!(found(HEADERS, "allow: [{ from: certificate }]"), @"4:21 error: there is no identity source `certificate` | known here: headers");
    assert_snapshot!(found("", "allow: [{ from: headers }]"), @"3:21 error: there is no identity source `headers` | configure an identity source under `callers`: `headers`, `tokens` or `certificates`");
    // A source that is broken has a finding of its own.
    let broken = tokens().replace("audience: go, ", "");
    assert_snapshot!(found(&broken, "allow: [{ from: portal }]"), @"
    2:13 error: the tokens `portal` has no `audience` | add `audience:`
    3:14 error: the tokens `partner` has no `audience` | add `audience:`
    ");
}

#[test]
fn a_group_with_a_comma_needs_a_source_that_can_name_it() {
    let group = "allow: { group: \"CN=Staff,OU=Groups,DC=acme\" }";
    assert_snapshot!(found(HEADERS, group), @"4:21 error: write several groups as a list | write it like `group: [staff, hosts]`");
    assert_snapshot!(found(&format!("{HEADERS}{}", tokens()), &group.replace(" }", ", from: portal }")), @"");
    assert_snapshot!(found(&format!("{HEADERS}{}", tokens()), &group.replace(" }", ", from: headers }")), @"7:21 warning: `headers` cannot provide this `group` of callers | name another source with `from`");
}
