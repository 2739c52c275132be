//! Weights of what a client accepts: `q=0.8` (RFC 9110, section 12.4.2).

/// A weight in thousandths; 0 is "not acceptable".
pub type Thousandths = u16;

/// The weight of what has none.
pub const FULL: Thousandths = 1000;

/// Parses `q=0.8`: a number from 0 to 1 with at most three decimals.
pub fn parse(text: &str) -> Option<Thousandths> {
    let number = text
        .strip_prefix("q=")
        .or_else(|| text.strip_prefix("Q="))?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let are_digits = fraction.len() <= 3 && fraction.bytes().all(|b| b.is_ascii_digit());
    let whole = match whole {
        "0" => 0,
        "1" => FULL,
        _ => return None,
    };
    let fraction: u16 = format!("{fraction:0<3}")
        .parse()
        .ok()
        .filter(|_| are_digits)?;
    Some(whole + fraction).filter(|thousandths| *thousandths <= FULL)
}

/// Removes optional whitespace (RFC 9110, section 5.6.3).
pub fn trim_blanks(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}
