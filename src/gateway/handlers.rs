//! What answers a request: functions over a request context, one file for each kind of answer. They
//! know neither each other nor the dispatcher.

pub mod asset;
pub mod callback;
pub mod caller_page;
pub mod choice_page;
pub mod confirm;
pub mod directory_page;
pub mod https_redirect;
pub mod link_page;
pub mod redirect;
pub mod route_form;
pub mod suggestions;
