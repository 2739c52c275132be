//! What the values of a parameter look like: forgiving to people, strict in
//! what comes out.

use std::borrow::Cow;

use jiff::civil::DateTime;
use jiff::{Span, Unit};

use super::address::HttpsUrl;
use super::value::{Value, ValueError};
use super::{feature, time_zone};

/// The type of a parameter, with its limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number that is written in digits and may begin with zeros: meeting
    /// keys and session numbers. `123 456 789` and `123-456-789>` are read as
    /// `123456789`.
    Digits {
        /// Fewest digits.
        min: u32,
        /// Most digits.
        max: u32,
    },
    /// A whole number.
    Number {
        /// Smallest.
        min: u32,
        /// Largest.
        max: u32,
    },
    /// Free text for people, without control characters.
    Text {
        /// Most characters.
        max: u32,
    },
    /// A name that is safe as a segment of a path: letters, digits, `.`, `_`
    /// and `-`, beginning with a letter or digit.
    Name {
        /// Most characters.
        max: u32,
    },
    /// A mail address.
    Email,
    /// Yes or no.
    Flag {
        /// What Webex takes for yes.
        on: Box<str>,
        /// What Webex takes for no; empty: the field is left out.
        off: Box<str>,
    },
    /// One of several plain words, each with Webex's code for it.
    Choice(Box<[(Box<str>, Box<str>)]>),
    /// A length of time, sent as whole minutes.
    Duration {
        /// Shortest, in minutes.
        min: u32,
        /// Longest, in minutes.
        max: u32,
    },
    /// A local date and time, sent as year, month, day, hour and minute.
    Start {
        /// The last year that Webex takes.
        latest_year: i16,
    },
    /// An IANA time zone, sent as Webex's id (WEBEX.md 4.2).
    TimeZone,
    /// Features of a meeting, sent as a bit mask (WEBEX.md 4.1).
    Features,
    /// People as `Name <mail>`, sent as numbered pairs of mail and name.
    People {
        /// Most people.
        max: u32,
    },
    /// Several texts, sent as numbered fields.
    Texts {
        /// Most texts.
        max: u32,
        /// Most characters of one.
        max_length: u32,
    },
    /// A letter out of `prefix` (none when it is empty) and so many
    /// hexadecimal digits.
    Token {
        /// The letters that it may begin with.
        prefix: Box<str>,
        /// The number of hexadecimal digits behind it.
        hex: u32,
    },
    /// An `https` address, which only the policy may choose.
    Url,
}

impl Kind {
    /// The words for this kind in a policy's `type:`, as in the catalogue.
    pub const NAMES: [&'static str; 16] = [
        "meeting_key",
        "digits",
        "number",
        "text",
        "name",
        "email",
        "flag",
        "choice",
        "duration",
        "start",
        "time_zone",
        "features",
        "people",
        "texts",
        "token",
        "url",
    ];

    /// Meeting keys: Cisco's example has 8 digits, those in the wild 9, public
    /// clients accept up to 20 (WEBEX.md 3.1).
    pub const MEETING_KEY: Self = Self::Digits { min: 7, max: 20 };

    /// Whether a visitor may supply a value at all. Addresses are the
    /// policy's alone.
    pub fn is_open_to_visitors(&self) -> bool {
        !matches!(self, Self::Url)
    }

    /// Whether every value is safe as a segment of a path: never empty and
    /// never a dot segment.
    pub fn is_safe_in_path(&self) -> bool {
        matches!(
            self,
            Self::Digits { .. } | Self::Number { .. } | Self::Name { .. } | Self::Token { .. }
        )
    }

    /// Whether its codes are sent with a number behind them.
    pub fn is_numbered(&self) -> bool {
        matches!(self, Self::People { .. } | Self::Texts { .. })
    }

    /// How many codes a parameter of this kind has.
    pub fn code_count(&self) -> usize {
        match self {
            Self::Start { .. } => 5,
            Self::People { .. } => 2,
            _ => 1,
        }
    }

    /// Reads one value. Lists are separated by commas or semicolons.
    ///
    /// # Errors
    ///
    /// [`ValueError`] says what a value must look like.
    pub fn parse<'t>(&self, text: &'t str) -> Result<Value<'t>, ValueError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ValueError::Empty);
        }
        match self {
            Self::Digits { min, max } => digits(text, *min, *max),
            Self::Number { min, max } => number(text, *min, *max),
            Self::Text { max } => text_of(text, *max).map(Value::one),
            Self::Name { max } => name(text, *max),
            Self::Email => email(text).map(Value::one),
            Self::Flag { on, off } => flag(text, on, off),
            Self::Choice(choices) => choice(text, choices),
            Self::Duration { min, max } => duration(text, *min, *max),
            Self::Start { latest_year } => start(text, *latest_year),
            Self::TimeZone => time_zone::webex_id(text)
                .map(|id| Value::one(id.to_string()))
                .ok_or(ValueError::TimeZone),
            Self::Token { prefix, hex } => token(text, prefix, *hex),
            Self::Url => Ok(Value::one(text.parse::<HttpsUrl>()?.as_str().to_owned())),
            Self::Features | Self::People { .. } | Self::Texts { .. } => {
                let items: Vec<&str> = text.split([',', ';']).map(str::trim).collect();
                self.parse_items(&items)
            }
        }
    }

    /// Reads the items of a list.
    ///
    /// # Errors
    ///
    /// [`ValueError`] for a wrong item, too many, or a kind that is no list.
    pub fn parse_items(&self, items: &[&str]) -> Result<Value<'static>, ValueError> {
        if items.iter().any(|item| item.trim().is_empty()) || items.is_empty() {
            return Err(ValueError::Empty);
        }
        match self {
            Self::Features => features(items),
            Self::People { max } => rows(items, *max, person),
            Self::Texts { max, max_length } => rows(items, *max, |item| {
                Ok([text_of(item.trim(), *max_length)?.into()].into())
            }),
            _ => Err(ValueError::List),
        }
    }
}

/// Takes off what mail programs and people leave around a number or a name.
fn unpasted(text: &str) -> &str {
    text.trim_start_matches(['<', '(', '"'])
        .trim_end_matches(['>', ')', '"', '.', ',', ';'])
}

fn digits(text: &str, min: u32, max: u32) -> Result<Value<'_>, ValueError> {
    let text = unpasted(text);
    let separator = |c: char| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}');
    let digits: Cow<'_, str> = if text.contains(separator) {
        text.replace(separator, "").into()
    } else {
        text.into()
    };
    let plain = digits.bytes().all(|b| b.is_ascii_digit());
    if !plain || !within(digits.len(), min, max) {
        return Err(ValueError::Digits { min, max });
    }
    Ok(Value::one(digits))
}

fn number(text: &str, min: u32, max: u32) -> Result<Value<'_>, ValueError> {
    let plain = text.bytes().all(|b| b.is_ascii_digit());
    match text.parse::<u32>() {
        Ok(number) if plain && (min..=max).contains(&number) => Ok(Value::one(number.to_string())),
        _ => Err(ValueError::Range { min, max }),
    }
}

fn text_of(text: &str, max: u32) -> Result<&str, ValueError> {
    if text.chars().any(|c| c.is_control() || is_direction(c)) {
        return Err(ValueError::Control);
    }
    if !within(text.chars().count(), 1, max) {
        return Err(ValueError::TooLong { max });
    }
    Ok(text)
}

/// Characters that make text read differently from what it says.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn name(text: &str, max: u32) -> Result<Value<'_>, ValueError> {
    let text = unpasted(text);
    let plain = text
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    if !plain || !text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return Err(ValueError::Name);
    }
    if !within(text.len(), 1, max) {
        return Err(ValueError::TooLong { max });
    }
    Ok(Value::one(text))
}

/// RFC 5321's lengths and the dot-atom form of RFC 5322; quoted local parts
/// and address literals are left out on purpose.
fn email(text: &str) -> Result<&str, ValueError> {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let text = unpasted(text);
    let (local, domain) = text.split_once('@').ok_or(ValueError::Email)?;
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    let local_fits = local.len() <= 64
        && local
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(atom));
    let label = |part: &str| {
        let edge = |c: char| c.is_ascii_alphanumeric();
        part.starts_with(edge)
            && part.ends_with(edge)
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let domain_fits = domain.len() <= 253 && domain.contains('.') && domain.split('.').all(label);
    if local_fits && domain_fits {
        Ok(text)
    } else {
        Err(ValueError::Email)
    }
}

fn flag(text: &str, on: &str, off: &str) -> Result<Value<'static>, ValueError> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" | "on" | "1" => Ok(Value::one(on.to_owned())),
        "no" | "false" | "off" | "0" => Ok(Value::one(off.to_owned())),
        _ => Err(ValueError::Flag),
    }
}

fn choice(text: &str, choices: &[(Box<str>, Box<str>)]) -> Result<Value<'static>, ValueError> {
    let plain = |word: &str| word.replace(['-', ' '], "_").to_lowercase();
    let wanted = plain(text);
    choices
        .iter()
        .find(|(word, code)| plain(word) == wanted || code.eq_ignore_ascii_case(text))
        .map(|(_, code)| Value::one(code.to_string()))
        .ok_or_else(|| {
            let words: Vec<&str> = choices.iter().map(|(word, _)| &**word).collect();
            ValueError::Choice(words.join(", "))
        })
}

fn duration(text: &str, min: u32, max: u32) -> Result<Value<'static>, ValueError> {
    let minutes = if text.bytes().all(|b| b.is_ascii_digit()) {
        text.parse::<f64>().ok()
    } else {
        text.parse::<Span>()
            .ok()
            .and_then(|span| span.total(Unit::Minute).ok())
    };
    match minutes {
        Some(m) if m.fract() == 0.0 && m >= f64::from(min) && m <= f64::from(max) => {
            Ok(Value::one(m.to_string()))
        }
        _ => Err(ValueError::Duration { min, max }),
    }
}

fn start(text: &str, latest_year: i16) -> Result<Value<'static>, ValueError> {
    // The parser would take an offset and drop it; people would meet at the
    // wrong hour.
    let shape = |(at, c): (usize, char)| match at {
        4 | 7 => c == '-',
        10 => matches!(c, 'T' | 't' | ' '),
        13 => c == ':',
        _ => c.is_ascii_digit(),
    };
    if text.len() != 16 || !text.char_indices().all(shape) {
        return Err(ValueError::Start);
    }
    let at: DateTime = text.parse().map_err(|_| ValueError::Start)?;
    if at.year() > latest_year {
        return Err(ValueError::Year(latest_year));
    }
    let parts = [
        i32::from(at.year()),
        at.month().into(),
        at.day().into(),
        at.hour().into(),
        at.minute().into(),
    ];
    Ok(Value::fields(
        parts.iter().map(|part| part.to_string().into()).collect(),
    ))
}

fn features(items: &[&str]) -> Result<Value<'static>, ValueError> {
    let mut mask = 0;
    for item in items {
        mask |= feature::bit(item).ok_or_else(|| {
            ValueError::Feature(feature::FEATURES.map(|(name, _)| name).join(", "))
        })?;
    }
    Ok(Value::one(mask.to_string()))
}

fn rows(
    items: &[&str],
    max: u32,
    row: impl Fn(&str) -> Result<Box<[Box<str>]>, ValueError>,
) -> Result<Value<'static>, ValueError> {
    if !within(items.len(), 1, max) {
        return Err(ValueError::TooMany { max });
    }
    let rows: Result<Vec<_>, _> = items.iter().map(|item| row(item)).collect();
    rows.map(Value::rows)
}

/// `Ada Lovelace <ada@acme.example>`, or a bare mail address, which then
/// serves as the name too.
fn person(item: &str) -> Result<Box<[Box<str>]>, ValueError> {
    let item = item.trim();
    let (name, mail) = match item.split_once('<') {
        Some((name, mail)) if !unquoted(name).is_empty() => (unquoted(name), email(mail)?),
        Some((_, mail)) => (email(mail)?, email(mail)?),
        None => (email(item)?, email(item)?),
    };
    Ok([mail.into(), text_of(name, 128)?.into()].into())
}

/// A name without the quotes that mail programs put around it.
fn unquoted(name: &str) -> &str {
    name.trim().trim_matches('"').trim()
}

fn token<'t>(text: &'t str, prefix: &str, hex: u32) -> Result<Value<'t>, ValueError> {
    let text = unpasted(text);
    let digits = match text.chars().next() {
        Some(first) if !prefix.is_empty() && prefix.contains(first) => &text[first.len_utf8()..],
        Some(_) if prefix.is_empty() => text,
        _ => "",
    };
    if within(digits.len(), hex, hex) && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(Value::one(text));
    }
    let letters: Vec<String> = prefix.chars().map(String::from).collect();
    let letters = match letters.len() {
        0 => String::new(),
        _ => format!("{} and ", letters.join(" or ")),
    };
    Err(ValueError::Token(format!(
        "{letters}{hex} hexadecimal digits"
    )))
}

fn within(length: usize, min: u32, max: u32) -> bool {
    u32::try_from(length).is_ok_and(|length| (min..=max).contains(&length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_reads(kind: &Kind, text: &str, expected: &str) {
        let value = kind.parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(value.shown(), expected, "{text}");
    }

    #[track_caller]
    fn assert_refuses(kind: &Kind, texts: &[&str]) {
        for text in texts {
            assert!(kind.parse(text).is_err(), "{kind:?} took {text:?}");
        }
    }

    #[test]
    fn meeting_keys_are_read_as_people_write_them() {
        for text in [
            "123456789",
            "123 456 789",
            "123-456-789",
            "123\u{a0}456\u{a0}789",
            "123\u{2011}456\u{2011}789",
            " 123456789> ",
            "<123456789>",
            "123456789.",
        ] {
            assert_reads(&Kind::MEETING_KEY, text, "123456789");
        }
        assert_reads(&Kind::MEETING_KEY, "0123456", "0123456");
    }

    #[test]
    fn nothing_but_ascii_digits_is_a_meeting_key() {
        assert_refuses(
            &Kind::MEETING_KEY,
            &[
                "",
                " ",
                "123456",
                "123456789012345678901",
                "12345678a",
                "+123456789",
                "1234567.89",
                "١٢٣٤٥٦٧٨٩",
                "１２３４５６７８９",
                "123456789&AT=DM",
                "123456789/../1",
                "0x1234567",
                "123456789\0",
            ],
        );
    }

    #[test]
    fn numbers_have_a_range() {
        let kind = Kind::Number { min: 1, max: 500 };
        assert_reads(&kind, "007", "7");
        assert_refuses(
            &kind,
            &["0", "501", "-1", "+1", "1.0", "1e2", "99999999999"],
        );
    }

    #[test]
    fn texts_are_kept_but_cannot_mislead() {
        let kind = Kind::Text { max: 10 };
        assert_reads(&kind, " Ada & Bob ", "Ada & Bob");
        assert_reads(&kind, "äöü漢字", "äöü漢字");
        assert_refuses(
            &kind,
            &["12345678901", "a\nb", "a\u{202e}b", "a\u{7f}b", "a\u{85}b"],
        );
    }

    #[test]
    fn names_are_safe_in_a_path() {
        let kind = Kind::Name { max: 20 };
        assert_reads(&kind, "ta.office.hours", "ta.office.hours");
        assert_reads(&kind, "ada-l_1>", "ada-l_1");
        assert_refuses(
            &kind,
            &[
                ".", "..", "..x", "../x", "-a", "a/b", "a b", "a%2Fb", "ä", "a:b", "a@b",
            ],
        );
    }

    #[test]
    fn mail_addresses_are_read_as_pasted() {
        for text in [
            "ada@acme.example",
            "mailto:ada@acme.example",
            "<ada@acme.example>",
            "ada@acme.example>.",
        ] {
            assert_reads(&Kind::Email, text, "ada@acme.example");
        }
        assert_refuses(
            &Kind::Email,
            &[
                "ada",
                "ada@acme",
                "@acme.example",
                "a@b@acme.example",
                "a..b@acme.example",
                "ada@-acme.example",
                "ada@acme..example",
                "ada@acme.example\r\nBcc: x@y.example",
                "ada lovelace@acme.example",
                "adä@acme.example",
            ],
        );
    }

    #[test]
    fn flags_choices_and_durations_have_plain_words() {
        let flag = Kind::Flag {
            on: "1".into(),
            off: "0".into(),
        };
        assert_reads(&flag, "Yes", "1");
        assert_reads(&flag, "off", "0");
        assert_refuses(&flag, &["2", "maybe"]);
        let service = Kind::Choice([("web_tour".into(), "WebTour".into())].into());
        assert_reads(&service, "web-tour", "WebTour");
        assert_reads(&service, "webtour", "WebTour");
        assert_refuses(&service, &["x", "WebTour&AT=DM"]);
        let duration = Kind::Duration { min: 1, max: 1440 };
        assert_reads(&duration, "90", "90");
        assert_reads(&duration, "1h30m", "90");
        assert_reads(&duration, "PT1H30M", "90");
        assert_refuses(&duration, &["0", "1441", "90s", "-5", "1 month", "x"]);
    }

    #[test]
    fn a_start_becomes_five_fields() {
        let kind = Kind::Start { latest_year: 2050 };
        assert_reads(&kind, "2027-01-31T14:05", "2027 1 31 14 5");
        assert_reads(&kind, "2027-01-31 08:00", "2027 1 31 8 0");
        assert_refuses(
            &kind,
            &[
                "2027-02-30T14:30",
                "2051-01-01T00:00",
                "2027-01-31T14:30Z",
                "2027-01-31T14:30+02:00",
                "2027-01-31T14:30:10",
                "2027-01-31",
                "31.01.2027 14:30",
                "２027-01-31T14",
            ],
        );
    }

    #[test]
    fn zones_and_features_become_ids() {
        assert_reads(&Kind::TimeZone, "Europe/Berlin", "25");
        assert_reads(&Kind::TimeZone, "america/new_york", "11");
        assert_refuses(&Kind::TimeZone, &["25", "Berlin", "UTC+1"]);
        assert_reads(&Kind::Features, "chat, video", "5");
        assert_refuses(&Kind::Features, &["chat,,video", "telepathy"]);
    }

    #[test]
    fn lists_are_numbered() {
        let kind = Kind::People { max: 2 };
        let value = kind
            .parse_items(&["Ada Lovelace <ada@acme.example>", "bob@acme.example"])
            .expect("two people");
        let codes = ["EM", "FN"].map(|code| super::super::Code::parse(code).expect("a code"));
        let mut out = String::new();
        value.write_query(&codes, &mut out);
        assert_eq!(
            out,
            "&EM1=ada%40acme.example&FN1=Ada%20Lovelace\
             &EM2=bob%40acme.example&FN2=bob%40acme.example"
        );
        assert_refuses(
            &kind,
            &["a@b.example,c@d.example,e@f.example", "Ada", "Ada <x>"],
        );
    }

    #[test]
    fn tokens_have_a_prefix_and_a_length() {
        let kind = Kind::Token {
            prefix: "me".into(),
            hex: 4,
        };
        assert_reads(&kind, "m12aF>", "m12aF");
        assert_refuses(
            &kind,
            &["12af", "t12af", "m12a", "m12afa", "m12ag", "ä12af", "m"],
        );
        let bare = Kind::Token {
            prefix: "".into(),
            hex: 4,
        };
        assert_reads(&bare, "12af", "12af");
        assert_refuses(&bare, &["12a", "m12af"]);
    }
}
