//! The ids of spans and traces: unique, not secret.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

/// Issues ids by SplitMix64: one number per id, no lock, and no id twice in a process.
#[derive(Debug)]
pub struct SpanIds {
    next: AtomicU64,
    /// The upper half of trace ids, so that those of two processes differ although their numbers meet.
    process: u64,
}

/// The odd number that is next to 2⁶⁴ divided by the golden ratio.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Default for SpanIds {
    fn default() -> Self {
        // The standard library seeds this from the operating system.
        let random = || RandomState::new().hash_one(0);
        Self {
            next: AtomicU64::new(random()),
            process: random(),
        }
    }
}

impl SpanIds {
    /// A text for the process.
    pub fn process(&self) -> String {
        format!("{:016x}", self.process)
    }

    pub fn trace_id(&self) -> u128 {
        // Mixed, so that a trace id does not begin like the one before.
        let (upper, lower) = (self.next() ^ self.process, self.next());
        u128::from(upper) << 64 | u128::from(lower)
    }

    pub fn span_id(&self) -> u64 {
        self.next()
    }

    /// The next id, which is not 0: that is none (Trace Context, "parent-id").
    fn next(&self) -> u64 {
        loop {
            let mixed = mix(self.next.fetch_add(STEP, Ordering::Relaxed));
            if mixed != 0 {
                return mixed;
            }
        }
    }
}

fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_id_comes_twice_and_none_is_zero() {
        let ids = SpanIds::default();
        let all: HashSet<u64> = (0..10_000).map(|_| ids.span_id()).collect();
        assert_eq!((all.len(), all.contains(&0)), (10_000, false));
        assert_ne!(ids.trace_id(), SpanIds::default().trace_id());
    }

    /// The first numbers of the published generator with the seed 0.
    #[test]
    fn the_mixer_is_the_published_one() {
        let number = |n: u64| mix(STEP.wrapping_mul(n));
        assert_eq!(number(1), 0xe220_a839_7b1d_cdaf);
        assert_eq!(number(2), 0x6e78_9e6a_a1b9_65f4);
    }
}
