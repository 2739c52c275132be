//! Lines of text with labels before them.

use crate::cli::output::{QUIET, styled, visible};

/// Where the facts begin, behind their labels.
pub const MARGIN: usize = 12;

/// Lines of text with labels before them.
#[derive(Debug, Default)]
pub struct TextWriter(pub String);

impl TextWriter {
    pub fn row(&mut self, label: &str, text: &str) {
        let label = styled(QUIET, &format!("{label:<MARGIN$}"));
        let text = visible(text);
        self.0.push_str(&format!("  {label}{}\n", text.trim_end()));
    }
}
