//! The methods that the gateway distinguishes.

use crate::word_list::words;

words! {
    /// The method of a request.
    pub enum Method {
        Get = "GET",
        Head = "HEAD",
        Post = "POST",
        /// Any other. Its name is chosen by the client, and does not appear in the log.
        Other = "other",
    }
}

/// The methods that a path accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Methods {
    Read,
    Post,
}

impl Method {
    pub fn of(method: &hyper::Method) -> Self {
        match *method {
            hyper::Method::GET => Self::Get,
            hyper::Method::HEAD => Self::Head,
            hyper::Method::POST => Self::Post,
            _ => Self::Other,
        }
    }
}

impl Methods {
    pub fn contain(self, method: Method) -> bool {
        match self {
            Self::Read => matches!(method, Method::Get | Method::Head),
            Self::Post => method == Method::Post,
        }
    }

    /// The value of `Allow` (RFC 9110, section 10.2.1).
    pub fn as_header(self) -> &'static str {
        match self {
            Self::Read => "GET, HEAD",
            Self::Post => "POST",
        }
    }
}
