//! Secrets in a text of YAML, or in one that should be YAML.
//!
//! The text is read line by line and with forbearance: where it cannot be known whether something
//! still belongs to a secret, it does.

use std::collections::HashSet;
use std::ops::Range;

use super::key::LONGEST_KEY;
use super::line::{
    Key, LineReader, Marks, begins_value, ends_name, find_quote, is_end_of_value, skip_blanks,
};
use super::words::SecretWords;

/// What stands behind the keys of secrets, to the end of its block, and behind the anchors that are
/// used there.
pub fn secret_ranges(text: &str, words: &SecretWords) -> Vec<Range<usize>> {
    let mut anchors = HashSet::new();
    for _ in 0..LONGEST_CHAIN {
        let found = Scanner::run(
            text,
            &Marks {
                words,
                anchors: anchors.clone(),
            },
        );
        let used: HashSet<&str> = aliases_in(text, &found);
        if used.is_subset(&anchors) {
            return found;
        }
        anchors.extend(used);
    }
    // Any of them could be a part of the secret.
    anchors.extend(names_behind('&', text));
    Scanner::run(text, &Marks { words, anchors })
}

/// How many anchors may lead from one to the next: the text is read again for each.
const LONGEST_CHAIN: usize = 4;

fn aliases_in<'t>(text: &'t str, ranges: &[Range<usize>]) -> HashSet<&'t str> {
    let hidden = ranges.iter().map(|range| &text[range.clone()]);
    hidden
        .flat_map(|hidden| names_behind('*', hidden))
        .collect()
}

fn names_behind(mark: char, text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(mark).filter_map(move |(at, mark)| {
        let start = at + mark.len();
        let end = text.floor_char_boundary(start.saturating_add(LONGEST_KEY).min(text.len()));
        let name = text[start..end].split(ends_name).next();
        name.filter(|name| !name.is_empty())
    })
}

struct Scanner<'t> {
    text: &'t str,
    marks: &'t Marks<'t>,
    open: Open,
    hidden: Vec<Range<usize>>,
}

/// What a line inherits from those above it.
enum Open {
    Nothing,
    /// A value that goes on as long as lines belong to its key.
    Block(Block),
    /// A list or mapping of which these brackets have not been closed.
    Flow {
        closers: Vec<u8>,
        block: Block,
    },
}

#[derive(Clone, Copy)]
struct Block {
    /// Where its key begins, in bytes of the line.
    column: usize,
    /// Whether the value seems to be complete, so that only what is farther right belongs to it.
    is_complete: bool,
}

impl<'t> Scanner<'t> {
    fn run(text: &'t str, marks: &'t Marks<'t>) -> Vec<Range<usize>> {
        let mut scanner = Self {
            text,
            marks,
            open: Open::Nothing,
            hidden: Vec::new(),
        };
        let mut start = 0;
        for line in text.split(['\n', '\r']) {
            scanner.read_line(start..start + line.len());
            start += line.len() + 1;
        }
        scanner.hidden
    }

    fn read_line(&mut self, line: Range<usize>) {
        let text = &self.text[line.clone()];
        match std::mem::replace(&mut self.open, Open::Nothing) {
            Open::Block(block) if block.has(text) => {
                self.open = Open::Block(block);
                self.hidden.push(line);
            }
            Open::Flow { closers, block } if !begins_section(text) => {
                let end = self.read_flow(line.clone(), closers, block);
                self.hidden.push(line.start..end);
                self.read_keys(end, line, block);
            }
            _ => self.read_keys(line.start, line, Block::default()),
        }
    }

    /// Reads what follows a value, or a whole line.
    fn read_keys(&mut self, from: usize, line: Range<usize>, block: Block) {
        let mut reader = LineReader::new(self.text, line.clone());
        reader.skip_to(from);
        if from > line.start {
            self.end_value(from, &mut reader, &line, block);
            self.hide_comment(from..line.end);
        }
        while let Some(key) = reader.next_key(self.marks) {
            self.read_value(&key, &mut reader, &line);
        }
        // The lines behind a comment do not belong to what is written in it.
        if self.text[line].trim_start().starts_with('#') {
            self.open = Open::Nothing;
        }
    }

    /// Hides the value behind a key.
    fn read_value(&mut self, key: &Key, reader: &mut LineReader<'_>, line: &Range<usize>) {
        let block = Block {
            column: key.start - line.start,
            is_complete: false,
        };
        let start = skip_blanks(self.text, key.value..line.end);
        let is_flow = self.text[start..line.end].starts_with(['{', '[']);
        let end = match (reader.is_in_quotes(), is_flow) {
            (false, true) => Some(self.read_flow(start..line.end, Vec::new(), block)),
            _ => reader.end_of_value(start, key),
        };
        // As in the declaration of a parameter.
        if end.is_some_and(|end| matches!(self.text[start..end].trim(), "true" | "false")) {
            return;
        }
        self.hidden.push(start..end.unwrap_or(line.end));
        match end {
            Some(end) => {
                self.end_value(end, reader, line, block);
                if !key.is_field {
                    self.hide_comment(end..line.end);
                }
            }
            None => {
                reader.skip_to(line.end);
                self.open = Open::Block(block);
            }
        }
    }

    /// Decides what follows a value that ends at a place, on its line and below.
    fn end_value(
        &mut self,
        end: usize,
        reader: &mut LineReader<'_>,
        line: &Range<usize>,
        block: Block,
    ) {
        if let Open::Flow { .. } = self.open {
            reader.skip_to(line.end);
            return;
        }
        let is_complete = is_end_of_value(&self.text[end..line.end]);
        self.open = Open::Block(Block {
            is_complete,
            ..block
        });
        if is_complete {
            reader.skip_to(end);
        } else {
            self.hidden.push(end..line.end);
            reader.skip_to(line.end);
        }
    }

    /// Hides a comment behind a value: it may name the one before.
    fn hide_comment(&mut self, rest: Range<usize>) {
        let comment = self.text[rest.clone()].trim_start_matches([' ', '\t', '}', ']', ',']);
        if comment.starts_with('#') {
            self.hidden.push(rest.end - comment.len()..rest.end);
        }
    }

    /// Reads brackets up to where all of them are closed. If that is in none of the line, they
    /// stay open.
    fn read_flow(&mut self, range: Range<usize>, mut closers: Vec<u8>, block: Block) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = range.start;
        while at < range.end {
            match bytes[at] {
                b'{' => closers.push(b'}'),
                b'[' => closers.push(b']'),
                quote @ (b'"' | b'\'') => {
                    // One that is not closed is a part of a text.
                    at = find_quote(self.text, at + 1..range.end, quote).unwrap_or(at);
                }
                byte if closers.last() == Some(&byte) => {
                    closers.pop();
                    if closers.is_empty() {
                        return at + 1;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        self.open = Open::Flow { closers, block };
        range.end
    }
}

impl Default for Block {
    /// To which nothing belongs.
    fn default() -> Self {
        Self {
            column: usize::MAX,
            is_complete: true,
        }
    }
}

impl Block {
    /// Whether a line belongs to the block.
    fn has(&self, line: &str) -> bool {
        let text = line.trim_start();
        let column = line.len() - text.len();
        if text.is_empty() || column > self.column {
            return true;
        }
        if self.is_complete || matches!(text, "---" | "...") {
            return false;
        }
        if text.starts_with('#') {
            return true;
        }
        match is_item(text) {
            // A list may stand below its key.
            true => column == self.column,
            false => !has_plain_key(text),
        }
    }
}

fn is_item(line: &str) -> bool {
    let item = line.strip_prefix("- ");
    item.is_some_and(|item| !item.starts_with(' '))
}

/// Whether a line begins with a key in which there is nothing strange.
fn has_plain_key(line: &str) -> bool {
    let key = line
        .split_once(':')
        .filter(|(_, value)| begins_value(value));
    key.is_some_and(|(key, _)| {
        let key = key.trim_end();
        let quoted = |quote| key.strip_prefix(quote)?.strip_suffix(quote);
        let key = quoted('"').or(quoted('\'')).unwrap_or(key);
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        !key.is_empty() && key.chars().all(is_plain)
    })
}

/// Whether a section of a policy begins in a line: brackets before it are not closed by mistake.
fn begins_section(line: &str) -> bool {
    const SECTIONS: [&str; 18] = [
        "version",
        "public_url",
        "hosts",
        "time_zone",
        "link_prefix",
        "brand",
        "sites",
        "back_urls",
        "callers",
        "secrets",
        "signing_keys",
        "log",
        "commands",
        "routes",
        "links",
        "links_from",
        "---",
        "...",
    ];
    let word = line.split([':', ' ']).next().unwrap_or_default();
    SECTIONS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CANARY: &str = "canary";

    #[track_caller]
    fn shown(text: &str) -> String {
        let words = SecretWords::of(std::iter::once(text));
        let mut out = text.to_owned();
        let mut ranges = secret_ranges(text, &words);
        ranges.retain(|range| !range.is_empty());
        ranges.sort_by_key(|range| range.start);
        for range in ranges.into_iter().rev() {
            out.replace_range(range, "*");
        }
        out
    }

    #[test]
    fn secrets_are_hidden_in_every_notation() {
        for (text, expected) in [
            ("password: canary", "password: *"),
            (
                "a: 1\npassword: canary # canary\nroute: x",
                "a: 1\npassword: *\nroute: x",
            ),
            (
                "secrets:\n  a: canary\n\n  # canary\n  b:\n    c: canary\nroutes: {}",
                "",
            ),
            ("secrets:\n# canary\n  a: canary\nroutes: {}", ""),
            ("secrets:\n- canary\n- b: canary\nroutes: {}", ""),
            (
                "x:\n- secrets:\n  - canary\n- path: y",
                "x:\n- secrets:\n*\n- path: y",
            ),
            (
                "secrets: { a: canary, b: { c: canary } }\nroutes: {}",
                "secrets: *\nroutes: {}",
            ),
            ("secrets: {\n  a: canary,\n}\nroutes: {}", ""),
            ("secrets: {\na: canary,\ncanary: b }\nroutes: {}", ""),
            ("secrets: {\n  a: canary\nroutes: {}", ""),
            ("secrets: &s\n  a: canary\nroutes: {}", ""),
            ("\"secrets\":\n  a: canary\nroutes: {}", ""),
            ("'secrets' : { a: canary }\nroutes: {}", ""),
            ("? secrets\n: { a: canary }\nroutes: {}", ""),
            ("\tsecrets:\n\t\ta: canary\nroutes: {}", ""),
            ("password: >\n  canary\n\n  canary\nroutes: {}", ""),
            ("password: 'can\n  ary canary'\nroutes: {}", ""),
            (
                "password: \"a\\\"canary\"\nroutes: {}",
                "password: *\nroutes: {}",
            ),
            (
                "b: &b { a: canary }\nsecrets: *b\n",
                "b: &b *\nsecrets: *\n",
            ),
            ("x: &x\n  a: canary\nsecrets:\n  <<: *x\n", ""),
            ("x: &x canary\nsecrets: {\"a\":*x}\n", ""),
            ("x: &x canary\ny: &y [*x]\nsecrets: *y\n", ""),
            (
                "a: &a canary\nb: &b [*a]\nc: &c [*b]\nd: &d [*c]\ne: &e [*d]\nf: &f [*e]\nsecrets: *f\n",
                "",
            ),
            (
                "password: \"x\" # canary\nroutes: {}",
                "password: * *\nroutes: {}",
            ),
            (
                "x: { secrets: { a: x }, } # canary\nroutes: {}",
                "x: { secrets: *, } *\nroutes: {}",
            ),
            ("\"p\\u0061ssword\": canary\nroutes: {}", ""),
            ("\"sec\\u0072ets\":\n  a: canary\nroutes: {}", ""),
            (
                "{ \"secrets\": { \"a\": \"canary\" }, \"routes\": {} }",
                "{ \"secrets\": *, \"routes\": {} }",
            ),
            ("secrets\n  a: canary\nroutes: {}", ""),
            ("password canary\nroutes: {}", "password *\nroutes: {}"),
            ("password:canary\nroutes: {}", "password:*\nroutes: {}"),
            ("password:\ncanary\nroutes: {}", ""),
            ("secrets:\nx  a: canary\nroutes: {}", ""),
            (&format!("password{}: canary", " ".repeat(200)), ""),
        ] {
            let shown = shown(text);
            assert!(!shown.contains(CANARY), "{text:?}: {shown:?}");
            assert!(
                !text.contains("routes: {}") || shown.contains("routes"),
                "{text:?}: {shown:?}"
            );
            assert!(
                expected.is_empty() || shown == expected,
                "{text:?}: {shown:?}"
            );
        }
    }

    #[test]
    fn every_section_of_the_language_begins_one() {
        let loaded = crate::compile::load_text("p", "zzzzzz: 1", jiff::Timestamp::UNIX_EPOCH);
        let sorted = loaded.problems.sorted();
        let mut helps = sorted.iter().filter_map(|problem| problem.help.as_deref());
        let known = helps.find_map(|help| help.strip_prefix("known here: "));
        let known: Vec<&str> = known.expect("a list of sections").split(", ").collect();
        assert!(known.len() > 10, "{known:?}");
        for section in known {
            assert!(begins_section(&format!("{section}: x")), "{section}");
        }
    }

    #[test]
    fn what_stands_beside_a_secret_in_a_line_is_shown() {
        for (text, expected) in [
            (
                "j: { path: /x, secrets: { password: canary }, allow: y }",
                "j: { path: /x, secrets: *, allow: y }",
            ),
            (
                "j: { route: x, PW: canary, meeting_key: 1 }",
                "j: { route: x, PW: *, meeting_key: 1 }",
            ),
            (
                "j: { password: \"canary\", a: 1 }",
                "j: { password: *, a: 1 }",
            ),
            ("j: { a: 1, password: canary }", "j: { a: 1, password: *}"),
            (
                "j: [{ password: canary }, { a: b }]",
                "j: [{ password: *}, { a: b }]",
            ),
            (
                "query: [\"password=canary\", \"meeting_key=1\"]",
                "query: [\"password=*\", \"meeting_key=1\"]",
            ),
            ("query: ['PW=ca''nary canary', x]", "query: ['PW=*', x]"),
            (
                "url: https://x.example/?MK=1&PW=canary",
                "url: https://x.example/?MK=1&PW=*",
            ),
            (
                "url: \"https://x.example/?MK=1&PW=canary\" # x",
                "url: \"https://x.example/?MK=1&PW=*\" # x",
            ),
            (
                "url: \"https://x.example/?%50W=canary\" # x",
                "url: \"https://x.example/?%50W=*\" # x",
            ),
            (
                "url: \"https://x.example/?u=%3FPW%3dcanary\"",
                "url: \"https://x.example/?u=%3FPW%3d*\"",
            ),
            (
                "url: \"https://x.example/?PW\\u003dcanary\"",
                "url: \"https://x.example/?PW\\u003d*\"",
            ),
            ("pin: { code: PIN, secret: true, required: x }", "pin: *"),
            (
                "p: { csrf: { code: C, secret: true }, b: { code: B } }",
                "p: { csrf: *, b: { code: B } }",
            ),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_could_still_belong_to_a_secret_is_hidden() {
        for text in [
            "s: { pw: x canary ] }",
            "s: { pw: ca]canary }",
            "s: { pw: ca}canary }",
            "s: { pw: }canary }",
            "s: { pw:} canary }",
            "s: { pw: a,canary }",
            "s: { pw: , canary }",
            "s: { pw: \"x\" canary, a: b }",
            "s: { pw: 'x'canary }",
            "pw: 'x'canary'",
            "pw: \"x canary",
            "pw: 'x\ncanary'",
            "s: [\"PW=x\"canary\"]",
            "s: [\"PW=x canary]",
            "pw: [x, canary",
            "pw: {x: canary",
            "pw: [x]canary",
            "s: { pass{word: canary }",
            "pass\tword: canary",
            "pw: x\tcanary",
            "s: 'it{s', password: canary",
            "é: { \"\\é%é\": ü, pw: canary }",
        ] {
            let shown = shown(text);
            assert!(!shown.contains(CANARY), "{text:?}: {shown:?}");
        }
    }

    #[test]
    fn an_ordinary_policy_is_shown_as_it_is() {
        let text = crate::compile::source::DEFAULT;
        let shown_whole = shown(text);
        let changed = text
            .lines()
            .zip(shown_whole.lines())
            .filter(|(one, other)| one != other);
        let changed: Vec<_> = changed.map(|(line, _)| line.trim()).collect();
        assert_eq!(
            changed,
            ["#   header_secret: { file: header-secret } # makes names that no visitor can guess"]
        );
        for text in [
            "links:\n  a: { route: join, meeting_key: 123 456 789, title: Key people }\n",
            "callers:\n  tokens:\n    portal: { from: oidc, keys: { url: https://x.example/k } }\n",
            "links:\n  a:\n    title: 'It''s a token of it: see'\n    owner: x\n",
            "callers:\n  headers: { user: X-Token }\n  networks: { key-people: 10.0.0.0/8 }\n",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    /// The time must not grow with the square of the length of a line.
    #[test]
    fn long_lines_are_read_once() {
        for part in [
            "PW: a, ",
            "\\\"",
            "'",
            "{",
            "a: ",
            "password ",
            "::",
            ", ",
            "&x",
            "@a",
            "=b@//c:d",
        ] {
            let text = format!("x: {{ {}", part.repeat(20_000));
            let words = SecretWords::of(std::iter::empty());
            secret_ranges(&text, &words);
            super::super::address::user_infos(&text);
        }
    }
}
