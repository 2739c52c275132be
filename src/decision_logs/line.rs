//! The fields of a line, borrowed from it where they need no unescaping.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, de};

/// A text of a line.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(transparent)]
pub struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// What reports need of a line, by the names that docs/operating.md describes. Other fields are
/// ignored: a newer version may have more of them.
#[derive(Debug, Deserialize)]
pub struct LogLine<'a> {
    #[serde(deserialize_with = "time")]
    pub time: Timestamp,
    #[serde(borrow)]
    pub request_id: Text<'a>,
    pub method: Text<'a>,
    /// `None` where no address was known.
    pub client: Option<Text<'a>>,
    pub policy: Text<'a>,
    pub caller: Option<Text<'a>>,
    pub identity_provider: Option<Text<'a>>,
    #[serde(default)]
    pub further_callers: Vec<FurtherCaller<'a>>,
    pub auth_error: Option<Text<'a>>,
    pub route: Option<Text<'a>>,
    pub link: Option<Text<'a>>,
    pub alias: Option<Text<'a>>,
    pub meeting_key: Option<Text<'a>>,
    pub step: Option<u64>,
    pub webex: Option<Text<'a>>,
    pub outcome: Text<'a>,
    pub status: u16,
    pub reason: Option<Text<'a>>,
    pub missed_name: Option<Text<'a>>,
    pub host: Option<Text<'a>>,
    pub rule: Option<Text<'a>>,
    pub back: Option<Text<'a>>,
    #[serde(default)]
    pub ignored_query_fields: u64,
    pub replay: Option<LoggedReplay<'a>>,
}

/// What the line has for another policy.
#[derive(Debug, Default, Deserialize)]
pub struct LoggedReplay<'a> {
    #[serde(borrow)]
    pub path: Option<Text<'a>>,
    pub lost: Option<Text<'a>>,
    #[serde(default)]
    pub takes_pages: bool,
    pub page_origin: Option<Text<'a>>,
    pub caller: Option<LoggedCaller<'a>>,
}

/// What is known of the caller.
#[derive(Debug, Default, Deserialize)]
pub struct LoggedCaller<'a> {
    #[serde(borrow, default)]
    pub has: Vec<Text<'a>>,
    #[serde(default)]
    pub holds: LoggedNames<'a>,
    #[serde(default)]
    pub lacks: LoggedNames<'a>,
}

/// Names of the policy of that time.
#[derive(Debug, Default, Deserialize)]
pub struct LoggedNames<'a> {
    #[serde(borrow, default)]
    pub group: Vec<Text<'a>>,
    #[serde(default)]
    pub mail_domain: Vec<Text<'a>>,
    #[serde(default)]
    pub certificate: Vec<Text<'a>>,
}

/// A person of a proof that is not the strongest.
#[derive(Debug, Deserialize)]
pub struct FurtherCaller<'a> {
    #[serde(borrow)]
    pub caller: Option<Text<'a>>,
    pub identity_provider: Text<'a>,
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// Reads the time of a line.
///
/// # Errors
///
/// For a text that is no moment.
pub fn time<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
    from.deserialize_str(Moment)
}

/// Reads a moment without copying its text.
struct Moment;

impl de::Visitor<'_> for Moment {
    type Value = Timestamp;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a moment")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
        let time = text.parse();
        time.map_err(|_| E::custom("`time` is no moment like 2027-06-30T16:00:00.000Z"))
    }
}
