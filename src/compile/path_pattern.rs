//! Reading the pattern of a path: `/go/join/{meeting_key}`.

use crate::policy::{MAX_LITERAL, MAX_SEGMENTS, OWN_SEGMENT, Segment, own_file};

/// Parses the pattern of a path. The error is the message of a finding.
pub fn parse_pattern(path: &str) -> Result<Vec<Segment>, String> {
    let rest = path.strip_prefix('/').ok_or("a path begins with `/`")?;
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    if path == "/" {
        return Err("`/` belongs to the gateway: it is the directory of the links".to_owned());
    }
    if rest.split('/').next() == Some(OWN_SEGMENT) {
        return Err("paths under `/-/` belong to the gateway".to_owned());
    }
    if let Some(own) = own_file(rest) {
        return Err(format!("`/{own}` belongs to the gateway"));
    }
    let segments: Vec<Segment> = rest
        .split('/')
        .map(parse_segment)
        .collect::<Result<_, _>>()?;
    if segments.len() > MAX_SEGMENTS {
        return Err(format!("a path has at most {MAX_SEGMENTS} segments"));
    }
    Ok(segments)
}

fn parse_segment(segment: &str) -> Result<Segment, String> {
    if segment.is_empty() {
        return Err("a path needs a word between two slashes".to_owned());
    }
    if let Some(name) = segment.strip_prefix('{').and_then(|s| s.strip_suffix('}')) {
        if crate::webex::is_parameter_name(name) {
            return Ok(Segment::Parameter(name.into()));
        }
        return Err(format!(
            "`{{{name}}}` is not a parameter name: use lower-case letters, digits and _"
        ));
    }
    if segment.contains(['{', '}']) {
        return Err("a {parameter} takes a whole segment between two slashes".to_owned());
    }
    check_literal(segment)?;
    Ok(Segment::Literal(segment.into()))
}

/// Checks a literal segment of a path.
fn check_literal(word: &str) -> Result<(), String> {
    let plain = word
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    // Mail programs leave marks behind an address, which are cut off before paths are compared.
    let edges = |c: char| c.is_ascii_alphanumeric();
    if !plain || !word.starts_with(edges) || !word.ends_with(edges) {
        return Err(format!(
            "`{word}` must be letters, digits, `-`, `_` and `.`, with a letter or digit at both ends"
        ));
    }
    if word.len() > MAX_LITERAL {
        return Err(format!(
            "a word of a path has at most {MAX_LITERAL} characters"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_patterns_are_refused() {
        for pattern in [
            "", "go", "/", "//", "/go//x", "/-/back", "/go/{a", "/go/a{b}", "/go/{A}", "/go/..",
            "/go/%2e", "/go/a b", "/go/a.", "/go/ä", "/go/*",
        ] {
            assert!(parse_pattern(pattern).is_err(), "{pattern}");
        }
    }

    /// They are compared like literals: a request for one would get the other.
    #[test]
    fn what_browsers_look_for_is_the_gateways_own() {
        for pattern in [
            "/robots.txt",
            "/Robots.TXT",
            "/robots.txt/",
            "/fav-icon.ico",
            "/favicon.ico",
            "/open_search.xml",
        ] {
            let error = parse_pattern(pattern).expect_err(pattern);
            assert!(error.ends_with("` belongs to the gateway"), "{error}");
        }
        for pattern in ["/robots", "/go/robots.txt", "/robots.txt/x", "/{robots}"] {
            assert!(parse_pattern(pattern).is_ok(), "{pattern}");
        }
    }
}
