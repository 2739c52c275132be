//! What the template shows: tables of texts.

/// A table with its heading. Hidden characters in its texts have been replaced.
pub struct List {
    pub id: &'static str,
    pub title: String,
    pub heads: Vec<Head>,
    pub rows: Vec<Row>,
    /// How many rows there are besides; empty if there are none.
    pub more: String,
}

pub struct Head {
    pub words: &'static str,
    pub is_number: bool,
}

pub struct Row {
    pub name: String,
    /// In the language and the direction of whoever wrote it.
    pub title: String,
    pub note: String,
    pub cells: Vec<Cell>,
}

pub enum Cell {
    Text(String),
    Time(String),
    Number(String),
    Bar(Vec<Part>),
}

/// A part of a bar: where it begins and how wide it is, in thousandths.
pub struct Part {
    pub class: &'static str,
    pub start: u64,
    pub width: u64,
}
