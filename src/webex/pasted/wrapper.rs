//! Addresses that mail filters and chats put around others, so that every click goes through them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::percent_decode_str;
use url::Url;

/// How a service writes the address that it wraps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writing {
    /// In this field of the query.
    Field(&'static str),
    /// In the field `u`, with `-` for `%` and `_` for `/`.
    ProofpointV2,
    /// In the path, between `__` and `__;`, with `*` for each character that stands behind.
    ProofpointV3,
}

struct Wrapper {
    host: &'static str,
    /// Whether hosts below this one belong to the service, too.
    has_regions: bool,
    path: &'static str,
    writing: Writing,
}

const fn at(host: &'static str, path: &'static str, writing: Writing) -> Wrapper {
    Wrapper {
        host,
        has_regions: false,
        path,
        writing,
    }
}

const WRAPPERS: [Wrapper; 12] = [
    Wrapper {
        has_regions: true,
        ..at(
            "safelinks.protection.outlook.com",
            "/",
            Writing::Field("url"),
        )
    },
    at("urldefense.proofpoint.com", "/v1/url", Writing::Field("u")),
    at(
        "urldefense.proofpoint.com",
        "/v2/url",
        Writing::ProofpointV2,
    ),
    at("urldefense.proofpoint.com", "/v3/", Writing::ProofpointV3),
    at("urldefense.com", "/v3/", Writing::ProofpointV3),
    at("urldefense.us", "/v3/", Writing::ProofpointV3),
    at("slack-redir.net", "/link", Writing::Field("url")),
    at("l.facebook.com", "/l.php", Writing::Field("u")),
    at("lm.facebook.com", "/l.php", Writing::Field("u")),
    at("linkprotect.cudasvc.com", "/url", Writing::Field("a")),
    at("www.google.com", "/url", Writing::Field("q")),
    at("www.google.com", "/url", Writing::Field("url")),
];

/// The address within a wrapped one; `None` for an address that is not wrapped.
pub fn wrapped(url: &Url) -> Option<String> {
    let mut wrappers = WRAPPERS.iter().filter(|wrapper| wrapper.is_at(url));
    wrappers.find_map(|wrapper| wrapper.writing.read(url))
}

impl Wrapper {
    fn is_at(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let is_region = || {
            let region = host.strip_suffix(self.host);
            region.is_some_and(|region| region.len() > 1 && region.ends_with('.'))
        };
        let is_path = match self.writing {
            Writing::ProofpointV3 => url.path().starts_with(self.path),
            _ => url.path() == self.path,
        };
        is_path && url.port().is_none() && (host == self.host || self.has_regions && is_region())
    }
}

impl Writing {
    fn read(self, url: &Url) -> Option<String> {
        match self {
            Self::Field(name) => field(url, name),
            Self::ProofpointV2 => {
                let text = field(url, "u")?.replace('-', "%").replace('_', "/");
                let text = percent_decode_str(&text).decode_utf8().ok()?;
                Some(text.into_owned())
            }
            Self::ProofpointV3 => proofpoint_v3(url.as_str()),
        }
    }
}

/// The value of a field; `None` where it comes twice: readers differ in which one counts.
fn field(url: &Url, name: &str) -> Option<String> {
    let mut values = url.query_pairs().filter(|(field, _)| field == name);
    let (_, value) = values.next()?;
    values.next().is_none().then(|| value.into_owned())
}

fn proofpoint_v3(address: &str) -> Option<String> {
    let (_, behind) = address.split_once("/v3/__")?;
    let (inner, codes) = behind.split_once("__;")?;
    // Runs of such characters have a form of their own, which no Webex link needs.
    if inner.contains("**") {
        return None;
    }
    let codes = codes.split('!').next().unwrap_or_default();
    let replaced = URL_SAFE_NO_PAD.decode(codes.trim_end_matches('=')).ok()?;
    let replaced = String::from_utf8(replaced).ok()?;
    let mut replaced = replaced.chars();
    let mut text = String::with_capacity(inner.len());
    for c in inner.chars() {
        match c {
            '*' => text.push(replaced.next()?),
            c => text.push(c),
        }
    }
    // One of the two slashes is lost where programs tidy up the path.
    if !text.contains("://") {
        text = text.replacen(":/", "://", 1);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_wrapped(address: &str, expected: Option<&str>) {
        let url = Url::parse(address).expect(address);
        assert_eq!(wrapped(&url).as_deref(), expected, "{address}");
    }

    #[test]
    fn what_is_wrapped_is_found() {
        const INNER: &str = "https://acme.webex.com/acme/j.php?MTID=m1&x=2";
        const ENCODED: &str = "https%3A%2F%2Facme.webex.com%2Facme%2Fj.php%3FMTID%3Dm1%26x%3D2";
        for address in [
            format!("https://eur03.safelinks.protection.outlook.com/?url={ENCODED}&data=05%7C01&sdata=x%3D&reserved=0"),
            format!("https://safelinks.protection.outlook.com/?data=x&url={ENCODED}"),
            format!("https://gcc02.safelinks.protection.outlook.com/?url={ENCODED}"),
            format!("https://urldefense.proofpoint.com/v1/url?u={ENCODED}&k=x"),
            "https://urldefense.proofpoint.com/v2/url?u=https-3A__acme.webex.com_acme_j.php-3FMTID-3Dm1-26x-3D2&d=DwMFaQ&c=x".to_owned(),
            format!("https://urldefense.com/v3/__{INNER}__;!!AbC-dE!x_Y$"),
            format!("https://urldefense.proofpoint.com/v3/__{INNER}__;!!AbC"),
            format!("https://urldefense.us/v3/__{INNER}__;!!AbC"),
            "https://urldefense.com/v3/__https:/acme.webex.com/acme/j.php?MTID=m1&x=2__;!!AbC".to_owned(),
            "https://urldefense.com/v3/__https://acme.webex.com/acme/j.php*MTID=m1*x=2__;PyY!!AbC".to_owned(),
            format!("https://slack-redir.net/link?url={ENCODED}&v=3"),
            format!("https://l.facebook.com/l.php?u={ENCODED}&h=AT0x"),
            format!("https://lm.facebook.com/l.php?u={ENCODED}"),
            format!("https://linkprotect.cudasvc.com/url?a={ENCODED}&c=E,1,x&typo=1"),
            format!("https://www.google.com/url?q={ENCODED}&sa=D"),
            format!("https://www.google.com/url?sa=t&url={ENCODED}"),
        ] {
            assert_wrapped(&address, Some(INNER));
        }
    }

    #[test]
    fn what_only_looks_like_a_wrapper_is_none() {
        for address in [
            "https://acme.webex.com/acme/j.php?url=https%3A%2F%2Fa.example",
            "https://evilsafelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example",
            "https://.safelinks.protection.outlook.com.evil.example/?url=https%3A%2F%2Fa.example",
            "https://eur.safelinks.protection.outlook.com.evil.example/?url=x",
            "https://eur.safelinks.protection.outlook.com:8443/?url=x",
            "https://eur.safelinks.protection.outlook.com/x?url=x",
            "https://eur.safelinks.protection.outlook.com/?url=a&url=b",
            "https://x.urldefense.com/v3/__https://a.example__;!!A",
            "https://urldefense.com/v2/url?u=https-3A__a.example",
            "https://urldefense.com/v3/https://a.example",
            "https://urldefense.com/v3/__https://a.example",
            "https://urldefense.com/v3/__https://a.example/**A__;Pw!!A",
            "https://urldefense.com/v3/__https://a.example/*__;!!A",
            "https://urldefense.com/v3/__https://a.example/*__;%%!!A",
            "https://urldefense.proofpoint.com/v2/url?u=https-3A__a.example_-FF",
            "https://evil-slack-redir.net/link?url=https%3A%2F%2Fa.example",
            "https://www.facebook.com/l.php?u=https%3A%2F%2Fa.example",
            "https://www.google.com/search?q=https%3A%2F%2Fa.example",
            "https://google.com.evil.example/url?q=https%3A%2F%2Fa.example",
        ] {
            assert_wrapped(address, None);
        }
    }
}
