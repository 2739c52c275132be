//! Mail addresses, read by one rule, whoever hands them on.

use std::borrow::Cow;

use idna::AsciiDenyList;

use super::invisible::has_hidden;

/// An address in which every program finds the same mailbox and the same domain.
///
/// Quoted local parts, comments and address literals are left out on purpose: programs differ in
/// where such an address ends.
#[derive(Clone, Copy, Debug)]
pub struct MailAddress<'t> {
    local: &'t str,
    domain: &'t str,
}

/// Why a text is no [`MailAddress`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// With two `@`, programs differ in which domain counts.
    #[error("not one `@` with something on both sides")]
    Sides,
    #[error("characters that some programs take for the end of an address")]
    Characters,
}

impl<'t> MailAddress<'t> {
    /// Reads an address, and nothing around it.
    ///
    /// # Errors
    ///
    /// [`MailError`] for whatever could be read in two ways.
    pub fn parse(text: &'t str) -> Result<Self, MailError> {
        let (local, domain) = text.split_once('@').ok_or(MailError::Sides)?;
        let is_read_alike = !local.is_empty()
            && local.chars().all(is_of_a_local_part)
            && is_domain(domain)
            && (text.is_ascii() || is_normal(local, domain));
        match is_read_alike {
            true => Ok(Self { local, domain }),
            false if local.is_empty() || domain.is_empty() => Err(MailError::Sides),
            false if domain.contains('@') => Err(MailError::Sides),
            false => Err(MailError::Characters),
        }
    }

    /// Whether its domain is this one, whether written in Unicode or in the A-labels of DNS.
    pub fn is_at(&self, domain: &str) -> bool {
        is_same_domain(self.domain, domain)
    }

    /// Whether any mail server takes it: the lengths of RFC 5321, the dot-atom form of RFC 5322,
    /// and a domain of at least two labels.
    pub fn is_standard(&self) -> bool {
        let is_label = |label: &str| {
            let edges = !label.starts_with('-') && !label.ends_with('-');
            edges && !label.contains('_')
        };
        self.local.is_ascii()
            && self.local.len() <= 64
            && self.local.split('.').all(|atom| !atom.is_empty())
            && self.domain.is_ascii()
            && self.domain.len() <= 253
            && self.domain.contains('.')
            && self.domain.split('.').all(is_label)
    }
}

/// The domain of mail addresses as a rule keeps it: in the A-labels of DNS and lower case, so that
/// a request converts no domain but its own. `None` for what is the domain of no address.
pub fn mail_domain(text: &str) -> Option<String> {
    let is_read_alike = is_domain(text) && (text.is_ascii() || is_normal("", text));
    let labels = a_labels(text).filter(|_| is_read_alike)?;
    Some(labels.to_ascii_lowercase())
}

/// In the local part, case counts.
impl PartialEq for MailAddress<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.local == other.local && self.is_at(other.domain)
    }
}

impl Eq for MailAddress<'_> {}

fn is_of_a_local_part(c: char) -> bool {
    match c {
        '!' | '#'..='\'' | '*' | '+' | '-'..='9' | '=' | '?' | 'A'..='Z' | '^'..='~' => true,
        c => !c.is_ascii() && is_of_a_language(c),
    }
}

/// Whether there are labels, none of them empty, with a dot between each two.
fn is_domain(text: &str) -> bool {
    let mut before = '.';
    let is_next = |c| {
        let is_empty = c == '.' && before == '.';
        before = c;
        is_of_a_domain(c) && !is_empty
    };
    // Without any character, the dot before is the last one.
    text.chars().all(is_next) && before != '.'
}

fn is_of_a_domain(c: char) -> bool {
    match c {
        '-' | '_' | '.' | '0'..='9' | 'A'..='Z' | 'a'..='z' => true,
        c => !c.is_ascii() && is_of_a_language(c),
    }
}

/// Whether a character beyond ASCII is a letter, a mark on one, or a sign that can be seen.
/// Selectors, which no address needs, stand in the blocks of marks. Two signs of scripts are blank.
fn is_of_a_language(c: char) -> bool {
    let is_block_of_marks = matches!(c,
        '\u{80}'..='\u{bf}' | '\u{37e}'
        | '\u{2000}'..='\u{206f}' | '\u{2e00}'..='\u{2e7f}' | '\u{3000}'..='\u{303f}'
        | '\u{fe00}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffef}' | '\u{e0000}'..='\u{e0fff}'
    );
    let is_blank = c.is_whitespace() || matches!(c, '\u{2800}' | '\u{1d159}');
    c.is_alphanumeric() || !(is_block_of_marks || is_blank)
}

/// Whether a program that normalises an address beyond ASCII before it reads it finds the same
/// one: no character becomes another one (`℀` is `a/c` then, and `ｅ` is `e`).
fn is_normal(local: &str, domain: &str) -> bool {
    // The rules of labels for mixed directions are none of local parts: only their words are read.
    let mut words = local.split(|c: char| c.is_ascii() && !c.is_ascii_alphabetic());
    !has_hidden(local)
        && !has_hidden(domain)
        && words.all(maps_to_itself)
        && domain.split('.').all(maps_to_itself)
        && a_labels(domain).is_some()
}

/// Whether UTS 46 changes nothing in a label but upper case.
fn maps_to_itself(label: &str) -> bool {
    if label.is_ascii() {
        return true;
    }
    let (mapped, found) = idna::domain_to_unicode(label);
    let lower = || label.chars().flat_map(char::to_lowercase);
    // The Kelvin sign is an upper-case `k` that does not come back.
    let comes_back = |c: char| {
        let back = c.to_lowercase().flat_map(char::to_uppercase);
        c.to_lowercase().eq([c]) || back.eq([c])
    };
    found.is_ok()
        && label.chars().all(comes_back)
        && (mapped == label || mapped.chars().eq(lower()))
}

fn is_same_domain(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        return one.eq_ignore_ascii_case(other);
    }
    match (a_labels(one), a_labels(other)) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(&other),
        _ => false,
    }
}

/// A domain as DNS has it.
fn a_labels(domain: &str) -> Option<Cow<'_, str>> {
    match domain.is_ascii() {
        true => Some(Cow::Borrowed(domain)),
        false => idna::domain_to_ascii_cow(domain.as_bytes(), AsciiDenyList::EMPTY).ok(),
    }
}

/// Texts with what they are: no address, one that is handed on by those who say who asks, or one
/// that any mail server takes.
#[cfg(test)]
pub const MAIL_ADDRESSES: [(&str, Result<bool, MailError>); 76] = {
    use MailError::{Characters, Sides};
    [
        ("ann@acme.example", Ok(true)),
        ("Ann.Lee+go@ACME.example", Ok(true)),
        ("o'brien@acme.example", Ok(true)),
        (
            "ann_contoso.example#EXT#@acme.onmicrosoft.example",
            Ok(true),
        ),
        ("a?bcc=b&c%20@acme.example", Ok(true)),
        ("1@2.3", Ok(true)),
        ("ann@xn--mnchen-3ya.example", Ok(true)),
        ("ann@acme", Ok(false)),
        ("ann@my_corp.local", Ok(false)),
        ("ann@-acme.example", Ok(false)),
        (".ann@acme.example", Ok(false)),
        ("a..b@acme.example", Ok(false)),
        ("ann.@acme.example", Ok(false)),
        ("jürgen@münchen.example", Ok(false)),
        ("संपर्क@डाटामेल.भारत", Ok(false)),
        ("佐々木@例え.テスト", Ok(false)),
        ("Ünal@ÜNAL.example", Ok(false)),
        ("strauß@straße.example", Ok(false)),
        ("νικος@ελλάς.ΕΛ", Ok(false)),
        ("علي1@مثال.example", Ok(false)),
        ("ann@xn--mnchen-3ya.भारत", Ok(false)),
        ("☕@café.example", Ok(false)),
        ("", Err(Sides)),
        ("ann", Err(Sides)),
        ("@", Err(Sides)),
        ("@acme.example", Err(Sides)),
        ("ann@", Err(Sides)),
        ("ann@evil.example@acme.example", Err(Sides)),
        ("ann@@acme.example", Err(Sides)),
        ("\"ann@evil.example\"@acme.example", Err(Sides)),
        ("ann@evil.example,eve@acme.example", Err(Sides)),
        ("ann@acme.example,evil.example", Err(Characters)),
        ("ann@acme.example;evil.example", Err(Characters)),
        ("evil.example,ann@acme.example", Err(Characters)),
        ("Ann <ann@acme.example>", Err(Characters)),
        ("<ann@acme.example>", Err(Characters)),
        ("mailto:ann@acme.example", Err(Characters)),
        ("\"ann lee\"@acme.example", Err(Characters)),
        ("\"ann\"@acme.example", Err(Characters)),
        ("ann(eve)@acme.example", Err(Characters)),
        ("ann@(eve)acme.example", Err(Characters)),
        ("ann\\@acme.example", Err(Characters)),
        ("ann@[192.0.2.1]", Err(Characters)),
        ("ann@acme.example:25", Err(Characters)),
        ("ann@acme.example/", Err(Characters)),
        ("ann@acme.example.", Err(Characters)),
        ("ann@acme..example", Err(Characters)),
        ("ann@.acme.example", Err(Characters)),
        (" ann@acme.example", Err(Characters)),
        ("ann lee@acme.example", Err(Characters)),
        ("ann@acme.example\r\nBcc: x", Err(Characters)),
        ("ann\0@acme.example", Err(Characters)),
        ("ann\u{a0}lee@acme.example", Err(Characters)),
        ("ann\u{200b}@acme.example", Err(Characters)),
        ("ann@acme.example\u{202e}", Err(Characters)),
        ("ann\u{ff20}evil.example@acme.example", Err(Characters)),
        ("ann\u{fe6b}evil.example@acme.example", Err(Characters)),
        ("ann@acme\u{3002}example", Err(Characters)),
        ("ann@evil\u{2100}.example", Err(Characters)),
        ("ann@evil\u{2105}.example", Err(Characters)),
        ("ann@evil\u{2488}example", Err(Characters)),
        ("ann@evil\u{1f101}.example", Err(Characters)),
        ("ann@\u{ff45}vil.example", Err(Characters)),
        ("ann@\u{212a}elvin.example", Err(Characters)),
        ("ann@\u{212b}ngstrom.example", Err(Characters)),
        ("ann@o\u{fb03}ce.example", Err(Characters)),
        ("ann@ſeven.example", Err(Characters)),
        ("ann@mu\u{308}nchen.example", Err(Characters)),
        ("ann@\u{301}a.example", Err(Characters)),
        ("ann@a\u{2800}b.example", Err(Characters)),
        ("ann@xn--a.é.example", Err(Characters)),
        ("ann\u{2800}@acme.example", Err(Characters)),
        ("\u{ff41}nn@acme.example", Err(Characters)),
        ("o\u{fb03}ce@acme.example", Err(Characters)),
        ("\u{212a}im@acme.example", Err(Characters)),
        ("ann\u{2100}@acme.example", Err(Characters)),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_keep_domains_as_dns_has_them() {
        for (text, kept) in [
            ("ACME.example", Some("acme.example")),
            ("MÜNCHEN.example", Some("xn--mnchen-3ya.example")),
            ("XN--mnchen-3ya.example", Some("xn--mnchen-3ya.example")),
            ("acme..example", None),
            ("@acme.example", None),
            ("*.acme.example", None),
            ("ｅvil.example", None),
            ("evil\u{200b}.example", None),
            ("", None),
        ] {
            assert_eq!(mail_domain(text).as_deref(), kept, "{text}");
        }
    }

    #[test]
    fn an_address_is_one_for_every_program() {
        for (text, expected) in MAIL_ADDRESSES {
            let found = MailAddress::parse(text).map(|address| address.is_standard());
            assert_eq!(found, expected, "{text:?}");
        }
    }

    #[test]
    fn a_standard_address_has_the_lengths_of_the_standard() {
        let local = |length| format!("{}@acme.example", "x".repeat(length));
        let domain = |length| format!("ann@{}.example", "x".repeat(length - ".example".len()));
        for (text, is_standard) in [
            (local(64), true),
            (local(65), false),
            (domain(253), true),
            (domain(254), false),
        ] {
            let address = MailAddress::parse(&text).expect(&text);
            assert_eq!(address.is_standard(), is_standard, "{text}");
        }
    }

    #[test]
    fn only_in_the_domain_case_does_not_count() {
        let is_same = |one: &str, other: &str| {
            let parse = |text| MailAddress::parse(text).map_err(|error| format!("{error}"));
            parse(one) == parse(other)
        };
        assert!(is_same("ann@acme.example", "ann@ACME.Example"));
        assert!(!is_same("ann@acme.example", "Ann@acme.example"));
        assert!(!is_same("ann@acme.example", "ann@acme.example.net"));
    }

    #[test]
    fn a_domain_is_the_same_in_every_way_of_writing_it() {
        let written = [
            "münchen.example",
            "MÜNCHEN.Example",
            "xn--mnchen-3ya.example",
            "XN--MNCHEN-3YA.example",
        ];
        for one in written {
            let text = format!("ann@{one}");
            let address = MailAddress::parse(&text).expect(&text);
            for other in written {
                assert!(address.is_at(other), "{one} {other}");
                let text = format!("ann@{other}");
                assert_eq!(MailAddress::parse(&text), Ok(address), "{one} {other}");
            }
            for other in [
                "munchen.example",
                "münchen.example.net",
                "xn--mnchen.example",
                "",
            ] {
                assert!(!address.is_at(other), "{one} {other}");
            }
        }
    }
}
