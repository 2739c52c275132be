//! What is written to the terminal, and in which colours.
//!
//! `NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE` and pipes are respected. A reader that closes the pipe
//! early is no error.

use std::borrow::Cow;
use std::io::{self, Write};

use clap::builder::styling::{AnsiColor, Style};
use serde::Serialize;

use crate::text::{escape_hidden, is_wide_blank, replace_hidden};

pub const HEADING: Style = Style::new().bold();
pub const QUIET: Style = Style::new().dimmed();
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
pub const CARE: Style = AnsiColor::Yellow.on_default().bold();
pub const BAD: Style = AnsiColor::Red.on_default().bold();

/// Writes a text to stdout, its styles as the terminal wants them.
pub fn print(text: &str) -> io::Result<()> {
    deliver(anstream::stdout().lock(), text)
}

/// Writes a text to stdout, byte for byte: for programs.
pub fn print_raw(text: &str) -> io::Result<()> {
    deliver(io::stdout().lock(), text)
}

/// Writes a text to stderr, its styles as the terminal wants them.
pub fn eprint(text: &str) -> io::Result<()> {
    deliver(anstream::stderr().lock(), text)
}

/// Writes a text to stderr, byte for byte: for programs.
pub fn eprint_raw(text: &str) -> io::Result<()> {
    deliver(io::stderr().lock(), text)
}

fn deliver(mut stream: impl Write, text: &str) -> io::Result<()> {
    match stream
        .write_all(text.as_bytes())
        .and_then(|()| stream.flush())
    {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

pub fn styled(style: Style, text: &str) -> String {
    format!("{style}{}{style:#}", visible(text))
}

/// The text with a picture in place of every character that could steer a
/// terminal or hide what stands there. Tabs become spaces.
pub fn visible(text: &str) -> Cow<'_, str> {
    replace_hidden(text, |c, _| Some(picture(c)))
}

/// The same, with a picture also in place of blanks that only look like an ordinary one: in what
/// people are to correct, they have to be seen.
pub fn with_blanks(text: &str) -> Cow<'_, str> {
    let text = visible(text);
    match text.contains(is_wide_blank) {
        true => text.replace(is_wide_blank, "␣").into(),
        false => text,
    }
}

fn picture(hidden: char) -> char {
    match hidden {
        '\t' => ' ',
        '\u{7f}' => '␡',
        // The pictures of the C0 controls stand in their order.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(hidden)).unwrap_or('\u{fffd}'),
        _ => '\u{fffd}',
    }
}

/// A value as JSON, and nothing hidden in it, not even what JSON would allow.
pub fn json(value: &impl Serialize) -> io::Result<String> {
    let text = serde_json::to_string_pretty(value)?;
    Ok(format!("{}\n", escape_hidden(&text)))
}

/// A number with its noun: `1 error`, `2 errors`.
pub fn counted(number: impl itoa::Integer, noun: &str) -> String {
    let number = grouped(number);
    let plural = if number == "1" { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// A number with a comma before each three digits: `299,700`.
pub fn grouped(number: impl itoa::Integer) -> String {
    let mut buffer = itoa::Buffer::new();
    let digits = buffer.format(number);
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Rows of cells as an aligned table, each line indented. The last cell of a row is not padded.
/// Widths are counted without styles, so cells come with the style that they are to have.
pub fn table(rows: &[Vec<(Style, Cow<'_, str>)>], indent: usize) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        for (at, (_, cell)) in row.iter().enumerate() {
            let width = visible(cell).chars().count();
            match widths.get_mut(at) {
                Some(known) => *known = width.max(*known),
                None => widths.push(width),
            }
        }
    }
    let mut out = String::new();
    for row in rows {
        let mut line = " ".repeat(indent);
        for ((style, cell), width) in row.iter().zip(&widths) {
            let cell = visible(cell);
            let padding = " ".repeat(width - cell.chars().count());
            match cell.is_empty() {
                true => line.push_str(&padding),
                false => line.push_str(&format!("{style}{cell}{style:#}{padding}")),
            }
            line.push_str("  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Columns of a terminal in which tables have to fit.
pub const COLUMNS: usize = 100;

/// The same as [`table`], in so many columns: the last cell of a row goes on below itself.
pub fn wrapped_table(rows: &[Vec<(Style, Cow<'_, str>)>], indent: usize) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |at: usize| {
        let cells = rows.iter().filter(|row| row.len() == columns);
        let cells = cells.map(|row| visible(&row[at].1).chars().count());
        cells.max().unwrap_or_default() + "  ".len()
    };
    let before: usize = (0..columns.saturating_sub(1)).map(width).sum();
    let room = COLUMNS.saturating_sub(indent + before).max(1);
    let mut lines = Vec::new();
    for row in rows {
        let Some(((style, last), first)) = row.split_last().filter(|_| row.len() == columns) else {
            lines.push(row.clone());
            continue;
        };
        for (part, at) in wrap(last, room).into_iter().zip(0..) {
            let cell = (*style, Cow::Owned(part));
            let first = first.iter().map(|(style, cell)| match at {
                0 => (*style, cell.clone()),
                _ => plain(""),
            });
            lines.push(first.chain([cell]).collect());
        }
    }
    table(&lines, indent)
}

/// The lines of a text in so many columns. A word that is longer than a line is broken behind a
/// mark that addresses have, or else where the line ends.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let mut word: Vec<char> = word.chars().collect();
        loop {
            let line = lines.last_mut().expect("there is always one");
            let used = line.chars().count();
            let blank = usize::from(used > 0);
            if used + blank + word.len() <= width {
                line.extend(std::iter::repeat_n(' ', blank));
                line.extend(word);
                break;
            }
            if used > 0 {
                lines.push(String::new());
                continue;
            }
            let is_mark = |c: &char| matches!(c, '/' | '&' | '?' | '=');
            let end = word[..width].iter().rposition(is_mark);
            let end = end.map_or(width, |at| at + 1);
            line.extend(word.drain(..end));
            lines.push(String::new());
        }
    }
    lines
}

/// A cell without style.
pub fn plain<'c>(text: impl Into<Cow<'c, str>>) -> (Style, Cow<'c, str>) {
    (Style::new(), text.into())
}

/// The text without its styles, for snapshots.
#[cfg(test)]
pub fn unstyled(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::cases::{WRITTEN, hidden_texts};
    use crate::text::has_hidden;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(visible("plain ü"), "plain ü");
        assert_eq!(
            visible("a\x1b[31mb\rc\x7f\u{9b}\u{202e}\t."),
            "a␛[31mb␍c␡\u{fffd}\u{fffd} ."
        );
        for text in hidden_texts() {
            assert!(!has_hidden(&visible(&text)), "{text:?}");
            let json = json(&text).expect("serializes");
            assert!(!has_hidden(json.trim_end()), "{json}");
        }
        for text in WRITTEN {
            assert_eq!(visible(text), text);
        }
    }

    #[test]
    fn json_escapes_every_control_character() {
        let text = json(&"\u{9b}\x1b\u{7f}\u{202e}ü").expect("serializes");
        assert_eq!(text, "\"\\u009b\\u001b\\u007f\\u202eü\"\n");
        let back: String = serde_json::from_str(&text).expect("parses");
        assert_eq!(back, "\u{9b}\x1b\u{7f}\u{202e}ü");
    }

    #[test]
    fn large_numbers_are_grouped() {
        for (number, expected) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (299_700, "299,700"),
        ] {
            assert_eq!(grouped(number), expected);
        }
        assert_eq!(counted(1_234_567, "error"), "1,234,567 errors");
    }

    #[test]
    fn what_is_too_wide_goes_on_below() {
        for (text, width, lines) in [
            ("", 5, &[""][..]),
            ("a b c", 5, &["a b c"]),
            ("a b cd", 5, &["a b", "cd"]),
            ("abcdefgh", 5, &["abcde", "fgh"]),
            ("x /ab/cdefg", 5, &["x", "/ab/", "cdefg"]),
            ("äöü ß", 3, &["äöü", "ß"]),
        ] {
            assert_eq!(wrap(text, width), lines, "{text}");
        }
        let long = "word ".repeat(40);
        let rows = [vec![plain("label"), plain(long.trim())]];
        let shown = unstyled(&wrapped_table(&rows, 2));
        assert!(
            shown.lines().all(|line| line.chars().count() <= COLUMNS),
            "{shown}"
        );
        assert_eq!(shown.matches("word").count(), 40);
        assert!(
            shown
                .lines()
                .skip(1)
                .all(|line| line.starts_with("         word")),
            "{shown}"
        );
    }

    #[test]
    fn tables_are_aligned_by_what_is_seen() {
        let rows = [
            vec![(HEADING, "ä".into()), plain("b")],
            vec![plain("long"), plain("")],
        ];
        assert_eq!(unstyled(&table(&rows, 2)), "  ä     b\n  long\n");
    }
}
