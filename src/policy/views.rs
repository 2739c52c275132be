//! What programs are told of a link, a route and a parameter: one shape for the pages' JSON, for
//! `/policy` and for `explain`. Each of them adds what it alone knows.
//!
//! A field without a value is left out; there is no `null` and no empty list.

mod link;
mod parameter;
mod rfc3339;
mod route;

pub use link::LinkView;
pub use parameter::ParameterView;
pub use rfc3339::Rfc3339;
pub use route::RouteView;
