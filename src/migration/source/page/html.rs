//! The anchors and the title of a page, however broken it is.
//!
//! It is read once from its beginning to its end. What is never closed ends with the page.

use std::ops::Range;

/// What is of interest in a page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub title: Option<String>,
    /// In their order; none is within another.
    pub anchors: Vec<Anchor>,
}

/// A link of a page, from its tag to the end of its words.
#[derive(Clone, Debug, Default)]
pub struct Anchor {
    pub range: Range<usize>,
    pub text: String,
    pub address: Option<String>,
    /// Words with commas between them, in bookmarks.
    pub tags: Option<String>,
    /// The keyword of a bookmark.
    pub keyword: Option<String>,
}

/// Longest text that is read of a title or an anchor, in bytes.
const MAX_TEXT: usize = 512;

/// A tag and where it ends.
struct Tag<'t> {
    name: &'t str,
    attributes: &'t str,
    end: usize,
}

impl Page {
    pub fn read(text: &str) -> Self {
        let mut reader = Reader::default();
        let mut at = 0;
        while let Some(found) = text[at..].find('<') {
            reader.text(&text[at..at + found]);
            at += found;
            at = match next(text, at) {
                Next::Text => {
                    reader.text("<");
                    at + 1
                }
                Next::Skipped(end) => end,
                Next::Tag(tag) => reader.tag(text, at, &tag),
                Next::Unclosed => text.len(),
            };
        }
        reader.text(&text[at..]);
        reader.finish(text.len())
    }
}

enum Next<'t> {
    /// An angle bracket that begins nothing.
    Text,
    /// A comment or a declaration.
    Skipped(usize),
    Tag(Tag<'t>),
    Unclosed,
}

fn next(text: &str, at: usize) -> Next<'_> {
    let rest = &text[at..];
    let behind = |end: &str| rest.find(end).map(|found| at + found + end.len());
    if rest.starts_with("<!--") {
        return behind("-->").map_or(Next::Unclosed, Next::Skipped);
    }
    if rest.starts_with("<!") || rest.starts_with("<?") {
        return behind(">").map_or(Next::Unclosed, Next::Skipped);
    }
    let name = &rest[1..];
    let name = name.strip_prefix('/').unwrap_or(name);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Next::Text;
    }
    match end_of_tag(rest) {
        None => Next::Unclosed,
        Some(end) => {
            let inner = &rest[1..end - 1];
            let name =
                inner.find(|c: char| c.is_whitespace() || (c == '/' && !inner.starts_with('/')));
            let (name, attributes) = inner.split_at(name.unwrap_or(inner.len()));
            Next::Tag(Tag {
                name,
                attributes,
                end: at + end,
            })
        }
    }
}

/// Where a tag ends. An angle bracket within quotes does not end it.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = b' ';
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            // A quote elsewhere is a letter, as in `<a title=Ada's>`.
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    None
}

#[derive(Default)]
struct Reader {
    page: Page,
    anchor: Option<Anchor>,
    is_in_title: bool,
}

impl Reader {
    fn text(&mut self, text: &str) {
        if let Some(anchor) = &mut self.anchor {
            add(&mut anchor.text, text);
        } else if self.is_in_title {
            add(self.page.title.get_or_insert_default(), text);
        }
    }

    /// Where reading goes on behind a tag.
    fn tag(&mut self, text: &str, at: usize, tag: &Tag<'_>) -> usize {
        let name = tag.name.to_ascii_lowercase();
        match &*name {
            "a" => {
                self.close(at);
                self.anchor = Some(Anchor {
                    range: at..at,
                    text: String::new(),
                    address: attribute(tag.attributes, "href"),
                    tags: attribute(tag.attributes, "tags"),
                    keyword: attribute(tag.attributes, "shortcuturl"),
                });
            }
            "/a" => self.close(at),
            "title" => self.is_in_title = self.page.title.is_none(),
            "/title" => self.is_in_title = false,
            "script" | "style" => return behind_raw(text, tag.end, &name),
            // Words on both sides of a block, a cell or a line break are not one word.
            "br" | "div" | "p" | "td" | "li" | "img" => self.text(" "),
            _ => {}
        }
        tag.end
    }

    fn close(&mut self, at: usize) {
        if let Some(mut anchor) = self.anchor.take() {
            anchor.range.end = at;
            anchor.text = decoded(&anchor.text);
            self.page.anchors.push(anchor);
        }
    }

    fn finish(mut self, end: usize) -> Page {
        self.close(end);
        self.page.title = self.page.title.as_deref().map(decoded);
        self.page
    }
}

fn add(out: &mut String, text: &str) {
    let space = MAX_TEXT.saturating_sub(out.len()).min(text.len());
    let space = (0..=space).rev().find(|end| text.is_char_boundary(*end));
    out.push_str(&text[..space.unwrap_or_default()]);
}

/// Behind a script or a style sheet, which has no tags.
fn behind_raw(text: &str, at: usize, name: &str) -> usize {
    let mut ends = text[at..].match_indices("</");
    let end = ends.find(|(end, _)| {
        let word = text[at + end + 2..].get(..name.len());
        word.is_some_and(|word| word.eq_ignore_ascii_case(name))
    });
    end.map_or(text.len(), |(end, _)| at + end)
}

/// The value of an attribute, quoted or not.
fn attribute(attributes: &str, wanted: &str) -> Option<String> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_whitespace() || c == '=');
        let (name, behind) = rest.split_at(end.unwrap_or(rest.len()));
        if name.is_empty() && behind.is_empty() {
            return None;
        }
        let behind = behind.trim_start();
        let Some(value) = behind.strip_prefix('=') else {
            rest = behind;
            continue;
        };
        let (value, later) = value_of(value.trim_start());
        if name.eq_ignore_ascii_case(wanted) {
            return Some(decoded(value));
        }
        rest = later;
    }
}

/// The value with which a text begins, and what is behind it.
fn value_of(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    let end = text.find(char::is_whitespace);
    text.split_at(end.unwrap_or(text.len()))
}

/// The names of characters that texts and addresses have.
const NAMED: [(&str, char); 14] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("szlig", 'ß'),
    ("eacute", 'é'),
];

/// A text with the characters that are written by name or number.
pub fn decoded(text: &str) -> String {
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part
            .split_once(';')
            .and_then(|(name, rest)| Some((named(name)?, rest)))
        {
            Some((c, rest)) => {
                out.push(c);
                out.push_str(rest);
            }
            None => {
                out.push('&');
                out.push_str(part);
            }
        }
    }
    out
}

fn named(name: &str) -> Option<char> {
    let number = name
        .strip_prefix('#')
        .and_then(|number| match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        });
    let mut names = NAMED.iter();
    let known = || names.find(|(known, _)| *known == name).map(|(_, c)| *c);
    number.and_then(char::from_u32).or_else(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_anchors(text: &str, expected: &[(&str, &str)]) {
        let page = Page::read(text);
        let anchors = page.anchors.iter();
        let anchors: Vec<(&str, &str)> = anchors
            .map(|anchor| (anchor.address.as_deref().unwrap_or("-"), anchor.text.trim()))
            .collect();
        assert_eq!(anchors, expected, "{text}");
    }

    #[test]
    fn anchors_are_found_in_broken_pages() {
        for (text, expected) in [
            ("<a href=\"x\">A</a>", &[("x", "A")][..]),
            ("<A HREF='x' class=y>A<b>B</b></A>", &[("x", "AB")]),
            ("<a href=x>A", &[("x", "A")]),
            ("<a href=x>A<a href=y>B", &[("x", "A"), ("y", "B")]),
            ("<a href=\"a>b\">A</a>", &[("a>b", "A")]),
            ("<a title=Ada's href=x>A</a>", &[("x", "A")]),
            ("<a\nclass = 'c'\n href = \"x\"\n>A</a>", &[("x", "A")]),
            (
                "<a href=\"?a=1&amp;b=2\">M&uuml;nchen &#38; &#x26;</a>",
                &[("?a=1&b=2", "München & &")],
            ),
            ("<a name=x>A</a>", &[("-", "A")]),
            ("<!-- <a href=x>A</a> --><a href=y>B</a>", &[("y", "B")]),
            (
                "<script>'<a href=x>'</script><a href=y>B</a>",
                &[("y", "B")],
            ),
            ("1 < 2 <a href=y>B < C</a>", &[("y", "B < C")]),
            ("<a href=x>A</a><a href=\"y", &[("x", "A")]),
            ("<!-- <a href=x>", &[]),
            ("<script><a href=x>", &[]),
            ("<", &[]),
            ("<a", &[]),
            ("<a href=", &[]),
            ("&;&#xffffffff;&#55555;", &[]),
        ] {
            assert_anchors(text, expected);
        }
        let page = Page::read("<title>Our <b>team</b> &amp; meetings</title><title>x</title>");
        assert_eq!(page.title.as_deref(), Some("Our team & meetings"));
    }

    #[test]
    fn a_page_of_nothing_but_beginnings_is_read_once() {
        for piece in [
            "<a ",
            "<",
            "<a href=\"",
            "<!--",
            "<script>",
            "</",
            "<a>",
            "&#",
        ] {
            Page::read(&piece.repeat(300_000));
        }
    }
}
