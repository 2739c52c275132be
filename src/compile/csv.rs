//! Tables of links as CSV: a column per field, a line per link.

pub mod dialect;

use std::collections::HashSet;
use std::ops::Range;

use csv::{Reader, ReaderBuilder, StringRecord};

use crate::compile::context::{Context, Span, Text};
use crate::compile::links::{Field, LinkDraft, LinkFields, RawValue};
use crate::compile::named_file::Table;
use crate::policy::{Place, SourceId};
use crate::text::trim_blanks;

use self::dialect::Dialect;

/// Most columns of a table: the largest command has fewer than a hundred parameters.
const MAX_COLUMNS: usize = 256;

/// Longest line of a table, in bytes. A link has some hundreds; each byte of a line can be a field of
/// its own, which takes far more memory.
const MAX_LINE: usize = 64 << 10;

/// Reads a table and hands each of its links to `take`.
pub fn read(
    table: &Table,
    ctxt: &Context,
    fields: &LinkFields<'_>,
    take: impl FnMut(LinkDraft<'_>),
) {
    let layout = Layout::of(table, ctxt);
    if let Some(line) = layout.long_line() {
        line.error(format!("this line is longer than {} KiB", MAX_LINE >> 10))
            .help("write one line per link, and one column per field");
        return;
    }
    let mut reader = ReaderBuilder::new()
        .delimiter(layout.dialect.delimiter)
        // Read like any record, the header has places for findings. Records of another length are
        // reported below, with their places.
        .has_headers(false)
        .flexible(true)
        .from_reader(&layout.text.as_bytes()[layout.dialect.start..]);
    let mut first = StringRecord::new();
    if !matches!(reader.read_record(&mut first), Ok(true)) {
        layout
            .start()
            .error("this table is empty")
            .help("begin it with a line of field names: name,title,route,…");
        return;
    }
    if let Some(surplus) = layout.spans(&first).get(MAX_COLUMNS) {
        surplus
            .error(format!("a table has at most {MAX_COLUMNS} columns"))
            .help("remove unused columns");
        return;
    }
    match Header::read(&first, &layout, fields) {
        Some(header) => read_links(&mut reader, &header, &layout, take),
        None => layout
            .start()
            .error("this table has no column `name`")
            .help("begin it with a line of field names, with commas or semicolons between them: name,title,route,…"),
    }
}

/// Reads the records behind the header.
fn read_links(
    reader: &mut Reader<&[u8]>,
    header: &Header<'_>,
    layout: &Layout<'_>,
    mut take: impl FnMut(LinkDraft<'_>),
) {
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                layout.start().error(format!("not CSV: {error}"));
                return;
            }
        }
        // Spreadsheets export rows that are empty.
        if record.iter().all(is_empty) {
            continue;
        }
        let spans = layout.spans(&record);
        if layout.is_sound(&record, &spans, header.columns.len()) {
            take(header.draft(&record, &spans));
        }
    }
}

struct Header<'h> {
    columns: Vec<Column<'h>>,
    name_column: usize,
}

struct Column<'h> {
    name: Text<'h>,
    /// Whether links have such a field; if not, that has been reported.
    is_known: bool,
}

impl<'h> Header<'h> {
    /// `None` without a column for names.
    fn read(
        record: &'h StringRecord,
        layout: &Layout<'h>,
        fields: &'h LinkFields<'h>,
    ) -> Option<Self> {
        let name_column = record
            .iter()
            .position(|column| trim_blanks(column) == "name")?;
        let mut columns: Vec<Column<'_>> = Vec::with_capacity(record.len());
        let mut seen = HashSet::new();
        // Spreadsheets export columns without a name behind the last one that has one.
        let unnamed = record.iter().rev().take_while(|column| is_empty(column));
        let count = record.len() - unnamed.count();
        for (field, span) in record.iter().zip(layout.spans(record)).take(count) {
            let name = Text::new(trim_blanks(field), span);
            let is_repeated = !seen.insert(name.as_str());
            // An unknown column stays unknown where it is repeated.
            let is_known = name.is_empty() || name.as_str() == "name" || fields.have(&name);
            if name.is_empty() {
                name.error("this column has no name")
                    .help("name it, or remove it");
            } else if is_repeated {
                name.error(format!("the column `{name}` is here twice"))
                    .help("remove one of them: only one can apply");
            } else if !is_known {
                columns.push(refuse_column(name, fields, record));
                continue;
            }
            columns.push(Column { name, is_known });
        }
        Some(Self {
            columns,
            name_column,
        })
    }

    fn draft<'r>(&'r self, record: &'r StringRecord, spans: &[Span<'r>]) -> LinkDraft<'r> {
        let mut fields = Vec::with_capacity(self.columns.len());
        let mut has_unknown = false;
        let cells = self.columns.iter().zip(record).zip(spans).enumerate();
        for (at, ((column, text), span)) in cells {
            // Every line has a cell for every column, so an empty one is a field not given.
            if at == self.name_column || is_empty(text) {
                continue;
            }
            has_unknown |= !column.is_known;
            if column.is_known {
                fields.push(Field {
                    key: Text::new(column.name.as_str(), *span),
                    given: Some(RawValue::One(trim_blanks(text))),
                    span: *span,
                });
            }
        }
        let name = record.get(self.name_column).unwrap_or_default();
        LinkDraft {
            name: Text::new(trim_blanks(name), spans[self.name_column]),
            fields,
            has_unknown,
            is_broken: false,
        }
    }
}

/// Reports a column that no link can have. One that is a slip of a field is read as this field, so
/// that its lines do not miss it as well.
fn refuse_column<'h>(
    name: Text<'h>,
    fields: &'h LinkFields<'h>,
    record: &StringRecord,
) -> Column<'h> {
    let finding = name.error(format!("unknown column `{name}`"));
    let Some(meant) = fields.nearest(&name) else {
        finding.help("name the column title, route, aliases, owner, tags, from, until, or like a parameter of its routes");
        return Column {
            name,
            is_known: false,
        };
    };
    finding.help(format!("did you mean `{meant}`?"));
    Column {
        name: Text::new(meant, name.span()),
        is_known: !record.iter().any(|other| trim_blanks(other) == meant),
    }
}

/// Finds the places of fields in the text of a table.
struct Layout<'t> {
    source: SourceId,
    text: &'t str,
    dialect: Dialect,
    ctxt: &'t Context,
}

impl<'t> Layout<'t> {
    fn of(table: &'t Table, ctxt: &'t Context) -> Self {
        let text = table.source.text();
        Self {
            source: table.id,
            text,
            dialect: Dialect::of(text),
            ctxt,
        }
    }

    fn long_line(&self) -> Option<Span<'t>> {
        let mut start = 0;
        for line in self.text.split(['\r', '\n']) {
            if line.len() > MAX_LINE {
                return Some(self.span_of(start..start + 1));
            }
            start += line.len() + 1;
        }
        None
    }

    fn start(&self) -> Span<'t> {
        let start = self.dialect.start;
        self.span_of(start..start)
    }

    /// Whether a record can be a link of a table with so many columns; if not, that is reported.
    fn is_sound(&self, record: &StringRecord, spans: &[Span<'_>], columns: usize) -> bool {
        if let Some(span) = self.over_lines(record, spans) {
            span.error("this field spans several lines")
                .help("a double quote is probably not closed; write two of them for one in a text");
        } else if record.len() < columns || has_surplus(record, columns) {
            let (fields, delimiter) = (record.len(), char::from(self.dialect.delimiter));
            spans[0]
                .error(format!(
                    "this line has {fields} fields, the first line has {columns}"
                ))
                .help(format!(
                    "put a field that contains `{delimiter}` in double quotes"
                ));
        } else {
            return true;
        }
        false
    }

    /// The first field of a record that has a line break in it. In a table of links this is an
    /// unclosed quote, which would swallow every link behind it.
    fn over_lines<'s>(&self, record: &StringRecord, spans: &[Span<'s>]) -> Option<Span<'s>> {
        let mut fields = record.iter().zip(spans);
        fields.find_map(|(field, span)| self.is_over_lines(field, *span).then(|| span.head()))
    }

    fn is_over_lines(&self, field: &str, span: Span<'_>) -> bool {
        let raw = self.raw(span);
        field.contains(['\n', '\r']) || (raw.starts_with('"') && !is_closed(raw))
    }

    fn span_of(&self, range: Range<usize>) -> Span<'t> {
        self.ctxt.at(Place {
            source: self.source,
            start: u32::try_from(range.start).unwrap_or(u32::MAX),
            end: u32::try_from(range.end).unwrap_or(u32::MAX),
        })
    }

    fn raw(&self, span: Span<'_>) -> &'t str {
        let place = span.place();
        let range = place.start as usize..place.end as usize;
        self.text.get(range).unwrap_or_default()
    }

    /// The places of a record's fields. The library tells only where the record begins.
    fn spans(&self, record: &StringRecord) -> Vec<Span<'t>> {
        let bytes = self.text.as_bytes();
        let byte = record.position().map_or(0, csv::Position::byte);
        let at = usize::try_from(byte).unwrap_or(bytes.len());
        let mut at = self.dialect.start.saturating_add(at).min(bytes.len());
        // The library skips the second half of a CR LF, and empty lines, but its position of the
        // record may lie before them.
        let is_break = |b: &&u8| matches!(b, b'\r' | b'\n');
        at += bytes[at..].iter().take_while(is_break).count();
        let mut spans = Vec::with_capacity(record.len());
        for field in record {
            let length = match bytes.get(at) {
                Some(b'"') => quoted_length(&bytes[at..], self.dialect.delimiter),
                _ => field.len(),
            };
            let end = (at + length).min(bytes.len());
            spans.push(self.span_of(at..end));
            at = (end + 1).min(bytes.len());
        }
        spans
    }
}

/// Whether there is nothing to be seen in a cell.
fn is_empty(cell: &str) -> bool {
    trim_blanks(cell).is_empty()
}

/// Whether there is anything behind the last column.
fn has_surplus(record: &StringRecord, columns: usize) -> bool {
    !record.iter().skip(columns).all(is_empty)
}

/// Whether a field that begins with a quote has one that ends it.
fn is_closed(raw: &str) -> bool {
    raw.len() > 1 && raw.matches('"').count().is_multiple_of(2)
}

/// The length of a quoted field, with its quotes and with what follows up to the delimiter. A
/// doubled quote is part of the field.
fn quoted_length(bytes: &[u8], delimiter: u8) -> usize {
    let mut inside = true;
    for (at, byte) in bytes.iter().enumerate().skip(1) {
        match byte {
            b'"' => inside = !inside,
            b'\r' | b'\n' if !inside => return at,
            byte if *byte == delimiter && !inside => return at,
            _ => {}
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::source::Source;

    fn drafts(text: &str) -> (Vec<String>, Vec<String>) {
        let ctxt = Context::of_test();
        let table = Table {
            id: 0,
            source: Source::table("table", text.to_owned()),
        };
        let mut drafts = Vec::new();
        let fields = LinkFields::of_test(["title", "route"]);
        read(&table, &ctxt, &fields, |draft| {
            let mut line = draft.name.to_string();
            for field in &draft.fields {
                let place = field.span.place();
                let raw = &text[place.start as usize..place.end as usize];
                line += &format!(" {}=[{raw}]", field.key);
            }
            drafts.push(line);
        });
        (drafts, ctxt.messages())
    }

    #[test]
    fn fields_know_their_places() {
        let text = "name,title,route\r\n\
                    a,\"Stand-up, \"\"daily\"\"\",join\r\n\
                    \r\n\
                    b,,join\r\n\
                    \"c\",\"two words\",join";
        let (drafts, messages) = drafts(text);
        assert_eq!(
            drafts,
            [
                "a title=[\"Stand-up, \"\"daily\"\"\"] route=[join]",
                "b route=[join]",
                "c title=[\"two words\"] route=[join]",
            ]
        );
        assert_eq!(messages, [""; 0]);
    }

    #[test]
    fn semicolons_separate_too() {
        let (drafts, _) = drafts("name;title;route\na;x, y;join\n");
        assert_eq!(drafts, ["a title=[x, y] route=[join]"]);
    }

    #[test]
    fn broken_tables_are_reported() {
        assert_eq!(drafts("").1, ["this table is empty"]);
        assert_eq!(drafts("title\nx\n").1, ["this table has no column `name`"]);
        assert_eq!(drafts("name,name\n").1, ["the column `name` is here twice"]);
        let (good, messages) = drafts("name,route\na\nb,join\nc,join,x\n");
        assert_eq!(good, ["b route=[join]"]);
        assert_eq!(messages.len(), 2);
        let (good, messages) = drafts("name,route\na,\"join\nb,join\nc,join\n");
        assert_eq!(good, [""; 0]);
        assert_eq!(messages, ["this field spans several lines"]);
        assert_eq!(drafts("name,colour\n").1, ["unknown column `colour`"]);
        let (good, messages) = drafts("name,route,colour,colour\na,join,red,blue\n");
        assert_eq!(good, ["a route=[join]"]);
        assert_eq!(messages.len(), 2, "{messages:?}");
    }

    /// What Excel writes for itself.
    #[test]
    fn a_line_that_says_the_delimiter_is_no_part_of_the_table() {
        for (said, delimiter) in [
            ("sep=;", ";"),
            ("SEP=,", ","),
            ("sep=\t", "\t"),
            ("\"sep=|\"", "|"),
        ] {
            for end in ["\n", "\r\n"] {
                let rows = ["name,title", "a,x", "b,\"y\""];
                let rows = rows.map(|row| row.replace(',', delimiter));
                let text = format!("{said}{end}{}{end}", rows.join(end));
                let (drafts, messages) = drafts(&text);
                assert_eq!(drafts, ["a title=[x]", "b title=[\"y\"]"], "{text:?}");
                assert!(messages.is_empty(), "{messages:?}");
            }
        }
        for said in ["sep=", "sep=;;", "sep=a", "sep= ;", "step=;"] {
            let (_, messages) = drafts(&format!("{said}\nname,title\na,x\n"));
            assert!(!messages.is_empty(), "{said}");
        }
    }

    #[test]
    fn columns_behind_the_last_name_count_only_if_something_is_in_them() {
        for text in [
            "name,title,,\na,x,,\nb,,,\n",
            "name,title,,\na,x\nb,\n",
            "name,title\na,x,, \nb,,\n",
        ] {
            let (drafts, messages) = drafts(text);
            assert_eq!(drafts, ["a title=[x]", "b"], "{text:?}");
            assert!(messages.is_empty(), "{messages:?}");
        }
        for text in [
            "name,title,,\na,x,,y\n",
            "name,title\na,x,y\n",
            "name,,title\na,,x\n",
            "name,title,,\na\n",
        ] {
            let (_, messages) = drafts(text);
            assert_eq!(messages.len(), 1, "{text:?}: {messages:?}");
        }
    }
}
