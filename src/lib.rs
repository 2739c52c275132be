//! Linkgate, a gate for links: a short path comes in, a policy-checked Webex
//! call goes out.
//!
//! The modules, in the order in which they know each other:
//!
//! - [`net`]: who is at the other end, and which host is asked for;
//! - [`text`]: texts of people, and how they are read;
//! - [`webex`]: what Webex understands, and the only writer of its URLs;
//! - [`policy`]: what the operator allows, checked and immutable;
//! - [`compile`]: from the files of a policy to the policy, or to what is wrong with them;
//! - [`policy_format`]: one way to write a policy down;
//! - [`decision`]: what happens to one request, as a pure function;
//! - [`policy_diff`]: which requests two policies answer differently;
//! - `expectations`: what requests are to come to;
//! - [`https_client`]: fetches from servers that the operator names;
//! - [`policy_source`]: a policy that is fetched from an address;
//! - [`directory`]: what a caller may find;
//! - [`export`]: links for other programs and servers;
//! - [`migration`]: links that others have, as links of a policy;
//! - [`identity`]: who asks, as far as the policy trusts anybody to say so;
//! - [`telemetry`]: what operators are told;
//! - [`decision_logs`]: reads what it has written of decisions;
//! - [`otlp`]: sends spans to a collector;
//! - [`upstream`]: calls to Webex's servers, with tokens and limits;
//! - [`gateway`]: HTTP in and out;
//! - [`replay`]: decides requests of the decision log by another policy;
//! - [`sandbox`]: a stand-in for a Webex site, to try things out;
//! - [`server`]: sockets, limits and drain;
//! - [`cli`]: the command line, which puts everything together.
//!
//! ARCHITECTURE.md tells the way of one request and what always holds.

pub mod cli;
pub mod compile;
pub mod decision;
pub mod decision_logs;
mod digest;
pub mod directory;
mod expectations;
pub mod export;
mod files;
pub mod gateway;
pub mod https_client;
pub mod identity;
pub mod migration;
pub mod net;
pub mod otlp;
pub mod policy;
pub mod policy_diff;
pub mod policy_format;
pub mod policy_source;
pub mod replay;
pub mod sandbox;
pub mod server;
pub mod telemetry;
pub mod text;
pub mod upstream;
pub mod webex;
mod word_list;
