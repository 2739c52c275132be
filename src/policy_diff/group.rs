//! Paths that change in the same way.

use std::borrow::Cow;
use std::rc::Rc;

use super::access::{AccessChange, AccessDiff, Compared};
use super::facts::KeyChange;
use super::side::Sides;
use crate::decision::LinkRequest;
use crate::policy::{SharedSegment, fold};

/// Paths of which the same two routes answer, and of which the same changes.
#[derive(Clone, Debug)]
pub struct Group<'p> {
    /// Of the first path that was found.
    pub(super) compared: Compared<'p>,
    pub(super) access: Rc<AccessDiff<'p>>,
    /// What is different about the requests that both sides let pass.
    pub(super) content: Rc<Vec<KeyChange>>,
    /// Never empty.
    pub(super) paths: Vec<ChangedPath<'p>>,
}

/// One path, or all paths with other values in the same places.
#[derive(Clone, Debug)]
pub struct ChangedPath<'p> {
    pub path: String,
    pub(super) segments: Box<[SharedSegment]>,
    pub(super) sides: Sides<'p>,
    /// What its links make different.
    pub own: Vec<KeyChange>,
}

/// A part of a group: some of its requests that change.
#[derive(Clone, Copy, Debug)]
pub enum Covered<'d> {
    /// Requests that are treated differently by access rules and dates.
    Access(&'d AccessChange),
    /// Requests that are let pass, and lead elsewhere.
    Content,
}

impl ChangedPath<'_> {
    /// How many words of it a request has; `None` where the request asks for another path.
    pub(super) fn words_of(&self, request: &LinkRequest<'_>) -> Option<usize> {
        let asked = request.segments();
        let pairs = self.segments.iter().zip(asked);
        let is_same = |(segment, asked): (&SharedSegment, &Cow<'_, str>)| match segment {
            SharedSegment::Word(word) => *fold(asked) == *word.as_bytes(),
            SharedSegment::Other => true,
        };
        let is_word = |segment: &&SharedSegment| matches!(segment, SharedSegment::Word(_));
        (asked.len() == self.segments.len() && pairs.into_iter().all(is_same))
            .then(|| self.segments.iter().filter(is_word).count())
    }
}

impl<'p> Group<'p> {
    pub(super) fn add(&mut self, path: ChangedPath<'p>) {
        self.paths.push(path);
    }

    pub fn access(&self) -> &AccessDiff<'p> {
        &self.access
    }

    pub fn content(&self) -> &[KeyChange] {
        &self.content
    }

    pub fn paths(&self) -> &[ChangedPath<'p>] {
        &self.paths
    }

    /// What answered and what answers, in words.
    pub fn answers_in_words(&self) -> [Option<String>; 2] {
        let Sides { old, new } = self.compared.sides;
        let one = self.paths.len() == 1;
        [old, new].map(|answer| {
            let answer = answer?;
            Some(match answer.link {
                Some(_) if !one => format!("links of route {}", answer.route.name()),
                _ => answer.in_words(),
            })
        })
    }

    /// Whether requests that both sides let pass are answered differently.
    pub fn changes_what_is_sent(&self) -> bool {
        let is_sent = self.access.admitted.is_some() || self.access.space().is_none();
        is_sent && (!self.content.is_empty() || self.paths.iter().any(|path| !path.own.is_empty()))
    }

    pub fn widens(&self) -> bool {
        let own = || self.paths.iter().flat_map(|path| &path.own);
        let is_sent = self.changes_what_is_sent();
        self.access.changes.iter().any(AccessChange::widens)
            || (is_sent && self.content.iter().chain(own()).any(|change| change.widens))
    }
}
