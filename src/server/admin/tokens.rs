//! The tokens that operators present (RFC 6750): one on each line of a file, any of which is good,
//! so that one can be exchanged for another.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arc_swap::ArcSwap;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;
use secrecy::{ExposeSecret as _, SecretSlice, SecretString};

use crate::files;
use crate::server::file_snapshot::FileSnapshot;
use crate::text::is_repetitive;

/// The largest file, in KiB: some hundred tokens.
const MAX_KIB: u64 = 64;

/// The shortest token. Attempts are not limited, so that a token must be too long to guess.
const MIN_CHARACTERS: usize = 16;

/// Why a file of tokens cannot be used. The message is complete: setting, file, cause.
#[derive(Debug, thiserror::Error)]
#[error("--admin-token-file {}: {cause}", file.display())]
pub struct TokenError {
    file: PathBuf,
    cause: Cause,
}

#[derive(Debug, thiserror::Error)]
enum Cause {
    #[error(transparent)]
    Unreadable(#[from] io::Error),
    #[error("it has no token; write one per line, from `openssl rand -hex 32`")]
    Empty,
    #[error(
        "the token in line {0} has fewer than {MIN_CHARACTERS} characters; `openssl rand -hex 32` prints a good one"
    )]
    Short(usize),
    #[error(
        "the token in line {0} repeats itself, so that it can be guessed; `openssl rand -hex 32` prints a good one"
    )]
    Guessable(usize),
    #[error("the token in line {0} has a space or a character that is not ASCII")]
    Unsendable(usize),
}

/// The tokens that count now, and the file that they come from.
pub struct AdminTokens {
    file: PathBuf,
    current: ArcSwap<Current>,
}

/// The content of the file at one time.
struct Current {
    tokens: Vec<SecretString>,
    snapshot: FileSnapshot,
}

/// The content of the file, valid or not, before it is in force.
pub struct NewTokens {
    snapshot: FileSnapshot,
    tokens: Result<Vec<SecretString>, TokenError>,
}

impl AdminTokens {
    /// # Errors
    ///
    /// [`TokenError`] when there is no good token in it.
    pub fn load(file: &Path) -> Result<Self, TokenError> {
        let NewTokens { snapshot, tokens } = NewTokens::read(file);
        let tokens = tokens?;
        Ok(Self {
            file: file.to_owned(),
            current: ArcSwap::from_pointee(Current { tokens, snapshot }),
        })
    }

    pub fn look(&self) -> FileSnapshot {
        NewTokens::read(&self.file).snapshot
    }

    /// The file that is in force.
    pub fn in_force(&self) -> FileSnapshot {
        self.current.load().snapshot
    }

    /// Reads the file again, without putting it into force.
    pub fn read(&self) -> NewTokens {
        NewTokens::read(&self.file)
    }

    /// Puts what was read into force. With an error, the old tokens stay.
    ///
    /// # Errors
    ///
    /// [`TokenError`] when there was no good token in the file.
    pub fn renew(&self, new: NewTokens) -> Result<(), TokenError> {
        let NewTokens { snapshot, tokens } = new;
        let tokens = tokens?;
        self.current.store(Arc::new(Current { tokens, snapshot }));
        Ok(())
    }

    /// Whether a request brings one of the tokens. Every one is compared, in constant time, so that
    /// the time of an answer reveals nothing about them.
    pub fn admit(&self, headers: &HeaderMap) -> bool {
        let mut given = headers.get_all(AUTHORIZATION).iter();
        let (Some(given), None) = (given.next(), given.next()) else {
            return false;
        };
        let Some(given) = bearer(given.as_bytes()) else {
            return false;
        };
        let current = self.current.load();
        let is_it = |token: &SecretString| {
            verify_slices_are_equal(token.expose_secret().as_bytes(), given).is_ok()
        };
        current
            .tokens
            .iter()
            .fold(false, |found, token| is_it(token) | found)
    }
}

/// The token behind the scheme, whose name is case-insensitive (RFC 9110 section 11.1).
fn bearer(credentials: &[u8]) -> Option<&[u8]> {
    const SCHEME: &[u8] = b"Bearer ";
    let (scheme, token) = credentials.split_at_checked(SCHEME.len())?;
    scheme
        .eq_ignore_ascii_case(SCHEME)
        .then(|| token.trim_ascii())
}

impl NewTokens {
    fn read(file: &Path) -> Self {
        let (snapshot, tokens) = match files::read(file, MAX_KIB) {
            Ok(bytes) => {
                let bytes = SecretSlice::from(bytes);
                let snapshot = FileSnapshot::of([bytes.expose_secret()]);
                (snapshot, tokens(bytes.expose_secret()))
            }
            Err(error) => (FileSnapshot::UNREADABLE, Err(error.into())),
        };
        let file = file.to_owned();
        Self {
            snapshot,
            tokens: tokens.map_err(|cause| TokenError { file, cause }),
        }
    }

    pub fn snapshot(&self) -> FileSnapshot {
        self.snapshot
    }
}

fn tokens(bytes: &[u8]) -> Result<Vec<SecretString>, Cause> {
    let lines = files::without_mark(bytes)
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii);
    let lines = (1..).zip(lines).filter(|(_, line)| !line.is_empty());
    let tokens: Vec<_> = lines
        .map(|(number, line)| token(number, line))
        .collect::<Result<_, _>>()?;
    match tokens.is_empty() {
        true => Err(Cause::Empty),
        false => Ok(tokens),
    }
}

fn token(number: usize, line: &[u8]) -> Result<SecretString, Cause> {
    if !line.iter().all(u8::is_ascii_graphic) {
        return Err(Cause::Unsendable(number));
    }
    let text = std::str::from_utf8(line).map_err(|_| Cause::Unsendable(number))?;
    if text.len() < MIN_CHARACTERS {
        return Err(Cause::Short(number));
    }
    if is_repetitive(line) {
        return Err(Cause::Guessable(number));
    }
    Ok(text.into())
}

impl fmt::Debug for AdminTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AdminTokens")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "0123456789abcdef";

    fn read(text: &[u8]) -> Result<AdminTokens, TokenError> {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), text).expect("written");
        AdminTokens::load(file.path())
    }

    #[test]
    fn each_line_is_a_token() {
        let tokens = read(b"0123456789abcdef\r\n\n  fedcba9876543210  \n").expect("tokens");
        let marked = read(b"\xef\xbb\xbf0123456789abcdef\n").expect("a token");
        let mut headers = HeaderMap::new();
        let good = format!("Bearer {GOOD}").parse().expect("a value");
        headers.insert(AUTHORIZATION, good);
        assert!(marked.admit(&headers), "behind a byte order mark");
        let admits = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(AUTHORIZATION, value.parse().expect("a value"));
            }
            tokens.admit(&headers)
        };
        for good in [
            "Bearer 0123456789abcdef",
            "bearer fedcba9876543210",
            "BEARER   fedcba9876543210",
        ] {
            assert!(admits(&[good]), "{good}");
        }
        for bad in [
            "",
            "Bearer",
            "Bearer ",
            "Bearer 0123456789abcde",
            "Bearer 0123456789abcdef0",
            "Bearer 0123456789abcdeg",
            "Bearer 0123456789abcdef fedcba9876543210",
            "Basic 0123456789abcdef",
            "0123456789abcdef",
        ] {
            assert!(!admits(&[bad]), "{bad}");
        }
        let good = "Bearer 0123456789abcdef";
        assert!(!admits(&[]) && !admits(&[good, good]), "exactly one");
        assert!(!format!("{tokens:?}").contains(GOOD));
    }

    #[test]
    fn a_file_without_a_good_token_is_refused() {
        for (text, why) in [
            (&b""[..], "it has no token"),
            (b" \n\r\n", "it has no token"),
            (
                b"0123456789abcde\n",
                "the token in line 1 has fewer than 16 characters",
            ),
            (
                b"0123456789abcdef\nshort\n",
                "the token in line 2 has fewer than 16 characters",
            ),
            (
                b"0123456789abcdef\naaaaaaaaaaaaaaaaaaaa\n",
                "the token in line 2 repeats itself",
            ),
            (b"0123456789 abcdef\n", "the token in line 1 has a space"),
            (b"0123456789abcdef\xff\n", "the token in line 1 has a space"),
            (&[b'x'; 65 << 10], "larger than 64 KiB"),
        ] {
            let error = read(text).expect_err(why).to_string();
            assert!(error.starts_with("--admin-token-file /"), "{error}");
            assert!(error.contains(why), "{error}");
            assert!(!error.contains(GOOD), "{error}");
        }
    }
}
