//! What was read, and what of it was no line of the decision log.

/// Counts of lines by what they are. Blank lines are not counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub files: u64,
    pub lines: u64,
    /// Lines of the decision log, which were handed over.
    pub decisions: u64,
    /// Lines of other programs.
    pub foreign: u64,
    /// Parts of lines: the process or the disk stopped in the middle.
    pub torn: u64,
    /// Lines with more bytes than [`super::MAX_LINE_BYTES`].
    pub too_long: u64,
    /// Lines of another version of the decision log.
    pub other_version: u64,
    /// One of those versions.
    pub version_seen: Option<u64>,
    /// Lines of this version of which a field is missing or no such field.
    pub malformed: u64,
    /// The files that could not be read, or not to their end.
    pub unread: Vec<UnreadFile>,
    /// The files that have lines, and none of the decision log.
    pub foreign_files: Vec<String>,
}

/// A file that could not be read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadFile {
    pub name: String,
    pub why: String,
    /// The lines of the decision log that could be read before, which count.
    pub decisions: u64,
}

impl Tally {
    /// Lines that were not used, whatever they are.
    pub fn unused(&self) -> u64 {
        let Self {
            foreign,
            torn,
            too_long,
            other_version,
            malformed,
            ..
        } = self;
        foreign + torn + too_long + other_version + malformed
    }
}
