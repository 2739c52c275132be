//! What is proposed where nothing answers.

use super::*;

/// What a page proposes.
fn proposed(page: &Response) -> Vec<String> {
    let main = page.main();
    let Some((_, near)) = main.split_once("<p id=\"near\">") else {
        return Vec::new();
    };
    let rest = near.split(" href=\"").skip(1);
    let hrefs = rest.filter_map(|rest| rest.split('"').next());
    hrefs.map(str::to_owned).collect()
}

#[test]
fn a_slip_leads_to_what_was_meant() {
    let gateway = gateway();
    for (path, headers, expected) in [
        ("/go/standdup", "", &["/go/standup"][..]),
        ("/go/stnadup", "", &["/go/standup"]),
        ("/standup", "", &["/go/standup"]),
        ("/go/jion/123456789", "", &["/go/join/123456789"]),
        (
            "/go/jion/123%20456%20789",
            "",
            &["/go/join/123%20456%20789"],
        ),
        ("/go/standup&utm_source=x", "", &["/go/standup"]),
        ("/go/standup&amp;utm_source=x&y=z", "", &["/go/standup"]),
        ("/go/Stand-Up&utm_source=x?y=z", "", &["/go/standup"]),
        ("/go/standdup&utm_source=x", "", &["/go/standup"]),
        ("/standup&fbclid=IwAR0", "", &["/go/standup"]),
        ("/go/secret-plan&utm_source=x", STAFF, &[]),
        ("/go/st%C3%A4ndup", "", &["/go/standup"]),
        // Only what the caller may use, and nothing that has expired.
        ("/go/bord", "", &[]),
        ("/go/bord", STAFF, &["/go/board"]),
        ("/go/secret-plann", STAFF, &[]),
        ("/go/oldd", "", &[]),
        ("/go/sooon", "", &[]),
        ("/go/quite-something-else", "", &[]),
        ("/go/standup/x", "", &[]),
    ] {
        let page = browse(&gateway, path, headers);
        assert_eq!(page.status(), 404, "{path}");
        assert_eq!(proposed(&page), expected, "{path}");
        let problem = ask(&gateway, path, headers);
        let told = problem["did_you_mean"].as_array().cloned();
        assert_eq!(told.unwrap_or_default(), expected, "{path}");
    }
}
