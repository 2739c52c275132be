//! What a spreadsheet makes of a number in a column that is not formatted as text.

/// Whether it is a number as spreadsheets show one that is too long for its cell: `2.55449E+10`, with
/// a comma where that is the decimal separator.
pub fn is_shortened(text: &str) -> bool {
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let Some((number, power)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    are_digits(whole)
        && are_digits(fraction)
        && are_digits(power.strip_prefix('+').unwrap_or(power))
}
