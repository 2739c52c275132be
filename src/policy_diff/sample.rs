//! Values for examples: one that every parameter in question takes.

use crate::webex::ParameterType;

/// Texts of which each kind of parameter takes at least one.
pub const TEXTS: [&str; 12] = [
    "123456789",
    "987654321",
    "30",
    "1",
    "jordan",
    "jordan@acme.example",
    "yes",
    "2027-01-05 10:00",
    "Europe/Berlin",
    "Jordan <jordan@acme.example>",
    "chat",
    "zebra-7",
];

/// A value for all of these kinds, the preferred one if it will do.
pub fn value(kinds: &[&ParameterType], preferred: &str) -> Option<String> {
    let fits = |text: &str| kinds.iter().all(|kind| kind.parse(text).is_ok());
    if !preferred.is_empty() && fits(preferred) {
        return Some(preferred.to_owned());
    }
    let own = kinds.iter().filter_map(|kind| own_value(kind));
    let all = TEXTS.iter().map(|text| (*text).to_owned());
    all.chain(own).find(|text| fits(text))
}

/// A value of a kind that has words or a form of its own.
fn own_value(kind: &ParameterType) -> Option<String> {
    Some(match kind {
        ParameterType::Digits { min, .. } => "7".repeat(usize::try_from(*min).ok()?),
        ParameterType::Number { min, .. } | ParameterType::Duration { min, .. } => min.to_string(),
        ParameterType::Choice(choices) => choices.first()?.0.to_string(),
        ParameterType::Token { prefix, hex } => {
            let letter = prefix.chars().next();
            let digits = "a".repeat(usize::try_from(*hex).ok()?);
            letter.into_iter().collect::<String>() + &digits
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_fits_all_kinds() {
        let (digits, text) = (ParameterType::MEETING_KEY, ParameterType::Text { max: 64 });
        assert_eq!(
            value(&[&digits, &text], "zebra").as_deref(),
            Some("123456789")
        );
        assert_eq!(value(&[&text], "zebra").as_deref(), Some("zebra"));
        let long = ParameterType::Digits { min: 12, max: 12 };
        assert_eq!(value(&[&long], ""), Some("7".repeat(12)));
        assert_eq!(value(&[&digits, &ParameterType::Email], ""), None);
    }
}
