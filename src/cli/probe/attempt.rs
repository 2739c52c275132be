//! What a visitor might try: each identity header, each name that is taken for it, each address.

use hyper::StatusCode;
use hyper::header::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret as _, SecretString};

use super::client::NameCase;
use crate::identity::{AliasForm, HeaderPurpose, NameForm, ProbeId, Sighting};
use crate::policy::{AddressFrom, CertificatesFrom, SECRET_PLACE, TrustConfig, TrustedHeader};

#[derive(Debug)]
pub enum Attempt {
    /// A header with the mark in its value.
    Header(MarkedHeader),
    /// A PROXY header before the first byte, with the marked address.
    ProxyHeader,
}

/// A header that a visitor sends.
#[derive(Debug)]
pub struct MarkedHeader {
    pub says: HeaderPurpose,
    /// As it is shown, with `{secret}` for a secret part.
    pub shown: String,
    name: SecretString,
    /// Whether only those can send it who have learned a secret.
    is_secret: bool,
    case: NameCase,
    value: ValueForm,
}

/// Where the mark is in the value.
#[derive(Clone, Copy, Debug)]
enum ValueForm {
    Text,
    /// As an e-mail address: anything else would be refused before it is believed.
    Email,
    /// An address, as `X-Forwarded-For` has it.
    Address,
    /// The same as an element of `Forwarded` (RFC 7239).
    ForwardedElement,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// What the visitor claims is believed.
    Believed,
    /// It arrives, and the gateway refuses the request; another program might believe it.
    Arrives,
    /// The request arrives without it.
    Stopped,
    /// The front door refuses such requests: none of them arrived.
    Refused(StatusCode),
    /// The front door ends the connection.
    ConnectionEnded,
    /// Requests were answered, and never by the replica that was asked.
    NotFoundOut,
}

#[derive(Debug)]
pub struct Probed<'a> {
    pub attempt: &'a Attempt,
    pub outcome: Outcome,
}

/// Headers in which only proxies look for addresses: one that takes its client from there hands it
/// on by the name that the policy reads.
const PROXIES_ADDRESSES: [&str; 3] = ["True-Client-IP", "CF-Connecting-IP", "X-Client-IP"];

/// All attempts that make sense under a policy; none where nothing is believed from proxies.
pub fn all(trust: &TrustConfig) -> Vec<Attempt> {
    let mut attempts = Vec::new();
    if let Some(headers) = &trust.headers {
        let kinds = [
            (HeaderPurpose::User, &headers.user),
            (HeaderPurpose::Name, &headers.name),
            (HeaderPurpose::Email, &headers.email),
            (HeaderPurpose::Groups, &headers.groups),
        ];
        for (says, header) in kinds {
            let value = match says {
                HeaderPurpose::Email => ValueForm::Email,
                _ => ValueForm::Text,
            };
            let headers = header.iter().flat_map(named);
            attempts.extend(headers.flat_map(|named| with_aliases(says, &named, value)));
        }
    }
    if let Some(CertificatesFrom::Header(header)) = &trust.certificates {
        let headers = named(header);
        attempts.extend(
            headers.flat_map(|named| {
                with_aliases(HeaderPurpose::Certificate, &named, ValueForm::Text)
            }),
        );
    }
    attempts.extend(addresses(trust.address));
    attempts
}

/// Every way in which proxies learn of addresses: one that takes it from a visitor hands it on in
/// another.
fn addresses(from: AddressFrom) -> Vec<Attempt> {
    if from == AddressFrom::Connection {
        return Vec::new();
    }
    let headers = [
        ("X-Forwarded-For", ValueForm::Address),
        ("Forwarded", ValueForm::ForwardedElement),
        ("X-Real-IP", ValueForm::Address),
    ];
    let headers = headers.into_iter().flat_map(|(shown, value)| {
        with_aliases(HeaderPurpose::Address, &Named::plain(shown), value)
    });
    let others = PROXIES_ADDRESSES.map(|shown| {
        let named = Named::plain(shown);
        let header = named.exact(HeaderPurpose::Address, ValueForm::Address, NameCase::Title);
        Attempt::Header(header)
    });
    headers
        .chain(others)
        .chain([Attempt::ProxyHeader])
        .collect()
}

/// A header as it is shown, and the name by which it is sent.
struct Named {
    shown: String,
    name: SecretString,
    is_secret: bool,
}

/// A header by each of its names: while a secret is exchanged there are several, in the order of
/// their lines.
fn named(header: &TrustedHeader) -> impl Iterator<Item = Named> {
    let is_one = header.names().len() == 1;
    (1..).zip(header.names()).map(move |(number, name)| Named {
        shown: match is_one {
            true => header.written().to_owned(),
            false => {
                let place = format!("{{secret {number}}}");
                header.written().replace(SECRET_PLACE, &place)
            }
        },
        name: name.clone(),
        is_secret: header.is_secret(),
    })
}

impl Named {
    fn plain(shown: &str) -> Self {
        Self {
            shown: shown.to_owned(),
            name: SecretString::from(shown.to_ascii_lowercase()),
            is_secret: false,
        }
    }

    fn exact(&self, says: HeaderPurpose, value: ValueForm, case: NameCase) -> MarkedHeader {
        MarkedHeader {
            says,
            shown: match case {
                NameCase::Title => self.shown.clone(),
                NameCase::Lower => self.shown.to_lowercase(),
            },
            name: self.name.clone(),
            is_secret: self.is_secret,
            case,
            value,
        }
    }

    fn alias(&self, says: HeaderPurpose, form: AliasForm) -> Option<MarkedHeader> {
        Some(MarkedHeader {
            says,
            shown: form.of(&self.shown)?,
            name: form.of(self.name.expose_secret())?.into(),
            is_secret: self.is_secret,
            case: NameCase::Title,
            value: ValueForm::Text,
        })
    }
}

fn with_aliases(says: HeaderPurpose, named: &Named, value: ValueForm) -> Vec<Attempt> {
    let exact = [NameCase::Title, NameCase::Lower].map(|case| named.exact(says, value, case));
    let aliases = AliasForm::ALL.into_iter();
    let aliases = aliases.filter_map(|form| named.alias(says, form));
    let all = exact.into_iter().chain(aliases);
    all.map(Attempt::Header).collect()
}

impl Attempt {
    /// Whether it claims an address, in one of the ways of which the policy reads at most one.
    pub fn is_about_address(&self) -> bool {
        match self {
            Self::ProxyHeader => true,
            Self::Header(header) => header.says == HeaderPurpose::Address,
        }
    }

    /// Whether only those can try it who have learned a secret.
    pub fn needs_secret(&self) -> bool {
        match self {
            Self::ProxyHeader => false,
            Self::Header(header) => header.is_secret,
        }
    }

    pub fn shown(&self) -> &str {
        match self {
            Self::Header(header) => &header.shown,
            Self::ProxyHeader => "a PROXY header",
        }
    }

    /// How it ended, by all that arrived of it: the worst counts.
    pub fn judge(&self, arrivals: &[Sighting]) -> Outcome {
        let outcomes = arrivals.iter().map(|sighting| self.judge_one(sighting));
        let outcomes: Vec<Outcome> = outcomes.collect();
        let worst = [Outcome::Believed, Outcome::Arrives, Outcome::NotFoundOut];
        let mut worst = worst.into_iter().filter(|worst| outcomes.contains(worst));
        worst.next().unwrap_or(Outcome::Stopped)
    }

    fn judge_one(&self, sighting: &Sighting) -> Outcome {
        if sighting.address_is_marked {
            return Outcome::Believed;
        }
        // On another way than through the proxy, nothing is believed, and nothing was tried.
        if !sighting.from_trusted_proxy {
            return Outcome::NotFoundOut;
        }
        match self {
            Self::ProxyHeader => Outcome::Stopped,
            Self::Header(header) => header.judge(sighting),
        }
    }
}

impl MarkedHeader {
    fn judge(&self, sighting: &Sighting) -> Outcome {
        let arrived = |form| {
            let mut headers = sighting.headers.iter();
            headers.any(|one| one.says == self.says && one.form == form)
        };
        // A proxy that writes an alias as the real name lets it be believed.
        if arrived(NameForm::Exact) {
            Outcome::Believed
        } else if arrived(NameForm::Alias) {
            Outcome::Arrives
        } else {
            Outcome::Stopped
        }
    }

    /// How its name is written.
    pub fn case(&self) -> NameCase {
        self.case
    }

    /// The header as it is sent.
    pub fn field(&self, id: ProbeId) -> Option<(HeaderName, HeaderValue)> {
        let name = HeaderName::from_bytes(self.name.expose_secret().as_bytes()).ok()?;
        let value = match self.value {
            ValueForm::Text => id.mark(),
            ValueForm::Email => format!("{}@probe.invalid", id.mark()),
            ValueForm::Address => id.address().to_string(),
            ValueForm::ForwardedElement => format!("for=\"[{}]\"", id.address()),
        };
        Some((name, HeaderValue::try_from(value).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use hyper::HeaderMap;
    use jiff::Timestamp;

    use super::*;
    use crate::compile::load_text;
    use crate::identity::Identity;
    use crate::net::Peer;

    /// What is tried is what the gateway looks for: each header by its name, in two ways to write it,
    /// and in every form of an alias.
    #[test]
    fn every_header_is_tried_in_every_form_that_the_gateway_knows() {
        let text = "version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
routes: { join: { path: \"/go/join/{meeting_key}\", command: meeting.join, allow: anyone } }
callers:
  trusted_proxies: 10.1.0.0/16
  address: x-forwarded-for
  headers: { user: X-Team-User, name: X-Team-Name, email: X-Team-Email, groups: X-Team-Groups }
  certificates: { header: X-Team-Cert }
";
        let loaded = load_text("test.yaml", text, Timestamp::UNIX_EPOCH);
        let policy = loaded.policy.expect("a policy");
        let identity = Identity::new(&policy).expect("no keys");
        let peer = Peer::at([10, 1, 0, 1].into());
        let id = ProbeId::random().expect("random numbers");
        let mut seen = Vec::new();
        for attempt in all(policy.trust()) {
            let Attempt::Header(header) = attempt else {
                continue;
            };
            let headers: HeaderMap = header.field(id).into_iter().collect();
            let sighting = identity.sight(policy.trust(), &headers, &peer, id);
            let forms = sighting.headers.iter().map(|one| (one.says, one.form));
            seen.extend(forms);
            if sighting.address_is_marked {
                seen.push((HeaderPurpose::Address, NameForm::Exact));
            }
        }
        for says in [
            HeaderPurpose::User,
            HeaderPurpose::Name,
            HeaderPurpose::Email,
            HeaderPurpose::Groups,
            HeaderPurpose::Certificate,
            HeaderPurpose::Address,
        ] {
            let count = |form| seen.iter().filter(|one| **one == (says, form)).count();
            let counts = (count(NameForm::Exact), count(NameForm::Alias));
            assert_eq!(counts, (2, AliasForm::ALL.len()), "{says:?}");
        }
    }
}
