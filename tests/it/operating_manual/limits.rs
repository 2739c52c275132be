//! What the manual says of the limits follows from them.

use linkgate::gateway::RateLimit;

const MANUAL: &str = include_str!("../../../docs/operating.md");

/// Meeting numbers of nine digits.
const NUMBERS: u64 = 1_000_000_000;
const MINUTES_OF_A_DAY: u64 = 24 * 60;

/// Whole days in which all meeting numbers can be tried out, one with each request.
fn days(limit: RateLimit) -> u64 {
    NUMBERS / (u64::from(limit.per_minute.get()) * MINUTES_OF_A_DAY)
}

#[test]
fn to_try_out_all_meeting_numbers_takes_as_long_as_the_manual_says() {
    let row = MANUAL
        .lines()
        .find(|line| line.starts_with("| `--rate-limit`"));
    let row = row.expect("a row");
    let (client, network) = (
        days(RateLimit::DEFAULT),
        days(RateLimit::DEFAULT.of_network()),
    );
    assert!(
        row.contains(&format!("a year and a half ({client} days)")),
        "{client}: {row}"
    );
    assert!(
        row.contains(&format!("together: {network} days;")),
        "{network}: {row}"
    );
    // A year and a half, give or take two months.
    assert!(client.abs_diff(365 * 3 / 2) < 60, "{client}");
}
