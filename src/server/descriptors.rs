//! The limit of file descriptors, which limits connections.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Descriptors that public connections do not get: for the connections of operators and health
/// checks, for files, for listening sockets, and for what is reloaded while the server is full. Of
/// a low limit, half.
const RESERVED: u64 = 256;

/// Raises the limit of the process as far as allowed, and returns how many of the wanted
/// connections are possible.
pub fn connections_within_reach(wanted: usize) -> usize {
    let limit = raised(getrlimit(Resource::Nofile));
    let within = limit.map_or(u64::MAX, |limit| limit - RESERVED.min(limit / 2));
    wanted.min(usize::try_from(within).unwrap_or(usize::MAX))
}

/// The effective limit. The default of the system is low for programs that cannot handle high
/// descriptors; every process may raise it up to the hard limit.
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
