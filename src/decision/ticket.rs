//! Signed tickets that a browser carries through Webex and back, or from a confirmation page to its
//! answer. They contain the whole state, so that any replica can continue.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::caller::PersonKey;
use crate::policy::SigningKeys;
use crate::word_list::words;

words! {
    /// What a ticket is good for. A ticket for one purpose is invalid for another.
    pub enum Purpose {
        /// To come back from Webex.
        Return = "back",
        /// To confirm what the gateway asks about.
        Confirm = "confirm",
    }
}

/// The content of a ticket.
// The names of the fields are short because a ticket is part of the address of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket<'t> {
    /// Expiry, in seconds since 1970.
    #[serde(rename = "e")]
    expires: i64,
    /// The path by which the request can be repeated.
    #[serde(rename = "p", borrow)]
    path: Cow<'t, str>,
    /// The leg that it belongs to, from 0.
    #[serde(rename = "l")]
    leg: usize,
    /// The page from which the person came, if the back URL admits it.
    #[serde(rename = "f", borrow, default, skip_serializing_if = "Option::is_none")]
    page: Option<Cow<'t, str>>,
    /// The tag of the only action that it confirms.
    #[serde(rename = "a", borrow, default, skip_serializing_if = "Option::is_none")]
    action: Option<Cow<'t, str>>,
}

words! {
    /// Why a ticket is not accepted.
    #[derive(thiserror::Error)]
    pub enum TicketError {
        /// Not signed by one of the keys, altered, or for another purpose, route or person.
        #[error("nobody here has signed this")]
        Forged = "invalid_signature",
        #[error("its time is over")]
        Expired = "expired",
    }
}

impl Purpose {
    fn life(self) -> SignedDuration {
        match self {
            // Webex sends people back when they leave the meeting (webex.md 3.1), which may be
            // long.
            Self::Return => SignedDuration::from_hours(24),
            // The same page, opened again, has a new ticket.
            Self::Confirm => SignedDuration::from_mins(15),
        }
    }

    /// The first part of the signed message, so that a signature for one purpose never fits
    /// another.
    fn label(self) -> &'static [u8] {
        match self {
            Self::Return => b"linkgate return 1",
            Self::Confirm => b"linkgate confirm 3",
        }
    }
}

/// What a ticket is bound to by its signature, besides its content.
#[derive(Clone, Copy, Debug)]
pub struct TicketScope<'s> {
    pub purpose: Purpose,
    /// The name of the route.
    pub route: &'s str,
    pub holder: Holder<'s>,
}

/// Who may use a ticket.
#[derive(Clone, Copy, Debug)]
pub enum Holder<'s> {
    Anybody,
    /// Whoever was asked; `None` for an anonymous caller.
    Asked(Option<PersonKey<'s>>),
}

impl<'t> Ticket<'t> {
    /// A ticket whose life begins now.
    pub fn new(
        purpose: Purpose,
        path: &'t str,
        leg: usize,
        page: Option<&'t str>,
        now: Timestamp,
    ) -> Self {
        let expires = now.as_second().saturating_add(purpose.life().as_secs());
        Self {
            expires,
            path: path.into(),
            leg,
            page: page.map(Into::into),
            action: None,
        }
    }

    /// The same, for the action with this tag and no other.
    #[must_use]
    pub fn for_action(self, tag: String) -> Self {
        Self {
            action: Some(tag.into()),
            ..self
        }
    }

    /// Writes and signs the ticket; `None` without a key.
    pub fn sign(&self, keys: &SigningKeys, scope: TicketScope<'_>) -> Option<String> {
        let payload = serde_json::to_vec(self).ok()?;
        let tag = keys.sign(&message(scope, &payload))?;
        let mut text = URL_SAFE_NO_PAD.encode(payload);
        text.push('.');
        URL_SAFE_NO_PAD.encode_string(tag, &mut text);
        Some(text)
    }

    /// The path by which the request can be repeated.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The leg that it belongs to, from 0.
    pub fn leg(&self) -> usize {
        self.leg
    }

    /// The page from which the person came.
    pub fn page(&self) -> Option<&str> {
        self.page.as_deref()
    }

    /// The tag of the action that it confirms, if it confirms one.
    pub fn action(&self) -> Option<&str> {
        self.action.as_deref()
    }
}

impl Ticket<'static> {
    /// Verifies and reads a ticket.
    ///
    /// # Errors
    ///
    /// [`TicketError::Expired`] for a genuine ticket after its time, [`TicketError::Forged`] for
    /// everything else, without a difference that could help to forge one.
    pub fn open(
        text: &str,
        keys: &SigningKeys,
        scope: TicketScope<'_>,
        now: Timestamp,
    ) -> Result<Self, TicketError> {
        let (payload, tag) = text.split_once('.').ok_or(TicketError::Forged)?;
        let decode = |text: &str| {
            URL_SAFE_NO_PAD
                .decode(text)
                .map_err(|_| TicketError::Forged)
        };
        let (payload, tag) = (decode(payload)?, decode(tag)?);
        // Nothing of the payload is read before its signature is verified.
        if !keys.verify(&message(scope, &payload), &tag) {
            return Err(TicketError::Forged);
        }
        let ticket: Ticket<'_> =
            serde_json::from_slice(&payload).map_err(|_| TicketError::Forged)?;
        if now.as_second() >= ticket.expires {
            return Err(TicketError::Expired);
        }
        Ok(Ticket {
            expires: ticket.expires,
            path: ticket.path.into_owned().into(),
            leg: ticket.leg,
            page: ticket.page.map(|page| page.into_owned().into()),
            action: ticket.action.map(|action| action.into_owned().into()),
        })
    }
}

/// What is signed. Each part is framed by its length, so that an id cannot pass for its source.
fn message<'m>(scope: TicketScope<'m>, payload: &'m [u8]) -> SmallVec<[&'m [u8]; 6]> {
    let mut parts = SmallVec::new();
    parts.push(scope.purpose.label());
    parts.push(scope.route.as_bytes());
    match scope.holder {
        Holder::Anybody => parts.push(&b""[..]),
        Holder::Asked(None) => {}
        Holder::Asked(Some(person)) => {
            let PersonKey {
                identity_provider,
                kind,
                id,
            } = person;
            let texts = [identity_provider, kind.as_str(), id];
            parts.extend(texts.map(str::as_bytes));
        }
    }
    parts.push(payload);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::load_text;
    use crate::decision::caller::IdKind;

    const SCOPE: TicketScope<'static> = scope(Purpose::Return, "join", Holder::Anybody);
    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    const fn scope<'s>(purpose: Purpose, route: &'s str, holder: Holder<'s>) -> TicketScope<'s> {
        TicketScope {
            purpose,
            route,
            holder,
        }
    }

    fn with_keys(test: impl Fn(&SigningKeys)) {
        let policy = load_text("p", crate::compile::DEFAULT, NOW).policy;
        test(policy.expect("the default policy is good").signing_keys());
    }

    #[test]
    fn a_ticket_is_read_as_it_was_written() {
        with_keys(|keys| {
            let page = Some("https://a.example/");
            let ticket = Ticket::new(Purpose::Return, "/go/join/1?a=%22", 2, page, NOW);
            for ticket in [ticket.clone(), ticket.for_action("tag".to_owned())] {
                let text = ticket.sign(keys, SCOPE).expect("a key");
                assert_eq!(Ticket::open(&text, keys, SCOPE, NOW), Ok(ticket));
            }
        });
    }

    #[test]
    fn a_ticket_serves_nothing_but_what_it_was_made_for() {
        with_keys(|keys| {
            let ticket = Ticket::new(Purpose::Return, "/go/join/1", 0, None, NOW);
            let text = ticket.sign(keys, SCOPE).expect("a key");
            let nobody = Holder::Asked(None);
            for scope in [
                scope(Purpose::Confirm, "join", Holder::Anybody),
                scope(Purpose::Return, "start", Holder::Anybody),
                scope(Purpose::Return, "join", asked(IdKind::User, "", "ann")),
                scope(Purpose::Return, "join", asked(IdKind::User, "", "")),
                scope(Purpose::Confirm, "join", nobody),
                scope(Purpose::Return, "", Holder::Anybody),
            ] {
                assert_eq!(
                    Ticket::open(&text, keys, scope, NOW),
                    Err(TicketError::Forged)
                );
            }
            let later = |hours| NOW + SignedDuration::from_hours(hours);
            assert!(Ticket::open(&text, keys, SCOPE, later(23)).is_ok());
            let over = Ticket::open(&text, keys, SCOPE, later(24));
            assert_eq!(over, Err(TicketError::Expired));
        });
    }

    const fn asked<'s>(kind: IdKind, identity_provider: &'s str, id: &'s str) -> Holder<'s> {
        Holder::Asked(Some(PersonKey {
            identity_provider,
            kind,
            id,
        }))
    }

    /// An id alone is nobody: two sources may give it to two persons.
    #[test]
    fn only_who_was_asked_can_confirm() {
        let nobody = Holder::Asked(None);
        let people = [
            asked(IdKind::User, "corp", "42"),
            asked(IdKind::User, "partner", "42"),
            asked(IdKind::Email, "corp", "42"),
            asked(IdKind::Name, "corp", "42"),
            asked(IdKind::User, "corp", "421"),
            asked(IdKind::User, "corp4", "2"),
            asked(IdKind::User, "", "corp42"),
            asked(IdKind::User, "corp", ""),
            nobody,
            Holder::Anybody,
        ];
        with_keys(|keys| {
            let ticket = Ticket::new(Purpose::Confirm, "/go/join/1", 0, None, NOW);
            for (of, holder) in people.iter().enumerate() {
                let held = scope(Purpose::Confirm, "join", *holder);
                let text = ticket.sign(keys, held).expect("a key");
                for (by, holder) in people.iter().enumerate() {
                    let held = scope(Purpose::Confirm, "join", *holder);
                    let opened = Ticket::open(&text, keys, held, NOW);
                    assert_eq!(opened.is_ok(), of == by, "{of} {by}");
                }
            }
        });
    }

    #[test]
    fn no_altered_ticket_is_read() {
        with_keys(|keys| {
            let ticket = Ticket::new(Purpose::Return, "/go/join/1", 0, None, NOW);
            let text = ticket.sign(keys, SCOPE).expect("a key");
            let forged = |text: &str| {
                let read = Ticket::open(text, keys, SCOPE, NOW);
                assert_eq!(read, Err(TicketError::Forged), "{text}");
            };
            for at in 0..text.len() {
                let other = if &text[at..=at] == "A" { "B" } else { "A" };
                forged(&format!("{}{other}{}", &text[..at], &text[at + 1..]));
                forged(&text[..at]);
            }
            for text in [
                "",
                ".",
                "..",
                "a.b",
                "%",
                &format!("{text}="),
                &format!("{text}."),
            ] {
                forged(text);
            }
        });
        with_keys(|others| {
            with_keys(|keys| {
                let ticket = Ticket::new(Purpose::Return, "/go/join/1", 0, None, NOW);
                let text = ticket.sign(others, SCOPE).expect("a key");
                assert!(Ticket::open(&text, keys, SCOPE, NOW).is_err());
            });
        });
    }

    /// Tickets of replicas that run another version, and of this one before an update. Who changes
    /// their form gives `Purpose::label` another number, and breaks the round trips under way: see
    /// docs/versioning.md first.
    #[test]
    fn tickets_of_earlier_versions_are_valid() {
        let keys = SigningKeys::of_policy(["a key of this test"]);
        let page = Some("https://portal.acme.example/");
        let returning = Ticket::new(Purpose::Return, "/go/join/123456789?a=%22", 1, page, NOW);
        let confirming = Ticket::new(Purpose::Confirm, "/go/delete/123456789", 0, None, NOW);
        for (ticket, scope, recorded) in [
            (
                returning,
                SCOPE,
                "eyJlIjo4NjQwMCwicCI6Ii9nby9qb2luLzEyMzQ1Njc4OT9hPSUyMiIsImwiOjEsImYiOiJodHRwczovL3BvcnRhbC5hY21lLmV4YW1wbGUvIn0.NsNlWtXewEkf9AriWszTaW4PB22tXK0YSfxWBYkWez4",
            ),
            (
                confirming.for_action("tag".to_owned()),
                scope(
                    Purpose::Confirm,
                    "delete",
                    asked(IdKind::User, "corp", "ann"),
                ),
                "eyJlIjo5MDAsInAiOiIvZ28vZGVsZXRlLzEyMzQ1Njc4OSIsImwiOjAsImEiOiJ0YWcifQ.PDy_4FPBhUFgI3EgUsVRDwMlnP4rZjUf6BQOv0CG7a0",
            ),
        ] {
            assert_eq!(ticket.sign(&keys, scope).as_deref(), Some(recorded));
            assert_eq!(Ticket::open(recorded, &keys, scope, NOW), Ok(ticket));
        }
        // Operators compare it over the replicas of two versions.
        assert_eq!(keys.fingerprint(), "69e651d2b534a087");
    }
}
