//! The redirects as maps of nginx, with a server that uses them.

use std::fmt::Write as _;

use super::fallback::{Fallback, SHUT};
use super::pattern::PathForm;
use super::served_folder::ServedFolder;

/// Runs of dashes that are taken out of a path at the least: what people add to a name.
const RUNS: usize = 8;

/// A file to be included in `http`.
pub fn nginx_conf(fallback: &Fallback<'_>, folder: &ServedFolder) -> String {
    let mut conf = String::from(
        "# Redirects of Linkgate while it is down. Include this file in `http`, and put TLS in front.\n\
         # Case, dashes and underscores do not count in a path, as with the gateway.\n",
    );
    // Names are longer than nginx expects, and it reads these before its first map.
    let size = (fallback.exact.len() * 2).next_power_of_two().max(2048);
    let _ = writeln!(conf, "map_hash_bucket_size 512;\nmap_hash_max_size {size};");
    conf.push_str(&folding(RUNS));
    conf.push_str(&exact(fallback));
    conf.push_str(&patterns(fallback, PathForm::Folded));
    conf.push_str(&patterns(fallback, PathForm::Asked));
    conf.push_str(
        "map $linkgate_folded_pattern $linkgate_pattern {\n    \"\" $linkgate_asked_pattern;\n    default $linkgate_folded_pattern;\n}\n\
         map $linkgate_exact $linkgate_target {\n    \"\" $linkgate_pattern;\n    \"none\" \"\";\n    default $linkgate_exact;\n}\n",
    );
    conf.push_str(&server(folder));
    conf
}

/// nginx replaces one match, so each map takes one run of dashes out.
fn folding(runs: usize) -> String {
    let mut maps = String::new();
    let mut before = "$uri".to_owned();
    for run in 0..runs {
        let _ = write!(
            maps,
            "map {before} $linkgate_path{run} {{\n    \"~^(?<linkgate_a{run}>[^-_]*)[-_]+(?<linkgate_b{run}>.*)$\" \"$linkgate_a{run}$linkgate_b{run}\";\n    default {before};\n}}\n"
        );
        before = format!("$linkgate_path{run}");
    }
    let _ = write!(
        maps,
        "map {before} $linkgate_path {{\n    \"~^(?<linkgate_whole>/.+)/$\" $linkgate_whole;\n    default {before};\n}}\n"
    );
    maps
}

fn exact(fallback: &Fallback<'_>) -> String {
    let mut map = "map $linkgate_path $linkgate_exact {\n    default \"\";\n".to_owned();
    for (path, location) in &fallback.exact {
        let location = location.as_deref().unwrap_or(SHUT);
        let _ = writeln!(map, "    \"{path}\" \"{location}\";");
    }
    map + "}\n"
}

fn patterns(fallback: &Fallback<'_>, form: PathForm) -> String {
    let (from, to) = match form {
        PathForm::Folded => ("$linkgate_path", "$linkgate_folded_pattern"),
        PathForm::Asked => ("$uri", "$linkgate_asked_pattern"),
    };
    let mut map = format!("map {from} {to} {{\n    default \"\";\n");
    for (pattern, number) in fallback.patterns_of(form).zip(0..) {
        // nginx has one set of numbered groups for all maps, so each group has a name of its own.
        let group = |group| format!("{to}_{number}_{group}");
        let expression = pattern.expression(|at| format!("(?<{}>", &group(at)[1..]));
        let target = pattern.target(|at| format!("${{{}}}", &group(at)[1..]));
        let _ = writeln!(map, "    \"~*{expression}\" \"{target}\";");
    }
    map + "}\n"
}

fn server(folder: &ServedFolder) -> String {
    format!(
        "server {{\n\
         \x20   listen 8080;\n\
         \x20   server_tokens off;\n\
         \x20   add_header Cache-Control no-store always;\n\
         \x20   add_header Referrer-Policy no-referrer always;\n\
         \x20   if ($request_method !~ ^(GET|HEAD)$) {{ return 405; }}\n\
         \x20   error_page 404 /-/fallback.html;\n\
         \x20   location = /-/fallback.html {{ internal; default_type text/html; charset utf-8; alias \"{}/index.html\"; }}\n\
         \x20   location / {{\n\
         \x20       if ($linkgate_target) {{ return 302 $linkgate_target; }}\n\
         \x20       return 404;\n\
         \x20   }}\n\
         }}\n",
        folder
    )
}
