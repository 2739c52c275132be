//! Pages by which people look for links: what is behind one is decided like
//! any link.

use jiff::Timestamp;

use super::answer::Answer;
use crate::decision::{Caller, Decision, LinkRequest, Page};
use crate::directory::{Preview, Resolution, Viewer, resolve};
use crate::gateway::Asset;
use crate::policy::Policy;
use crate::webex::OwnPath;

/// What is behind a page.
pub(super) enum Behind {
    /// This path: that of its link, or the one that a typed text means.
    Path(OwnPath),
    /// Several routes take the typed text.
    Choice,
    /// No one link or route.
    Nothing,
}

/// What is behind a page.
pub(super) fn behind(
    page: Page<'_>,
    policy: &Policy,
    ask: &LinkRequest<'_>,
    (caller, now): (&Caller<'_>, Timestamp),
) -> Behind {
    match page {
        Page::Directory | Page::Suggest => Behind::Nothing,
        Page::Link(link) | Page::Code(link) => {
            let segments = policy.endpoint().link_segments(link.name());
            Behind::Path(OwnPath::new(segments))
        }
        Page::Open => {
            let typed = ask.field(Page::SEARCHED).unwrap_or_default();
            let viewer = Viewer { caller, now };
            match resolve(policy, typed, |route| viewer.has_route(route)) {
                Resolution::Path(path) => Behind::Path(path),
                Resolution::Choice(_) => Behind::Choice,
                Resolution::Nothing | Resolution::Foreign => Behind::Nothing,
            }
        }
    }
}

/// Whether a path is that of a file of the pages.
pub(super) fn is_file(path: &str, policy: &Policy) -> bool {
    match Asset::at(path) {
        Some(Asset::Logo) => policy.brand().logo().is_some(),
        asset => asset.is_some(),
    }
}

/// The outcome of a file, which is no decision.
pub(super) const FILE: &str = "file";

/// What is answered by a file.
pub(super) fn file() -> Answer {
    Answer::new(
        200,
        FILE,
        "A file that belongs to the pages, for everybody. It is not logged.",
    )
}

/// What is answered where several routes take a typed text.
pub(super) fn choice() -> Answer {
    let says = "Several routes take what was typed: the person chooses.";
    Answer::new(200, "offered", says)
}

/// Whether the page is shown, and not what its link answers.
pub(super) fn is_shown(page: Page<'_>, decision: &Decision<'_>) -> bool {
    matches!(page, Page::Link(_) | Page::Code(_)) && Preview::of(decision).is_some()
}

/// What is answered by a page.
pub(super) fn answer(page: Page<'_>) -> Answer {
    let (outcome, says) = match page {
        Page::Directory => ("listed", "The person sees the links that they may use."),
        Page::Link(_) => ("shown", "The person sees a page about the link."),
        Page::Code(_) => ("shown", "The person sees the QR code of the link."),
        Page::Suggest => (
            "suggested",
            "The browser is told of links that the person may use.",
        ),
        Page::Open => (
            "listed",
            "What was typed means no link or route: it is searched for.",
        ),
    };
    Answer::new(200, outcome, says)
}
