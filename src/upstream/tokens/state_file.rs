//! Tokens on disk: for the next process, and for the others that have the same authorisation.
//!
//! A file belongs to one authorisation, so that a new refresh token in the policy never meets an old file.
//! It is replaced whole, and a lock beside it lets one process renew at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::geteuid;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep};

use super::endpoint::is_token;
use crate::digest::{hex, short_hex};
use crate::files;
use crate::upstream::config::TokenConfig;

const FORMAT: u32 = 1;

/// Two tokens, and what is around them.
const MAX_BYTES: usize = 64 * 1024;

/// How long another process may need: for an answer of the token endpoint, and to write it down. Were it
/// stopped with the lock in its hands, two processes would renew, which Webex takes.
const LOCK_LIMIT: Duration = Duration::from_secs(15);

const LOCK_POLL: Duration = Duration::from_millis(100);

/// Where the tokens of one authorisation are kept.
#[derive(Clone, Debug)]
pub struct StateFile {
    path: PathBuf,
    /// The authorisation.
    binding: String,
}

/// Tokens with what is known of them.
#[derive(Clone)]
pub struct KeptTokens {
    pub access_token: SecretString,
    /// When it was issued, in seconds since 1970.
    pub issued: i64,
    pub lifetime: Duration,
    pub refresh_token: SecretString,
}

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StateFileError {
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    #[error("its mode is {0:03o}: others may have read it, or changed it")]
    Mode(u32),
    #[error("it belongs to the user {0}")]
    Owner(u32),
    #[error("it is cut off or altered")]
    Broken,
    #[error("another version of Linkgate wrote it")]
    Format,
    #[error("it is of another authorisation")]
    Elsewhere,
}

/// Holds the lock until it is dropped.
pub struct StateLock {
    _file: Option<File>,
}

#[derive(Deserialize)]
struct FormatOf {
    format: u32,
}

#[derive(Deserialize)]
struct Read {
    authorisation: String,
    access_token: SecretString,
    issued: i64,
    lifetime: u64,
    refresh_token: SecretString,
}

/// The file is the one place where tokens are written.
#[derive(Serialize)]
struct Written<'t> {
    format: u32,
    authorisation: &'t str,
    access_token: &'t str,
    issued: i64,
    lifetime: u64,
    refresh_token: &'t str,
}

impl StateFile {
    pub fn in_folder(folder: &Path, config: &TokenConfig) -> Self {
        let binding = config.binding();
        let name = format!("webex-token-{}.json", short_hex(&binding));
        Self {
            path: folder.join(name),
            binding: hex(&binding),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The tokens of the file; `None` without one.
    pub async fn read(&self) -> Result<Option<KeptTokens>, StateFileError> {
        let file = self.clone();
        let read = spawn_blocking(move || file.read_now()).await;
        read.unwrap_or_else(|error| Err(io::Error::other(error).into()))
    }

    /// Replaces the file.
    pub async fn write(&self, tokens: &KeptTokens) -> io::Result<()> {
        let (file, tokens) = (self.clone(), tokens.clone());
        let written = spawn_blocking(move || file.write_now(&tokens)).await;
        written.unwrap_or_else(|error| Err(io::Error::other(error)))
    }

    /// The right to renew. A file system without locks, and a process that does not end, keep nobody from
    /// it.
    pub async fn lock(&self) -> StateLock {
        let path = self.path.with_extension("lock");
        let opened = spawn_blocking(move || open_lock(&path)).await;
        let opened = opened.unwrap_or_else(|error| Err(io::Error::other(error)));
        let file = match opened {
            Ok(file) => file,
            Err(error) => return self.unlocked(&error.to_string()),
        };
        let until = Instant::now() + LOCK_LIMIT;
        loop {
            match file.try_lock() {
                Ok(()) => return StateLock { _file: Some(file) },
                Err(TryLockError::WouldBlock) if Instant::now() < until => sleep(LOCK_POLL).await,
                Err(error) => return self.unlocked(&error.to_string()),
            }
        }
    }

    fn unlocked(&self, reason: &str) -> StateLock {
        let file = self.path.display();
        tracing::debug!(%file, reason, "tokens are renewed without a lock");
        StateLock { _file: None }
    }

    fn read_now(&self) -> Result<Option<KeptTokens>, StateFileError> {
        let file = match files::open(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        let found = file.metadata()?;
        check_access(found.permissions().mode(), found.uid(), geteuid().as_raw())?;
        // As long as it may be: growing would leave copies.
        let mut text = Zeroizing::new(Vec::with_capacity(MAX_BYTES));
        file.take(MAX_BYTES as u64).read_to_end(&mut text)?;
        self.tokens_in(&text).map(Some)
    }

    fn tokens_in(&self, text: &[u8]) -> Result<KeptTokens, StateFileError> {
        let format: FormatOf = serde_json::from_slice(text).map_err(|_| StateFileError::Broken)?;
        if format.format != FORMAT {
            return Err(StateFileError::Format);
        }
        let read: Read = serde_json::from_slice(text).map_err(|_| StateFileError::Broken)?;
        if read.authorisation != self.binding {
            return Err(StateFileError::Elsewhere);
        }
        if !is_token(&read.access_token) || !is_token(&read.refresh_token) {
            return Err(StateFileError::Broken);
        }
        Ok(KeptTokens {
            access_token: read.access_token,
            issued: read.issued,
            lifetime: Duration::from_secs(read.lifetime),
            refresh_token: read.refresh_token,
        })
    }

    fn write_now(&self, tokens: &KeptTokens) -> io::Result<()> {
        let written = Written {
            format: FORMAT,
            authorisation: &self.binding,
            access_token: tokens.access_token.expose_secret(),
            issued: tokens.issued,
            lifetime: tokens.lifetime.as_secs(),
            refresh_token: tokens.refresh_token.expose_secret(),
        };
        let mut text = Zeroizing::new(Vec::with_capacity(MAX_BYTES));
        serde_json::to_writer(&mut *text, &written)?;
        text.push(b'\n');
        files::replace(&self.path, &[&text])
    }
}

/// Tokens that another user could read or set are not the gateway's.
pub fn check_access(mode: u32, owner: u32, own: u32) -> Result<(), StateFileError> {
    if owner != own {
        return Err(StateFileError::Owner(owner));
    }
    let mode = mode & 0o777;
    match mode & 0o077 {
        0 => Ok(()),
        _ => Err(StateFileError::Mode(mode)),
    }
}

fn open_lock(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    let options = options.write(true).create(true).truncate(false);
    options.mode(0o600).open(path)
}
