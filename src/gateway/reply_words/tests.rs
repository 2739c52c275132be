//! What the words must be like, whatever they say.

use std::collections::HashSet;

use super::*;

fn all() -> impl Iterator<Item = (Reason, Advice)> {
    Reason::ALL.iter().map(|&reason| (reason, words(reason)))
}

#[test]
fn every_reason_has_a_title_a_sentence_and_a_next_step() {
    for (reason, advice) in all() {
        assert!(!advice.title.is_empty(), "{reason:?}");
        assert!(!advice.title.ends_with('.'), "{reason:?}");
        assert!(advice.title.len() <= 45, "{reason:?}");
        for sentence in [advice.sentence, advice.next] {
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
    let sentences: HashSet<_> = all().map(|(_, advice)| advice.sentence).collect();
    assert_eq!(sentences.len(), Reason::ALL.len());
}

#[test]
fn what_nobody_knows_is_the_only_shared_title() {
    let shared = words(Reason::Unlisted).title;
    let titled: Vec<_> = all().filter(|(_, advice)| advice.title == shared).collect();
    let reasons: Vec<_> = titled.iter().map(|(reason, _)| *reason).collect();
    assert_eq!(
        reasons,
        [Reason::Unknown, Reason::Unlisted, Reason::Unnamed]
    );
    let titles: HashSet<_> = all().map(|(_, advice)| advice.title).collect();
    assert_eq!(titles.len(), Reason::ALL.len() - 2);
}

#[test]
fn nobody_is_sent_to_an_administrator_or_shown_a_code() {
    for (reason, advice) in all() {
        let text = [advice.title, advice.sentence, advice.next].join(" ");
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
    for (reason, advice) in all() {
        let says = match advice.offer {
            Offer::TryAgain => "ry again",
            Offer::LogOut => "Log out",
            Offer::LogIn => "og in",
            Offer::Nothing => "",
        };
        assert!(advice.next.contains(says), "{reason:?}: {}", advice.next);
        if advice.offer == Offer::Nothing {
            assert!(!advice.next.contains("try again"), "{reason:?}");
        }
    }
}
