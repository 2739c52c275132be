use proptest::prelude::*;

use super::run::{Meaning, Run};
use super::{meeting_number, meeting_number_in};

#[track_caller]
fn assert_read(texts: &[&str], expected: Option<&str>) {
    for text in texts {
        assert_eq!(meeting_number_in(text).as_deref(), expected, "{text:?}");
    }
}

#[test]
fn a_number_is_found_in_whatever_stands_around_it() {
    let texts = [
        "615734219",
        "615 734 219",
        "615-734-219",
        "615.734.219",
        "615 - 734 - 219",
        "615\u{a0}734\u{202f}219",
        "615\u{2011}734\u{2013}219",
        "Meeting number (access code): 615 734 219",
        "Meeting-Kennnummer (Zugriffscode): 615 734 219",
        "Numéro de réunion (code d'accès) : 615 734 219",
        "Número de la reunión (código de acceso): 615 734 219",
        "ミーティング番号 (アクセス コード): 615 734 219",
        "ミーティング番号（アクセスコード）：615 734 219",
        "会議番号615734219です",
        "رقم الاجتماع: 615 734 219",
        "会議番号：６１５ ７３４ ２１９",
        "٦١٥ ٧٣٤ ٢١٩",
        "۶۱۵۷۳۴۲۱۹",
        "६१५ ७३४ २१९",
        "#615734219",
        "# 615 734 219 #",
        "*615 734 219*",
        "№615734219",
        "No. 615 734 219",
        "Nr.615734219",
        "tel:615734219",
        "sip: 615734219",
        "\"615 734 219\"",
        "„615 734 219“",
        "(615 734 219)",
        "[615734219]",
        "<615734219>",
        "「615734219」",
        "¿615 734 219?",
        "615734219.",
        "615734219, please",
        "615734219; 28.11.2026",
        "Come at 10:30 on 28.11.2026 to 615 734 219",
        "On 2026-11-28 at 10:30, number 615 734 219",
        "615 734 219, or call +49 30 615734220",
        "+1-408-555-0132 is the phone, the code is 615 734 219",
        "Room 12, number 615 734 219, floor 3",
        "Meeting number: 615 734 219. Access code: 615734219",
        "costs 1,615,734.50 and is number 615 734 219",
        // What lets somebody in is no number of a meeting.
        "Meeting number (access code): 615 734 219 Meeting password: qX7pKw (79756662 from phones and video systems)",
        "Password: 79756662 Meeting number: 615 734 219",
        "Meeting-Kennnummer: 615 734 219 Passwort: 79756662",
        "+49-619-6781-9736,,615734219#,,79756662#",
    ];
    assert_read(&texts, Some("615734219"));
    assert_read(
        &[
            "2554 485 2539",
            "２５５４ ４８５ ２５３９",
            "٢٥٥٤ ٤٨٥ ٢٥٣٩",
            "Code: 2554-485-2539",
        ],
        Some("25544852539"),
    );
    assert_read(&["Meeting 12345678", "12345678"], Some("12345678"));
}

#[test]
fn what_is_no_meeting_number_is_none() {
    let texts = [
        "",
        "no digits",
        // What lets somebody in.
        "Passwort: 12345678",
        "Host key: 123456789",
        "PIN 123456789",
        "パスコード: 123456789",
        "رمز المرور: 123456789",
        "Ticket INC 123456789",
        "123456",
        "1 2 3 4 5 6",
        "123456789012345678901",
        // Decimals and amounts.
        "615734219.0",
        "615734219,00",
        "6157342.19",
        "1,615,734,219",
        "1'615'734'219",
        "615.734.219,50",
        "$615734219",
        "615734219€",
        "615734219%",
        "-615734219",
        "6.15734219",
        "٦١٥٬٧٣٤٬٢١٩",
        // Dates and times.
        "2026-11-28",
        "28.11.2026",
        "28/11/2026",
        "11/28/2026",
        "28 11 2026",
        "28-11-2026",
        "20261128",
        "28112026",
        "11282026",
        "20261128103000",
        "2026-11-28 10:30",
        "2026-11-28T10:30:00",
        "28.11.2026 10:30",
        "２０２６-１１-２８",
        "1.12.2026",
        "10:30:00.123456",
        // Addresses of networks, versions.
        "10.20.30.40",
        "192.168.100.200",
        "192.168.100.200:8080",
        "1.20.3000123",
        "2001:0db8:0000:1234",
        // Telephone numbers.
        "+49 30 615734219",
        "+49 (30) 6157342",
        "+49-30-615-734-219",
        "(+49) 30 6157342",
        "+ 49 30 6157342",
        "0049 30 6157342",
        "030 6157342",
        "0306157342",
        "(030) 6157342",
        "(408) 555-0132",
        "408-555-0132",
        "408.555.0132",
        "408 555 0132",
        "1-408-555-0132",
        "555-0132",
        "tel:+493061573421",
        "＋49 30 615734219",
        // Cards, bank accounts, books.
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111111111111111",
        "3782 822463 10005",
        "378282246310005",
        "DE89 3704 0044 0532 0130 00",
        "978-3-16-148410-0",
        // Parts of something else.
        "12345678a",
        "a615734219",
        "INC-615734219",
        "INC615734219",
        "é615734219",
        "x_615734219",
        "615734219/2",
        "/615734219",
        "MK=615734219",
        "615734219@acme.webex.com",
        "615734219-",
        "615734219x",
        // More than one, or a group too many.
        "615734219 123456789",
        "615734219 or 123456789",
        "615734219, 123456789",
        "5 615734219 and more",
        "615 734 219 12 and more",
        "123 615 734 219 and more",
        "see 1234567",
        "615734219 or order 123456789012",
        "61573421٩",
        "６１５734２１９",
    ];
    assert_read(&texts, None);
    for text in texts {
        assert_eq!(meeting_number(text), None, "{text:?}");
    }
}

/// Somebody who types digits alone may group them as they like.
#[test]
fn a_number_alone_may_have_other_groups_and_lengths() {
    for (text, number) in [
        ("1 2345 6789", "123456789"),
        ("12 34 56 789", "123456789"),
        ("61573 4219", "615734219"),
        ("7654 322", "7654322"),
        ("7654322", "7654322"),
        ("012345678", "012345678"),
        ("123456789012345678", "123456789012345678"),
    ] {
        assert_eq!(meeting_number(text).as_deref(), Some(number), "{text}");
    }
    for text in [
        "number 7654322",
        "number 61573 4219",
        "a 123456789012345678",
    ] {
        assert_eq!(meeting_number(text), None, "{text}");
        assert_eq!(meeting_number_in(text), None, "{text}");
    }
}

/// A meeting number as people write it.
fn number() -> impl Strategy<Value = (String, String)> {
    let groups = prop_oneof![Just(vec![9]), Just(vec![3, 3, 3]), Just(vec![4, 3, 4])];
    let between = prop::sample::select(vec![" ", "-", ".", "\u{a0}"]);
    (groups, between, "[1-9][0-9]{10}").prop_map(|(groups, between, digits)| {
        let mut rest = &*digits;
        let mut parts = Vec::new();
        for length in groups {
            let (part, behind) = rest.split_at(length);
            parts.push(part);
            rest = behind;
        }
        (parts.join(between), parts.concat())
    })
}

/// Anything, with many digits in it, which does not touch what stands beside it.
fn around() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[0-9]{1,12}".prop_map(|digits| digits),
        "[ ,.:;/()+#*-]{1,3}".prop_map(|marks| marks),
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn text_around_a_number_leads_to_no_other_one(
        (written, number) in number(), before in around(), behind in around(),
    ) {
        let text = format!("{before} {written} {behind}");
        // What surrounds it may have a number as well: then there are two, or that one is it, and this
        // one belongs to a longer run that is something else.
        let mut others = Run::all(&before).chain(Run::all(&behind));
        if let Some(found) = meeting_number_in(&text) {
            let is_other = |run: Run| run.meaning() == Meaning::Number && run.digits() == found;
            prop_assert!(found == number || others.any(is_other), "{text}: {found}");
        }
        if before.chars().chain(behind.chars()).all(|c| !c.is_numeric() && c != '+') {
            prop_assert_eq!(meeting_number_in(&text), Some(number), "{}", text);
        }
    }

    #[test]
    fn of_two_numbers_neither_is_meant(
        (one, first) in number(), (other, second) in number(), between in "[^0-9]{1,9}",
        before in around(), behind in around(),
    ) {
        prop_assume!(first != second && !between.chars().any(char::is_numeric));
        let text = format!("{before}; {one}{between}{other}; {behind}");
        let found = meeting_number_in(&text);
        let others = [meeting_number_in(&before), meeting_number_in(&behind)];
        // Glued to letters or signs, one of them may be none; then the other is meant.
        if between.chars().all(char::is_whitespace) {
            prop_assert!(found.is_none() || others.contains(&found), "{text}");
        }
        if let Some(found) = found {
            prop_assert!(found == first || found == second || others.contains(&Some(found)), "{text}");
        }
    }
}

#[test]
fn more_numbers_than_an_invitation_has_are_not_looked_at() {
    let numbers = |count| "PIN 12345678, ".repeat(count) + "Meeting: 615 734 219";
    let found = meeting_number_in(&numbers(20));
    assert_eq!(found.as_deref(), Some("615734219"));
    assert_eq!(meeting_number_in(&numbers(64)), None);
}
