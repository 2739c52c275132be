//! The only file that reads what a text of YAML says. `policy_format` uses the library for how it is
//! written.
//!
//! A document becomes a flat list of nodes with their places. The language of a policy is a subset
//! of YAML: mappings, lists and scalars. Anchors, aliases, tags and further documents are refused,
//! so that what stands there is what counts.

use std::borrow::Cow;

use granit_parser::{Event, Parser, ScalarStyle, Span as ParserSpan};

use crate::compile::blanks::{Indentation, Mended};
use crate::compile::context::{Context, NewFinding, Span};
use crate::policy::{Place, SourceId};

/// Deepest nesting; a policy needs six levels.
const MAX_DEPTH: usize = 32;

/// One YAML document as a flat list: each node is followed by its children.
#[derive(Debug)]
pub struct Document<'t> {
    ctxt: &'t Context,
    source: SourceId,
    entries: Vec<FlatNode<'t>>,
}

#[derive(Debug)]
struct FlatNode<'t> {
    start: u32,
    end: u32,
    /// The index behind this node's last descendant.
    next: u32,
    content: Content<'t>,
}

#[derive(Debug)]
enum Content<'t> {
    Null,
    Scalar(Cow<'t, str>),
    Sequence,
    Mapping,
}

#[derive(Clone, Copy, Debug)]
pub struct Node<'d> {
    document: &'d Document<'d>,
    index: u32,
}

impl<'t> Document<'t> {
    /// Reads one text. Reports what the language of a policy does not have, and returns `None` when
    /// the text as a whole cannot be read.
    pub fn parse(ctxt: &'t Context, source: SourceId, text: &'t str) -> Option<Self> {
        let mended = mended(text);
        let mended = mended.as_ref();
        let mut reader = TreeBuilder {
            ctxt,
            source,
            mended,
            entries: Vec::new(),
            open: Vec::new(),
            documents: 0,
        };
        match mended {
            None => reader.read(text, |scalar| scalar)?,
            Some(mended) => {
                mended.report(ctxt, source, text);
                if mended.has_tabs() {
                    return None;
                }
                reader.read(&mended.text, |scalar| scalar.into_owned().into())?;
            }
        }
        let entries = reader.entries;
        Some(Self {
            ctxt,
            source,
            entries,
        })
    }

    /// Where findings about missing sections point.
    pub fn start(&self) -> Span<'_> {
        self.ctxt.at(Place::start(self.source))
    }

    /// The outermost node; `None` for an empty text.
    pub fn root(&self) -> Option<Node<'_>> {
        (!self.entries.is_empty()).then_some(Node {
            document: self,
            index: 0,
        })
    }
}

impl<'d> Node<'d> {
    pub fn place(self) -> Place {
        let entry = self.entry();
        Place {
            source: self.document.source,
            start: entry.start,
            end: entry.end,
        }
    }

    pub fn ctxt(self) -> &'d Context {
        self.document.ctxt
    }

    pub fn span(self) -> Span<'d> {
        self.ctxt().at(self.place())
    }

    /// Its first byte only, for a caret that points at something long.
    pub fn head(self) -> Span<'d> {
        self.span().head()
    }

    #[track_caller]
    pub fn error(self, message: impl Into<String>) -> NewFinding<'d> {
        self.span().error(message)
    }

    #[track_caller]
    pub fn warning(self, message: impl Into<String>) -> NewFinding<'d> {
        self.span().warning(message)
    }

    /// Whether nothing stands there: empty, `~` or `null`.
    pub fn is_null(self) -> bool {
        matches!(self.entry().content, Content::Null)
    }

    pub fn text(self) -> Option<&'d str> {
        match &self.entry().content {
            Content::Scalar(text) => Some(text),
            _ => None,
        }
    }

    pub fn items(self) -> Option<impl Iterator<Item = Node<'d>>> {
        matches!(self.entry().content, Content::Sequence).then(|| self.children())
    }

    /// Whether it is a list without items.
    pub fn is_empty_list(self) -> bool {
        self.items().is_some_and(|mut items| items.next().is_none())
    }

    /// The keys of a mapping with their values.
    pub fn pairs(self) -> Option<impl Iterator<Item = (Node<'d>, Node<'d>)>> {
        let is_mapping = matches!(self.entry().content, Content::Mapping);
        is_mapping.then(|| {
            let mut children = self.children();
            // Keys and values are children in turn.
            std::iter::from_fn(move || children.next().zip(children.next()))
        })
    }

    /// What it is, for a message.
    pub fn describe(self) -> &'static str {
        match self.entry().content {
            Content::Null => "nothing",
            Content::Scalar(_) => "a text",
            Content::Sequence => "a list",
            Content::Mapping => "a mapping",
        }
    }

    fn children(self) -> impl Iterator<Item = Node<'d>> {
        let end = self.entry().next;
        let mut index = self.index + 1;
        std::iter::from_fn(move || {
            let child = Node { index, ..self };
            (index < end).then(|| {
                // Behind the descendants of the child.
                index = child.entry().next;
                child
            })
        })
    }

    fn entry(self) -> &'d FlatNode<'d> {
        &self.document.entries[self.index as usize]
    }
}

/// A text with ordinary spaces, if it is better understood with them.
fn mended(text: &str) -> Option<Mended> {
    let shown = Mended::of(text, Indentation::AsShown)?;
    let error = first_error(text);
    let is_sound = |mended: &Mended| first_error(&mended.text).is_none();
    let sound = Indentation::ALL.into_iter().find_map(|indentation| {
        let mended = match error {
            Some(_) => Mended::of(text, indentation),
            // Tabs are in nobody's way where YAML takes them.
            None => Mended::without_tabs(text, indentation),
        };
        mended.filter(is_sound)
    });
    match (sound, error, first_error(&shown.text)) {
        (Some(sound), ..) => Some(sound),
        // What stood in the way of reading it is gone, and there is something else behind it.
        (None, Some(error), Some(left)) if shown.original(left) > error => Some(shown),
        // Without an error, these blanks belong to a text for people.
        _ => None,
    }
}

/// The byte at which a text stops being YAML.
fn first_error(text: &str) -> Option<usize> {
    let error = Parser::new_from_str(text).find_map(Result::err)?;
    Some(error.marker().byte_offset().unwrap_or_default())
}

/// Makes a scalar of the text that is read one of the document.
type Keep<'e, 't> = fn(Cow<'e, str>) -> Cow<'t, str>;

struct TreeBuilder<'t, 'm> {
    ctxt: &'t Context,
    source: SourceId,
    /// The text that is read, if it is not the original. Places are those of the original.
    mended: Option<&'m Mended>,
    entries: Vec<FlatNode<'t>>,
    /// The collections that are still open.
    open: Vec<usize>,
    documents: usize,
}

impl<'t> TreeBuilder<'t, '_> {
    /// Adds all events of a text; `None` when it cannot be read as a whole.
    fn read<'e>(&mut self, text: &'e str, keep: Keep<'e, 't>) -> Option<()> {
        for event in Parser::new_from_str(text) {
            match event {
                Ok((event, span)) => self.take(event, &span, keep)?,
                Err(error) => {
                    let start = self.offset(error.marker().byte_offset());
                    self.refuse_text(start, &error.info());
                    return None;
                }
            }
        }
        Some(())
    }

    fn refuse_text(&mut self, start: u32, info: &str) {
        let place = Place {
            source: self.source,
            start,
            end: start.saturating_add(1),
        };
        let message = format!("not YAML: {info}");
        self.ctxt.error(place, message).help(help_for(info));
    }

    /// Adds one event; `None` stops reading.
    fn take<'e>(&mut self, event: Event<'e>, span: &ParserSpan, keep: Keep<'e, 't>) -> Option<()> {
        let place = self.place(span);
        match event {
            Event::DocumentStart(..) => self.start_document(place)?,
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_extras(place, anchor, tag.is_some());
                self.push(place, scalar(keep(text), style))?;
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.refuse_extras(place, anchor, tag.is_some());
                self.open(place, Content::Sequence)?;
            }
            Event::MappingStart(_, anchor, tag) => {
                self.refuse_extras(place, anchor, tag.is_some());
                self.open(place, Content::Mapping)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(place.end),
            // Aliases of aliases expand exponentially.
            Event::Alias(_) => {
                self.ctxt
                    .error(place, "aliases (*name) are not part of the policy language")
                    .help("write the value out");
                // In its place, so that keys and values stay in pairs.
                self.push(place, Content::Null)?;
            }
            _ => {}
        }
        Some(())
    }

    fn start_document(&mut self, place: Place) -> Option<()> {
        self.documents += 1;
        if self.documents > 1 {
            self.ctxt
                .error(place, "a second YAML document begins here")
                .help("put it into its own file in the policy's folder");
            return None;
        }
        Some(())
    }

    fn refuse_extras(&mut self, place: Place, anchor: usize, tagged: bool) {
        if anchor != 0 {
            self.ctxt
                .error(place, "anchors (&name) are not part of the policy language")
                .help("remove the anchor and write the value out where it is used");
        }
        if tagged {
            self.ctxt
                .error(place, "tags (!name) are not part of the policy language")
                .help("remove the tag");
        }
    }

    fn open(&mut self, place: Place, content: Content<'t>) -> Option<()> {
        if self.open.len() >= MAX_DEPTH {
            self.ctxt
                .error(place, format!("nested deeper than {MAX_DEPTH} levels"));
            return None;
        }
        self.open.push(self.entries.len());
        self.push(place, content)
    }

    fn close(&mut self, end: u32) {
        let next = offset(Some(self.entries.len()));
        if let Some(entry) = self.open.pop().and_then(|at| self.entries.get_mut(at)) {
            entry.end = entry.end.max(end);
            entry.next = next;
        }
    }

    fn push(&mut self, place: Place, content: Content<'t>) -> Option<()> {
        if !self.ctxt.has_room_for_a_node() {
            self.ctxt
                .error(place, "too much for one policy")
                .help("keep the links in CSV tables (links_from)");
            return None;
        }
        self.entries.push(FlatNode {
            start: place.start,
            end: place.end,
            // For a collection, this is corrected when it ends.
            next: offset(Some(self.entries.len() + 1)),
            content,
        });
        Some(())
    }

    fn place(&self, span: &ParserSpan) -> Place {
        let range = span.byte_range().unwrap_or_default();
        Place {
            source: self.source,
            start: self.offset(Some(range.start)),
            end: self.offset(Some(range.end)),
        }
    }

    /// Where a byte of the text that is read stands in the original.
    fn offset(&self, at: Option<usize>) -> u32 {
        let original = |at| self.mended.map_or(at, |mended| mended.original(at));
        offset(at.map(original))
    }
}

fn scalar(text: Cow<'_, str>, style: ScalarStyle) -> Content<'_> {
    // Between quotes, `null` is a text.
    let is_plain = style == ScalarStyle::Plain;
    match is_plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL") {
        true => Content::Null,
        false => Content::Scalar(text),
    }
}

/// The likely cause of a syntax error, by words of the library's message.
struct SyntaxCause {
    words: &'static str,
    help: &'static str,
}

/// The first one whose words are in a message says what to write.
const CAUSES: [SyntaxCause; 25] = [
    cause(
        "recursion limit",
        "nest fewer lists and mappings, or close their brackets",
    ),
    cause(
        "tab",
        "indent with spaces: there is a tab on this line or the next",
    ),
    cause(
        "mapping values are not allowed",
        "put a text that contains `: ` in quotes, or correct the indentation",
    ),
    cause(
        "unclosed bracket",
        "close the bracket; put a text that contains ` #` in quotes, because that begins a comment",
    ),
    cause("anchor", "put a text that begins with `*` or `&` in quotes"),
    cause(
        "simple key",
        "write a colon, a space and a value after this word, or remove it",
    ),
    cause(
        "expected key",
        "write `key: value`, indented like the lines above it",
    ),
    cause(
        "expected '-'",
        "begin each item of the list with `- `, indented like the first one",
    ),
    cause(
        "',' or '}'",
        "put commas between the entries, and `}` after the last one",
    ),
    cause(
        "',' or ']'",
        "put commas between the items, and `]` after the last one",
    ),
    cause(
        "bracket",
        "close each `[` with `]` and each `{` with `}`; put a text with brackets in quotes",
    ),
    cause(
        "block scalar",
        "indent all lines of the text below `|` or `>` alike",
    ),
    cause(
        "indentation",
        "indent this line like the others of its block",
    ),
    cause(
        "unclosed quote",
        "end the text with the quote that it begins with",
    ),
    cause(
        "-quoted scalar",
        "put the whole text in quotes: nothing may follow the closing quote",
    ),
    cause(
        "quoted scalar",
        "write `\\\\` for a backslash in double quotes, or put the text in single quotes",
    ),
    cause(
        "sequence entries",
        "put the first `- ` on a line of its own, below the key",
    ),
    cause("'-'", "write a space after `-`, or put the text in quotes"),
    cause(
        "illegal placement",
        "close the bracket before it, or put a text with `:` in it in quotes",
    ),
    cause("':'", "write a space after `:`, or put the text in quotes"),
    cause(
        "comments must",
        "write a space before `#`, or put the text in quotes",
    ),
    cause("directive", "put a text that begins with `%` in quotes"),
    cause(
        "document start",
        "write `key: value` lines, and put a text that begins with `%` in quotes",
    ),
    cause(
        "unexpected character",
        "put a text that begins with this character in quotes",
    ),
    cause(
        "EOF",
        "the text ends too early: complete the last value, list or mapping",
    ),
];

const fn cause(words: &'static str, help: &'static str) -> SyntaxCause {
    SyntaxCause { words, help }
}

fn help_for(info: &str) -> &'static str {
    let cause = CAUSES.iter().find(|cause| info.contains(cause.words));
    cause.map_or(
        "check the colons, quotes and indentation of this line and the one above it",
        |cause| cause.help,
    )
}

fn offset(bytes: Option<usize>) -> u32 {
    u32::try_from(bytes.unwrap_or_default()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<String> {
        let ctxt = Context::of_test();
        Document::parse(&ctxt, 0, text);
        ctxt.messages()
    }

    /// The parser's own words say what it missed, and not what to write.
    #[test]
    fn what_is_not_yaml_comes_with_what_to_write() {
        for (text, expected) in [
            ("a: 1\njoin\n", "a colon, a space and a value"),
            ("a: 1\nb:c\n", "a colon, a space and a value"),
            ("a:\n  b: 1\n c: 2\n", "indented like the lines above"),
            ("- a\nb: 1\n", "each item of the list"),
            ("a: {b: 1 c: 2}\n", "commas between the entries"),
            ("a: [b, c}\n", "each `[` with `]`"),
            ("a: [b c\nd: 1\n", "close the bracket"),
            ("a: [b,\n", "close the bracket"),
            ("a: \"b\n", "the quote that it begins with"),
            ("a: 'it's'\n", "the whole text in quotes"),
            ("a: \"\\q\"\n", "for a backslash"),
            ("a: - b\n", "a line of its own"),
            ("a: [-]\n", "a space after `-`"),
            ("a: 'b'#c\n", "a space before `#`"),
            ("a: @b\n", "begins with this character"),
            ("%b\n", "begins with `%`"),
            ("a: |x\n b\n", "below `|`"),
            ("a: b: c\n", "correct the indentation"),
            ("a: , b\n", "ends too early"),
        ] {
            let ctxt = Context::of_test();
            Document::parse(&ctxt, 0, text);
            let problems = ctxt.into_parts().problems;
            let [problem] = problems.sorted()[..] else {
                unreachable!("{text:?}: {problems:#?}");
            };
            let help = problem.help.as_deref().unwrap_or_default();
            assert!(help.contains(expected), "{text:?}: {help}");
        }
    }

    #[test]
    fn nodes_know_their_children_and_places() {
        let text = "a: 1\nb: [x, {c: 'd'}, ~]\ne:\n";
        let ctxt = Context::of_test();
        let document = Document::parse(&ctxt, 0, text).expect("a document");
        let root = document.root().expect("a root");
        let pairs: Vec<_> = root.pairs().expect("a mapping").collect();
        let keys: Vec<_> = pairs.iter().filter_map(|(key, _)| key.text()).collect();
        assert_eq!(keys, ["a", "b", "e"]);
        let list: Vec<_> = pairs[1].1.items().expect("a list").collect();
        assert_eq!(list.len(), 3);
        let (_, inner) = list[1].pairs().expect("a mapping").next().expect("a pair");
        assert_eq!(inner.text(), Some("d"));
        assert_eq!((inner.place().start, inner.place().end), (16, 19));
        assert!(list[2].is_null() && pairs[2].1.is_null());
        assert!(!ctxt.has_errors());
    }

    #[test]
    fn what_could_surprise_a_reader_is_refused() {
        let bomb = "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
        assert_eq!(messages(bomb).len(), 6);
        assert!(messages("a: !!binary x\n")[0].contains("tags"));
        assert!(messages("a: 1\n---\nb: 2\n")[0].contains("second"));
        let deep = format!("a: {}{}", "[".repeat(40), "]".repeat(40));
        assert!(messages(&deep)[0].contains("nested"));
        assert!(messages("a: [1\nb: 2")[0].contains("not YAML"));
        assert!(messages("a: &a [*a]\n")[0].contains("anchors"));
        assert_eq!(messages(""), [""; 0]);
    }
}
