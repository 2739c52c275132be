//! The outcomes of a delivery.

use super::outcome::Outcome;

/// The outcomes of a delivery, by the way in which the browser makes the call.
#[derive(Debug)]
pub struct Delivered {
    pub redirect: Outcome,
    pub form: Outcome,
}

pub const OPENED: Delivered = Delivered {
    redirect: Outcome::Redirected,
    form: Outcome::Posted,
};

/// After the person has confirmed.
pub const CONFIRMED: Delivered = Delivered {
    redirect: Outcome::Confirmed,
    form: Outcome::ConfirmedByForm,
};
