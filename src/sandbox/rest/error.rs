//! Refusals of the REST API, in the form that its calls have.

use hyper::StatusCode;
use serde_json::{Value, json};

use crate::sandbox::failures::Failure;

/// Why a call is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    pub status: StatusCode,
    pub message: String,
    /// Whole seconds.
    pub retry_after: Option<u32>,
}

impl ApiError {
    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            retry_after: None,
        }
    }

    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "access token missing, wrong or expired",
        )
    }

    /// Of the token call. Which status Webex has for it is not known.
    pub fn unauthorized_client() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "client id or secret not accepted")
    }

    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, message)
    }

    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    pub fn no_meeting() -> Self {
        Self::not_found("there is no such meeting, or not for this person")
    }

    pub fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "this call has other methods",
        )
    }

    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, message)
    }

    pub fn locked() -> Self {
        let locked = Self::new(StatusCode::LOCKED, "the resource is locked");
        Self {
            retry_after: Some(2),
            ..locked
        }
    }

    pub fn too_many() -> Self {
        let too_many = Self::new(StatusCode::TOO_MANY_REQUESTS, "too many calls");
        Self {
            retry_after: Some(2),
            ..too_many
        }
    }

    pub fn broken() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "something went wrong")
    }

    pub fn unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "try again later")
    }

    /// The refusal that was asked for.
    pub fn on_demand(failure: Failure) -> Self {
        let asked_for = "the sandbox was asked for this failure";
        match failure {
            Failure::Unauthorized => Self::unauthorized(),
            Failure::Forbidden => Self::forbidden(asked_for),
            Failure::NotFound => Self::not_found(asked_for),
            Failure::Conflict => Self::conflict(asked_for),
            Failure::Locked => Self::locked(),
            Failure::TooMany => Self::too_many(),
            Failure::ServerError => Self::broken(),
            Failure::Unavailable => Self::unavailable(),
            // Exceptions of the XML service have no other form here.
            _ => Self::invalid(asked_for),
        }
    }

    /// The body. The number makes the `trackingId`, of which several forms are known, and none.
    pub fn body(&self, number: u64) -> Value {
        let mut body = json!({
            "message": self.message,
            "errors": [{ "description": self.message }],
        });
        let tracking_id = match number % 4 {
            0 => format!("ROUTER_00000000-0000-0000-0000-{number:012}"),
            1 => format!("NA_00000000-0000-0000-0000-{number:012}"),
            2 => format!("{number:032X}_1790000000000"),
            _ => return body,
        };
        body["trackingId"] = tracking_id.into();
        body
    }
}
