//! Long lists in words: of thousands of values, only those that came or went are worth reading.

use std::collections::HashSet;

use super::facts::KeyChange;

/// What stands between the values of a list.
pub const SEPARATOR: &str = ", ";

/// Most values that are listed.
const SHOWN: usize = 10;

/// Leaves out what both lists have, where one of them is long.
pub fn shorten(change: &mut KeyChange) {
    let values = |list: &Option<String>| -> Vec<String> {
        let values = list.iter().flat_map(|list| list.split(SEPARATOR));
        values.map(str::to_owned).collect()
    };
    let (was, is) = (values(&change.was), values(&change.is));
    if was.len().max(is.len()) <= SHOWN {
        return;
    }
    for (list, values, others) in [(&mut change.was, &was, &is), (&mut change.is, &is, &was)] {
        *list = list.is_some().then(|| without(values, others));
    }
}

/// The values that the others have not, and how many there are besides.
fn without(values: &[String], others: &[String]) -> String {
    let others: HashSet<&str> = others.iter().map(String::as_str).collect();
    let own: Vec<&str> = values
        .iter()
        .map(String::as_str)
        .filter(|value| !others.contains(value))
        .collect();
    let counted = |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}"));
    let listed = own.iter().take(SHOWN).map(|value| (*value).to_owned());
    let rest = counted(own.len().saturating_sub(SHOWN), "more");
    let unchanged = counted(values.len() - own.len(), "unchanged");
    let words: Vec<String> = listed.chain(rest).chain(unchanged).collect();
    words.join(SEPARATOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shortened(was: Option<String>, is: Option<String>) -> String {
        let mut change = KeyChange {
            key: "networks.office".to_owned(),
            was,
            is,
            widens: false,
        };
        shorten(&mut change);
        let value = |value: Option<String>| value.unwrap_or_else(|| "nothing".to_owned());
        format!("{} → {}", value(change.was), value(change.is))
    }

    #[test]
    fn a_long_list_shows_what_came_and_went() {
        let list = |from: u32, to: u32| {
            let all: Vec<String> = (from..to).map(|number| number.to_string()).collect();
            Some(all.join(SEPARATOR))
        };
        for (was, is, expected) in [
            (list(0, 2), list(1, 3), "0, 1 → 1, 2"),
            (
                list(0, 50),
                list(1, 51),
                "0, 49 unchanged → 50, 49 unchanged",
            ),
            (list(0, 50), list(0, 51), "50 unchanged → 50, 50 unchanged"),
            (
                list(0, 50),
                None,
                "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 40 more → nothing",
            ),
        ] {
            assert_eq!(shortened(was, is), expected);
        }
    }
}
