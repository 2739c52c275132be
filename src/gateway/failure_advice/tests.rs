//! What the words must be like, whatever they say.

use std::collections::HashSet;

use super::*;
use crate::gateway::i18n::{Language, MessageText};

/// What people read in English, which the other languages follow.
fn words(reason: Reason) -> MessageText {
    Language::English.tell(advice(reason).message)
}

fn all() -> impl Iterator<Item = (Reason, MessageText)> {
    Reason::ALL.iter().map(|&reason| (reason, words(reason)))
}

#[test]
fn every_reason_has_a_title_a_sentence_and_a_next_step() {
    for (reason, words) in all() {
        assert!(!words.title.is_empty(), "{reason:?}");
        assert!(!words.title.ends_with('.'), "{reason:?}");
        assert!(words.title.len() <= 45, "{reason:?}");
        for sentence in [&words.sentence, &words.next] {
            assert!(sentence.ends_with('.'), "{reason:?}: {sentence}");
            assert_eq!(sentence.matches('.').count(), 1, "{reason:?}: {sentence}");
            assert!(sentence.len() <= 90, "{reason:?}: {sentence}");
            let capital = sentence.starts_with(|c: char| c.is_ascii_uppercase());
            assert!(capital, "{reason:?}: {sentence}");
        }
    }
}

#[test]
fn no_two_reasons_read_alike() {
    let sentences: HashSet<_> = all().map(|(_, words)| words.sentence).collect();
    assert_eq!(sentences.len(), Reason::ALL.len());
}

#[test]
fn what_nobody_knows_is_the_only_shared_title() {
    let shared = words(Reason::Unlisted).title;
    let titled: Vec<_> = all().filter(|(_, words)| words.title == shared).collect();
    let reasons: Vec<_> = titled.iter().map(|(reason, _)| *reason).collect();
    assert_eq!(
        reasons,
        [Reason::Unknown, Reason::Unlisted, Reason::Unnamed]
    );
    let titles: HashSet<_> = all().map(|(_, words)| words.title).collect();
    assert_eq!(titles.len(), Reason::ALL.len() - 2);
}

#[test]
fn nobody_is_sent_to_an_administrator_or_shown_a_code() {
    for (reason, words) in all() {
        let text = [&*words.title, &*words.sentence, &*words.next].join(" ");
        for jargon in [
            "administrator",
            "API",
            "partner",
            "session",
            "ticket",
            "cookie",
            "ID",
        ] {
            assert!(!text.contains(jargon), "{reason:?}: {jargon}");
        }
        let code = format!("{reason:?}");
        assert!(!text.contains(&code) || code == "Unknown", "{reason:?}");
    }
}

#[test]
fn the_offer_is_what_the_next_step_says() {
    for (reason, words) in all() {
        let says = match advice(reason).next {
            NextStep::TryAgain => "ry again",
            NextStep::LogOut => "Log out",
            NextStep::LogIn => "og in",
            NextStep::Nothing => "",
        };
        assert!(words.next.contains(says), "{reason:?}: {}", words.next);
        if advice(reason).next == NextStep::Nothing {
            assert!(!words.next.contains("try again"), "{reason:?}");
        }
    }
}
