//! Why an archive is refused, and what bounds it.

use std::io;
use std::path::PathBuf;

use crate::compile::BundleNameError;

/// The most bytes of all files of an archive together. A million links are about 60 MB.
pub const MAX_UNPACKED_BYTES: u64 = 128 << 20;

/// The most files. Archives of a whole repository have some thousands.
pub const MAX_FILES: usize = 20_000;

/// Why what was fetched is no policy, whatever it says.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("it is a page for people (HTML), not a policy: does the address ask for a login?")]
    Page,
    #[error("it is a zip archive: fetch a .tar.gz")]
    Zip,
    #[error("it is empty")]
    Empty,
    #[error("it is no archive, so that nothing in it can be named behind a #")]
    NoArchive,
    #[error(
        "it is packed, but no tar archive: fetch it unpacked, or a .tar.gz. Does its server pack what it sends (Content-Encoding)?"
    )]
    NoTar,
    #[error("the archive cannot be read: {0}")]
    Broken(#[from] io::Error),
    #[error("the archive names a file `{name}`: {source}", name = .0.display(), source = .1)]
    Name(PathBuf, BundleNameError),
    #[error("the archive has the file `{}` twice", .0.display())]
    Twice(PathBuf),
    #[error("the archive is larger than {} MiB when it is unpacked", MAX_UNPACKED_BYTES >> 20)]
    TooLarge,
    #[error("the archive has more than {MAX_FILES} files")]
    TooMany,
    #[error("the archive has a name of more than 4096 bytes, or a header of more than 1 MiB")]
    LongName,
    #[error("the archive has the file `{}` without its holes: pack it without --sparse", .0.display())]
    Holes(PathBuf),
    #[error("the archive says two sizes of the file `{}`", .0.display())]
    TwoSizes(PathBuf),
}
