//! The identity sources that are attacked.

use super::super::certificates::certificate_lines;
use super::super::tokens::{Signer, token_of};
use super::*;

pub const SECRET: &str = "c2f1a7e0b9d84c3f";
/// The one that replaces it.
pub const NEW_SECRET: &str = "77ab01fe5ce94d26";

const ISSUER: &str = "https://auth.acme.example";
const NO_TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJldmUifQ.";

/// For everybody, with the caller's name and address in the call.
const JOIN: &str = "/go/join/123456789";
const STAFF: &str = "/go/staff/123456789";
pub const OFFICE: &str = "/go/office/123456789";
const BADGE: &str = "/go/badge/123456789";

/// Who sends the request to the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    Stranger,
    TrustedProxy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Counts from trusted proxies.
    Identity,
    /// Several lines of it are one list.
    Address,
    /// Counts from anybody.
    Token,
}

/// An identity source with what its proxy sets.
pub struct Source {
    callers: String,
    pub kind: Kind,
    /// The names that are believed, as proxies write them.
    pub names: Vec<String>,
    /// The lines of the proxy.
    own: String,
    /// What a visitor claims.
    pub claim: &'static str,
    /// A path whose answer depends on it.
    path: &'static str,
    /// Whether every name is tried that anybody could think of, or one of each kind.
    pub is_tried_in_full: bool,
    files: Vec<(&'static str, String)>,
}

impl Source {
    fn new(kind: Kind, callers: &str, own: &str, claim: &'static str) -> Self {
        let (name, _) = own.split_once(':').expect("a header");
        Self {
            callers: callers.to_owned(),
            kind,
            names: vec![name.to_owned()],
            own: own.to_owned(),
            claim,
            path: JOIN,
            is_tried_in_full: false,
            files: Vec::new(),
        }
    }

    fn person(callers: &str, own: &str) -> Self {
        Self::new(Kind::Identity, callers, own, "eve")
    }

    fn certificate(callers: &str, own: &str) -> Self {
        Self::new(Kind::Identity, callers, own, ":MIIB:").at(BADGE)
    }

    fn address(callers: &str, own: &str, claim: &'static str) -> Self {
        Self::new(Kind::Address, callers, own, claim).at(OFFICE)
    }

    fn token(signer: &Signer, from: &str, issuer: &str, header: &str) -> Self {
        let callers = format!(
            "tokens: {{ portal: {{ from: {from}, issuer: \"{issuer}\", audience: go.acme.example, algorithms: [ES256], keys: {{ file: keys.json }} }} }}"
        );
        let own = format!("{header}{}\r\n", token_of(signer, issuer));
        Self::new(Kind::Token, &callers, &own, NO_TOKEN).with("keys.json", signer.key_set())
    }

    /// Names with a secret part, by each of these secrets. The proxy uses the first.
    fn by_secrets(self, secrets: &[&str]) -> Self {
        let name = |secret: &&str| self.names[0].replace("{secret}", secret);
        Self {
            callers: format!(
                "header_secret: {{ file: header-secret }}\n  {}",
                self.callers
            ),
            names: secrets.iter().map(name).collect(),
            own: self.own.replace("{secret}", secrets[0]),
            ..self
        }
        .with("header-secret", secrets.join("\n"))
    }

    fn at(self, path: &'static str) -> Self {
        Self { path, ..self }
    }

    fn with(mut self, file: &'static str, text: String) -> Self {
        self.files.push((file, text));
        self
    }

    fn in_full(self) -> Self {
        Self {
            is_tried_in_full: true,
            ..self
        }
    }

    /// The gateway with the requests that this peer sends: a stranger sets nothing but tokens.
    pub fn target(&self, peer: Peer) -> Target {
        let (proxies, own) = match peer {
            Peer::Stranger if self.kind != Kind::Token => (STRANGE, ""),
            Peer::Stranger => (STRANGE, &*self.own),
            Peer::TrustedProxy => (TRUSTED, &*self.own),
        };
        let files = self.files.iter().map(|(name, text)| (*name, &**text));
        let files: Vec<(&str, &str)> = files.collect();
        let policy = policy(proxies, &format!("\n  {}\n", self.callers));
        Target::new(Gateway::with_files(&policy, &files), self.path, own)
    }

    /// The first line of the proxy: name and value.
    pub fn own_line(&self) -> (&str, &str) {
        let line = self
            .own
            .lines()
            .next()
            .and_then(|line| line.split_once(": "));
        line.expect("a header")
    }

    pub fn counts_from(&self, peer: Peer) -> bool {
        self.kind == Kind::Token || peer == Peer::TrustedProxy
    }

    /// Whether that is a name that is believed.
    pub fn is_own(&self, name: &str) -> bool {
        let mut names = self.names.iter();
        names.any(|own| own.eq_ignore_ascii_case(name))
    }
}

pub fn sources() -> Vec<Source> {
    let signer = Signer::new();
    let token = |from: &str, issuer: &str, name: &str| Source::token(&signer, from, issuer, name);
    let [standard, nginx] = certificate_lines("Ann Lee", &["ann@acme.example"]);
    let guarded = nginx.replace("Client-Cert", "X-Gate-{secret}-Cert");
    let user = "headers: { user: \"X-Gate-{secret}-User\" }";
    let cert = "certificates: { header: \"X-Gate-{secret}-Cert\" }";
    let both = [SECRET, NEW_SECRET];
    let team = "headers: { user: X-Team-User, name: X-Team-Name, email: X-Team-Email, groups: X-Team-Groups }";
    let lines = [
        "X-Team-User: ann\r\n",
        "X-Team-Name: Ann\r\n",
        "X-Team-Email: ann@acme.example\r\n",
        "X-Team-Groups: staff\r\n",
    ];
    // The lines of one proxy, each in its turn the first, which is attacked.
    let team = (0..lines.len()).map(|first| {
        let mut lines = lines;
        lines.rotate_left(first);
        Source::person(team, &lines.concat()).at(STAFF)
    });
    let others = [
        Source::person("headers: x-forwarded", ANN)
            .at(STAFF)
            .in_full(),
        Source::person(
            "headers: oauth2-proxy",
            "X-Auth-Request-User: ann\r\nX-Auth-Request-Groups: staff\r\n",
        ),
        Source::person(
            "headers: authelia",
            "Remote-User: ann\r\nRemote-Groups: staff\r\n",
        ),
        Source::person(user, "X-Gate-{secret}-User: ann\r\n").by_secrets(&[SECRET]),
        Source::person(user, "X-Gate-{secret}-User: ann\r\n")
            .by_secrets(&both)
            .in_full(),
        Source::certificate("certificates: { header: Client-Cert }", &standard),
        Source::certificate("certificates: { header: Client-Cert }", &nginx),
        Source::certificate(cert, &guarded).by_secrets(&both),
        token("oidc", ISSUER, "Authorization: Bearer "),
        token("oidc, header: X-Team-Token", ISSUER, "X-Team-Token: "),
        token("pomerium", ISSUER, "X-Pomerium-Jwt-Assertion: "),
        token("cloudflare", ISSUER, "Cf-Access-Jwt-Assertion: ").in_full(),
        token(
            "google-iap",
            "https://cloud.google.com/iap",
            "X-Goog-IAP-JWT-Assertion: ",
        ),
        load_balancer(),
        Source::address(
            "address: x-forwarded-for",
            "X-Forwarded-For: 192.0.2.7\r\n",
            "10.9.9.9",
        )
        .in_full(),
        Source::address(
            "address: forwarded",
            "Forwarded: for=192.0.2.7\r\n",
            "for=10.9.9.9",
        ),
    ];
    team.chain(others).collect()
}

/// A name with a secret part, while the secret is exchanged.
pub fn by_two_secrets() -> Source {
    let user = "headers: { user: \"X-Gate-{secret}-User\" }";
    let source = Source::person(user, "X-Gate-{secret}-User: ann\r\n");
    source.by_secrets(&[SECRET, NEW_SECRET])
}

/// Its keys are fetched one by one, and here they cannot be: the token fails, as a forged one does.
fn load_balancer() -> Source {
    let callers = format!(
        "tokens: {{ alb: {{ from: aws-alb, issuer: \"{ISSUER}\", audience: \"arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/go/50dc6c495c0c9188\", keys: {{ url: \"https://127.0.0.1:1/\" }} }} }}"
    );
    Source::new(
        Kind::Token,
        &callers,
        "X-Amzn-Oidc-Data: e30.e30.AA==\r\n",
        NO_TOKEN,
    )
}
