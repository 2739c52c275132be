//! What operators see of the policy in use.

use std::fs;

use insta::assert_snapshot;
use jiff::Timestamp;
use linkgate::compile::{DEFAULT, load, load_text};
use linkgate::policy::Policy;
use serde_json::{Value, json};

const EVERYTHING: &str = r#"
version: 1
public_url: https://go.acme.example/
hosts: [go, "::1"]
time_zone: Europe/Berlin
link_prefix: /l/
log: { meeting_keys: masked }
brand:
  name: Acme
  logo: logo.svg
  accent: '#7A0000'
  contact: helpdesk@acme.example
  footer: For employees of Acme only.
signing_keys: { file: keys }
secrets:
  host-password: { file: host-password }
sites:
  acme: https://acme.webex.com/acme/
  labs:
    url: https://labs.webex.com/labs/
    formerly: [{ url: https://oldlabs.webex.com/labs/, until: 2027-06-30 }]
back_urls:
  meetings: https://portal.acme.example/meetings
  course: https://learn.acme.example/course/{course}?from=webex
  page:
    referrer: [https://portal.acme.example, https://wiki.acme.example]
    otherwise: https://portal.acme.example/
callers:
  networks:
    office: [10.0.0.0/8, "2001:db8:10::/48"]
    lab: 10.9.0.0/16
    edge: 192.168.7.0/24
  trusted_proxies: [edge, 192.0.2.10, unix]
  address: x-forwarded-for
  headers: { user: X-Team-User, groups: X-Team-Groups }
  certificates: { header: Client-Cert }
  tokens:
    portal:
      from: oidc
      issuer: https://auth.acme.example
      audience: [go, go.acme.example]
      algorithms: [ES256, EdDSA]
      keys: { url: "https://auth.acme.example/jwks?client=1" }
      claims: { groups: roles }
    api:
      from: pomerium
      issuer: auth.acme.example
      audience: go
      keys: { file: keys.json }
  limits:
    api: { users: bot, mail_domains: [münchen.example], groups: ["CN=Bots,DC=acme"] }
    certificate: { mail_domains: [acme.example] }
  login_url: https://auth.acme.example/oauth2/start?rd={back}
routes:
  join:
    title: Join a course
    path: /go/join/{meeting_key}
    site: acme
    command: meeting.join
    query: [attendee_name, course]
    constants: { sharing: application_view }
    fill: { attendee_email: "{caller.email}" }
    parameters:
      course: { type: name, max: 40, required: true }
    back: [meetings, course]
    allow:
      - { network: office, days: [mon, fri], hours: "08:00-18:00" }
      - { group: [staff, webex-hosts] }
    deny: [{ network: lab }]
  host:
    site: acme
    steps:
      - command: site.login
        constants: { web_id: host@acme.example }
        secrets: { password: host-password }
      - command: meeting.start
    back: page
    return: gateway
    allow: [{ certificate: "CN=Ann Lee,O=Acme", link: within_dates }]
  town-hall:
    path: /go/town-hall
    site: labs
    command: meeting.join
    constants: { meeting_key: 987654321 }
    allow: anyone
  room:
    path: /go/room/{room}
    site: labs
    command: room.meet
    allow: anyone
links:
  standup:
    route: host
    meeting_key: 123 456 789
    title: Platform "team" stand-up
    owner: platform@acme.example
    tags: [platform, Daily]
    from: 2026-09-01
    until: 2027-06-30T18:00
  ada: { route: room, room: ada.lovelace }
"#;

/// A policy with the files that this test gives it.
fn loaded(policy: &str) -> Policy {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [
        ("policy.yaml", policy),
        (
            "keys",
            "a-key-of-this-test-0123456789-0123456789\n\nb-key-of-this-test-0123456789-0123456789\n",
        ),
        ("host-password", "hush"),
        ("logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("keys.json", r#"{"keys": [{"kty": "EC"}]}"#),
    ] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let loaded = load(&folder.path().join("policy.yaml"), Timestamp::UNIX_EPOCH);
    assert!(!loaded.problems.has_errors(), "{:#?}", loaded.problems);
    loaded.policy.expect("a policy")
}

fn json(policy: &Policy) -> Value {
    serde_json::to_value(policy.dump()).expect("JSON")
}

/// The policy as JSON, in which whatever fits into a line stands in one.
fn shown(policy: &Policy) -> String {
    let mut out = String::new();
    write(&json(policy), 0, &mut out);
    out.replace(policy.hash(), "(the hash)")
}

/// Characters of the longest line.
const WIDTH: usize = 100;

fn write(value: &Value, depth: usize, out: &mut String) {
    let flat = value.to_string();
    let indent = "  ".repeat(depth + 1);
    match value {
        Value::Object(fields) if depth == 0 || flat.len() > WIDTH => {
            *out += "{";
            for (key, value) in fields {
                *out += &format!("\n{indent}{key}: ");
                write(value, depth + 1, out);
            }
            *out += " }";
        }
        Value::Array(items) if flat.len() > WIDTH => {
            *out += "[";
            for item in items {
                *out += &format!("\n{indent}");
                write(item, depth + 1, out);
            }
            *out += " ]";
        }
        _ => *out += &flat,
    }
}

#[test]
fn the_built_in_policy_is_shown_in_full() {
    let built_in = load_text("built in", DEFAULT, Timestamp::UNIX_EPOCH);
    assert_snapshot!(shown(&built_in.policy.expect("a policy")), @r##"
    {
      back_urls: {
        course: {"url":"https://learn.acme.example/course/{course}"}
        helpdesk: {"url":"https://help.acme.example/"}
        meetings: {"url":"https://portal.acme.example/meetings"} }
      brand: {"accent":{"dark":"#457fdb","light":"#0b57d0"},"name":"Linkgate"}
      callers: {"address":"connection"}
      hash: "(the hash)"
      hosts: ["go","localhost","127.0.0.1","[::1]"]
      link_prefix: "/go/"
      links: [
        {
          aliases: ["daily","stand-up-platform"]
          name: "standup"
          owner: "platform@acme.example"
          parameters: [{"codes":["MK"],"name":"meeting_key","origin":"link","secret":false,"value":"******789"}]
          path: "/go/standup"
          route: "join"
          tags: ["platform","daily"]
          title: "Platform team stand-up"
          url: "https://go.acme.example/go/standup" }
        {
          from: "2026-08-31T22:00:00Z"
          name: "rust-101"
          owner: "learning@acme.example"
          parameters: [
            {"name":"course","origin":"link","secret":false,"value":"rust-101"}
            {"codes":["MK"],"name":"meeting_key","origin":"link","secret":false,"value":"******321"} ]
          path: "/go/rust-101"
          route: "course"
          tags: ["rust","course"]
          title: "Rust for beginners"
          until: "2036-06-30T22:00:00Z"
          url: "https://go.acme.example/go/rust-101" } ]
      log: {"audit":"counted","meeting_keys":"masked","missed_names":"yes","replayable":"no"}
      networks: {
        guests: ["10.99.0.0/16"]
        office: ["10.0.0.0/8","2001:db8:10::/48"]
        this-machine: ["127.0.0.0/8","::1/128"] }
      public_url: "https://go.acme.example/"
      routes: [
        {
          allow: ["anyone"]
          back: ["meetings"]
          name: "join"
          path: "/go/join/{meeting_key}"
          return: "direct"
          site: "acme"
          steps: [
            {
              action: "JM"
              command: "meeting.join"
              effect: "enter"
              page: "m.php"
              parameters: [
                {"codes":["MK"],"name":"meeting_key","origin":"path","required":true,"secret":false}
                {
                  codes: ["AN"]
                  name: "attendee_name"
                  origin: "caller"
                  required: false
                  secret: false
                  value: "{caller.name}" }
                {
                  codes: ["AE"]
                  name: "attendee_email"
                  origin: "caller"
                  required: false
                  secret: false
                  value: "{caller.email}" }
                {"codes":["RID"],"name":"registration_id","origin":"link","required":false,"secret":false}
                {"codes":["AS"],"name":"sharing","origin":"link","required":false,"secret":false}
                {"codes":["MT"],"name":"meeting_type","origin":"link","required":false,"secret":false} ] } ]
          title: "Join a meeting" }
        {
          allow: ["network office"]
          back: ["meetings"]
          name: "start"
          path: "/go/start/{meeting_key}"
          return: "direct"
          site: "acme"
          steps: [
            {
              action: "HM"
              command: "meeting.start"
              effect: "enter"
              page: "m.php"
              parameters: [
                {"codes":["MK"],"name":"meeting_key","origin":"path","required":true,"secret":false}
                {"codes":["AS"],"name":"sharing","origin":"link","required":false,"secret":false}
                {"codes":["WL"],"name":"tour_address","origin":"link","required":false,"secret":false} ] } ]
          title: "Start a scheduled meeting" }
        {
          allow: ["network office","network this-machine"]
          back: ["course","helpdesk"]
          name: "course"
          parameters: [{"name":"course","origin":"path","required":false,"secret":false}]
          path: "/go/course/{course}/{meeting_key}"
          return: "direct"
          site: "acme"
          steps: [
            {
              action: "JM"
              command: "meeting.join"
              effect: "enter"
              page: "m.php"
              parameters: [
                {"codes":["MK"],"name":"meeting_key","origin":"path","required":true,"secret":false}
                {"codes":["AN"],"name":"attendee_name","origin":"query","required":false,"secret":false}
                {"codes":["AE"],"name":"attendee_email","origin":"link","required":false,"secret":false}
                {"codes":["RID"],"name":"registration_id","origin":"link","required":false,"secret":false}
                {"codes":["AS"],"name":"sharing","origin":"link","required":false,"secret":false}
                {"codes":["MT"],"name":"meeting_type","origin":"link","required":false,"secret":false} ] } ]
          title: "Join a course" }
        {
          allow: ["anyone"]
          name: "room"
          path: "/go/room/{room}"
          return: "direct"
          site: "acme"
          steps: [
            {
              command: "room.meet"
              effect: "enter"
              parameters: [{"name":"room","origin":"path","required":true,"secret":false}]
              path: "/meet/{room}" } ]
          title: "Go to a personal room" }
        {
          allow: ["network office","network this-machine"]
          back: ["meetings"]
          deny: ["network guests"]
          name: "delete"
          path: "/go/delete/{meeting_key}"
          return: "direct"
          site: "acme"
          steps: [
            {
              action: "DM"
              command: "meeting.delete"
              effect: "destroy"
              page: "m.php"
              parameters: [{"codes":["MK"],"name":"meeting_key","origin":"path","required":true,"secret":false}] } ]
          title: "Delete a scheduled meeting" } ]
      shape: 1
      signing_keys: {"count":1,"lasting":false}
      sites: {"acme":"https://acme.webex.com/acme/"}
      time_zone: "Europe/Berlin" }
    "##);
}

#[test]
fn everything_that_a_policy_can_say_is_shown() {
    assert_snapshot!(shown(&loaded(EVERYTHING)), @r##"
    {
      back_urls: {
        course: {"url":"https://learn.acme.example/course/{course}?from=webex"}
        meetings: {"url":"https://portal.acme.example/meetings"}
        page: {
          referrers: ["https://portal.acme.example","https://wiki.acme.example"]
          url: "https://portal.acme.example/" } }
      brand: {
        accent: {"dark":"#b26d6d","light":"#7a0000"}
        contact: "mailto:helpdesk@acme.example"
        footer: "For employees of Acme only."
        logo: {"media_type":"image/svg+xml","version":"900fbe934249ad12"}
        name: "Acme" }
      callers: {
        address: "x-forwarded-for"
        certificates: {"header":"Client-Cert"}
        headers: {"groups":"X-Team-Groups","user":"X-Team-User"}
        limits: [
          {
            groups: ["CN=Bots,DC=acme"]
            mail_domains: ["xn--mnchen-3ya.example"]
            source: "api"
            users: ["bot"] }
          {"mail_domains":["acme.example"],"source":"certificate"} ]
        login_url: "https://auth.acme.example/oauth2/start?rd={back}"
        tokens: [
          {
            algorithms: ["ES256","EdDSA"]
            audiences: ["go","go.acme.example"]
            claims: {"email":"email","groups":"roles","name":"name","user":"sub"}
            form: "bearer"
            header: "authorization"
            issuer: "https://auth.acme.example"
            keys: {"url":"https://auth.acme.example/jwks"}
            name: "portal" }
          {
            algorithms: ["ES256"]
            audiences: ["go"]
            claims: {"email":"email","groups":"groups","name":"name","user":"sub"}
            form: "plain"
            header: "x-pomerium-jwt-assertion"
            issuer: "auth.acme.example"
            keys: "file"
            name: "api" } ]
        trusted_proxies: ["192.168.7.0/24","192.0.2.10/32","unix"] }
      formerly: {"labs":[{"until":"2027-06-30T22:00:00Z","url":"https://oldlabs.webex.com/labs/"}]}
      hash: "(the hash)"
      hosts: ["go","[::1]"]
      link_prefix: "/l/"
      links: [
        {
          from: "2026-08-31T22:00:00Z"
          name: "standup"
          owner: "platform@acme.example"
          parameters: [{"codes":["MK"],"name":"meeting_key","origin":"link","secret":false,"value":"******789"}]
          path: "/l/standup"
          route: "host"
          tags: ["platform","Daily"]
          title: "Platform \"team\" stand-up"
          until: "2027-06-30T16:00:00Z"
          url: "https://go.acme.example/l/standup" }
        {
          name: "ada"
          parameters: [{"name":"room","origin":"link","secret":false,"value":"ada.lovelace"}]
          path: "/l/ada"
          route: "room"
          url: "https://go.acme.example/l/ada" } ]
      log: {"audit":"counted","meeting_keys":"masked","missed_names":"yes","replayable":"no"}
      networks: {"lab":["10.9.0.0/16"],"office":["10.0.0.0/8","2001:db8:10::/48"]}
      public_url: "https://go.acme.example/"
      routes: [
        {
          allow: ["network office, mon fri 08:00-18:00 Europe/Berlin","group staff or webex-hosts"]
          back: ["meetings","course"]
          deny: ["network lab"]
          name: "join"
          parameters: [{"name":"course","origin":"query","required":true,"secret":false}]
          path: "/go/join/{meeting_key}"
          return: "direct"
          site: "acme"
          steps: [
            {
              action: "JM"
              command: "meeting.join"
              effect: "enter"
              page: "m.php"
              parameters: [
                {"codes":["MK"],"name":"meeting_key","origin":"path","required":true,"secret":false}
                {"codes":["AN"],"name":"attendee_name","origin":"query","required":false,"secret":false}
                {
                  codes: ["AE"]
                  name: "attendee_email"
                  origin: "caller"
                  required: false
                  secret: false
                  value: "{caller.email}" }
                {"codes":["RID"],"name":"registration_id","origin":"link","required":false,"secret":false}
                {
                  codes: ["AS"]
                  name: "sharing"
                  origin: "constant"
                  required: false
                  secret: false
                  value: "AppView" }
                {"codes":["MT"],"name":"meeting_type","origin":"link","required":false,"secret":false} ] } ]
          title: "Join a course" }
        {
          allow: ["certificate CN=Ann Lee,O=Acme, within the link's dates"]
          back: ["page"]
          name: "host"
          return: "gateway"
          site: "acme"
          steps: [
            {
              action: "LI"
              command: "site.login"
              effect: "enter"
              page: "p.php"
              parameters: [
                {
                  codes: ["WID"]
                  name: "web_id"
                  origin: "constant"
                  required: true
                  secret: false
                  value: "host@acme.example" }
                {"codes":["PW"],"name":"password","origin":"secret","required":true,"secret":true}
                {"codes":["EM"],"name":"email","origin":"link","required":false,"secret":false}
                {"codes":["MU"],"name":"page_after_login","origin":"link","required":false,"secret":false}
                {"codes":["SiteID"],"name":"site_id","origin":"link","required":false,"secret":false}
                {"codes":["SiteName"],"name":"site_name","origin":"link","required":false,"secret":false} ] }
            {
              action: "HM"
              command: "meeting.start"
              effect: "enter"
              page: "m.php"
              parameters: [
                {"codes":["MK"],"name":"meeting_key","origin":"link","required":true,"secret":false}
                {"codes":["AS"],"name":"sharing","origin":"link","required":false,"secret":false}
                {"codes":["WL"],"name":"tour_address","origin":"link","required":false,"secret":false} ] } ]
          title: "Start a scheduled meeting" }
        {
          allow: ["anyone"]
          name: "town-hall"
          path: "/go/town-hall"
          return: "direct"
          site: "labs"
          steps: [
            {
              action: "JM"
              command: "meeting.join"
              effect: "enter"
              page: "m.php"
              parameters: [
                {
                  codes: ["MK"]
                  name: "meeting_key"
                  origin: "constant"
                  required: true
                  secret: false
                  value: "******321" }
                {"codes":["AN"],"name":"attendee_name","origin":"link","required":false,"secret":false}
                {"codes":["AE"],"name":"attendee_email","origin":"link","required":false,"secret":false}
                {"codes":["RID"],"name":"registration_id","origin":"link","required":false,"secret":false}
                {"codes":["AS"],"name":"sharing","origin":"link","required":false,"secret":false}
                {"codes":["MT"],"name":"meeting_type","origin":"link","required":false,"secret":false} ] } ]
          title: "Join a meeting" }
        {
          allow: ["anyone"]
          name: "room"
          path: "/go/room/{room}"
          return: "direct"
          site: "labs"
          steps: [
            {
              command: "room.meet"
              effect: "enter"
              parameters: [{"name":"room","origin":"path","required":true,"secret":false}]
              path: "/meet/{room}" } ]
          title: "Go to a personal room" } ]
      shape: 1
      signing_keys: {"count":2,"lasting":true}
      sites: {"acme":"https://acme.webex.com/acme/","labs":"https://labs.webex.com/labs/"}
      time_zone: "Europe/Berlin" }
    "##);
}

/// The keys of links, and those that stand in routes.
#[test]
fn meeting_keys_are_masked_as_in_the_log() {
    for (word, of_link, of_route) in [
        ("masked", "******789", "******321"),
        ("full", "123456789", "987654321"),
    ] {
        let log = format!("log: {{ meeting_keys: {word} }}");
        let policy = EVERYTHING.replace("log: { meeting_keys: masked }", &log);
        let shown = json(&loaded(&policy));
        let link = &shown["links"][0]["parameters"][0];
        assert_eq!(link["value"], of_link);
        let route = &shown["routes"][2]["steps"][0]["parameters"][0];
        assert_eq!(route["value"], of_route);
    }
}

#[test]
fn every_identity_source_has_its_word() {
    let (before, rest) = EVERYTHING.split_once("callers:\n").expect("callers");
    let (_, rest) = rest.split_once("routes:\n").expect("routes");
    let routes = rest
        .replace("network: office, ", "")
        .replace("network: lab", "days: sun");
    for (callers, key, expected) in [
        ("certificates: tls", "certificates", json!("tls")),
        (
            "trusted_proxies: unix\n  address: forwarded",
            "trusted_proxies",
            json!(["unix"]),
        ),
        (
            "trusted_proxies: unix\n  address: forwarded",
            "address",
            json!("forwarded"),
        ),
        (
            "trusted_proxies: unix\n  address: proxy-protocol",
            "address",
            json!("proxy-protocol"),
        ),
        ("networks: {}", "address", json!("connection")),
        ("networks: {}", "trusted_proxies", Value::Null),
    ] {
        let policy = format!("{before}callers:\n  {callers}\nroutes:\n{routes}");
        assert_eq!(
            json(&loaded(&policy))["callers"][key],
            expected,
            "{callers}"
        );
    }
}
