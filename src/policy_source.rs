//! A policy that is fetched from an HTTPS address: a file or an archive of a Git host, an object
//! store or a web server, signed or not.
//!
//! The source is not trusted more than it must be: every step is bounded, redirects are not
//! followed, archives are unpacked in memory, and with `--policy-key` only what a key of the
//! operator signed is accepted, and nothing older than what is in use.

mod address;
mod archive;
mod copy;
mod signature;
#[cfg(test)]
mod test_signer;
mod version;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hyper::StatusCode;
use hyper::header::{AUTHORIZATION, HeaderMap, HeaderValue, IF_NONE_MATCH};
use tokio::task::spawn_blocking;

use crate::digest::{Digest, sha256};
use crate::files;
use crate::https_client::{AnswerLimits, Client, FetchAnswer, FetchError, FetchedBody};
use crate::webex::{AddressError, HttpsUrl};

pub use address::{SourceAddress, SourceAddressError};
pub use copy::{CopyError, CopyFile, KeptVersion};
pub use signature::{PolicyKey, PolicyKeyError};
pub use version::{AcceptRules, Download, PolicyVersion, RefusedVersion};

/// The most bytes of a download. A million links are about 60 MB; packed, a sixth of that.
pub const MAX_DOWNLOAD_BYTES: usize = 32 << 20;

/// Where a thousand replicas share the line of a source, a download that goes on is not given up: it
/// would be asked for anew, and the line would never be free.
const DOWNLOAD: AnswerLimits = AnswerLimits {
    bytes: MAX_DOWNLOAD_BYTES,
    time: Duration::from_secs(5 * 60),
};

/// A signature of minisign has about 300 bytes.
const SIGNATURE: AnswerLimits = AnswerLimits {
    bytes: 16 << 10,
    time: Duration::from_secs(10),
};

/// The largest file with authorities: those of a system have about 250 KiB.
const MAX_AUTHORITIES_KIB: u64 = 1024;

/// The longest file with a token.
const MAX_TOKEN_KIB: u64 = 16;

/// What the operator says of a source.
#[derive(Clone, Debug)]
pub struct SourceSettings {
    pub rules: AcceptRules,
    /// Where the signature is, if not beside the policy.
    pub signature: Option<HttpsUrl>,
    /// Authorities (PEM) that replace those of the system.
    pub authorities: Option<PathBuf>,
    /// A file with a token to send (`Authorization: Bearer`).
    pub token: Option<PathBuf>,
}

/// A source that can be asked.
pub struct PolicySource {
    rules: AcceptRules,
    policy: Client,
    /// `None` where no signature is asked for.
    signature: Option<SignatureHost>,
    token: Option<PathBuf>,
}

struct SignatureHost {
    client: Client,
    /// Whether it is that of the policy. Another one does not get the token.
    is_of_policy: bool,
}

/// What is known of a source from an earlier fetch.
#[derive(Clone, Debug)]
pub struct KnownVersion {
    pub etag: Option<HeaderValue>,
    /// Of the bytes as they were fetched.
    pub digest: Digest,
    pub signature: Option<String>,
}

/// What a source gave.
pub enum Fetch {
    /// The version that is known; with its tag, if it was sent again.
    Unchanged(Option<HeaderValue>),
    /// The version that is known, with this signature.
    Signed(String),
    Downloaded(Download),
}

/// Why a source gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    #[error(transparent)]
    Address(#[from] AddressError),
    #[error("--policy-ca {file}: {source}", file = .0.display(), source = .1)]
    Authorities(PathBuf, io::Error),
    #[error("--policy-token-file {file}: {source}", file = .0.display(), source = .1)]
    Token(PathBuf, io::Error),
    #[error("--policy-token-file {file}: it is empty", file = .0.display())]
    NoToken(PathBuf),
    #[error("--policy-token-file {file}: no header can hold its characters", file = .0.display())]
    TokenCharacters(PathBuf),
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error("the operating system refused: {0}")]
    System(io::Error),
    #[error("no full answer within {} s", .0.as_secs())]
    Slow(Duration),
    #[error("it says that nothing has changed, but nothing was known")]
    NothingKnown,
    #[error("the signature cannot be fetched: {0}")]
    Signature(FetchError),
    #[error(transparent)]
    Refused(#[from] RefusedVersion),
}

impl PolicySource {
    pub fn new(settings: SourceSettings) -> Result<Self, SourceError> {
        let authorities = settings.authorities.as_deref().map(read_authorities);
        let authorities = authorities.transpose()?;
        let client = |url: &HttpsUrl| Client::new(url, authorities.as_deref());
        let policy = settings.rules.address.url();
        let signature = match (settings.rules.keys.is_empty(), settings.signature) {
            (true, _) => None,
            (false, Some(url)) => Some(url),
            (false, None) => Some(settings.rules.address.signature_url()?),
        };
        let signature = signature.map(|url| {
            Ok::<_, SourceError>(SignatureHost {
                client: client(&url)?,
                is_of_policy: url.origin() == policy.origin(),
            })
        });
        Ok(Self {
            policy: client(policy)?,
            signature: signature.transpose()?,
            token: settings.token,
            rules: settings.rules,
        })
    }

    pub fn rules(&self) -> &AcceptRules {
        &self.rules
    }

    /// Asks once.
    pub async fn fetch(&self, known: Option<&KnownVersion>) -> Result<Fetch, SourceError> {
        let headers = self.headers().await?;
        let mut asking = headers.clone();
        if let Some(etag) = known.and_then(|known| known.etag.as_ref()) {
            asking.insert(IF_NONE_MATCH, etag.clone());
        }
        let answer = self.policy.fetch_with(asking, DOWNLOAD).await?;
        let fetched = match answer {
            FetchAnswer::NotModified => return Ok(self.signed_again(known, headers, None).await),
            FetchAnswer::Body(fetched) => fetched,
        };
        if fetched.is_html {
            return Err(RefusedVersion::from(archive::ArchiveError::Page).into());
        }
        if known.is_some_and(|known| known.digest == sha256(&fetched.body)) {
            return Ok(self.signed_again(known, headers, fetched.etag).await);
        }
        let signature = self.fetch_signature(headers).await?;
        Ok(Fetch::Downloaded(download(fetched, signature)))
    }

    /// Asks whether a version that is known was signed again, as it is when keys change.
    async fn signed_again(
        &self,
        known: Option<&KnownVersion>,
        headers: HeaderMap,
        etag: Option<HeaderValue>,
    ) -> Fetch {
        let is_new = |signature: &String| {
            known.is_some_and(|known| known.signature.as_ref() != Some(signature))
        };
        match self.fetch_signature(headers).await {
            Ok(Some(signature)) if is_new(&signature) => Fetch::Signed(signature),
            // The version itself is as it was, and so is its old signature.
            Ok(_) | Err(_) => Fetch::Unchanged(etag),
        }
    }

    async fn fetch_signature(&self, headers: HeaderMap) -> Result<Option<String>, SourceError> {
        let Some(host) = &self.signature else {
            return Ok(None);
        };
        let headers = match host.is_of_policy {
            true => headers,
            false => HeaderMap::new(),
        };
        match host.client.fetch_with(headers, SIGNATURE).await {
            Ok(FetchAnswer::Body(fetched)) => {
                Ok(Some(String::from_utf8_lossy(&fetched.body).into_owned()))
            }
            Ok(FetchAnswer::NotModified) => Ok(None),
            Err(FetchError::Status { status, .. }) if is_missing(status) => Ok(None),
            Err(error) => Err(SourceError::Signature(error)),
        }
    }

    async fn headers(&self) -> Result<HeaderMap, SourceError> {
        let mut headers = HeaderMap::new();
        if let Some(file) = self.token.clone() {
            // Read each time: tokens are renewed.
            let token = spawn_blocking(move || read_token(&file)).await;
            let token = token.expect("reading does not panic")?;
            headers.insert(AUTHORIZATION, token);
        }
        Ok(headers)
    }
}

impl SourceError {
    /// Whether the source gave something that is refused. Otherwise it gave nothing.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(_))
    }

    /// When the source wishes to be asked again.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Fetch(FetchError::Status { retry_after, .. })
            | Self::Signature(FetchError::Status { retry_after, .. }) => *retry_after,
            _ => None,
        }
    }
}

impl PolicyVersion {
    pub fn known(&self) -> KnownVersion {
        KnownVersion {
            etag: self.download().etag.clone(),
            digest: self.digest(),
            signature: self.download().signature.clone(),
        }
    }
}

impl fmt::Debug for PolicySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PolicySource")
            .field(&self.rules.address)
            .finish()
    }
}

fn download(fetched: FetchedBody, signature: Option<String>) -> Download {
    Download {
        body: fetched.body,
        etag: fetched.etag,
        signature,
    }
}

/// Whether a server says that there is no such file. Object stores that list nothing to strangers
/// answer 403.
fn is_missing(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::FORBIDDEN
    )
}

fn read_authorities(file: &Path) -> Result<String, SourceError> {
    let text = files::read(file, MAX_AUTHORITIES_KIB).and_then(files::text);
    text.map_err(|error| SourceError::Authorities(file.to_owned(), error))
}

fn read_token(file: &Path) -> Result<HeaderValue, SourceError> {
    let text = files::read(file, MAX_TOKEN_KIB).and_then(files::text);
    let text = text.map_err(|error| SourceError::Token(file.to_owned(), error))?;
    let token = text.trim();
    if token.is_empty() {
        return Err(SourceError::NoToken(file.to_owned()));
    }
    let value = HeaderValue::from_str(&format!("Bearer {token}"));
    let mut value = value.map_err(|_| SourceError::TokenCharacters(file.to_owned()))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_token_is_one_line_of_a_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("token");
        for (text, expected) in [
            ("abc", Ok("Bearer abc")),
            ("abc\r\n", Ok("Bearer abc")),
            ("\u{feff}abc\n", Ok("Bearer abc")),
            ("", Err("it is empty")),
            (" \r\n", Err("it is empty")),
            ("abc\ndef\n", Err("no header can hold its characters")),
        ] {
            fs::write(&file, text).expect("written");
            match (read_token(&file), expected) {
                (Ok(value), Ok(expected)) => {
                    assert_eq!(value, expected);
                    assert!(value.is_sensitive());
                }
                (Err(error), Err(expected)) => {
                    let error = error.to_string();
                    assert!(error.contains(expected), "{error}");
                }
                (found, _) => panic!("{text:?}: {found:?}"),
            }
        }
    }

    /// Both are asked of the same host most of the time.
    #[test]
    fn the_host_of_the_signature_may_wish_to_rest_too() {
        let retry_after = Some(Duration::from_secs(60));
        let busy = || FetchError::Status {
            status: StatusCode::TOO_MANY_REQUESTS,
            retry_after,
        };
        for error in [SourceError::Fetch(busy()), SourceError::Signature(busy())] {
            assert_eq!(error.retry_after(), retry_after, "{error}");
        }
    }
}
