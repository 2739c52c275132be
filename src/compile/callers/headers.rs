//! Reading the headers in which trusted proxies name the person.

use super::names::HeaderNames;
use crate::compile::context::Text;
use crate::compile::fields::Fields;
use crate::compile::yaml::Node;
use crate::policy::ProxyHeaders;

/// The identity headers of a well-known proxy.
struct HeaderPreset {
    name: &'static str,
    /// The user, their name, mail address and groups.
    headers: [&'static str; 4],
}

const PRESETS: [HeaderPreset; 4] = [
    HeaderPreset {
        name: "x-forwarded",
        headers: X_FORWARDED,
    },
    HeaderPreset {
        name: "oauth2-proxy",
        headers: X_AUTH_REQUEST,
    },
    // The same headers: oauth2-proxy answers nginx's `auth_request` with them.
    HeaderPreset {
        name: "auth-request",
        headers: X_AUTH_REQUEST,
    },
    HeaderPreset {
        name: "authelia",
        headers: REMOTE,
    },
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

/// Reads `headers:`: the name of a preset, or a mapping of header names.
pub fn read_headers(node: Node<'_>, names: &mut HeaderNames) -> Option<ProxyHeaders> {
    if node.text().is_some() {
        return read_preset(node.read_text("`headers`")?, names);
    }
    let mut fields = Fields::open(node, "`headers`");
    let mut said_who = false;
    let [user, name, email, groups] = ["user", "name", "email", "groups"].map(|key| {
        // A key that is misspelled or broken has a finding of its own, and counts as given.
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
            .error("none of these headers identifies a caller")
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
    let Some(preset) = presets.find(|preset| preset.name == word.as_str()) else {
        word.error(format!("there is no preset `{word}`"))
            .help_one_of(&word, PRESETS.iter().map(|known| known.name));
        return None;
    };
    let [user, name, email, groups] = preset
        .headers
        .map(|header| names.claim(Text::new(header, word.span())));
    Some(ProxyHeaders {
        user,
        name,
        email,
        groups,
    })
}
