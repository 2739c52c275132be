//! The tests that can run beside each other. Those that need a browser, a whole
//! machine, or the processor for themselves are in binaries of their own.

#![allow(clippy::panic, reason = "that is how a test fails")]

#[path = "../support/mod.rs"]
mod support;

mod access;
mod aliases;
mod catalogue;
mod changelog;
mod cli;
mod corpus;
mod decision_log;
mod deny;
mod directory;
mod docs;
mod drain;
mod dump;
mod expectations;
mod explain;
mod export;
mod findings;
mod fmt;
mod forwarded;
mod help_desk;
mod http2;
mod identity;
mod init;
mod invisible;
mod languages;
mod layers;
mod limits;
mod migration;
mod operating_manual;
mod operators;
mod pages;
mod policy_diff;
mod policy_source;
mod process;
mod properties;
mod proxy_header;
mod redirect_listener;
mod redirects;
mod reload;
mod replay;
mod replayable;
mod report_only;
mod requests;
mod rest;
mod return_leg;
mod return_path;
mod root_paths;
mod sandbox;
mod schema;
mod secrets;
mod server_calls;
mod spans;
mod start;
mod systemd;
mod tls;
mod unread;
mod views;
mod walkthrough;
