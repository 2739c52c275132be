//! What an operator is told about a broken policy: every mistake in one run,
//! with its place and what to do.

mod blanks;
mod brand;
mod callers;
mod names;
mod policy;
mod report_only;
mod routes;
mod secrecy;
mod server_calls;
mod sources;
