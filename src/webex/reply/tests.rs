//! What is made of the fields that come back.

use super::*;

/// Reads `AT=LI&ST=FAIL`, already decoded.
fn reply(query: &str) -> Reply<'_> {
    let fields = query.split('&').filter(|field| !field.is_empty());
    Reply::read(fields.map(|field| field.split_once('=').unwrap_or((field, ""))))
}

#[track_caller]
fn assert_ends(query: &str, expected: Ending) {
    assert_eq!(reply(query).ending, expected, "{query:?}");
}

#[test]
fn the_recorded_answers_are_read() {
    for (query, expected) in [
        (
            "siteurl=pluto&AT=LI&WID=pluto&ST=SUCCESS&CSRF=0000",
            (Some("LI"), Ending::Success, Some("pluto")),
        ),
        (
            "siteurl=revolutionprep&AT=LO&ST=SUCCESS",
            (Some("LO"), Ending::Success, None),
        ),
        (
            "AT=JM&ST=FAIL&RS=MeetingLocked",
            (Some("JM"), Ending::Failure(Reason::MeetingLocked), None),
        ),
        ("siteurl=revolutionprep", (None, Ending::Silent, None)),
        ("", (None, Ending::Silent, None)),
    ] {
        let Reply {
            action,
            ending,
            web_id,
        } = reply(query);
        assert_eq!((action, ending, web_id), expected, "{query}");
    }
}

#[test]
fn neither_case_nor_blanks_count() {
    for query in [
        "at=jm&st=fail&rs=meetinglocked",
        "At=JM&St=Fail&Rs=MEETINGLOCKED",
        "AT= JM &ST=\tFAIL &RS= MeetingLocked\r\n",
    ] {
        assert_ends(query, Ending::Failure(Reason::MeetingLocked));
        let action = reply(query).action.expect("it is said");
        assert!(action.eq_ignore_ascii_case("JM"), "{action:?}");
    }
    assert_ends("st=success", Ending::Success);
}

#[test]
fn being_logged_in_already_is_a_success_of_a_login_only() {
    let failed = Ending::Failure(Reason::AlreadyLogon);
    assert_ends("AT=LI&ST=FAIL&RS=AlreadyLogon", Ending::AlreadyLoggedIn);
    assert_ends("at=li&st=fail&rs=alreadylogon", Ending::AlreadyLoggedIn);
    assert_ends("AT=JM&ST=FAIL&RS=AlreadyLogon", failed);
    assert_ends("ST=FAIL&RS=AlreadyLogon", failed);
    assert_ends("AT=LI&AT=JM&ST=FAIL&RS=AlreadyLogon", failed);
}

#[test]
fn the_status_decides_and_a_reason_only_explains() {
    assert_ends("ST=SUCCESS&RS=AccessDenied", Ending::Success);
    assert_ends("ST=SUCCESS&RS=", Ending::Success);
    assert_ends("ST=FAIL", Ending::Failure(Reason::Unnamed));
    assert_ends("ST=FAIL&RS=", Ending::Failure(Reason::Unnamed));
    assert_ends("ST=FAIL&RS=Sunday", Ending::Failure(Reason::Unlisted));
    assert_ends("ST=FAIL&RS=Unknown", Ending::Failure(Reason::Unknown));
    for query in ["RS=AccessDenied", "ST=&RS=AccessDenied", "ST=", "ST"] {
        assert_ends(query, Ending::Unclear);
    }
    for query in [
        "ST=OK",
        "ST=FAILED",
        "ST=SUCCESS FAIL",
        "ST=SUCCESS\0",
        "ST=0",
    ] {
        assert_ends(query, Ending::Unclear);
    }
}

#[test]
fn what_is_said_twice_must_be_the_same() {
    assert_ends("ST=SUCCESS&ST=success", Ending::Success);
    assert_ends("ST=SUCCESS&ST=FAIL", Ending::Unclear);
    assert_ends("ST=FAIL&st=SUCCESS", Ending::Unclear);
    assert_ends("ST=SUCCESS&ST=", Ending::Unclear);
    assert_ends("ST=SUCCESS&ST=FAIL&ST=SUCCESS", Ending::Unclear);
    let locked = Ending::Failure(Reason::MeetingLocked);
    assert_ends("ST=FAIL&RS=MeetingLocked&RS=meetinglocked", locked);
    let unnamed = Ending::Failure(Reason::Unnamed);
    assert_ends("ST=FAIL&RS=MeetingLocked&RS=AccessDenied", unnamed);
    assert_eq!(reply("AT=LI&AT=LO").action, None);
    assert_eq!(reply("WID=ann&WID=bob").web_id, None);
    assert_eq!(reply("WID=ann&WID=ann").web_id, Some("ann"));
}

#[test]
fn hostile_values_are_not_handed_on() {
    let long = "x".repeat(4096);
    assert_ends(
        &format!("ST=FAIL&RS={long}"),
        Ending::Failure(Reason::Unlisted),
    );
    assert_ends(&format!("ST={long}"), Ending::Unclear);
    assert_ends(
        "ST=FAIL&RS=\u{1b}[2JAccessDenied",
        Ending::Failure(Reason::Unlisted),
    );
    for action in [&long, "", "J\0M", "J M", "J\u{1b}", "ＪＭ", "<b>", "../x"] {
        assert_eq!(reply(&format!("AT={action}")).action, None, "{action:?}");
    }
    for id in [
        &long,
        "",
        "a\0b",
        "a\r\nSet-Cookie: x",
        "a\u{85}b",
        "\u{7f}",
    ] {
        assert_eq!(reply(&format!("WID={id}")).web_id, None, "{id:?}");
    }
    assert_eq!(reply("WID=ann@b.c").web_id, Some("ann@b.c"));
    let many = "ST=FAIL&RS=x&".repeat(10_000);
    assert_ends(&many, Ending::Failure(Reason::Unlisted));
}

#[test]
fn success_and_reason_are_told_apart() {
    let endings = [
        (Ending::Success, "success", true, None),
        (Ending::AlreadyLoggedIn, "already_logged_in", true, None),
        (
            Ending::Failure(Reason::Unknown),
            "failure",
            false,
            Some(Reason::Unknown),
        ),
        (Ending::Silent, "no_result", false, None),
        (Ending::Unclear, "unclear", false, None),
    ];
    for (ending, word, success, reason) in endings {
        assert_eq!(ending.as_str(), word);
        assert_eq!((ending.is_success(), ending.reason()), (success, reason));
    }
}
