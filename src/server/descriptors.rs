//! How many file descriptors the process has, which is how many connections it can have.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Descriptors that connections of people do not get: for as many operators and probes as there may
/// be, for files, sockets that listen, and whatever is read anew while the server is full. Where there are
/// few, half of them.
const RESERVED: u64 = 256;

/// Raises the limit of the process as far as it may, and says how many connections of those that
/// were wanted there can be.
pub fn connections_within_reach(wanted: usize) -> usize {
    let limit = raised(getrlimit(Resource::Nofile));
    let within = limit.map_or(u64::MAX, |limit| limit - RESERVED.min(limit / 2));
    wanted.min(usize::try_from(within).unwrap_or(usize::MAX))
}

/// The limit that counts: the system's default is kept low for programs that cannot deal with high
/// numbers, and may be raised up to the hard limit by everybody.
fn raised(limit: Rlimit) -> Option<u64> {
    let higher = Rlimit {
        current: limit.maximum,
        ..limit
    };
    match setrlimit(Resource::Nofile, higher) {
        Ok(()) => limit.maximum,
        Err(_) => limit.current,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_wanted_and_at_least_one() {
        assert_eq!(connections_within_reach(1), 1);
        assert!(connections_within_reach(usize::MAX) > 1);
    }
}
