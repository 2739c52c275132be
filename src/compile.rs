//! From files to a checked, immutable [`Policy`](crate::policy::Policy), or to every problem that
//! they have.

mod access;
mod authorities;
mod back_urls;
mod beside;
mod bind;
mod blanks;
mod brand;
mod bundle;
mod callers;
mod commands;
mod context;
mod csv;
mod declarations;
mod endpoint;
mod fields;
mod fingerprint;
mod inputs;
mod landing;
mod lines;
mod links;
mod load;
mod log;
mod loopback;
mod moment;
mod named_file;
mod networks;
mod one_line;
mod parameters;
mod path_pattern;
mod policy_folder;
mod problem;
mod rest;
mod routes;
mod rule_places;
mod secrecy;
mod secrets;
mod sections;
mod signing_keys;
mod sites;
mod source;
mod words;
mod yaml;

pub(crate) use beside::read_beside;
pub use bundle::{Bundle, BundleNameError};
pub use commands::{embedded_catalogue, profile_catalogue};
pub(crate) use context::Text;
pub use csv::dialect::Dialect;
pub(crate) use fields::Fields;
pub use fingerprint::Fingerprint;
pub use load::{
    Loaded, Watched, check_syntax, load, load_bundle, load_bundle_without_secrets, load_text,
    load_trial, load_without_secrets,
};
pub(crate) use moment::{DayEdge, parse_moment};
pub use policy_folder::{is_expectations_file, is_policy_file};
pub use problem::{Kind, Problem, Problems, Severity};
pub(crate) use rule_places::RulePlaces;
pub use secrecy::SecretParts;
pub use source::{DEFAULT, Position, Source, Sources};
pub(crate) use yaml::{Document, Node};
