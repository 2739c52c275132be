//! What can be wrong with a request before anything in it counts.

use hyper::StatusCode;

use crate::word_list::words;

words! {
    /// Why a request is refused before it is looked at: it is too large, or no HTTP.
    pub enum HeadError {
        UriTooLong = "uri_too_long",
        /// The header fields, all of them or one.
        HeadersTooLarge = "headers_too_large",
        Method = "invalid_method",
        Target = "invalid_target",
        Version = "invalid_version",
        /// A header field that has no name, or a character that none may have.
        Header = "invalid_header",
        ContentLength = "invalid_content_length",
        TransferEncoding = "invalid_transfer_encoding",
        /// Frames that are against the rules of HTTP/2: nothing on the connection is answered any more.
        Frames = "invalid_frames",
        /// Anything else that cannot be read.
        Unreadable = "unreadable",
    }
}

impl HeadError {
    pub fn status(self) -> StatusCode {
        match self {
            Self::UriTooLong => StatusCode::URI_TOO_LONG,
            Self::HeadersTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::Method
            | Self::Target
            | Self::Version
            | Self::Header
            | Self::ContentLength
            | Self::TransferEncoding
            | Self::Frames
            | Self::Unreadable => StatusCode::BAD_REQUEST,
        }
    }
}
