//! What the operator allows: from YAML and CSV files to a checked, immutable
//! [`Policy`], or to every problem that they have.

mod access;
mod back;
mod bind;
mod brand;
mod commands;
mod compile;
mod effective;
mod fields;
mod front;
mod index;
mod link;
mod load;
mod log;
mod parameters;
mod paths;
mod problem;
mod route;
mod secrets;
mod signing;
mod sites;
mod source;
mod table;
mod vouch;
mod yaml;

use std::sync::Arc;

use serde::Serialize;

pub use access::{Access, Alternative, Condition, Lack, Moment, Network, Subject, Verdict, Window};
pub use back::NamedBack;
pub use brand::{Accent, Brand, Colour, Contact, Logo};
pub use commands::Catalogue;
pub use front::Front;
pub use index::Query;
pub(crate) use index::{Found, Index, Rank, Seen, Shelf, Wanted};
pub use link::{Link, LinkId, Validity};
pub(crate) use load::version;
pub use load::{DEFAULT, Fingerprint, Loaded, Watched, load, load_text};
pub use log::{Audit, LogRules, MeetingKeys};
pub(crate) use paths::{MAX_SEGMENTS, Segment};
pub use paths::{Paths, Target};
pub use problem::{Problem, Problems, Severity};
pub use route::{BACK, CallerField, Route, RouteId, Slot, Step, Supply, Way};
pub use signing::SigningKeys;
pub use source::{Place, Position, Source, SourceId, Sources};
pub use vouch::{
    AddressFrom, Algorithm, CertificatesFrom, Claims, HeaderVoucher, KeySource, LoginUrl,
    TokenForm, TokenVoucher, TrustedHeader, Vouchers,
};

pub(crate) use vouch::SECRET_PLACE;

use self::effective::Effective;
use crate::webex::Site;

/// A checked policy: complete, immutable, swapped as a whole.
///
/// Only [`load()`] and [`load_text`] make one, and only when there is no error.
#[derive(Debug)]
pub struct Policy {
    front: Front,
    brand: Brand,
    vouchers: Vouchers,
    signing_keys: SigningKeys,
    hash: Box<str>,
    log_rules: LogRules,
    catalogues: Vec<(Arc<Site>, Arc<Catalogue>)>,
    routes: Vec<Route>,
    links: Vec<Link>,
    paths: Paths,
    index: Index,
}

impl Policy {
    /// The same policy, in the place of an older one in this process: a signing
    /// key that nobody wrote down stays, so that questions which people were
    /// asked before can be answered after.
    #[must_use]
    pub fn succeeding(self, old: &Self) -> Self {
        let signing_keys = self.signing_keys.succeeding(&old.signing_keys);
        Self {
            signing_keys,
            ..self
        }
    }

    /// What the gateway is called from outside.
    pub fn front(&self) -> &Front {
        &self.front
    }

    /// How the gateway presents itself to people.
    pub fn brand(&self) -> &Brand {
        &self.brand
    }

    /// Who may vouch for callers.
    pub fn vouchers(&self) -> &Vouchers {
        &self.vouchers
    }

    /// What the gateway signs its own addresses and forms with.
    pub fn signing_keys(&self) -> &SigningKeys {
        &self.signing_keys
    }

    /// The beginning of the SHA-256 of its texts, by which log lines name it.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// What the decision log is told, and what it counts for.
    pub fn log_rules(&self) -> LogRules {
        self.log_rules
    }

    /// The commands of each site.
    pub fn catalogues(&self) -> impl Iterator<Item = (&Site, &Catalogue)> {
        self.catalogues
            .iter()
            .map(|(site, catalogue)| (&**site, &**catalogue))
    }

    /// All routes.
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// All links.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The route of that number.
    pub fn route(&self, RouteId(id): RouteId) -> &Route {
        &self.routes[id as usize]
    }

    /// The link of that number.
    pub fn link(&self, LinkId(id): LinkId) -> &Link {
        &self.links[id as usize]
    }

    /// What is in effect, for operators: without keys and secrets, and with
    /// what else is masked in logs.
    pub fn effective(&self) -> impl Serialize + '_ {
        Effective::of(self)
    }

    /// What links are found by where nobody knows their names.
    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    /// What answers a path, given as its decoded segments.
    pub fn find<S: AsRef<str>>(&self, segments: &[S]) -> Option<Target> {
        self.paths.find(segments)
    }
}
