//! What the operator allows: from YAML and CSV files to a checked, immutable
//! [`Policy`], or to every problem that they have.

mod access;
mod back;
mod commands;
mod compile;
mod fields;
mod front;
mod link;
mod load;
mod parameters;
mod paths;
mod problem;
mod route;
mod sites;
mod source;
mod table;
mod yaml;

use std::sync::Arc;

pub use access::{Access, Alternative, Network, Verdict};
pub use back::NamedBack;
pub use commands::Catalogue;
pub use front::Front;
pub use link::{Link, LinkId, Validity};
pub use load::{DEFAULT, Loaded, load, load_text};
pub(crate) use paths::{MAX_SEGMENTS, is_same_name};
pub use paths::{Paths, Target};
pub(crate) use problem::nearest;
pub use problem::{Problem, Problems, Severity};
pub use route::{BACK, CallerField, Route, RouteId, Slot, Supply};
pub use source::{Place, Position, Source, SourceId, Sources};

use crate::webex::Site;

/// A checked policy: complete, immutable, swapped as a whole.
///
/// Only [`load()`] and [`load_text`] make one, and only when there is no error.
#[derive(Debug)]
pub struct Policy {
    front: Front,
    catalogues: Vec<(Arc<Site>, Arc<Catalogue>)>,
    routes: Vec<Route>,
    links: Vec<Link>,
    paths: Paths,
}

impl Policy {
    /// What the gateway is called from outside.
    pub fn front(&self) -> &Front {
        &self.front
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

    /// What answers a path, given as its decoded segments.
    pub fn find<S: AsRef<str>>(&self, segments: &[S]) -> Option<Target> {
        self.paths.find(segments)
    }
}
