//! The guard of an HTTP/2 connection: follows its frames in both directions while they pass by, and
//! says when the peer does what no client has to do.
//!
//! h2 bounds what makes it keep or send something, but not every kind of flood. The guard changes
//! no byte; what follows from what it sees is for the timers of the connection.

mod control_frame_budget;
mod frame_monitor;
pub mod frames;
mod open_streams;

pub use frame_monitor::FrameMonitor;
