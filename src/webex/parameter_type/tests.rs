use super::ParameterType;
use crate::text::cases::{WRITTEN, hidden_texts};
use crate::text::{LEFT_AROUND, MAIL_ADDRESSES, without_marks};
use crate::webex::Code;

#[track_caller]
fn assert_reads(kind: &ParameterType, text: &str, expected: &str) {
    let value = kind.parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    assert_eq!(value.shown(), expected, "{text}");
}

#[track_caller]
fn assert_refuses(kind: &ParameterType, texts: &[&str]) {
    for text in texts {
        assert!(kind.parse(text).is_err(), "{kind:?} took {text:?}");
    }
}

#[test]
fn meeting_keys_are_read_as_people_write_them() {
    for text in [
        "123456789",
        "123 456 789",
        "123-456-789",
        "123\u{a0}456\u{a0}789",
        "123\u{2011}456\u{2011}789",
        " 123456789> ",
        "<123456789>",
        "123456789.",
    ] {
        assert_reads(&ParameterType::MEETING_KEY, text, "123456789");
    }
    assert_reads(&ParameterType::MEETING_KEY, "0123456", "0123456");
}

#[test]
fn whatever_is_one_word_is_read_without_what_was_left_around_it() {
    let token = ParameterType::Token {
        prefix: "m".into(),
        hex: 4,
    };
    for (kind, word) in [
        (ParameterType::MEETING_KEY, "123456789"),
        (ParameterType::Name { max: 20 }, "ada-l_1"),
        (ParameterType::Email, "ada@acme.example"),
        (token, "m12aF"),
    ] {
        for (before, behind) in LEFT_AROUND {
            assert_reads(&kind, &format!("{before}{word}{behind}"), word);
        }
    }
}

#[test]
fn nothing_but_ascii_digits_is_a_meeting_key() {
    assert_refuses(
        &ParameterType::MEETING_KEY,
        &[
            "",
            " ",
            "123456",
            "123456789012345678901",
            "12345678a",
            "+123456789",
            "1234567.89",
            "١٢٣٤٥٦٧٨٩",
            "１２３４５６７８９",
            "123456789&AT=DM",
            "123456789/../1",
            "0x1234567",
            "123456789\0",
        ],
    );
}

#[test]
fn numbers_have_a_range() {
    let kind = ParameterType::Number { min: 1, max: 500 };
    assert_reads(&kind, "007", "7");
    assert_refuses(
        &kind,
        &["0", "501", "-1", "+1", "1.0", "1e2", "99999999999"],
    );
}

#[test]
fn texts_are_kept_but_cannot_mislead() {
    let kind = ParameterType::Text { max: 10 };
    assert_reads(&kind, " Ada & Bob ", "Ada & Bob");
    assert_reads(&kind, "äöü漢字", "äöü漢字");
    assert_refuses(
        &kind,
        &["12345678901", "a\nb", "a\u{202e}b", "a\u{7f}b", "a\u{85}b"],
    );
}

#[test]
fn no_value_has_anything_hidden_in_it() {
    let text = ParameterType::Text { max: 40 };
    let name = ParameterType::Name { max: 40 };
    for hidden in hidden_texts() {
        assert_refuses(&text, &[&hidden]);
        assert_refuses(&name, &[&hidden]);
        assert_refuses(&ParameterType::Email, &[&format!("{hidden}@acme.example")]);
        assert_refuses(
            &ParameterType::People { max: 1 },
            &[&format!("{hidden} <ann@acme.example>")],
        );
    }
    for written in WRITTEN {
        assert_reads(&text, written, written);
    }
}

#[test]
fn names_are_safe_in_a_path() {
    let kind = ParameterType::Name { max: 20 };
    assert_reads(&kind, "ta.office.hours", "ta.office.hours");
    assert_reads(&kind, "ada-l_1>", "ada-l_1");
    assert_refuses(
        &kind,
        &[
            ".", "..", "..x", "../x", "-a", "a/b", "a b", "a%2Fb", "ä", "a:b", "a@b",
        ],
    );
}

#[test]
fn mail_addresses_are_read_as_pasted() {
    for text in [
        "ada@acme.example",
        "mailto:ada@acme.example",
        "<ada@acme.example>",
        "ada@acme.example>.",
    ] {
        assert_reads(&ParameterType::Email, text, "ada@acme.example");
    }
    assert_refuses(
        &ParameterType::Email,
        &[
            "ada",
            "ada@acme",
            "@acme.example",
            "a@b@acme.example",
            "a..b@acme.example",
            "ada@-acme.example",
            "ada@acme..example",
            "ada@acme.example\r\nBcc: x@y.example",
            "ada lovelace@acme.example",
            "adä@acme.example",
        ],
    );
}

#[test]
fn mail_addresses_are_those_that_any_server_takes() {
    let bare = |text: &&str| without_marks(text.trim()) == *text && !text.starts_with("mailto:");
    for (text, expected) in MAIL_ADDRESSES.into_iter().filter(|(text, _)| bare(text)) {
        let is_taken = ParameterType::Email.parse(text).is_ok();
        assert_eq!(is_taken, expected == Ok(true), "{text:?}");
    }
}

#[test]
fn flags_choices_and_durations_have_plain_words() {
    let flag = ParameterType::Flag {
        on: "1".into(),
        off: "0".into(),
    };
    assert_reads(&flag, "Yes", "1");
    assert_reads(&flag, "off", "0");
    assert_refuses(&flag, &["2", "maybe"]);
    let service = ParameterType::Choice([("web_tour".into(), "WebTour".into())].into());
    assert_reads(&service, "web-tour", "WebTour");
    assert_reads(&service, "webtour", "WebTour");
    assert_refuses(&service, &["x", "WebTour&AT=DM"]);
    let duration = ParameterType::Duration { min: 1, max: 1440 };
    assert_reads(&duration, "90", "90");
    assert_reads(&duration, "1h30m", "90");
    assert_reads(&duration, "PT1H30M", "90");
    assert_refuses(&duration, &["0", "1441", "90s", "-5", "1 month", "x"]);
}

#[test]
fn a_start_becomes_five_fields() {
    let kind = ParameterType::Start { latest_year: 2050 };
    assert_reads(&kind, "2027-01-31T14:05", "2027 1 31 14 5");
    assert_reads(&kind, "2027-01-31 08:00", "2027 1 31 8 0");
    assert_refuses(
        &kind,
        &[
            "2027-02-30T14:30",
            "2051-01-01T00:00",
            "2027-01-31T14:30Z",
            "2027-01-31T14:30+02:00",
            "2027-01-31T14:30:10",
            "2027-01-31",
            "31.01.2027 14:30",
            "２027-01-31T14",
        ],
    );
}

#[test]
fn zones_and_features_become_ids() {
    assert_reads(&ParameterType::TimeZone, "Europe/Berlin", "25");
    assert_reads(&ParameterType::TimeZone, "america/new_york", "11");
    assert_refuses(&ParameterType::TimeZone, &["25", "Berlin", "UTC+1"]);
    assert_reads(&ParameterType::Features, "chat, video", "5");
    assert_refuses(&ParameterType::Features, &["chat,,video", "telepathy"]);
}

#[test]
fn lists_are_numbered() {
    let kind = ParameterType::People { max: 2 };
    let value = kind
        .parse_items(&["Ada Lovelace <ada@acme.example>", "bob@acme.example"])
        .expect("two people");
    let codes = ["EM", "FN"].map(|code| Code::parse(code).expect("a code"));
    let mut out = String::new();
    value.write_query(&codes, &mut out);
    assert_eq!(
        out,
        "&EM1=ada%40acme.example&FN1=Ada%20Lovelace\
         &EM2=bob%40acme.example&FN2=bob%40acme.example"
    );
    assert_refuses(
        &kind,
        &["a@b.example,c@d.example,e@f.example", "Ada", "Ada <x>"],
    );
}

#[test]
fn tokens_have_a_prefix_and_a_length() {
    let kind = ParameterType::Token {
        prefix: "me".into(),
        hex: 4,
    };
    assert_reads(&kind, "m12aF>", "m12aF");
    assert_refuses(
        &kind,
        &["12af", "t12af", "m12a", "m12afa", "m12ag", "ä12af", "m"],
    );
    let bare = ParameterType::Token {
        prefix: "".into(),
        hex: 4,
    };
    assert_reads(&bare, "12af", "12af");
    assert_refuses(&bare, &["12a", "m12af"]);
}
