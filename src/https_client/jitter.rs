//! Keeps clients of one server from asking it in step.

use std::time::Duration;

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};

/// 80 to 100% of a wait.
pub fn shortened(wait: Duration) -> Duration {
    wait.mul_f64(1.0 - random_fraction() / 5.0)
}

/// 100 to 120% of a wait.
pub fn lengthened(wait: Duration) -> Duration {
    wait.mul_f64(1.0 + random_fraction() / 5.0)
}

/// 0 to 100% of a wait.
pub fn part_of(wait: Duration) -> Duration {
    wait.mul_f64(random_fraction())
}

/// From 0 to 1. Without random numbers, 0: to be in step is no reason to stop.
fn random_fraction() -> f64 {
    let mut bytes = [0; 4];
    match SystemRandom::new().fill(&mut bytes) {
        Ok(()) => f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX),
        Err(_) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAIT: Duration = Duration::from_secs(100);

    #[track_caller]
    fn assert_within(change: fn(Duration) -> Duration, low: u64, high: u64) {
        let waits: Vec<Duration> = (0..100).map(|_| change(WAIT)).collect();
        let range = Duration::from_secs(low)..=Duration::from_secs(high);
        assert!(waits.iter().all(|wait| range.contains(wait)), "{waits:?}");
        assert!(waits.iter().any(|wait| *wait != waits[0]), "{waits:?}");
    }

    #[test]
    fn waits_differ_within_their_bounds() {
        assert_within(shortened, 80, 100);
        assert_within(lengthened, 100, 120);
        assert_within(part_of, 0, 100);
    }
}
