//! Tables of links as CSV: a column per field, a line per link. The way to
//! keep thousands of them.

use csv::{ReaderBuilder, StringRecord};

use crate::compile::links::{Draft, Field, Given};
use crate::compile::problem::Problems;
use crate::policy::{Place, SourceId};

/// Reads a table and hands each of its links to `take`. `known` tells whether
/// links have a field of that name.
pub fn read(
    source: SourceId,
    text: &str,
    (known, problems): (&dyn Fn(&str) -> bool, &mut Problems),
    mut take: impl FnMut(Draft<'_>, &mut Problems),
) {
    let delimiter = delimiter(text);
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    if !matches!(reader.read_record(&mut record), Ok(true)) {
        problems
            .error(Place::beginning(source), "this table is empty")
            .propose("begin it with a line of field names: name,title,route,…");
        return;
    }
    let header = record.clone();
    let header_places = places(source, (text, delimiter), &header);
    let name_column = header.iter().position(|column| column.trim() == "name");
    let Some(name_column) = name_column else {
        problems
            .error(Place::beginning(source), "this table has no column `name`")
            .propose("begin it with a line of field names, with commas or semicolons between them: name,title,route,…");
        return;
    };
    let unknown = check_header(&header, &header_places, (known, problems));
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                problems.error(Place::beginning(source), format!("not CSV: {error}"));
                return;
            }
        }
        if record.iter().all(|field| field.trim().is_empty()) {
            continue; // spreadsheets leave such rows behind
        }
        let places = places(source, (text, delimiter), &record);
        if let Some(place) = over_lines(&record, &places, text) {
            problems
                .error(place, "this field goes over several lines")
                .propose(
                    "a double quote is probably not closed; two of them stand for one in a text",
                );
            continue;
        }
        if record.len() != header.len() {
            let (columns, fields) = (header.len(), record.len());
            problems
                .error(
                    places.first().copied(),
                    format!("this line has {fields} fields, the first line has {columns}"),
                )
                .propose(format!(
                    "put a field with a `{}` in it between double quotes",
                    char::from(delimiter)
                ));
            continue;
        }
        let mut draft = draft(&header, &record, &places, name_column);
        draft.fields.retain(|field| !unknown.contains(&field.key.0));
        take(draft, problems);
    }
}

/// Spreadsheets of half the world separate by semicolon.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    if header.contains(';') && !header.contains(',') {
        b';'
    } else {
        b','
    }
}

/// Reports what is wrong with the columns, and returns the unknown ones.
fn check_header<'h>(
    header: &'h StringRecord,
    places: &[Place],
    (known, problems): (&dyn Fn(&str) -> bool, &mut Problems),
) -> Vec<&'h str> {
    let columns: Vec<&str> = header.iter().map(str::trim).collect();
    let mut unknown = Vec::new();
    for (at, (column, place)) in columns.iter().zip(places).enumerate() {
        if column.is_empty() {
            problems
                .error(*place, "this column has no name")
                .propose("name it, or remove it");
        } else if columns[..at].contains(column) {
            problems
                .error(*place, format!("the column `{column}` stands here twice"))
                .propose("remove one of them: only one can count");
        } else if *column != "name" && !known(column) {
            problems
                .error(*place, format!("no link has a field `{column}`"))
                .propose("name the column title, route, owner, tags, from, until, or like a parameter of its routes");
            unknown.push(*column);
        }
    }
    unknown
}

/// The first field of a record that has a line break in it. In a table of
/// links that is a quote which nobody closed, and would swallow every link
/// behind it.
fn over_lines(record: &StringRecord, places: &[Place], text: &str) -> Option<Place> {
    let mut fields = record.iter().zip(places);
    let (_, place) = fields.find(|(field, place)| {
        let raw = text
            .get(place.start as usize..place.end as usize)
            .unwrap_or_default();
        field.contains(['\n', '\r']) || (raw.starts_with('"') && !is_closed(raw))
    })?;
    Some(place.head())
}

/// Whether a field that begins with a quote has one that ends it.
fn is_closed(raw: &str) -> bool {
    raw.len() > 1 && raw.matches('"').count().is_multiple_of(2)
}

fn draft<'d>(
    header: &'d StringRecord,
    record: &'d StringRecord,
    places: &[Place],
    name_column: usize,
) -> Draft<'d> {
    let place = |column: usize| places.get(column).copied().unwrap_or(Place::beginning(0));
    let mut fields = Vec::with_capacity(header.len());
    for (column, (key, text)) in header.iter().zip(record).enumerate() {
        if column != name_column && !text.trim().is_empty() {
            fields.push(Field {
                key: (key.trim(), place(column)),
                given: Some(Given::One(text.trim())),
                place: place(column),
            });
        }
    }
    let name = record.get(name_column).unwrap_or_default().trim();
    Draft {
        name: (name, place(name_column)),
        fields,
        is_broken: false,
    }
}

/// Where the fields of a record stand: the reader knows only where the record
/// begins.
fn places(source: SourceId, (text, delimiter): (&str, u8), record: &StringRecord) -> Vec<Place> {
    let byte = record.position().map_or(0, csv::Position::byte);
    let mut at = usize::try_from(byte).unwrap_or(text.len()).min(text.len());
    let rest = &text.as_bytes()[at..];
    // A record begins behind the line break of the one before, whose second
    // half (CR LF) and empty lines the reader passes over.
    at += rest
        .iter()
        .take_while(|b| matches!(b, b'\r' | b'\n'))
        .count();
    let bytes = text.as_bytes();
    let mut places = Vec::with_capacity(record.len());
    for field in record {
        let quoted = bytes.get(at) == Some(&b'"');
        let length = if quoted {
            quoted_length(&bytes[at..], delimiter)
        } else {
            field.len()
        };
        let end = (at + length).min(bytes.len());
        places.push(Place {
            source,
            start: u32::try_from(at).unwrap_or(u32::MAX),
            end: u32::try_from(end).unwrap_or(u32::MAX),
        });
        at = (end + 1).min(bytes.len());
    }
    places
}

/// The length of a field in quotes, with them and with what follows them; a
/// doubled quote is part of it.
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

    fn drafts(text: &str) -> (Vec<String>, Vec<String>) {
        let mut problems = Problems::default();
        let mut drafts = Vec::new();
        let known = |column: &str| matches!(column, "title" | "route");
        read(0, text, (&known, &mut problems), |draft, _| {
            let mut line = draft.name.0.to_owned();
            for field in &draft.fields {
                let place = field.place.start as usize..field.place.end as usize;
                line += &format!(" {}=[{}]", field.key.0, &text[place]);
            }
            drafts.push(line);
        });
        let messages = problems
            .sorted()
            .iter()
            .map(|p| p.message.clone())
            .collect();
        (drafts, messages)
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
        assert_eq!(
            drafts("name,name\n").1,
            ["the column `name` stands here twice"]
        );
        let (good, messages) = drafts("name,route\na\nb,join\nc,join,x\n");
        assert_eq!(good, ["b route=[join]"]);
        assert_eq!(messages.len(), 2);
        let (good, messages) = drafts("name,route\na,\"join\nb,join\nc,join\n");
        assert_eq!(good, [""; 0]);
        assert_eq!(messages, ["this field goes over several lines"]);
        assert_eq!(drafts("name,colour\n").1, ["no link has a field `colour`"]);
    }
}
