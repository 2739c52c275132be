//! The files of the languages, held against each other and against the code.
//!
//! A text begins on a line of its own, so that they can be compared line by line.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::*;
use crate::compile::embedded_catalogue;
use crate::policy::Catalogue;
use crate::webex::{Column, Command};

/// Every text of a language by its place, `expired` or `expired.next`, with the variables in it.
type Outline = BTreeMap<String, BTreeSet<String>>;

fn outline(language: Language) -> Outline {
    let mut outline = Outline::new();
    let (mut message, mut place) = ("", String::new());
    for line in language.source().lines() {
        if let Some((name, _)) = line.split_once(" = ") {
            place = match name.strip_prefix("    .") {
                Some(attribute) => format!("{message}.{attribute}"),
                None if name.starts_with(['#', '-']) => continue,
                None => {
                    message = name;
                    name.to_owned()
                }
            };
            let before = outline.insert(place.clone(), BTreeSet::new());
            assert_eq!(before, None, "{language:?}: {name} stands there twice");
        }
        // A text with plurals goes over several lines.
        if let Some(text) = outline.get_mut(&place).filter(|_| !line.starts_with('#')) {
            text.extend(variables(line));
        }
    }
    outline
}

fn variables(text: &str) -> BTreeSet<String> {
    let behind = text.split('$').skip(1);
    let names = behind.filter_map(|rest| rest.split([' ', '}', ')']).next());
    names.map(str::to_owned).collect()
}

/// Every text of a language, with a sample in each of its variables.
fn texts(language: Language) -> Vec<(String, String)> {
    let source = language.source().to_owned();
    let resource = FluentResource::try_new(source).expect("a file without faults");
    let mut bundle = FluentBundle::new_concurrent(vec![Default::default()]);
    bundle.add_resource(resource).expect("no message twice");
    let text = |(place, variables): (String, BTreeSet<String>)| {
        let message = |id| bundle.get_message(id).expect(id);
        let pattern = match place.split_once('.') {
            Some((id, name)) => message(id).get_attribute(name).expect(name).value(),
            None => message(&place).value().expect("a title or a text"),
        };
        let sample = |name: &str| match name {
            "count" | "page" | "pages" => FluentValue::from(3),
            _ => FluentValue::from("x"),
        };
        let samples = variables.iter().map(|name| (&**name, sample(name)));
        let samples: FluentArgs<'_> = samples.collect();
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&samples), &mut errors);
        assert!(errors.is_empty(), "{language:?}: {place}: {errors:?}");
        (place.clone(), text.into_owned())
    };
    outline(language).into_iter().map(text).collect()
}

fn built_in() -> Catalogue {
    embedded_catalogue().expect("a good catalogue")
}

#[test]
fn no_language_lacks_anything_or_has_too_much() {
    let english = outline(Language::English);
    for language in Language::ALL {
        let other = outline(language);
        for (place, variables) in &english {
            assert_eq!(other.get(place), Some(variables), "{language:?}: {place}");
        }
        let only_there: Vec<_> = other.keys().filter(|p| !english.contains_key(*p)).collect();
        assert_eq!(only_there, [""; 0], "{language:?}");
    }
}

#[test]
fn every_text_can_be_put_together() {
    for language in Language::ALL {
        assert!(texts(language).len() > 200, "{language:?}");
    }
}

#[test]
fn the_files_have_what_the_code_says_and_nothing_else() {
    let id = |kind: &str, name: &str| format!("{kind}-{}", name.replace(['.', '_'], "-"));
    let mut said = BTreeSet::new();
    for message in Message::ALL.iter().map(|message| message.id()) {
        said.extend(["", ".sentence", ".next"].map(|part| format!("{message}{part}")));
    }
    said.extend(Phrase::ALL.iter().map(|phrase| phrase.id().to_owned()));
    let built_in = built_in();
    let commands = built_in.iter();
    said.extend(commands.map(|command| id("command", command.name().as_str())));
    let parameters = built_in.iter().flat_map(Command::parameters);
    said.extend(parameters.map(|parameter| id("parameter", parameter.name())));
    said.extend(
        Column::ALL
            .iter()
            .map(|column| id("column", column.as_str())),
    );
    said.extend(STATES.iter().map(|state| id("state", state)));
    let there: BTreeSet<String> = outline(Language::English).into_keys().collect();
    let missing: Vec<_> = said.difference(&there).collect();
    let superfluous: Vec<_> = there.difference(&said).collect();
    assert_eq!(missing, [""; 0]);
    assert_eq!(superfluous, [""; 0]);
}

#[test]
fn in_english_the_catalogue_speaks_for_itself() {
    let english = Language::English;
    let built_in = built_in();
    for command in built_in.iter() {
        let (name, title) = (command.name().as_str(), &*command.words().title);
        let ours = english.catalogue().named("command", name);
        assert_eq!(ours.as_deref(), Some(title), "{name}");
    }
    for parameter in built_in.iter().flat_map(Command::parameters) {
        let name = parameter.name();
        let expected = match name {
            // Invitations call it so.
            "meeting_key" => "meeting number".to_owned(),
            name => name.replace('_', " "),
        };
        assert_eq!(english.parameter(name), expected);
    }
}

#[test]
fn titles_have_no_full_stop_and_sentences_do() {
    for language in Language::ALL {
        for message in Message::ALL {
            let what = Argument::text("It is so.");
            let words = language.tell_with(*message, &[("what", what)]);
            let ends = |text: &str| text.ends_with(['.', '。']);
            assert!(!ends(&words.title), "{language:?}: {}", words.title);
            let is_ours = !matches!(message, Message::InvalidInput | Message::Broken);
            assert!(ends(&words.sentence) || !is_ours, "{}", words.sentence);
            assert!(ends(&words.next), "{language:?}: {}", words.next);
        }
    }
}

/// MessageText, numbers and marks, which may be the same in two languages.
const WORDS: [&str; 11] = [
    "confirm-link",
    "confirm-question",
    "directory-routes",
    "directory-routes-title",
    "directory-title",
    "link-name",
    "link-tags",
    "list",
    "no",
    "pages-at",
    "pages-label",
];

#[test]
fn nothing_is_left_in_english() {
    let english: BTreeMap<_, _> = texts(Language::English).into_iter().collect();
    for language in &Language::ALL[1..] {
        for (place, text) in texts(*language) {
            // A word may be the same, a sentence is not.
            let is_name = ["parameter-", "column-", "state-"]
                .iter()
                .any(|kind| place.starts_with(kind));
            let is_word = is_name || WORDS.contains(&&*place);
            let is_bare = matches!(&*place, "bad.sentence" | "broken.sentence");
            if !(is_word || is_bare) {
                assert_ne!(Some(&text), english.get(&place), "{language:?}: {place}");
            }
        }
    }
}

#[test]
fn what_runs_the_other_way_is_kept_together() {
    let count = [
        ("name", Argument::Parameter("course".into())),
        ("max", Argument::number(20)),
    ];
    for (language, expected) in [
        (
            Language::English,
            "The course must have at most 20 entries.",
        ),
        (
            Language::Arabic,
            "يجب ألا يزيد الحقل «\u{2068}course\u{2069}» على \u{2068}20\u{2069} من العناصر.",
        ),
    ] {
        assert_eq!(language.say_with(Phrase::BadEntries, &count), expected);
    }
}

#[test]
fn a_policy_keeps_its_own_words() {
    let german = Language::German;
    for (name, title, expected) in [
        (
            "meeting.delete",
            "Delete a scheduled meeting",
            "Ein geplantes Meeting löschen",
        ),
        ("meeting.delete", "Throw it away", "Throw it away"),
        ("survey.answer", "Answer the survey", "Answer the survey"),
    ] {
        assert_eq!(german.command(name, title), expected);
    }
    assert_eq!(german.parameter("meeting_key"), "Meeting-Nummer");
    assert_eq!(german.parameter("course_name"), "course name");
}
