//! The links of a policy for other programs: as a table, as JSON, and as redirects that other servers
//! answer while the gateway is down.
//!
//! What is exported is what the evaluator says of each path; nothing here reads a rule. Other servers
//! know neither callers nor confirmations, so they get only what everybody may use at any time.

mod caddy;
mod document;
mod fallback;
mod haproxy;
mod left_out;
mod nginx;
mod page;
mod pattern;
mod plain;
mod sample;
mod served_folder;
mod table;

pub use caddy::caddyfile;
pub use document::{ExportedLink, links};
pub use fallback::{Fallback, Shortcut};
pub use haproxy::{HaproxyFiles, haproxy_files};
pub use left_out::{LeftOut, Reason};
pub use nginx::nginx_conf;
pub use page::page;
pub use served_folder::{ServedFolder, ServedFolderError};
pub use table::{Table, table};
