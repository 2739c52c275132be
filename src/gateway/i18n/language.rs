//! The languages that pages are written in, and which one a visitor reads.

use hyper::header::{ACCEPT_LANGUAGE, HeaderMap};

use super::accept::Ranges;

/// A language that pages are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// The fallback.
    English,
    German,
    French,
    Spanish,
    Japanese,
    Arabic,
}

impl Language {
    /// All languages; the fallback comes first.
    pub const ALL: [Self; 6] = [
        Self::English,
        Self::German,
        Self::French,
        Self::Spanish,
        Self::Japanese,
        Self::Arabic,
    ];

    /// The language that the visitor prefers (RFC 9110, section 12.5.4). English, if the header is
    /// missing, repeated or malformed.
    pub fn wanted(headers: &HeaderMap) -> Self {
        let mut fields = headers.get_all(ACCEPT_LANGUAGE).iter();
        match (fields.next(), fields.next()) {
            (Some(field), None) => field.to_str().ok().map_or(Self::English, Self::read),
            _ => Self::English,
        }
    }

    fn read(field: &str) -> Self {
        let Some(ranges) = Ranges::read(field) else {
            return Self::English;
        };
        // `max_by_key` returns the last of equal values: in reverse order, that is the first
        // language. If none is acceptable, it is the fallback.
        let languages = Self::ALL.into_iter().rev();
        let best = languages.max_by_key(|language| ranges.weight(language.tag()));
        best.unwrap_or(Self::English)
    }

    /// The query field by which a person reads a page in another language. No parameter of a policy
    /// can have a dot in its name.
    pub const FIELD: &'static str = "page.lang";

    /// The language with this tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|language| language.tag() == tag)
    }

    /// The language that an address asks for.
    pub fn asked(query: &str) -> Option<Self> {
        let mut fields = query.split('&').filter_map(|field| field.split_once('='));
        let (_, tag) = fields.find(|(name, _)| *name == Self::FIELD)?;
        Self::from_tag(tag)
    }

    /// What its readers call it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Spanish => "Español",
            Self::Japanese => "日本語",
            Self::Arabic => "العربية",
        }
    }

    /// The language tag (RFC 5646) for `Content-Language` and `lang`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Japanese => "ja",
            Self::Arabic => "ar",
        }
    }

    pub const fn is_right_to_left(self) -> bool {
        matches!(self, Self::Arabic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The language for a header.
    fn read(field: &str) -> &'static str {
        Language::read(field).tag()
    }

    #[test]
    fn the_language_that_is_liked_best_is_taken() {
        for (field, expected) in [
            ("de", "de"),
            ("DE", "de"),
            ("de-AT", "de"),
            ("de-Latn-AT-1996", "de"),
            ("de-AT,de;q=0.9,en;q=0.8", "de"),
            ("en,de", "en"),
            ("de,en", "de"),
            ("zh,ja", "ja"),
            ("zh-TW,zh;q=0.9", "en"),
            ("fr;q=0.3, es;q=0.7", "es"),
            ("fr;q=0.301, es;q=0.3", "fr"),
            ("fr ; q=0.3 , ar ;\tQ=1.000", "ar"),
            ("fr-CH;q=0.2, fr;q=0.9, de;q=0.5", "fr"),
            (",, ,es,", "es"),
            ("den, fra, jav", "en"),
        ] {
            assert_eq!(read(field), expected, "{field}");
        }
    }

    #[test]
    fn a_star_means_what_is_not_named() {
        for (field, expected) in [
            ("*", "en"),
            ("zh,*;q=0.5", "en"),
            ("de;q=0.4,*;q=0.5", "en"),
            ("de;q=0.5,*;q=0.4", "de"),
            ("en;q=0,*", "de"),
            ("*;q=0", "en"),
        ] {
            assert_eq!(read(field), expected, "{field}");
        }
    }

    #[test]
    fn a_weight_of_zero_means_not_at_all() {
        for (field, expected) in [
            ("de;q=0", "en"),
            ("de;q=0.000,fr;q=0.001", "fr"),
            ("en;q=0,ja;q=0.1", "ja"),
            ("en;q=0", "en"),
        ] {
            assert_eq!(read(field), expected, "{field}");
        }
    }

    #[test]
    fn what_cannot_be_understood_is_english() {
        for field in [
            "",
            " ",
            ",",
            ";",
            "de;",
            "de;q",
            "de;q=",
            "de;q=1.1",
            "de;q=2",
            "de;q=-1",
            "de;q=0.1234",
            "de;q=.5",
            "de;q=1e0",
            "de;q=0.9;x=1",
            "de;level=1",
            "de_AT",
            "de-",
            "-de",
            "de--AT",
            "de at",
            "*-de",
            "abcdefghi",
            "de,\u{661}",
            "de, <script>",
            "../../locales/de",
        ] {
            assert_eq!(read(field), "en", "{field}");
        }
    }

    #[test]
    fn no_more_is_read_than_a_person_can_mean() {
        let many = |count: usize| format!("{}de", "zh,".repeat(count - 1));
        let long = |length: usize| format!("de{}", " ".repeat(length - 2));
        for (field, expected) in [
            (many(16), "de"),
            (many(17), "en"),
            (long(256), "de"),
            (long(257), "en"),
        ] {
            assert_eq!(read(&field), expected, "{field}");
        }
    }
}
