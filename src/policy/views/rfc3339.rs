//! Moments for programs.

use std::fmt;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

/// A moment in UTC, to the second: `2027-06-30T16:00:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rfc3339(pub Timestamp);

impl fmt::Display for Rfc3339 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.strftime("%Y-%m-%dT%H:%M:%SZ").fmt(f)
    }
}

impl Serialize for Rfc3339 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_utc_and_to_the_second() {
        for (given, written) in [
            ("2027-06-30T18:00+02:00", "2027-06-30T16:00:00Z"),
            ("1970-01-01T00:00:00.999999999Z", "1970-01-01T00:00:00Z"),
            ("9999-12-30T00:00Z", "9999-12-30T00:00:00Z"),
        ] {
            let moment = given.parse().expect(given);
            assert_eq!(Rfc3339(moment).to_string(), written);
        }
    }
}
