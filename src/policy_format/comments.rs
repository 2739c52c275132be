//! The columns of comments.
//!
//! A comment behind something keeps its column as long as there is room. Those below each other in one
//! column stay below each other.

/// A line as it will be written.
#[derive(Debug, Default)]
pub struct Line {
    /// With its indentation; empty on a line that has only a comment, or nothing.
    pub code: String,
    pub comment: Option<Comment>,
}

#[derive(Debug)]
pub struct Comment {
    pub text: String,
    pub column: Column,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Of a comment on a line of its own.
    Exactly(usize),
    /// Of one behind something, or of one that goes on below it: there, or farther right.
    AtLeast(usize),
}

/// Joins the lines to a text.
pub fn write(lines: &mut [Line]) -> String {
    for paragraph in lines.split_mut(|line| line.code.is_empty() && line.comment.is_none()) {
        align(paragraph);
    }
    let mut out = String::new();
    for line in lines {
        let start = out.len();
        out.push_str(&line.code);
        if let Some(comment) = &line.comment {
            let (Column::Exactly(column) | Column::AtLeast(column)) = comment.column;
            let written = out[start..].chars().count();
            out.push_str(&" ".repeat(column.saturating_sub(written)));
            out.push_str(&comment.text);
        }
        out.push('\n');
    }
    out
}

/// Moves all comments that were in one column as far as the longest line before them needs.
fn align(lines: &mut [Line]) {
    let mut start = 0;
    while start < lines.len() {
        let Some(column) = lines[start].aligned() else {
            start += 1;
            continue;
        };
        let is_other = |line: &Line| line.aligned().is_some_and(|other| other != column);
        let length = lines[start..].iter().position(is_other);
        let end = length.map_or(lines.len(), |length| start + length);
        let group = &mut lines[start..end];
        let needed = group.iter().filter(|line| line.aligned().is_some());
        let needed = needed.map(Line::first_free_column).max();
        let column = column.max(needed.unwrap_or_default());
        for line in group {
            if let Some(comment) = line.comment.as_mut().filter(|comment| comment.is_aligned()) {
                comment.column = Column::AtLeast(column);
            }
        }
        start = end;
    }
}

impl Line {
    /// The column of a comment that may move to the right.
    pub fn aligned(&self) -> Option<usize> {
        match self.comment.as_ref()?.column {
            Column::AtLeast(column) => Some(column),
            Column::Exactly(_) => None,
        }
    }

    /// Behind one blank.
    fn first_free_column(&self) -> usize {
        match self.code.is_empty() {
            true => 0,
            false => self.code.chars().count() + 1,
        }
    }
}

impl Comment {
    fn is_aligned(&self) -> bool {
        matches!(self.column, Column::AtLeast(_))
    }
}
