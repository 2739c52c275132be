//! The sentences about a value, held against what the value itself says.

use super::*;
use crate::webex::AddressError;

fn sentence(error: ValueError) -> String {
    let request = BadRequest::Value("meeting_key", error);
    InvalidInput::from(&request)
        .sentence(Language::English)
        .into_owned()
}

#[test]
fn a_visitor_reads_what_the_value_says_of_itself() {
    let (min, max) = (7, 20);
    for error in [
        ValueError::Empty,
        ValueError::Digits { min, max },
        ValueError::Range { min, max },
        ValueError::TooLong { max },
        ValueError::Control,
        ValueError::Name,
        ValueError::Email,
        ValueError::Flag,
        ValueError::Choice("one, two".to_owned()),
        ValueError::Duration { min, max },
        ValueError::Start,
        ValueError::Year(2036),
        ValueError::TimeZone,
        ValueError::Feature("chat, poll".to_owned()),
        ValueError::Token {
            prefix: "m".into(),
            hex: 32,
        },
        ValueError::Token {
            prefix: "".into(),
            hex: 32,
        },
        ValueError::TooMany { max },
        ValueError::List,
    ] {
        let expected = format!("The meeting number {error}.");
        assert_eq!(sentence(error), expected);
    }
}

#[test]
fn what_is_wrong_with_an_address_is_not_for_a_visitor() {
    let error = ValueError::Url(AddressError::Character);
    assert_eq!(
        sentence(error),
        "The meeting number must be an https address."
    );
}
