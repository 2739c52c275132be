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

/// Whether it is a date in a form that spreadsheets write, perhaps with a time behind it:
/// `2026-11-28`, `28.11.2026`, `11/28/2026`, `28-Nov`. The groups of a meeting number, which hyphens
/// separate too, have other lengths.
pub fn is_date(text: &str) -> bool {
    let date = text.trim().split(['T', ' ']).next().unwrap_or_default();
    ['-', '.', '/'].iter().any(|mark| is_date_by(*mark, date)) || has_month_name(text.trim())
}

fn is_date_by(mark: char, date: &str) -> bool {
    let parts: Vec<&str> = date.split(mark).collect();
    let [first, second, third] = parts[..] else {
        return false;
    };
    let is_day_and_month = |day, month| is_within(day, 31) && is_within(month, 12);
    let is_in_either_order =
        |one, other| is_day_and_month(one, other) || is_day_and_month(other, one);
    (is_year(first) && is_day_and_month(third, second))
        || (is_year(third) && is_in_either_order(first, second))
}

/// A day and the name of a month, in any language, and perhaps a year: `28-Nov`, `28. Nov`, `Nov-26`.
fn has_month_name(text: &str) -> bool {
    /// `Nov`, `févr`, `September`.
    const LETTERS: std::ops::RangeInclusive<usize> = 3..=12;
    let parts = text.split(['-', '.', '/', ' ']);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let is_month = |part: &&str| {
        part.chars().all(char::is_alphabetic) && LETTERS.contains(&part.chars().count())
    };
    let mut others = parts.iter().filter(|part| !is_month(part));
    let months = parts.iter().filter(|part| is_month(part)).count();
    let is_number = |part: &&str| is_year(part) || is_within(part, 99);
    months == 1 && matches!(parts.len(), 2 | 3) && others.all(is_number)
}

fn is_year(part: &str) -> bool {
    part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit())
}

/// Whether it is a number of one or two digits, from 1 on.
fn is_within(part: &str, most: u8) -> bool {
    let are_digits = part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit());
    are_digits
        && part
            .parse()
            .is_ok_and(|number| (1..=most).contains(&number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_from_the_groups_of_a_number() {
        for date in [
            "2026-11-28",
            "28.11.2026",
            "28/11/2026",
            "11/28/2026",
            "28-11-2026",
            "2026/11/28",
            "2026.1.5",
            "1/5/2026",
            " 2026-11-28 ",
            "2026-11-28 00:00:00",
            "2026-11-28T00:00",
            "28-Nov",
            "28. Nov",
            "Nov-28",
            "28-Nov-26",
            "28-Nov-2026",
            "28. März",
            "5 févr. 2026",
            "2554-12-11",
            "0315-01-31",
        ] {
            assert!(is_date(date), "{date}");
        }
        for other in [
            "2554-485-2539",
            "123-456-789",
            "123 456 789",
            "123.456.789",
            "1234-567",
            "25-54-48-52",
            "2026-13-28",
            "2026-11-32",
            "2026-00-28",
            "2026-11-00",
            "32.11.2026",
            "13/13/2026",
            "20261128",
            "2026 11 28",
            "28-11-26",
            "2026-11.28",
            "226-11-28",
            "2026-111-2",
            "Nov",
            "28 platform team",
            "room-1234567",
            "ab-28",
            "",
            "--",
        ] {
            assert!(!is_date(other), "{other}");
        }
    }
}
