//! The redirects as a Caddyfile.

use std::fmt::Write as _;

use super::fallback::{Fallback, SHUT};
use super::pattern::PathForm;
use super::plain::escape;
use super::served_folder::ServedFolder;

/// A Caddyfile that can be started as it is.
pub fn caddyfile(fallback: &Fallback<'_>, folder: &ServedFolder) -> String {
    let mut file = String::from(
        "# Redirects of Linkgate while it is down. Write the host in place of `:8080` for HTTPS.\n\
         :8080 {\n\troute {\n\
         \t\theader Cache-Control no-store\n\
         \t\theader Referrer-Policy no-referrer\n\
         \t\t@other not method GET HEAD\n\
         \t\trespond @other 405\n",
    );
    file.push_str(&map(
        "{linkgate_asked}",
        &patterns(fallback, PathForm::Asked),
    ));
    // Maps are looked up when their result is read, and the path is another one behind the next line.
    file.push_str("\t\tvars asked {linkgate_asked}\n");
    file.push_str("\t\turi path_regexp [-_] \"\"\n");
    let mut rows = exact(fallback);
    rows.push_str(&patterns(fallback, PathForm::Folded));
    file.push_str(&map("{linkgate_folded}", &rows));
    file.push_str(
        "\t\t@folded expression `{linkgate_folded}.startsWith(\"https://\")`\n\
         \t\tredir @folded {linkgate_folded} 302\n\
         \t\t@asked expression `{http.vars.asked}.startsWith(\"https://\") && {linkgate_folded} == \"\"`\n\
         \t\tredir @asked {http.vars.asked} 302\n",
    );
    let _ = write!(
        file,
        "\t\troot * \"{}\"\n\t\trewrite * /index.html\n\t\tfile_server {{\n\t\t\tstatus 404\n\t\t}}\n\t}}\n}}\n",
        folder
    );
    file
}

fn map(to: &str, rows: &str) -> String {
    format!("\t\tmap {{path}} {to} {{\n{rows}\t\t\tdefault \"\"\n\t\t}}\n")
}

fn exact(fallback: &Fallback<'_>) -> String {
    let mut rows = String::new();
    for (path, location) in &fallback.exact {
        let location = location.as_deref().unwrap_or(SHUT);
        let _ = writeln!(rows, "\t\t\t\"~(?i)^{}/?$\" \"{location}\"", escape(path));
    }
    rows
}

fn patterns(fallback: &Fallback<'_>, form: PathForm) -> String {
    let mut rows = String::new();
    for pattern in fallback.patterns_of(form) {
        let expression = pattern.expression(|_| "(".to_owned());
        let target = pattern.target(|group| format!("${{{group}}}"));
        let _ = writeln!(rows, "\t\t\t\"~(?i){expression}\" \"{target}\"");
    }
    rows
}
