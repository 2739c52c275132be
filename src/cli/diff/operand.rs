//! One of the two policies that are compared.

use std::convert::Infallible;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use jiff::Timestamp;

use super::revision::{Revision, load_revision};
use crate::cli::source;
use crate::compile::Loaded;

/// Where a policy is: a path of this machine, or one in a revision of a git repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    Path(PathBuf),
    Revision(Revision),
}

impl FromStr for Operand {
    type Err = Infallible;

    /// What exists as a path is one, also with a colon in its name.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        let path = Path::new(text);
        let revision = text.split_once(':').filter(|_| !path.exists());
        Ok(match revision {
            None => Self::Path(path.to_owned()),
            Some((name, path)) => Self::Revision(Revision {
                name: name.to_owned(),
                path: path.to_owned(),
            }),
        })
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => path.display().fmt(f),
            Self::Revision(revision) => revision.fmt(f),
        }
    }
}

impl Operand {
    pub fn is_revision(&self) -> bool {
        matches!(self, Self::Revision(_))
    }

    /// Reads the policy.
    ///
    /// # Errors
    ///
    /// Why a revision could not be read at all.
    pub fn load(&self, without_secrets: bool, now: Timestamp) -> Result<Loaded, String> {
        match self {
            Self::Revision(revision) => load_revision(revision, now),
            Self::Path(path) if without_secrets => Ok(source::load_without_secrets(path, now)),
            Self::Path(path) => Ok(source::load(Some(path), now)),
        }
    }
}
