//! What programs are told of a link: the JSON of its page, `/policy` and `explain` say the same in
//! the same fields.

use crate::support::program::run;
use crate::support::service::Folder;
use crate::support::{Gateway, load_files};
use serde_json::Value;

const POLICY: &str = r#"
version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
time_zone: Europe/Berlin
log: { meeting_keys: full }
secrets:
  meeting: { file: meeting-password }
sites: { acme: https://acme.webex.com/acme/ }
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    constants: { sharing: application_view }
    secrets: { password: meeting }
    allow: anyone
links:
  bare: { route: join, meeting_key: 123456789 }
  standup:
    route: join
    meeting_key: 123 456 789
    title: Platform "team" stand-up
    owner: platform@acme.example
    tags: [platform, Daily]
    aliases: [daily]
    from: 1969-01-01
    until: 2999-06-30T18:00
"#;

/// The fields of a link that do not depend on who asks.
const FIELDS: [&str; 9] = [
    "name", "aliases", "title", "owner", "tags", "from", "until", "path", "url",
];

const FILES: [(&str, &str); 1] = [("meeting-password", "hush")];

/// A link as each of the three has it.
struct Told {
    page: Value,
    policy: Value,
    explained: Value,
}

impl Told {
    fn about(link: &str) -> Self {
        let path = format!("/go/{link}");
        let page = Gateway::with_files(POLICY, &FILES).get(&format!("{path}+"));
        let loaded = load_files(POLICY, &FILES).policy.expect("a policy");
        let policy = serde_json::to_value(loaded.dump()).expect("JSON");
        let folder = Folder::with(&FILES);
        folder.write("policy.yaml", POLICY);
        let file = folder.path("policy.yaml");
        let file = file.to_str().expect("text");
        let output = run(&["explain", &path, "--policy", file, "--format", "json"]);
        Self {
            page: serde_json::from_str(&page.body()).expect("JSON"),
            policy,
            explained: serde_json::from_slice(&output.stdout).expect("JSON"),
        }
    }
}

fn named<'v>(list: &'v Value, name: &str) -> &'v Value {
    let mut items = list.as_array().expect("a list").iter();
    let found = items.find(|item| item["name"] == name);
    found.unwrap_or_else(|| panic!("{name} in {list:#}"))
}

#[test]
fn a_link_has_the_same_fields_wherever_programs_read_of_it() {
    for (link, fields) in [("standup", 9), ("bare", 3)] {
        let told = Told::about(link);
        let of_policy = named(&told.policy["links"], link);
        let shared = |told: &Value| {
            let told = FIELDS.map(|field| told.get(field).cloned());
            assert_eq!(told.iter().flatten().count(), fields, "{told:?}");
            told
        };
        assert_eq!(shared(&told.page), shared(of_policy), "{link}");
        assert_eq!(
            shared(&told.page),
            shared(&told.explained["link"]),
            "{link}"
        );
    }
}

#[test]
fn a_parameter_has_the_same_fields_wherever_programs_read_of_it() {
    let told = Told::about("standup");
    let explained = &told.explained["steps"][0]["parameters"];
    assert_eq!(&told.page["parameters"], explained);
    let key = named(explained, "meeting_key");
    let link = named(&told.policy["links"], "standup");
    assert_eq!(named(&link["parameters"], "meeting_key"), key);
    let route = &told.policy["routes"][0]["steps"][0]["parameters"];
    for name in ["sharing", "password"] {
        let mut of_route = named(route, name).clone();
        let fields = of_route.as_object_mut().expect("an object");
        assert!(fields.remove("required").is_some(), "{name}");
        assert_eq!(&of_route, named(explained, name));
    }
    let password = named(explained, "password");
    assert_eq!(password["secret"], true);
    assert_eq!(password.get("value"), None);
}
