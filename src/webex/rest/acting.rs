//! For whom, and when, a command is carried out.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// For whom, and when, a command is carried out.
#[derive(Clone, Copy, Debug)]
pub struct Acting<'a> {
    /// The mail address of the host in whose name the command acts.
    pub host: Option<&'a str>,
    /// Who joins; only people whose mail address and name are proven.
    pub attendee: Option<Attendee<'a>>,
    pub now: Timestamp,
    /// The time zone of dates that have none of their own.
    pub zone: &'a TimeZone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attendee<'a> {
    pub email: &'a str,
    pub name: &'a str,
}
