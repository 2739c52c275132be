//! The lines of a text behind `|` or `>`, moved to another column.

/// The columns of the entry that a block text belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Parent {
    pub from: usize,
    pub to: usize,
}

/// The head of a block text, and its lines below the entry that it belongs to.
pub fn moved(text: &str, parent: Parent, inner: usize) -> Vec<String> {
    let mut lines = text.split('\n');
    let head = lines.next().unwrap_or_default().trim_end();
    let body: Vec<&str> = lines.collect();
    // `|2` says by how much the text is indented. Otherwise, its first line says it.
    let declared = marks(text).chars().find_map(|mark| mark.to_digit(10));
    let (from, to) = match declared {
        Some(step) => (parent.from + step as usize, parent.to + step as usize),
        None => (first_column(&body), inner),
    };
    let mut out = vec![head.to_owned()];
    out.extend(body.iter().map(|line| move_line(line, from, to)));
    if !keeps_end(text) {
        while out.len() > 1 && out.last().is_some_and(String::is_empty) {
            out.pop();
        }
    }
    out
}

/// Whether the empty lines at its end belong to a block text.
pub fn keeps_end(text: &str) -> bool {
    marks(text).contains('+')
}

/// `|`, `>-`, `|2` and the like.
fn marks(text: &str) -> &str {
    text.split([' ', '\t', '\n']).next().unwrap_or_default()
}

fn first_column(body: &[&str]) -> usize {
    let written = body.iter().find(|line| !line.trim_matches(' ').is_empty());
    // Without any, all lines are empty.
    written.map_or(usize::MAX, |line| {
        line.len() - line.trim_start_matches(' ').len()
    })
}

fn move_line(line: &str, from: usize, to: usize) -> String {
    let indentation = line.len() - line.trim_start_matches(' ').len();
    let content = &line[indentation.min(from)..];
    match content.is_empty() {
        true => String::new(),
        false => format!("{}{content}", " ".repeat(to)),
    }
}
