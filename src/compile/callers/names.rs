//! The names of identity headers: each is used once, and none has another meaning already.

use std::borrow::Cow;

use secrecy::ExposeSecret as _;

use super::header_secret::HeaderSecrets;
use crate::compile::context::Text;
use crate::policy::{SECRET_PLACE, TrustedHeader};

const EXAMPLE: &str = "write it like X-Gate-{secret}-User";

/// Longest name of a header, in bytes. Identity headers are looked up by length first, and all
/// lengths from 63 on share one bit.
const MAX_BYTES: usize = 63;

/// Headers that visitors, browsers or HTTP itself set, whatever a proxy does, or that mean something else
/// here.
const OTHERS: [&str; 45] = [
    "authorization",
    "cf-connecting-ip",
    "connection",
    "cookie",
    "date",
    "dnt",
    "expect",
    "forwarded",
    "from",
    "host",
    "http2-settings",
    "keep-alive",
    "last-event-id",
    "max-forwards",
    "origin",
    "pragma",
    "priority",
    "purpose",
    "range",
    "referer",
    "save-data",
    "set-cookie",
    "te",
    "traceparent",
    "tracestate",
    "trailer",
    "transfer-encoding",
    "true-client-ip",
    "upgrade",
    "upgrade-insecure-requests",
    "user-agent",
    "via",
    "x-client-ip",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-prefix",
    "x-forwarded-proto",
    "x-forwarded-server",
    "x-forwarded-uri",
    "x-http-method-override",
    "x-moz",
    "x-real-ip",
    "x-request-id",
    "x-requested-with",
];

/// Prefixes of further such headers.
const OTHER_KINDS: [&str; 7] = [
    "accept",
    "access-control-",
    "cache-",
    "content-",
    "if-",
    "proxy-",
    "sec-",
];

/// The header names claimed so far.
#[derive(Debug, Default)]
pub struct HeaderNames {
    claimed: Vec<Box<str>>,
    secrets: HeaderSecrets,
    uses_secrets: bool,
}

impl HeaderNames {
    pub fn new(secrets: HeaderSecrets) -> Self {
        Self {
            secrets,
            ..Self::default()
        }
    }

    /// Whether any header has a secret part.
    pub fn uses_secrets(&self) -> bool {
        self.uses_secrets
    }

    /// Claims a header of trusted proxies. A name that is ambiguous or taken is reported.
    pub fn claim(&mut self, name: Text<'_>) -> Option<TrustedHeader> {
        if !name.contains(SECRET_PLACE) {
            self.claim_own(&Written::plain(name))?;
            return Some(TrustedHeader::plain(&name));
        }
        // Even if the name is refused below, somebody meant to use the secret.
        self.uses_secrets = true;
        let header = self.with_secrets(name)?;
        self.claim_own(&Written::with_secret(name))?;
        Some(header)
    }

    /// The header whose name has a secret part; `None` when it cannot have one, which is reported.
    fn with_secrets(&self, name: Text<'_>) -> Option<TrustedHeader> {
        let without = name.replacen(SECRET_PLACE, "", 1);
        if without.contains(SECRET_PLACE) {
            name.error(format!("`{name}` has more than one `{SECRET_PLACE}`"))
                .help(EXAMPLE);
            return None;
        }
        let secrets = match &self.secrets {
            HeaderSecrets::Usable(secrets) => secrets,
            // Reported where the secrets were read.
            HeaderSecrets::Unusable => return None,
            HeaderSecrets::Absent => {
                name.error(format!(
                    "there is no `header_secret` to replace `{SECRET_PLACE}`"
                ))
                .help("add `header_secret: { file: header-secret }` under `callers`");
                return None;
            }
        };
        let header = TrustedHeader::with_secrets(&name, secrets);
        let mut names = header.names().iter();
        if names.any(|name| name.expose_secret().len() > MAX_BYTES) {
            name.error(format!(
                "with its secret, `{name}` is longer than {MAX_BYTES} characters"
            ))
            .help("shorten the name or the secret");
            return None;
        }
        Some(header)
    }

    /// Claims a header for signed tokens, which may also be `Authorization`.
    pub fn claim_for_token(&mut self, name: Text<'_>) -> Option<Box<str>> {
        let written = Written::plain(name);
        match name.eq_ignore_ascii_case("authorization") {
            true => self.claim_any(&written),
            false => self.claim_own(&written),
        }
    }

    /// Claims a name, unless visitors or browsers send such a header anyway.
    fn claim_own(&mut self, name: &Written<'_>) -> Option<Box<str>> {
        let lower = name.text.to_ascii_lowercase();
        let is_kind = |kind: &&str| lower.starts_with(*kind);
        if OTHERS.contains(&&*lower) || OTHER_KINDS.iter().any(is_kind) {
            let written = name.text;
            written
                .error(format!(
                    "`{written}` cannot identify callers: any client may send it"
                ))
                .help(
                    "name a header that the proxy sets itself, and deletes from requests of visitors",
                );
            return None;
        }
        self.claim_any(name)
    }

    fn claim_any(&mut self, name: &Written<'_>) -> Option<Box<str>> {
        let (written, letters) = (name.text, &name.letters);
        let lower: Box<str> = written.to_ascii_lowercase().into();
        // CGI and many frameworks take `_` and `.` for `-`: `X_User` of a visitor would pass for
        // `X-User` of the proxy.
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        if !(1..=MAX_BYTES).contains(&letters.len()) || !letters.bytes().all(is_token) {
            written
                .error(format!("`{written}` is not a header name"))
                .help("write it like X-Forwarded-User");
        } else if !letters.bytes().all(plain) {
            let dashed = name.dashed();
            written
                .error(format!("programs read `{written}` as {dashed}, so a visitor could send one for the other"))
                .help(format!("let the proxy send {dashed}, and use that name here"));
        } else if self.claimed.contains(&lower) {
            written
                .error(format!("the header `{written}` is already used"))
                .help("use each header for one source only: name another one with `header`");
        } else {
            self.claimed.push(lower.clone());
            return Some(lower);
        }
        None
    }
}

/// A name as the policy writes it.
struct Written<'n> {
    text: Text<'n>,
    /// The name with a digit in place of the secret, to check its characters and its length.
    letters: Cow<'n, str>,
}

impl<'n> Written<'n> {
    fn plain(text: Text<'n>) -> Self {
        let letters = Cow::Borrowed(text.as_str());
        Self { text, letters }
    }

    fn with_secret(text: Text<'n>) -> Self {
        let letters = text.replace(SECRET_PLACE, "0").into();
        Self { text, letters }
    }

    /// The name with a dash for each character that is neither letter nor digit.
    fn dashed(&self) -> String {
        let sign = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let parts = self.text.split(SECRET_PLACE);
        let parts = parts.map(|part| part.chars().map(sign).collect::<String>());
        parts.collect::<Vec<_>>().join(SECRET_PLACE)
    }
}

/// Whether a byte may stand in the name of a header (RFC 9110, 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
