//! Reading the headers in which trusted proxies name the person.

use super::names::HeaderNames;
use crate::compile::fields::Fields;
use crate::compile::problem::Problems;
use crate::compile::yaml::Node;
use crate::policy::HeaderVoucher;

/// The headers of well-known proxies: user, name, mail address and groups.
const PRESETS: [(&str, [&str; 4]); 4] = [
    ("x-forwarded", X_FORWARDED),
    ("oauth2-proxy", X_AUTH_REQUEST),
    ("auth-request", X_AUTH_REQUEST),
    ("authelia", REMOTE),
];

const X_FORWARDED: [&str; 4] = [
    "X-Forwarded-User",
    "X-Forwarded-Preferred-Username",
    "X-Forwarded-Email",
    "X-Forwarded-Groups",
];

const X_AUTH_REQUEST: [&str; 4] = [
    "X-Auth-Request-User",
    "X-Auth-Request-Preferred-Username",
    "X-Auth-Request-Email",
    "X-Auth-Request-Groups",
];

const REMOTE: [&str; 4] = [
    "Remote-User",
    "Remote-Name",
    "Remote-Email",
    "Remote-Groups",
];

/// Reads `headers:`, the name of a preset or names of one's own.
pub fn read_headers(
    node: Node<'_>,
    names: &mut HeaderNames,
    problems: &mut Problems,
) -> Option<HeaderVoucher> {
    if let Some(preset) = node.text() {
        return read_preset(preset, node, names, problems);
    }
    let mut fields = Fields::open(node, "`headers`", problems);
    let mut said_who = false;
    let [user, name, email, groups] = ["user", "name", "email", "groups"].map(|key| {
        let says_who = matches!(key, "user" | "email");
        said_who |= says_who && fields.mentions(key);
        let (name, place) = fields.take_text(key, problems)?;
        said_who |= says_who;
        names.claim(name, place, problems)
    });
    let (heading, is_mapping) = (fields.heading(), fields.is_mapping());
    let unknown = fields.finish(problems);
    if is_mapping && !said_who && !unknown {
        problems
            .error(heading, "none of these headers says who somebody is")
            .propose("add `user` or `email`, or name a preset: `headers: oauth2-proxy`");
    }
    Some(HeaderVoucher {
        user,
        name,
        email,
        groups,
    })
}

fn read_preset(
    word: &str,
    node: Node<'_>,
    names: &mut HeaderNames,
    problems: &mut Problems,
) -> Option<HeaderVoucher> {
    let preset = PRESETS.iter().find(|(known, _)| *known == word);
    let Some((_, headers)) = preset else {
        problems
            .error(node.place(), format!("there is no preset `{word}`"))
            .propose_one_of(word, PRESETS.map(|(known, _)| known));
        return None;
    };
    let [user, name, email, groups] =
        headers.map(|header| names.claim(header, node.place(), problems));
    Some(HeaderVoucher {
        user,
        name,
        email,
        groups,
    })
}
