//! The redirects as a configuration of HAProxy, with its maps.

use std::fmt::Write as _;

use super::fallback::{Fallback, SHUT};
use super::pattern::PathForm;
use super::served_folder::ServedFolder;

/// The files of HAProxy, which reads maps from files of their own.
#[derive(Debug)]
pub struct HaproxyFiles {
    pub config: String,
    /// Folded paths.
    pub links: String,
    /// Expressions for folded paths.
    pub folded: String,
    /// Expressions for paths as they were asked for.
    pub asked: String,
}

impl HaproxyFiles {
    pub const CONFIG: &str = "haproxy.cfg";
    pub const LINKS: &str = "haproxy-links.map";
    pub const FOLDED: &str = "haproxy-folded.map";
    pub const ASKED: &str = "haproxy-asked.map";
}

pub fn haproxy_files(fallback: &Fallback<'_>, folder: &ServedFolder) -> HaproxyFiles {
    let mut links = String::new();
    for (path, location) in &fallback.exact {
        let _ = writeln!(links, "{path} {}", location.as_deref().unwrap_or(SHUT));
    }
    HaproxyFiles {
        config: config(folder),
        links,
        folded: patterns(fallback, PathForm::Folded),
        asked: patterns(fallback, PathForm::Asked),
    }
}

fn patterns(fallback: &Fallback<'_>, form: PathForm) -> String {
    let mut rows = String::new();
    for pattern in fallback.patterns_of(form) {
        let expression = pattern.expression(|_| "(".to_owned());
        let target = pattern.target(|group| format!("\\{group}"));
        let _ = writeln!(rows, "(?i){expression} {target}");
    }
    rows
}

fn config(folder: &ServedFolder) -> String {
    format!(
        "# Redirects of Linkgate while it is down. Put TLS in front, or write `bind :443 ssl crt FILE`.\n\
         # Case, dashes and underscores do not count in a path, as with the gateway.\n\
         defaults\n\
         \x20   mode http\n\
         \x20   timeout client 10s\n\
         \x20   timeout http-request 5s\n\
         \x20   timeout connect 5s\n\
         \x20   timeout server 10s\n\
         \n\
         frontend linkgate\n\
         \x20   bind :8080\n\
         \x20   http-request deny deny_status 405 if !{{ method GET HEAD }}\n\
         \x20   # Behind a zero byte, HAProxy would see no more of the path.\n\
         \x20   http-request deny deny_status 400 if {{ path -m sub %00 }}\n\
         \x20   http-request set-var(txn.asked) path,url_dec\n\
         \x20   http-request set-var(txn.folded) 'var(txn.asked),lower,regsub(\"[-_]\",\"\",g),regsub(\"(.)/$\",\"\\1\")'\n\
         \x20   http-request set-var(txn.target) 'var(txn.asked),map_regm(\"{folder}/{asked}\")'\n\
         \x20   http-request set-var(txn.target) 'var(txn.folded),map_regm(\"{folder}/{folded}\")' if !{{ var(txn.target) -m found }}\n\
         \x20   http-request set-var(txn.link) 'var(txn.folded),map_str(\"{folder}/{links}\")'\n\
         \x20   http-request set-var(txn.target) var(txn.link) if {{ var(txn.link) -m found }}\n\
         \x20   http-request redirect location %[var(txn.target)] code 302 if {{ var(txn.target) -m beg https:// }}\n\
         \x20   http-request return status 404 content-type \"text/plain; charset=utf-8\" string \"There is no such link, or it works only while the gateway is up. Try again later.\"\n\
         \x20   http-after-response set-header Cache-Control no-store\n\
         \x20   http-after-response set-header Referrer-Policy no-referrer\n",
        asked = HaproxyFiles::ASKED,
        folded = HaproxyFiles::FOLDED,
        links = HaproxyFiles::LINKS,
    )
}
