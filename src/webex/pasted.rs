//! Addresses in pasted texts: mails, invitations, chats.

mod escaped;
mod locate;
mod wrapper;

use url::{Position, Url};

use crate::text::{address_end, address_words, without_marks, without_trailing_marks};
use wrapper::wrapped;

pub use escaped::like_written;
pub use locate::{Located, locate};

/// An address out of a text that somebody has pasted.
///
/// Nobody is ever sent to it: [`CallForm::read`](super::CallForm::read) compares it with what
/// Linkgate could have written, and it is dropped.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pasted(Url);

impl Pasted {
    /// Most addresses that are read from a text. The link to join is among the first of an
    /// invitation.
    const MOST: usize = 8;

    /// The first addresses in a text, in their order: those with a scheme, or, in a text without
    /// any scheme, the words that look like an address.
    pub fn all(text: &str) -> Vec<Self> {
        if text.contains("://") {
            with_scheme(text)
        } else {
            let found = address_words(text).filter_map(without_scheme);
            found.take(Self::MOST).collect()
        }
    }

    /// Reads an address. Of one that a mail filter or a chat has wrapped, the one within counts; what
    /// is wrapped twice is left as it is.
    fn parse(text: &str) -> Option<Self> {
        let pasted = Self::as_written(text)?;
        match wrapped(&pasted.0) {
            Some(inner) => Self::as_written(&inner),
            None => Some(pasted),
        }
    }

    fn as_written(text: &str) -> Option<Self> {
        let text = without_escapes(text);
        let text = without_trailing_marks(&text);
        let (_, behind) = text.split_once("://")?;
        let authority = behind.split('/').next()?;
        // Programs differ in what they take for the host of such an address.
        if authority.contains('@') || text.contains('\\') {
            return None;
        }
        let mut url = Url::parse(text).ok()?;
        if url.scheme() == "http" {
            // The answer is written anew, with https: what was pasted only says which one.
            url.set_scheme("https").ok()?;
        }
        (url.scheme() == "https" && url.has_host()).then_some(Self(url))
    }

    /// Whether it carries what lets people in, or a program: a password or a ticket.
    pub fn has_secret(&self) -> bool {
        let mut fields = self.0.query_pairs();
        fields.any(|(name, value)| {
            let mut secret = SECRET_FIELDS.iter();
            !value.is_empty() && secret.any(|field| field.eq_ignore_ascii_case(&name))
        })
    }

    /// The host in lower case, without the port.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    pub fn path_and_query(&self) -> &str {
        &self.0[Position::BeforePath..Position::AfterQuery]
    }

    /// Scheme, host, port and path.
    pub(crate) fn page(&self) -> &str {
        &self.0[..Position::AfterPath]
    }

    pub(crate) fn url(&self) -> &Url {
        &self.0
    }
}

/// Addresses that are copied from the source of a page have these in place of `&` and `=` (webex.md
/// 7.2).
fn without_escapes(text: &str) -> String {
    const ESCAPES: [(&str, &str); 5] = [
        ("&amp;", "&"),
        ("&#38;", "&"),
        ("&#038;", "&"),
        ("&#x26;", "&"),
        ("&#x3D;", "="),
    ];
    let mut text = text.to_owned();
    for (escape, sign) in ESCAPES {
        if text.contains(escape) {
            text = text.replace(escape, sign);
        }
    }
    text
}

/// Fields of Webex's own pages that carry a password, a ticket or the id of a partner (webex.md 2, 5, 6).
const SECRET_FIELDS: [&str; 8] = [
    "PW", "MPW", "TK", "PID", "password", "passcode", "pwd", "token",
];

fn with_scheme(text: &str) -> Vec<Pasted> {
    let mut found = Vec::new();
    let mut rest = text;
    while found.len() < Pasted::MOST
        && let Some((before, behind)) = rest.split_once("://")
    {
        let (address, later) = behind.split_at(address_end(behind));
        let scheme = ["https", "http"]
            .into_iter()
            .find(|scheme| ends_with(before, scheme));
        let pasted = scheme.and_then(|scheme| Pasted::parse(&format!("{scheme}://{address}")));
        found.extend(pasted);
        rest = later;
    }
    found
}

fn ends_with(text: &str, end: &str) -> bool {
    let at = text.len().checked_sub(end.len());
    let tail = at.and_then(|at| text.get(at..));
    tail.is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// Reads `acme.webex.com/meet/ada`, an address without its scheme.
fn without_scheme(word: &str) -> Option<Pasted> {
    let word = without_marks(word);
    let (host, _) = word.split_once('/')?;
    let looks_like_a_host = host.contains('.') && !host.starts_with('.');
    looks_like_a_host.then(|| Pasted::parse(&format!("https://{word}")))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::LEFT_AROUND;

    #[track_caller]
    fn assert_found(text: &str, expected: &[&str]) {
        let found = Pasted::all(text);
        let found: Vec<&str> = found.iter().map(|pasted| pasted.0.as_str()).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn an_address_is_found_in_what_is_around_it() {
        for text in [
            "https://acme.webex.com/meet/ada",
            "  HTTPS://ACME.webex.com/meet/ada. ",
            "<https://acme.webex.com/meet/ada>",
            "\"https://acme.webex.com/meet/ada\",",
            "Come (https://acme.webex.com/meet/ada)!",
            "[my room](https://acme.webex.com/meet/ada)",
            "Raum: »https://acme.webex.com/meet/ada«.",
            "Salle : «https://acme.webex.com/meet/ada».",
            "<a href=\"https://acme.webex.com/meet/ada\">here</a>",
            "acme.webex.com/meet/ada",
            "(acme.webex.com/meet/ada)",
            "my room is acme.webex.com/meet/ada, come in",
            "https://acme.webex.com:443/meet/ada",
            "会議は https://acme.webex.com/meet/ada。",
            "会議は、https://acme.webex.com/meet/ada、です",
            "*acme.webex.com/meet/ada*",
            "「acme.webex.com/meet/ada」",
        ] {
            assert_found(text, &["https://acme.webex.com/meet/ada"]);
        }
        for (before, behind) in LEFT_AROUND {
            for address in ["https://acme.webex.com/meet/ada", "acme.webex.com/meet/ada"] {
                let text = format!("Raum: {before}{address}{behind}");
                assert_found(&text, &["https://acme.webex.com/meet/ada"]);
            }
        }
        assert_found(
            "https://a.example/x https://b.example/?a=1&amp;b=2, http://c.example",
            &[
                "https://a.example/x",
                "https://b.example/?a=1&b=2",
                "https://c.example/",
            ],
        );
    }

    #[test]
    fn a_mark_in_the_middle_of_an_address_is_its_own() {
        const AT: &str = "acme.webex.com/x?t=";
        for (text, end) in [
            ("{}O’Brien", "O%E2%80%99Brien"),
            ("{}O’Brien’s, later", "O%E2%80%99Brien%E2%80%99s"),
            (
                "{}「定例」会議",
                "%E3%80%8C%E5%AE%9A%E4%BE%8B%E3%80%8D%E4%BC%9A%E8%AD%B0",
            ),
            ("「{}定例」会議", "%E5%AE%9A%E4%BE%8B"),
            ("会議は「{}a」です", "a"),
            ("会議は、{}a。次", "a"),
            ("会議は、{}a、です", "a"),
            ("请点击“{}a”进入会议", "a"),
            (
                "（{}a（b（c））d）次",
                "a%EF%BC%88b%EF%BC%88c%EF%BC%89%EF%BC%89d",
            ),
            ("{}«a»b", "%C2%ABa%C2%BBb"),
            ("Salle : «{}a».", "a"),
            ("Raum: »{}a«, und", "a"),
            ("Raum: „{}a“ oder", "a"),
            ("{}¿a?b", "%C2%BFa?b"),
            ("{}a…b", "a%E2%80%A6b"),
            ("{}a…", "a"),
            ("{}a”.", "a"),
            ("{}a؟ ", "a"),
            ("{}O’<b>", "O"),
        ] {
            for scheme in ["https://", ""] {
                let text = text.replace("{}", &format!("{scheme}{AT}"));
                assert_found(&text, &[&format!("https://{AT}{end}")]);
            }
        }
    }

    #[test]
    fn a_host_has_no_marks() {
        for text in [
            "https://acme.webex.com「x」/meet/ada",
            "https://acme.webex.com。/meet/ada",
        ] {
            assert_found(text, &["https://acme.webex.com/"]);
        }
    }

    #[test]
    fn the_first_addresses_of_a_text_are_enough() {
        for text in ["https://a.example/ ", "a.example/ "] {
            assert_found(&text.repeat(20), &["https://a.example/"; 8]);
        }
    }

    #[test]
    fn of_a_wrapped_address_the_one_within_counts() {
        for (wrapped, expected) in [
            (
                "https%3A%2F%2Facme.webex.com%2Fmeet%2Fada",
                &["https://acme.webex.com/meet/ada"][..],
            ),
            (
                "http%3A%2F%2Facme.webex.com%2Fmeet%2Fada.",
                &["https://acme.webex.com/meet/ada"],
            ),
            ("https%3A%2F%2Fevil.example%2F", &["https://evil.example/"]),
            ("https%3A%2F%2Fada%40acme.webex.com%2Fmeet%2Fada", &[]),
            ("https%3A%2F%2Facme.webex.com%40evil.example%2F", &[]),
            ("https%3A%5C%5Cacme.webex.com%5Cmeet", &[]),
            ("javascript%3Aalert%281%29%2F%2F", &[]),
            ("ftp%3A%2F%2Facme.webex.com%2F", &[]),
            ("%2F%2Facme.webex.com%2Fmeet%2Fada", &[]),
            ("", &[]),
            (
                "https%3A%2F%2Fslack-redir.net%2Flink%3Furl%3Dhttps%253A%252F%252Facme.webex.com%252F",
                &["https://slack-redir.net/link?url=https%3A%2F%2Facme.webex.com%2F"],
            ),
        ] {
            let text = format!(
                "See https://eur03.safelinks.protection.outlook.com/?url={wrapped}&data=x."
            );
            assert_found(&text, expected);
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_passed_over() {
        for text in [
            "",
            "://",
            "https://",
            "standup",
            "join/123456789",
            "/go/standup",
            "//acme.webex.com/meet/ada",
            "javascript:alert(1)//x",
            "ftp://acme.webex.com/meet/ada",
            "wbx://acme.webex.com/acme?MK=123456789",
            "26301234567@acme.webex.com/meet/ada",
            "https://ada@acme.webex.com/meet/ada",
            "https://acme.webex.com@evil.example/meet/ada",
            "https://evil.example\\@acme.webex.com/meet/ada",
            "https:\\\\acme.webex.com\\meet\\ada",
            "https://acme.webex.com:99999/meet/ada",
            "https://acme%00.webex.com/meet/ada",
        ] {
            assert_found(text, &[]);
        }
    }
}
