//! Signed tickets that people carry through Webex and back, or from a question
//! to its answer. The gateway keeps nothing: all that it has to know stands in
//! them.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::policy::SigningKeys;
use crate::word_list::words;

words! {
    /// What a ticket is good for. One of one purpose never serves another.
    pub enum Purpose {
        /// Coming back from Webex.
        Return = "back",
        /// Confirming what the gateway has asked.
        Confirm = "confirm",
    }
}

/// What a ticket says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket<'t> {
    /// When it expires, in seconds since 1970.
    #[serde(rename = "e")]
    expires: i64,
    /// The path that was asked for, under which it can be asked again.
    #[serde(rename = "p", borrow)]
    path: Cow<'t, str>,
    /// The leg of the route that the ticket belongs to.
    #[serde(rename = "l")]
    leg: usize,
    /// The page that the person came from, where it counts.
    #[serde(rename = "f", borrow, default, skip_serializing_if = "Option::is_none")]
    page: Option<Cow<'t, str>>,
}

words! {
    /// Why a text is no ticket.
    #[derive(thiserror::Error)]
    pub enum TicketError {
        /// It is none of ours, or has been altered, or belongs elsewhere.
        #[error("nobody here has signed this")]
        Forged = "forged",
        /// It was ours, and its time is over.
        #[error("its time is over")]
        Expired = "expired",
    }
}

impl Purpose {
    /// How long a ticket is good for. People come back when their meeting is
    /// over: the longest last a day. A question is answered, or forgotten.
    fn life(self) -> SignedDuration {
        match self {
            Self::Return => SignedDuration::from_hours(24),
            Self::Confirm => SignedDuration::from_mins(15),
        }
    }

    /// What keeps the signatures of the purposes apart.
    fn label(self) -> &'static [u8] {
        match self {
            Self::Return => b"linkgate return 1",
            Self::Confirm => b"linkgate confirm 1",
        }
    }
}

/// What a ticket is bound to besides what it says.
#[derive(Clone, Copy, Debug)]
pub struct TicketScope<'s> {
    /// What it is good for.
    pub purpose: Purpose,
    /// The name of its route.
    pub route: &'s str,
    /// Who may use it; empty for anybody.
    pub holder: &'s str,
}

impl<'t> Ticket<'t> {
    /// A ticket that begins to count now.
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
        }
    }

    /// Writes it, signed.
    pub fn sign(&self, keys: &SigningKeys, scope: TicketScope<'_>) -> Option<String> {
        let payload = serde_json::to_vec(self).ok()?;
        let tag = keys.sign(&message(scope, &payload))?;
        let mut text = URL_SAFE_NO_PAD.encode(payload);
        text.push('.');
        URL_SAFE_NO_PAD.encode_string(tag, &mut text);
        Some(text)
    }

    /// The path that was asked for.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The leg of the route.
    pub fn leg(&self) -> usize {
        self.leg
    }

    /// The page that the person came from.
    pub fn page(&self) -> Option<&str> {
        self.page.as_deref()
    }
}

impl Ticket<'static> {
    /// Reads a ticket that one of the keys has signed for just this.
    ///
    /// # Errors
    ///
    /// [`TicketError`]; what is forged is not told apart any further.
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
        })
    }
}

fn message<'m>(scope: TicketScope<'m>, payload: &'m [u8]) -> [&'m [u8]; 4] {
    [
        scope.purpose.label(),
        scope.route.as_bytes(),
        scope.holder.as_bytes(),
        payload,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::load_text;

    const SCOPE: TicketScope<'static> = scope(Purpose::Return, "join", "");
    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    const fn scope<'s>(purpose: Purpose, route: &'s str, holder: &'s str) -> TicketScope<'s> {
        TicketScope {
            purpose,
            route,
            holder,
        }
    }

    fn with_keys(test: impl Fn(&SigningKeys)) {
        let policy = load_text("p", crate::policy::DEFAULT, NOW).policy;
        test(policy.expect("the default policy is good").signing_keys());
    }

    #[test]
    fn a_ticket_is_read_as_it_was_written() {
        with_keys(|keys| {
            let page = Some("https://a.example/");
            let ticket = Ticket::new(Purpose::Return, "/go/join/1?a=%22", 2, page, NOW);
            let text = ticket.sign(keys, SCOPE).expect("a key");
            assert_eq!(Ticket::open(&text, keys, SCOPE, NOW), Ok(ticket));
        });
    }

    #[test]
    fn a_ticket_serves_nothing_but_what_it_was_made_for() {
        with_keys(|keys| {
            let ticket = Ticket::new(Purpose::Return, "/go/join/1", 0, None, NOW);
            let text = ticket.sign(keys, SCOPE).expect("a key");
            for scope in [
                scope(Purpose::Confirm, "join", ""),
                scope(Purpose::Return, "start", ""),
                scope(Purpose::Return, "join", "ann"),
                scope(Purpose::Return, "", "join"),
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
}
