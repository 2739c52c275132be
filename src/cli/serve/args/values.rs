//! Reading single values: times, and names of hosts.

use std::time::Duration;

use jiff::SignedDuration;

/// Reads the name of a host: no port, no path.
pub fn host_name(text: &str) -> Result<String, String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    match !text.is_empty() && text.chars().all(is_plain) {
        true => Ok(text.to_owned()),
        false => Err("write the name alone: ops.acme.example".to_owned()),
    }
}

/// Reads the mode of a file, in octal digits.
pub fn mode(text: &str) -> Result<u32, String> {
    let is_octal = text.bytes().all(|digit| matches!(digit, b'0'..=b'7'));
    let mode = u32::from_str_radix(text, 8).ok();
    let mode = mode.filter(|mode| is_octal && (1..=0o777).contains(mode));
    mode.ok_or_else(|| "write octal digits up to 0777, like 0660".to_owned())
}

/// The longest time that a setting can be: more is a slip, and clocks end somewhere.
const LONGEST: Duration = Duration::from_secs(10 * 366 * 24 * 60 * 60);

/// Reads a time: `500ms`, `5s`, `1h 30m`.
pub fn time(text: &str) -> Result<Duration, String> {
    match time_or_none(text)? {
        Duration::ZERO => Err("has to be longer than nothing".to_owned()),
        time => Ok(time),
    }
}

/// The shortest interval of polling: a source is not to be flooded by a slip.
const SHORTEST_POLL: Duration = Duration::from_secs(1);

/// Reads the interval at which a source is polled.
pub fn poll_interval(text: &str) -> Result<Duration, String> {
    match time(text)? {
        time if time < SHORTEST_POLL => Err("has to be 1s at least".to_owned()),
        time => Ok(time),
    }
}

/// Reads a time, or none: `0s`.
pub fn time_or_none(text: &str) -> Result<Duration, String> {
    let time: SignedDuration = text
        .parse()
        .map_err(|_| "write it like 500ms, 5s or 1h 30m".to_owned())?;
    let time = Duration::try_from(time).map_err(|_| "cannot be negative".to_owned())?;
    match time > LONGEST {
        true => Err("is longer than ten years".to_owned()),
        false => Ok(time),
    }
}
