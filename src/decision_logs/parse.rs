//! From the bytes of one line to its fields.

use serde::Deserialize;
use serde_json::error::Category;

/// Why a text is no line of the decision log that can be used.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    #[error("it is no JSON object (wrong at column {column})")]
    NotJson {
        column: usize,
        /// It ended too early.
        is_cut: bool,
    },
    #[error("it has no `log_version`")]
    NoVersion,
    #[error("it has `log_version` {0}")]
    OtherVersion(u64),
    #[error("{0}")]
    Field(serde_json::Error),
}

/// Reads a line of this version of the log, as a `T` with the fields that are needed of it.
///
/// # Errors
///
/// [`LineError`]. The version comes first: fields of another one may be called otherwise.
pub fn parse<'a, T: Deserialize<'a>>(line: &'a [u8], version: u32) -> Result<T, LineError> {
    #[derive(Deserialize)]
    struct Version {
        log_version: Option<u64>,
    }
    let found: Version = match serde_json::from_slice(line) {
        Ok(found) => found,
        Err(error) => {
            return Err(LineError::NotJson {
                column: error.column(),
                is_cut: error.classify() == Category::Eof,
            });
        }
    };
    match found.log_version {
        None => Err(LineError::NoVersion),
        Some(found) if found != u64::from(version) => Err(LineError::OtherVersion(found)),
        Some(_) => serde_json::from_slice(line).map_err(LineError::Field),
    }
}
