//! What the operator allows: a checked, immutable [`Policy`]. It is made by `compile`.

mod access;
mod back;
mod brand;
mod caller_field;
mod catalogue;
mod dump;
mod endpoint;
mod id;
mod link;
mod log;
mod network;
mod own_files;
mod paths;
mod place;
mod route;
mod segment;
mod services;
mod shared_paths;
mod signing;
mod spaced_words;
mod step;
mod trust;
mod validity;
mod views;

pub use access::{
    Access, Alternative, Case, Condition, Days, DenyReason, Enforcement, Fact, Hours, Moment,
    ProvenPerson, Rule, RuleKind, RuleSet, Subject, Truth, Unestablished, Verdict, Window,
};
pub use back::NamedBack;
pub use brand::{Accent, Brand, Colour, Contact, ContactError, Logo};
pub use caller_field::CallerField;
pub use catalogue::{Catalogue, SiteWithCommands};
pub use endpoint::PublicEndpoint;
pub use id::{LinkId, RouteId};
pub use link::{AliasNumber, Link};
pub(crate) use link::{LINK_KEYS, Preset};
pub use log::{Audit, LogRules, MeetingKeys, MissedNames, Replayable};
pub use network::Network;
pub use own_files::{OWN_FILES, own_file};
pub use paths::{Paths, Target};
pub use place::{Place, SourceId};
pub(crate) use route::RESERVED;
pub use route::{BACK, Binding, ReturnMode, Route, ValueOrigin, ValueSource};
pub use segment::{MAX_LITERAL, MAX_SEGMENTS, OWN_SEGMENT, Segment, fold};
pub use services::{ActsFor, RestService, XmlService};
pub use shared_paths::{BothAnswers, SharedSegment};
pub use signing::SigningKeys;
pub(crate) use spaced_words::SpacedWords;
pub use step::{PastedForm, RestStep, Step, StepCall};
pub use trust::{
    AddressFrom, Algorithm, CertificatesFrom, Claims, JwtIssuer, KeySource, LoginUrl, ProxyHeaders,
    SourceLimits, TokenForm, TrustConfig, TrustedHeader,
};
pub(crate) use trust::{CERTIFICATE, HEADERS, SECRET_PLACE, UNIX};
pub use validity::{Dates, Validity};
pub use views::{LinkView, ParameterView, Rfc3339, RouteView};

/// What a [`Policy`] is made of.
#[derive(Debug)]
pub(crate) struct PolicyParts {
    pub endpoint: PublicEndpoint,
    pub brand: Brand,
    pub trust: TrustConfig,
    pub signing_keys: SigningKeys,
    pub log_rules: LogRules,
    pub sites: Vec<SiteWithCommands>,
    pub routes: Vec<Route>,
    pub links: Vec<Link>,
    pub paths: Paths,
}

/// A checked policy: complete, immutable, swapped as a whole.
///
/// Only [`load`](crate::compile::load()) and [`load_text`](crate::compile::load_text) make one, and
/// only when there is no error.
#[derive(Debug)]
pub struct Policy {
    parts: PolicyParts,
    hash: Box<str>,
}

impl Policy {
    /// The proof that all parts have been checked against each other is that the compiler of
    /// policies asks for it.
    pub(crate) fn new(parts: PolicyParts) -> Self {
        let hash = Box::default();
        Self { parts, hash }
    }

    /// The same under a name, made of all texts that were read for it.
    pub(crate) fn with_hash(self, hash: Box<str>) -> Self {
        Self { hash, ..self }
    }

    /// This policy as the successor of an older one in the same process. A signing key of the
    /// process stays the same, so that forms and tickets from before a reload stay valid.
    #[must_use]
    pub fn succeeding(self, old: &Self) -> Self {
        let Self { mut parts, hash } = self;
        parts.signing_keys = parts.signing_keys.succeeding(&old.parts.signing_keys);
        Self { parts, hash }
    }

    pub fn endpoint(&self) -> &PublicEndpoint {
        &self.parts.endpoint
    }

    pub fn brand(&self) -> &Brand {
        &self.parts.brand
    }

    pub fn trust(&self) -> &TrustConfig {
        &self.parts.trust
    }

    pub fn signing_keys(&self) -> &SigningKeys {
        &self.parts.signing_keys
    }

    /// The short SHA-256 of its texts, by which log lines name it.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    pub fn log_rules(&self) -> LogRules {
        self.parts.log_rules
    }

    pub fn sites(&self) -> &[SiteWithCommands] {
        &self.parts.sites
    }

    pub fn routes(&self) -> &[Route] {
        &self.parts.routes
    }

    pub fn links(&self) -> &[Link] {
        &self.parts.links
    }

    pub fn route(&self, RouteId(id): RouteId) -> &Route {
        &self.parts.routes[id as usize]
    }

    pub fn link(&self, LinkId(id): LinkId) -> &Link {
        &self.parts.links[id as usize]
    }

    /// What answers a path, given as its decoded segments.
    pub fn find<S: AsRef<str>>(&self, segments: &[S]) -> Option<Target> {
        self.parts.paths.find(segments)
    }

    /// Visits what this policy and another one answer all paths with that one of them answers.
    pub fn visit_paths_of_both(&self, new: &Self, visit: impl FnMut(BothAnswers<'_>)) {
        shared_paths::visit_both(&self.parts.paths, &new.parts.paths, visit);
    }
}
