//! From files to a checked, immutable [`Policy`](crate::policy::Policy), or to every problem that
//! they have.

mod access;
mod authorities;
mod back_urls;
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
mod secrecy;
mod secrets;
mod sections;
mod signing_keys;
mod sites;
mod source;
mod words;
mod yaml;

pub use bundle::{Bundle, BundleNameError};
pub use commands::{embedded_catalogue, profile_catalogue};
pub use csv::dialect::Dialect;
pub use fingerprint::Fingerprint;
pub use load::{
    Loaded, Watched, check_syntax, load, load_bundle, load_bundle_without_secrets, load_text,
    load_trial, load_without_secrets,
};
pub use policy_folder::is_policy_file;
pub use problem::{Kind, Problem, Problems, Severity};
pub use secrecy::SecretParts;
pub use source::{DEFAULT, Position, Source, Sources};
