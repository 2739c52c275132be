//! How a call ends, in words for metrics.

use super::error::UpstreamReply;
use crate::word_list::words;

words! {
    /// What the status of a reply means.
    pub enum ReplyClass {
        Ok = "ok",
        /// 401: the token does not count.
        Unauthorized = "unauthorized",
        /// 403: scope, role or licence is missing.
        Forbidden = "forbidden",
        /// 404 and 410.
        NotFound = "not_found",
        /// 429.
        TooMany = "too_many",
        ClientError = "client_error",
        ServerError = "server_error",
        Other = "other",
    }
}

impl ReplyClass {
    fn of(status: u16) -> Self {
        match status {
            200..=299 => Self::Ok,
            401 => Self::Unauthorized,
            403 => Self::Forbidden,
            404 | 410 => Self::NotFound,
            429 => Self::TooMany,
            400..=499 => Self::ClientError,
            500..=599 => Self::ServerError,
            _ => Self::Other,
        }
    }
}

pub fn word_of(reply: &UpstreamReply) -> &'static str {
    match reply {
        Ok(reply) => ReplyClass::of(reply.status).as_str(),
        Err(error) => error.as_str(),
    }
}
