//! The format of an answer with text.

use hyper::HeaderMap;
use hyper::header::ACCEPT;

use crate::gateway::quality::{self, Thousandths, trim_blanks};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A page for a person.
    Page,
    /// JSON for a program; a refusal is `application/problem+json` (RFC 9457).
    Json,
}

impl Format {
    /// Browsers accept HTML by name. Programs accept JSON or anything. Of both, the one with the
    /// higher weight counts, and HTML where they are equal.
    pub fn wanted(headers: &HeaderMap) -> Self {
        let (mut page, mut json) = (0, 0);
        for range in headers.get_all(ACCEPT).iter().flat_map(|line| {
            let line = line.to_str().unwrap_or_default();
            line.split(',').filter_map(MediaRange::read)
        }) {
            if range.is("text/html") {
                page = page.max(range.weight);
            } else if range.is("application/json") || range.is("application/problem+json") {
                json = json.max(range.weight);
            }
        }
        match page > 0 && page >= json {
            true => Self::Page,
            false => Self::Json,
        }
    }
}

/// A media type with its weight. Its other parameters make no difference here.
#[derive(Clone, Copy, Debug)]
struct MediaRange<'h> {
    name: &'h str,
    weight: Thousandths,
}

impl<'h> MediaRange<'h> {
    /// `None` if its weight is malformed.
    fn read(item: &'h str) -> Option<Self> {
        let mut parts = item.split(';').map(trim_blanks);
        let name = parts.next()?;
        let is_weight = |part: &&str| part.starts_with(['q', 'Q']) && part[1..].starts_with('=');
        let weight = match parts.find(is_weight) {
            Some(weight) => quality::parse(weight)?,
            None => quality::FULL,
        };
        Some(Self { name, weight })
    }

    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_format(lines: &[&str], expected: Format) {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(ACCEPT, line.parse().expect("a value"));
        }
        assert_eq!(Format::wanted(&headers), expected, "{lines:?}");
    }

    #[test]
    fn who_accepts_html_by_name_gets_a_page() {
        for accept in [
            "text/html",
            "TEXT/HTML",
            "text/html;charset=utf-8",
            "text/html ; q=0.1",
            "*/*;q=0.1, text/html;q=0.001",
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
            "application/json, text/html",
            "application/json;q=0.9, text/html;level=1;Q=0.9",
            "text/html;q=0, text/html",
            "text/html;quiet=0",
        ] {
            assert_format(&[accept], Format::Page);
        }
        assert_format(&["application/json;q=0.5", "text/html"], Format::Page);
    }

    #[test]
    fn everybody_else_gets_json() {
        for accept in [
            "",
            "*/*",
            "text/*",
            "application/json",
            "text/html;q=0",
            "text/html;q=0.000, */*",
            "text/html;q=0.5, application/json",
            "text/html;q=0.5, application/problem+json;q=0.6",
            "text/html;q=2",
            "text/html;q=-1",
            "text/html;q=0.5555",
            "text/html;q=",
            "text/html;q=NaN",
            "text/htmlx",
            "x-text/html",
            "text/html2, text/ html",
            "application/x;note=text/html",
            ";q=1,,;",
        ] {
            assert_format(&[accept], Format::Json);
        }
        assert_format(&[], Format::Json);
        assert_format(&["application/json", "text/html;q=0.9"], Format::Json);
    }
}
