//! User names and passwords in addresses, wherever in a text these stand.

use std::ops::Range;

/// The user info of every address in one line, and what is broken and could be one.
pub fn user_infos(line: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for token in line.split(ends_token) {
        if let Some(at) = token.rfind('@')
            && let Some(user_info) = start_of_user_info(&token[..at])
        {
            found.push(start + user_info..start + at);
        }
        // What ends a token may have more bytes than one.
        let end = start + token.len();
        start = end + line[end..].chars().next().map_or(0, char::len_utf8);
    }
    found.extend(broken_ones(line));
    found.extend(with_commas(line));
    found
}

/// What stands before the `@` of an address and has a comma in it.
fn with_commas(line: &str) -> impl Iterator<Item = Range<usize>> {
    line.match_indices("//").filter_map(move |(at, slashes)| {
        let start = at + slashes.len();
        let ends = |c: char| matches!(c, '/' | '?' | '#') || (c != ',' && ends_token(c));
        let authority = line[start..].split(ends).next().unwrap_or_default();
        let (user_info, _) = authority.rsplit_once('@')?;
        user_info
            .contains(',')
            .then(|| start..start + user_info.len())
    })
}

fn ends_token(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ',')
}

/// Where the user info in a text begins that stands before an `@`; `None` for the local part of a
/// mail address.
fn start_of_user_info(before: &str) -> Option<usize> {
    let mailbox = before.strip_prefix("mailto:");
    if mailbox.is_some_and(|mailbox| !mailbox.contains(':')) {
        return None;
    }
    let scheme = before.find(':').filter(|at| is_scheme(&before[..*at]));
    let slashes = before.find(['/', '\\']);
    let start = match (scheme, slashes) {
        (Some(scheme), _) => scheme + 1,
        (None, Some(slashes)) => slashes,
        (None, None) if before.contains(':') => 0,
        (None, None) => return None,
    };
    let authority = before[start..].trim_start_matches(['/', '\\']);
    // An `@` behind the host belongs to a path, if what stands before it can be a host.
    let host = authority
        .split(['/', '?', '#', '\\'])
        .next()
        .unwrap_or_default();
    let is_in_path = host.len() < authority.len() && is_host(host);
    (!is_in_path).then_some(before.len() - authority.len())
}

fn is_scheme(text: &str) -> bool {
    matches!(text, "http" | "https" | "mailto" | "ftp")
}

/// Whether a text is a host, perhaps with a port.
fn is_host(text: &str) -> bool {
    let (host, port) = text.split_once(':').unwrap_or((text, ""));
    host.contains('.') && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// What stands behind a host that is followed by a colon and no port: a password with a character
/// that ends the text before its `@`, or whose `@` is lost.
fn broken_ones(line: &str) -> impl Iterator<Item = Range<usize>> {
    let last = line.rfind('@');
    line.match_indices("//").filter_map(move |(at, slashes)| {
        let start = at + slashes.len();
        let ends = |c: char| {
            c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | '`' | '{' | '[')
        };
        let authority = line[start..].split(ends).next().unwrap_or_default();
        let (_, port) = authority.split_once(':')?;
        let is_port = port.bytes().all(|byte| byte.is_ascii_digit());
        let end = last.filter(|end| *end > start);
        let end = end.unwrap_or(start + authority.len());
        (!is_port).then_some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::super::SecretParts;
    use super::*;

    fn shown(line: &str) -> String {
        let parts = SecretParts::merged(user_infos(line));
        let shown = parts.show(line, 0..line.len(), 0..0);
        shown.text.replace("•••", "*")
    }

    #[test]
    fn who_logs_in_is_hidden() {
        for (line, expected) in [
            (
                "a: https://ann:pw@acme.example/",
                "a: https://*@acme.example/",
            ),
            (
                "a: https://token@acme.example/",
                "a: https://*@acme.example/",
            ),
            (
                "a: \"https://ann:p@w@acme.example/\"",
                "a: \"https://*@acme.example/\"",
            ),
            ("a: https:ann:pw@acme.example/", "a: https:*@acme.example/"),
            (
                "a: https:/ann:pw@acme.example/",
                "a: https:/*@acme.example/",
            ),
            (
                "a: https:\\\\ann:pw@acme.example/",
                "a: https:\\\\*@acme.example/",
            ),
            (
                "a: https//ann:pw@acme.example/",
                "a: https//*@acme.example/",
            ),
            ("a: ann:pw@acme.example", "a: *@acme.example"),
            (
                "a: https://ann:p/w@acme.example/",
                "a: https://*@acme.example/",
            ),
            (
                "a: https://ann:p w@acme.example/",
                "a: https://*@acme.example/",
            ),
            ("a: https://ann:pw", "a: https://*"),
            (
                "a: https://ann,pw@acme.example/",
                "a: https://*@acme.example/",
            ),
            (
                "https://ann:pw@a.example/, https://b:c@d.example/",
                "https://*@d.example/",
            ),
        ] {
            assert_eq!(shown(line), expected);
        }
    }

    #[test]
    fn mail_addresses_hosts_and_ports_are_shown() {
        for line in [
            "owner: platform@acme.example",
            "contact: mailto:help@acme.example",
            "a: https://acme.example:8443/meet/ann@x",
            "a: https://acme.webex.com/meet/ann@acme.example?x",
            "a: http://127.0.0.1:8080/",
            "a: http://[::1]:8080/",
            "fill: { attendee_email: \"x@y\" }",
            "a: [https://acme.example/,ann@acme.example]",
            "log: @x",
            "@",
        ] {
            assert_eq!(shown(line), line);
        }
    }
}
