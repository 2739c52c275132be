//! Reading the headers in which trusted proxies name the person.

use super::names::HeaderNames;
use crate::compile::context::Text;
use crate::compile::fields::Fields;
use crate::compile::yaml::Node;
use crate::policy::ProxyHeaders;

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
pub fn read_headers(node: Node<'_>, names: &mut HeaderNames) -> Option<ProxyHeaders> {
    if node.text().is_some() {
        return read_preset(node.read_text("`headers`")?, names);
    }
    let mut fields = Fields::open(node, "`headers`");
    let mut said_who = false;
    let [user, name, email, groups] = ["user", "name", "email", "groups"].map(|key| {
        let says_who = matches!(key, "user" | "email");
        said_who |= says_who && fields.mentions(key);
        let name = fields.take_text(key)?;
        said_who |= says_who;
        names.claim(name)
    });
    let (heading, is_mapping) = (fields.heading(), fields.is_mapping());
    let unknown = fields.finish();
    if is_mapping && !said_who && !unknown {
        heading
            .error("none of these headers says who somebody is")
            .help("add `user` or `email`, or name a preset: `headers: oauth2-proxy`");
    }
    Some(ProxyHeaders {
        user,
        name,
        email,
        groups,
    })
}

fn read_preset(word: Text<'_>, names: &mut HeaderNames) -> Option<ProxyHeaders> {
    let mut presets = PRESETS.iter();
    let preset = presets.find(|(known, _)| *known == word.as_str());
    let Some((_, headers)) = preset else {
        word.error(format!("there is no preset `{word}`"))
            .help_one_of(&word, PRESETS.map(|(known, _)| known));
        return None;
    };
    let [user, name, email, groups] =
        headers.map(|header| names.claim(Text::new(header, word.span())));
    Some(ProxyHeaders {
        user,
        name,
        email,
        groups,
    })
}
