//! What the writer writes to.

use std::io;

/// Takes whole lines.
pub trait Sink: Send {
    /// Writes lines, each with its end, as far as they go.
    fn write(&mut self, lines: &[u8]) -> Result<(), PartialWrite>;

    /// Opens it again under the same name, where it has one. A failure leaves everything as it was.
    fn reopen(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Not all lines got out.
#[derive(Debug)]
pub struct PartialWrite {
    /// How many did.
    pub written: u64,
    /// What stopped the first of the others.
    pub cause: io::Error,
}
