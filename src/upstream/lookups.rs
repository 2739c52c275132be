//! Replies to lookups, kept for minutes: which page a meeting has, and who hosts it.

use std::hash::RandomState;
use std::time::Duration;

use quick_cache::Weighter;
use quick_cache::sync::{Cache, DefaultLifecycle};
use serde::Deserialize;
use serde::de::IgnoredAny;
use tokio::time::Instant;

use crate::webex::{RestCall, RestReply};

/// How long a reply is kept. Meetings move, and a host who changes one looks at it right after.
const LIFETIME: Duration = Duration::from_secs(5 * 60);

/// How long it is kept that there is nothing. Somebody who has just scheduled a meeting sends its link to
/// others at once.
const LIFETIME_OF_NOTHING: Duration = Duration::from_secs(10);

/// More meetings than people of one site join within minutes.
const MAX_REPLIES: usize = 1000;

/// A reply has one to two thousand bytes.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// The cache has one bound, on the weight. A minimum for each reply makes it bound their number, too.
const MIN_WEIGHT: u64 = MAX_BYTES.div_ceil(MAX_REPLIES as u64);

/// The memory of an entry beside its texts.
const OVERHEAD: usize = 256;

pub struct Lookups(Cache<RestCall, Kept, Weight, RandomState>);

#[derive(Clone)]
struct Kept {
    reply: RestReply,
    until: Instant,
}

#[derive(Clone)]
struct Weight;

impl Weighter<RestCall, Kept> for Weight {
    fn weight(&self, call: &RestCall, kept: &Kept) -> u64 {
        let texts = call.target().len() + kept.reply.body.len();
        ((texts + OVERHEAD) as u64).max(MIN_WEIGHT)
    }
}

impl Lookups {
    pub fn new() -> Self {
        let (hasher, lifecycle) = (RandomState::new(), DefaultLifecycle::default());
        Self(Cache::with(
            MAX_REPLIES,
            MAX_BYTES,
            Weight,
            hasher,
            lifecycle,
        ))
    }

    pub fn find(&self, call: &RestCall) -> Option<RestReply> {
        let kept = self.0.get(call)?;
        if kept.until <= Instant::now() {
            self.0.remove(call);
            return None;
        }
        Some(kept.reply)
    }

    /// Keeps a reply, if it is one that may be kept.
    pub fn keep(&self, call: RestCall, reply: &RestReply) {
        if let Some(lifetime) = lifetime_of(reply) {
            let (reply, until) = (reply.clone(), Instant::now() + lifetime);
            self.0.insert(call, Kept { reply, until });
        }
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// An answer in the form that Webex documents.
#[derive(Deserialize)]
struct Found {
    items: Option<Vec<IgnoredAny>>,
}

/// Failures are not kept, nor what is not JSON: a page of a proxy between says nothing about a meeting.
fn lifetime_of(reply: &RestReply) -> Option<Duration> {
    match reply.status {
        404 => Some(LIFETIME_OF_NOTHING),
        200 => {
            let found: Found = serde_json::from_slice(&reply.body).ok()?;
            let is_empty = found.items.is_some_and(|items| items.is_empty());
            Some(if is_empty {
                LIFETIME_OF_NOTHING
            } else {
                LIFETIME
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use hyper::body::Bytes;
    use tokio::time::advance;

    use super::*;
    use crate::webex::{CallKind, CallName, RestMethod};

    fn lookup(number: usize) -> RestCall {
        let target = format!("meetings?meetingNumber={number}");
        let (name, method) = (CallName::FindMeeting, RestMethod::Get);
        RestCall::sample(name, method, &target, CallKind::Lookup)
    }

    fn reply(status: u16, body: impl Into<Bytes>) -> RestReply {
        RestReply {
            status,
            body: body.into(),
            tracking_id: None,
        }
    }

    /// For how many seconds it is kept.
    async fn lifetime(reply: &RestReply) -> u64 {
        let lookups = Lookups::new();
        lookups.keep(lookup(1), reply);
        for seconds in 0.. {
            match lookups.find(&lookup(1)) {
                Some(found) => assert!(found == *reply),
                None => return seconds,
            }
            advance(Duration::from_secs(1)).await;
        }
        unreachable!("it is forgotten");
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_found_is_kept_for_minutes_and_nothing_for_seconds() {
        for (status, body, seconds) in [
            (200, r#"{"items":[{"webLink":"https://a.example/"}]}"#, 300),
            (200, r#"{"id":"1","webLink":"https://a.example/"}"#, 300),
            (200, r#"{"items":[]}"#, 10),
            (404, r#"{"message":"no"}"#, 10),
            (200, "<html></html>", 0),
            (200, "", 0),
            (200, r#"{"items":7}"#, 0),
            (200, "[]", 0),
            (401, "{}", 0),
            (403, "{}", 0),
            (429, "{}", 0),
            (500, "{}", 0),
        ] {
            let reply = reply(status, body);
            assert_eq!(lifetime(&reply).await, seconds, "{status} {body}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn neither_many_replies_nor_long_ones_take_more_memory_than_the_bound() {
        let lookups = Lookups::new();
        for number in 0..3 * MAX_REPLIES {
            lookups.keep(lookup(number), &reply(200, "{}"));
        }
        assert!(lookups.len() <= MAX_REPLIES, "{}", lookups.len());
        assert!(lookups.len() > MAX_REPLIES / 2, "{}", lookups.len());
        let long = format!(r#"{{"title":"{}"}}"#, "a".repeat(100_000));
        for number in 0..100 {
            lookups.keep(lookup(number), &reply(200, long.clone()));
        }
        assert!(lookups.0.weight() <= MAX_BYTES);
    }
}
