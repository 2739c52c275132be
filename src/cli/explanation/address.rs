//! The link that is to be explained, as an operator types or pastes it.

use std::str::FromStr;

use jiff::Timestamp;
use url::{Position, Url};

use super::concealed::Texts;
use super::former::FormerAddress;
use crate::decision::LinkRequest;
use crate::directory::{Names, Resolution, resolve};
use crate::policy::Policy;
use crate::text::is_confidential;
use crate::webex::{MASK, OwnPath, Pasted};

/// A path, a full address, or whatever people have at hand: a name, a number, a Webex link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed(String);

impl FromStr for Typed {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().is_empty() {
            true => {
                Err("write a path like /go/standup, a full address, or what a person has typed")
            }
            false => Ok(Self(text.to_owned())),
        }
    }
}

impl Typed {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Address {
    text: String,
    texts: Texts,
    former: Option<FormerAddress>,
    host: Option<String>,
    path_and_query: String,
}

impl Address {
    /// A path that was written from the words of the policy.
    pub fn of(path: &OwnPath) -> Self {
        Self {
            text: path.to_string(),
            texts: Texts::Told,
            former: None,
            host: None,
            path_and_query: path.to_string(),
        }
    }

    /// A path and an address of the gateway are opened. Everything else is typed into the box.
    pub fn read(Typed(text): &Typed, policy: &Policy, at: Timestamp) -> Self {
        if text.starts_with('/') {
            return Self::of_path(text);
        }
        let url = Url::parse(text).ok();
        let url = url.filter(|url| matches!(url.scheme(), "http" | "https"));
        match url.filter(|url| !is_for_box(text, url, policy, at)) {
            Some(url) => Self::of_url(text, &url),
            None => Self {
                former: FormerAddress::within(text, policy, at),
                ..Self::in_box(text)
            },
        }
    }

    fn of_path(text: &str) -> Self {
        let path_and_query = text.split_once('#').map_or(text, |(before, _)| before);
        Self {
            text: text.to_owned(),
            texts: Texts::Told,
            former: None,
            host: None,
            path_and_query: path_and_query.to_owned(),
        }
    }

    fn of_url(text: &str, url: &Url) -> Self {
        Self {
            text: without_user(url, text),
            texts: Texts::Told,
            former: None,
            host: Some(url[Position::BeforeHost..Position::AfterPort].to_owned()),
            path_and_query: url[Position::BeforePath..Position::AfterQuery].to_owned(),
        }
    }

    fn in_box(text: &str) -> Self {
        let path = OwnPath::new(["-", "go"]).with_field(LinkRequest::SEARCHED, text);
        let texts = match is_confidential(text) {
            true => Texts::Concealed,
            false => Texts::Told,
        };
        Self {
            text: match texts {
                Texts::Told => text.to_owned(),
                Texts::Concealed => without_secrets(text),
            },
            texts,
            former: None,
            host: None,
            path_and_query: path.to_string(),
        }
    }

    /// As it was given, without a password.
    pub fn as_given(&self) -> &str {
        &self.text
    }

    /// Whether what was typed may be told.
    pub fn texts(&self) -> Texts {
        self.texts
    }

    /// The former address of a site in what was typed.
    pub fn former(&self) -> Option<&FormerAddress> {
        self.former.as_ref()
    }

    /// What a browser would send.
    pub fn path_and_query(&self) -> &str {
        &self.path_and_query
    }

    /// The host and port, if the address has them.
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }
}

/// Whether an address is one that people paste into the box. Others are explained as if they were
/// opened here: their host may be missing among the `hosts`.
fn is_for_box(text: &str, url: &Url, policy: &Policy, at: Timestamp) -> bool {
    let host = url.host_str().unwrap_or_default();
    let mut sites = policy.sites().iter();
    let is_webex = host.ends_with(".webex.com")
        || sites.any(|known| {
            let former = known.site.former().iter().map(|former| &former.site);
            let mut known = former.chain([&*known.site]);
            known.any(|site| site.host() == host)
        });
    let leads_on = || {
        let resolution = resolve(policy, text, Names::Opened, at, |_| true);
        matches!(resolution, Resolution::Path(_) | Resolution::Choice(_))
    };
    !policy.endpoint().answers_for(host) && (is_webex || leads_on())
}

/// What an explanation, which may be pasted anywhere, repeats of a text in which there may be a
/// password: the host of its first address at most.
fn without_secrets(text: &str) -> String {
    match Pasted::all(text).first() {
        Some(address) => format!("https://{}/{MASK}", address.host()),
        None => MASK.to_owned(),
    }
}

/// The text of an address. Browsers keep user and password to themselves, and so do we.
fn without_user(url: &Url, text: &str) -> String {
    if url.username().is_empty() && url.password().is_none() {
        return text.to_owned();
    }
    let (before, behind) = (
        &url[..Position::BeforeUsername],
        &url[Position::BeforeHost..],
    );
    format!("{before}{MASK}@{behind}")
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::compile::load_text;

    const POLICY: &str = r#"version: 1
public_url: https://go.example/
hosts: ["2001:db8::1", go]
sites: { acme: https://meet.acme.example/acme/ }
routes:
  join: { path: "/go/join/{meeting_key}", command: meeting.join, allow: { user: ann } }
links:
  standup: { route: join, meeting_key: 123456789 }
"#;

    #[track_caller]
    fn read(text: &str) -> Address {
        let loaded = load_text("policy.yaml", POLICY, Timestamp::UNIX_EPOCH);
        let policy = loaded.policy.expect("a policy");
        Address::read(
            &text.parse().expect("a text"),
            &policy,
            Timestamp::UNIX_EPOCH,
        )
    }

    #[track_caller]
    fn assert_read(text: &str, host: Option<&str>, path_and_query: &str) {
        let address = read(text);
        let read = (address.host.as_deref(), &*address.path_and_query);
        assert_eq!(read, (host, path_and_query), "{text}");
    }

    #[test]
    fn a_password_is_not_shown() {
        for (text, shown) in [
            (
                "https://ann:pw@go.example/x?y=1",
                "https://•••@go.example/x?y=1",
            ),
            (
                "https://:pw@go.example:8443",
                "https://•••@go.example:8443/",
            ),
            ("https://ann@go.example/", "https://•••@go.example/"),
            ("https://go.example/@x:y", "https://go.example/@x:y"),
        ] {
            let address = read(text);
            assert_eq!(address.as_given(), shown);
            let host = address.host().unwrap_or_default();
            assert!(host.starts_with("go.example"), "{host}");
        }
        for (text, shown) in [
            (
                "https://meet.acme.example/acme/m.php?AT=JM&MK=123456789&PW=hunter2",
                "https://meet.acme.example/•••",
            ),
            (
                "beta.webex.com/meet/ann?pw=hunter2",
                "https://beta.webex.com/•••",
            ),
            ("number 123 456 789, password: hunter2", "•••"),
            ("123 456 789", "123 456 789"),
            ("stand up", "stand up"),
        ] {
            assert_eq!(read(text).as_given(), shown, "{text}");
        }
    }

    #[test]
    fn a_path_is_taken_as_it_stands_and_an_address_as_browsers_send_it() {
        assert_read("/go/%2e./x?a=1#top", None, "/go/%2e./x?a=1");
        assert_read("//evil.example/go", None, "//evil.example/go");
        assert_read(
            "https://Go.Example:8443/go/x?a=1#top",
            Some("go.example:8443"),
            "/go/x?a=1",
        );
        assert_read("https://go.example", Some("go.example"), "/");
        assert_read("http://go/standup", Some("go"), "/standup");
        assert_read(
            "http://[2001:db8::1]:8080/go",
            Some("[2001:db8::1]:8080"),
            "/go",
        );
        // A host that the policy does not have: that is what there is to explain.
        assert_read(
            "https://gate.example/go/standup",
            Some("gate.example"),
            "/go/standup",
        );
    }

    #[test]
    fn everything_else_is_typed_into_the_box() {
        for (text, query) in [
            ("standup", "standup"),
            ("join 123 456 789", "join%20123%20456%20789"),
            ("go.example/go/standup", "go.example%2Fgo%2Fstandup"),
            ("ftp://go.example/", "ftp%3A%2F%2Fgo.example%2F"),
            (
                "https://beta.webex.com/meet/ann",
                "https%3A%2F%2Fbeta.webex.com%2Fmeet%2Fann",
            ),
            (
                "https://meet.acme.example/acme/m.php?AT=JM&MK=123456789",
                "https%3A%2F%2Fmeet.acme.example%2Facme%2Fm.php%3FAT%3DJM%26MK%3D123456789",
            ),
            (
                "https://nam.safelinks.protection.outlook.com/?url=https%3A%2F%2Fgo.example%2Fgo%2Fstandup",
                "https%3A%2F%2Fnam.safelinks.protection.outlook.com%2F%3Furl%3Dhttps%253A%252F%252Fgo.example%252Fgo%252Fstandup",
            ),
        ] {
            assert_read(text, None, &format!("/-/go?q={query}"));
        }
        for text in ["", " ", "\t\n"] {
            assert!(text.parse::<Typed>().is_err(), "{text:?}");
        }
    }
}
