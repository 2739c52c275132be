use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::answers::Answers;
use super::first_files::FirstFiles;
use super::question::Question;
use super::trial::{Refusal, accept, load};
use crate::cli::yaml_text::yaml_text;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// One answer for each question, in their order.
fn answers(texts: [&str; 5]) -> Result<Answers, Refusal> {
    let questions = Question::ALL.into_iter().zip(texts);
    questions
        .into_iter()
        .try_fold(Answers::default(), |answers, (question, text)| {
            accept(question, &answers, text, NOW)
        })
}

const USUAL: [&str; 5] = [
    "https://acme.webex.com/acme/",
    "https://go.acme.example/",
    "https://portal.acme.example/meetings",
    "10.0.0.0/8",
    "helpdesk@acme.example",
];

/// The policy that is written, as operators see it. It has no finding.
#[track_caller]
fn policy(answers: &Answers) -> Value {
    let files = FirstFiles::of(answers);
    let loaded = load(&files, NOW);
    assert!(
        loaded.problems.is_empty(),
        "{:#?}\n{}",
        loaded.problems,
        files.policy
    );
    let policy = loaded.policy.expect("no problems");
    serde_json::to_value(policy.dump()).expect("JSON")
}

#[test]
fn each_answer_is_in_the_policy() {
    let own = "http://127.0.0.1:8080/";
    let site = "https://a.webex.com:8443/A-b_c.d/";
    for texts in [
        USUAL,
        [site, "http://localhost:8080/", site, "none", "none"],
        [
            site,
            "https://go.acme.example:8443/",
            "https://x.example/a?b=c&d=%22",
            "none",
            "a+b@acme.example",
        ],
        [
            site,
            own,
            "https://x.example/~!*/@:a",
            "192.0.2.7 2001:db8::/32,::1",
            "https://help.acme.example/a?b=c",
        ],
        [
            site,
            "https://xn--mnchen-3ya.example/",
            "https://xn--mnchen-3ya.example.com/",
            "0.0.0.0/0, ::/0",
            "o.x-y_z@acme.example",
        ],
    ] {
        let answers = answers(texts).expect(texts[2]);
        let policy = policy(&answers);
        assert_eq!(policy["sites"], json!({ "webex": texts[0] }));
        assert_eq!(policy["public_url"], texts[1]);
        assert_eq!(policy["back_urls"]["after"]["url"], texts[2]);
        let networks = answers.networks.expect("answered");
        let found = policy["networks"]["office"].as_array().map_or(0, Vec::len);
        assert_eq!(found, networks.len());
        let contact = policy["brand"]["contact"].as_str();
        let contact = contact.map(|href| href.strip_prefix("mailto:").unwrap_or(href));
        assert_eq!(contact, answers.contact.expect("answered").as_deref());
    }
}

#[test]
fn wrong_answers_are_refused_at_their_question() {
    for (at, text) in [
        (0, "acme.webex.com"),
        (0, "http://acme.webex.com/acme/"),
        (0, "https://acme.webex.com/"),
        (0, "https://user:canary@acme.webex.com/acme/"),
        (0, "http://127.0.0.1:8081/acme/"),
        (0, "https://m\u{fc}nchen.webex.com/acme/"),
        (1, "go.acme.example"),
        (1, "https://go.acme.example"),
        (1, "https://go.acme.example/x"),
        (1, "http://go.acme.example/"),
        (1, "https://acme.webex.com/"),
        (2, "https://go.acme.example/"),
        (2, "http://portal.acme.example/"),
        (2, "https://portal.acme.example/{meeting_key}/{x}"),
        (2, "javascript:alert(1)"),
        (2, "https://portal.acme.example/\"\nroutes: {}"),
        (3, "10.1.2.3/8"),
        (3, "office"),
        (3, "10.0.0.0/8]"),
        (3, "::ffff:10.0.0.0/104"),
        (4, "helpdesk"),
        (4, "a@b.example\u{202e}"),
        (4, "http://help.acme.example/"),
        (4, "- {}"),
    ] {
        let mut texts = USUAL;
        texts[at] = text;
        assert!(answers(texts).is_err(), "{text:?}");
    }
    let mut long = USUAL;
    let address = format!("https://portal.acme.example/{}", "x".repeat(4_000));
    long[2] = &address;
    assert!(answers(long).is_err());
}

#[test]
fn the_files_are_formatted() {
    let files = FirstFiles::of(&answers(USUAL).expect("answers"));
    for text in [&files.policy, &files.tests] {
        assert_eq!(crate::policy_format::format(text).as_ref(), Ok(text));
    }
}

#[test]
fn strangers_are_outside_of_the_office() {
    let tests = |networks: &str| {
        let mut texts = USUAL;
        texts[3] = networks;
        FirstFiles::of(&answers(texts).expect("answers")).tests
    };
    assert!(!tests("none").contains("/go/start/"));
    let office = tests("192.0.2.0/24, 2001:db8::/32");
    assert!(office.contains("from: 192.0.2.1 }") && office.contains("from: 198.51.100.1 }"));
    let everyone = tests("0.0.0.0/0, ::/0");
    assert!(everyone.contains("status: 302, route: start") && !everyone.contains("403"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is answered is refused, or it is what the policy has.
    #[test]
    fn an_answer_is_refused_or_taken_as_it_is(
        at in 0..5_usize,
        base in any::<bool>(),
        text in "([ -~]|[\\x00-\\x1f\u{7f}-\u{a0}\u{2028}\u{e0001}\u{1f600}ü]|[:#&*!|>'\"%@`{}\\[\\],? -]){0,12}",
    ) {
        let text = match base {
            true => format!("{}{text}", USUAL[at]),
            false => text,
        };
        let mut texts = USUAL;
        texts[at] = &text;
        let Ok(answers) = answers(texts) else { return Ok(()) };
        let policy = policy(&answers);
        let usual = self::policy(&self::answers(USUAL).expect("answers"));
        let place = ["/sites/webex", "/public_url", "/back_urls/after/url", "/networks", "/brand/contact"][at];
        let mut found = policy.clone();
        let place = found.pointer_mut(place);
        if let (Some(place), 0..=2) = (place, at) {
            prop_assert_eq!(&*place, &text);
        }
        // Nothing else of the policy has changed.
        let routes = |policy: &Value| policy["routes"].as_array().map(Vec::len);
        prop_assert!(at == 3 || routes(&policy) == routes(&usual));
    }

    /// None of it reaches beyond its own place.
    #[test]
    fn every_text_is_one_text_as_it_is(text in "[ -~\\x00-\\x1f\u{7f}-\u{a0}\u{2028}\u{feff}\u{e0001}ü]{0,12}") {
        let yaml = format!("a: {}\n", yaml_text(&text));
        prop_assert!(crate::policy_format::format(&yaml).is_ok(), "{yaml}");
        let mut answers = answers(USUAL).expect("answers");
        answers.contact = Some(Some(text.clone()));
        let files = FirstFiles::of(&answers);
        let loaded = load(&files, NOW);
        // Only the contact itself can be wrong.
        prop_assert!(loaded.problems.sorted().len() <= 1, "{:#?}", loaded.problems);
    }
}
