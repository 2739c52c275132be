//! What answers a request: one file for each kind of answer.

pub mod callback;
pub mod confirm;
pub mod directory_page;
pub mod https_redirect;
pub mod link_page;
