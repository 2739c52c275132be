//! What the operator allows: a checked, immutable [`Policy`]. It is made by `compile`.

mod access;
mod back;
mod brand;
mod catalogue;
mod dump;
mod endpoint;
mod id;
mod index;
mod link;
mod log;
mod network;
mod paths;
mod place;
mod route;
mod segment;
mod signing;
mod tags;
mod trust;
mod validity;
mod version;

pub use access::{
    Access, Alternative, Condition, Days, DenyReason, Hours, Moment, Subject, Verdict, Window,
};
pub use back::NamedBack;
pub use brand::{Accent, Brand, Colour, Contact, ContactError, Logo};
pub use catalogue::{Catalogue, SiteWithCommands};
pub use endpoint::PublicEndpoint;
pub use id::{LinkId, RouteId};
pub use index::Query;
pub(crate) use index::{FuzzyQuery, Index, Rank, ResultSet, RouteIndex, VisibleSet};
pub use link::Link;
pub(crate) use link::{LINK_KEYS, Preset};
pub use log::{Audit, LogRules, MeetingKeys};
pub use network::Network;
pub use paths::{Paths, Target};
pub use place::{Place, SourceId};
pub(crate) use route::RESERVED;
pub use route::{BACK, Binding, CallerField, ReturnMode, Route, Step, ValueSource};
pub use segment::{MAX_LITERAL, MAX_SEGMENTS, Segment, fold};
pub use signing::SigningKeys;
pub(crate) use tags::Tags;
pub use trust::{
    AddressFrom, Algorithm, CertificatesFrom, Claims, JwtIssuer, KeySource, LoginUrl, ProxyHeaders,
    TokenForm, TrustConfig, TrustedHeader,
};
pub(crate) use trust::{SECRET_PLACE, UNIX};
pub use validity::Validity;
pub(crate) use version::version;

/// A checked policy: complete, immutable, swapped as a whole.
///
/// Only [`load`](crate::compile::load()) and [`load_text`](crate::compile::load_text) make one, and
/// only when there is no error.
#[derive(Debug)]
pub struct Policy {
    pub(crate) endpoint: PublicEndpoint,
    pub(crate) brand: Brand,
    pub(crate) trust: TrustConfig,
    pub(crate) signing_keys: SigningKeys,
    pub(crate) hash: Box<str>,
    pub(crate) log_rules: LogRules,
    pub(crate) sites: Vec<SiteWithCommands>,
    pub(crate) routes: Vec<Route>,
    pub(crate) links: Vec<Link>,
    pub(crate) paths: Paths,
    pub(crate) index: Index,
}

impl Policy {
    /// This policy as the successor of an older one in the same process. A signing key of the
    /// process stays the same, so that forms and tickets from before a reload stay valid.
    #[must_use]
    pub fn succeeding(self, old: &Self) -> Self {
        let signing_keys = self.signing_keys.succeeding(&old.signing_keys);
        Self {
            signing_keys,
            ..self
        }
    }

    pub fn endpoint(&self) -> &PublicEndpoint {
        &self.endpoint
    }

    pub fn brand(&self) -> &Brand {
        &self.brand
    }

    pub fn trust(&self) -> &TrustConfig {
        &self.trust
    }

    pub fn signing_keys(&self) -> &SigningKeys {
        &self.signing_keys
    }

    /// The short SHA-256 of its texts, by which log lines name it.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    pub fn log_rules(&self) -> LogRules {
        self.log_rules
    }

    pub fn sites(&self) -> &[SiteWithCommands] {
        &self.sites
    }

    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    pub fn links(&self) -> &[Link] {
        &self.links
    }

    pub fn route(&self, RouteId(id): RouteId) -> &Route {
        &self.routes[id as usize]
    }

    pub fn link(&self, LinkId(id): LinkId) -> &Link {
        &self.links[id as usize]
    }

    /// The search index over all links.
    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    /// What answers a path, given as its decoded segments.
    pub fn find<S: AsRef<str>>(&self, segments: &[S]) -> Option<Target> {
        self.paths.find(segments)
    }
}
