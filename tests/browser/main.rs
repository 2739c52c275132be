//! The pages in a real browser: as people see them, hear them, print them, and
//! go through them to Webex and back.

#[path = "../support/mod.rs"]
mod support;

mod controls;
mod pages;
mod print;
mod report;
mod sandbox;
mod scene;
mod trips;
