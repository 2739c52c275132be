//! Round trips: from a page of the intranet through Webex to the portal, with a
//! mouse, without one, and without scripts.

use serde_json::json;

use super::scene::{GATEWAY, INTRANET, Scene, stopped};
use crate::support::browser::{Browser, ENTER, Focus, Scripts, TAB};
use crate::support::stand_in::Called;

const WEBEX: &str = "https://acme.webex.com/acme/";
/// Links around every page: the way to the directory, above and below, whom to
/// ask, and the other languages.
const AROUND: usize = 3 + 5;

const PORTAL: &str = "https://portal.acme.example/meetings";

/// What a person uses, and where that leads them.
type Steps = &'static [(&'static str, &'static str)];

/// Into a meeting and out of it.
const MEETING: Steps = &[
    (
        "/go/standup",
        "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=",
    ),
    ("Leave the meeting", PORTAL),
];

/// Into a meeting that is locked, and once more.
const LOCKED: Steps = &[
    ("/go/standup", WEBEX),
    ("It is locked", "https://go.acme.example/-/back/join/"),
    ("Try again", WEBEX),
    ("It is locked", "https://go.acme.example/-/back/join/"),
    ("Continue without the meeting", PORTAL),
];

/// What changes something is asked about first.
const DELETE: Steps = &[
    ("/go/retire", "https://go.acme.example/go/retire"),
    (
        "Yes, do it",
        "https://acme.webex.com/acme/m.php?AT=DM&MK=987654321&BU=",
    ),
    ("Leave the meeting", PORTAL),
];

/// A login with a secret, which Webex answers with a redirect: the content
/// security policy of the form has to let all of them through.
const HOST: Steps = &[
    (
        "/go/host/123456789",
        "https://go.acme.example/go/host/123456789",
    ),
    (
        "Continue to Webex",
        "https://acme.webex.com/acme/m.php?AT=HM&MK=123456789&BU=",
    ),
    ("Leave the meeting", PORTAL),
];

/// Goes all ways, with this way to use a link or button.
fn go_all_ways(scene: &Scene, browser: &Browser, with: impl Fn(&Browser, &str)) {
    for steps in [MEETING, LOCKED, DELETE, HOST] {
        browser.go(INTRANET);
        scene.others.calls();
        for (words, target) in steps {
            with(browser, words);
            browser.arrive(target);
        }
        let calls = scene.others.calls();
        assert!(calls.iter().all(is_as_meant), "{calls:#?}");
        let posted = calls.iter().filter(|called| called.method == "POST");
        assert_eq!(posted.count(), usize::from(steps == HOST), "{calls:#?}");
    }
    let stopped = stopped(browser);
    assert!(stopped.is_empty(), "{stopped:?}");
}

/// Whether the secret is in the one body that it is meant for and nowhere else,
/// and Webex is told the way back through the gateway.
fn is_as_meant(called: &Called) -> bool {
    let is_login = called.method == "POST" && called.target == "/acme/p.php";
    let to_webex = called.host == "acme.webex.com";
    let back = "BU=https%3A%2F%2Fgo.acme.example%2F-%2Fback%2F";
    !called.target.contains("hunter2")
        && called.body.contains("PW=hunter2-canary") == is_login
        && (!to_webex || format!("{}{}", called.target, called.body).contains(back))
}

#[test]
fn people_get_to_webex_and_back() {
    let scene = Scene::set();
    let Some(browser) = scene.visitor(Scripts::On) else {
        return;
    };
    go_all_ways(&scene, &browser, Browser::click);
}

#[test]
fn scripts_are_not_needed() {
    let scene = Scene::set();
    let Some(browser) = scene.visitor(Scripts::Off) else {
        return;
    };
    browser.go("data:text/html,<title>off</title><script>document.title = 'on'</script>");
    assert_eq!(browser.script("return document.title", &[]), "off");
    go_all_ways(&scene, &browser, Browser::click);
}

#[test]
fn a_keyboard_is_enough() {
    let scene = Scene::set();
    let Some(browser) = scene.visitor(Scripts::On) else {
        return;
    };
    go_all_ways(&scene, &browser, Browser::reach_and_use);
}

/// A number out of an invitation, typed into the box of the directory: by keys
/// alone, with scripts and without.
#[test]
fn a_typed_number_leads_to_webex_and_back() {
    let scene = Scene::set();
    for scripts in [Scripts::On, Scripts::Off] {
        let Some(browser) = scene.visitor(scripts) else {
            return;
        };
        for (typed, target) in [
            ("join 123 456 789", "m.php?AT=JM&MK=123456789&BU="),
            ("stand-up", "m.php?AT=JM&MK=123456789&BU="),
        ] {
            type_into_the_box(&browser, typed);
            browser.arrive(&format!("{WEBEX}{target}"));
            browser.reach_and_use("Leave the meeting");
            browser.arrive(PORTAL);
        }
        // Several routes take a number alone: the person chooses.
        type_into_the_box(&browser, "123 456 789");
        browser.arrive(&format!("{GATEWAY}/-/go?q="));
        browser.reach_and_use("Join a meeting");
        browser.arrive(&format!("{WEBEX}m.php?AT=JM&MK=123456789&BU="));
        let stopped = stopped(&browser);
        assert!(stopped.is_empty(), "{stopped:?}");
    }
}

/// Types a text into the box of the directory, by keys alone.
#[track_caller]
fn type_into_the_box(browser: &Browser, text: &str) {
    browser.go(&format!("{GATEWAY}/"));
    browser.reach("Open a meeting or find a link");
    browser.write(text);
    browser.press(ENTER);
}

/// In every language, with keys alone: the box is the first field, says what it is and what it takes,
/// and the answer says what was done, which is read out.
#[test]
fn one_box_is_enough_without_eyes_and_mouse() {
    let scene = Scene::set();
    let Some(browser) = scene.visitor(Scripts::On) else {
        return;
    };
    for (language, label, hint, found) in [
        (
            "en",
            "Open a meeting or find a link",
            "A meeting number,",
            "Searched for “platform daily”: 1 link",
        ),
        (
            "de",
            "Meeting öffnen oder Link suchen",
            "Eine Meeting-Nummer,",
            "Gesucht nach „platform daily“: 1 Link",
        ),
        (
            "fr",
            "Ouvrir une réunion ou chercher un lien",
            "Un numéro de réunion,",
            "Recherche de « platform daily » : 1 lien",
        ),
        (
            "es",
            "Abrir una reunión o buscar un enlace",
            "Un número de reunión,",
            "Búsqueda de «platform daily»: 1 enlace",
        ),
        (
            "ja",
            "会議を開く、またはリンクを検索",
            "会議番号、",
            "「platform daily」の検索結果: 1 件のリンク",
        ),
        (
            "ar",
            "فتح اجتماع أو البحث عن رابط",
            "يُفتح رقم الاجتماع",
            "نتائج البحث عن «platform daily»: رابط واحد",
        ),
    ] {
        browser.speak(language);
        browser.go(&format!("{GATEWAY}/"));
        browser.press(TAB);
        browser.press(TAB);
        let focus = browser.focus().expect("the box has the focus");
        assert_eq!((&*focus.words, focus.is_visible), (label, true));
        let boxes = browser.heard("searchbox");
        assert_eq!(boxes.len(), 1, "{boxes:?}");
        assert_eq!(boxes[0].name, label);
        assert!(boxes[0].description.starts_with(hint), "{boxes:?}");
        assert_eq!(browser.heard("search").len(), 1, "one landmark");
        browser.write("platform daily");
        browser.press(ENTER);
        browser.arrive(&format!("{GATEWAY}/-/go?q=platform+daily"));
        let status = browser.text("[role=status]");
        assert_eq!(status.replace(['\u{2068}', '\u{2069}'], ""), found);
        assert_eq!(browser.heard("status").len(), 1, "it is read out");
        // What is recognised is opened.
        browser.go(&format!("{GATEWAY}/"));
        browser.reach(label);
        browser.write("join 123 456 789");
        browser.press(ENTER);
        browser.arrive(&format!("{WEBEX}m.php?AT=JM&MK=123456789&BU="));
    }
}

/// Each route is a form for what it needs.
#[test]
fn a_route_is_filled_in_where_it_stands() {
    let scene = Scene::set();
    let Some(browser) = scene.visitor(Scripts::Off) else {
        return;
    };
    browser.go(&format!("{GATEWAY}/?page=3"));
    browser.reach("meeting number");
    browser.write("123 456 789");
    browser.press(TAB);
    browser.press(ENTER);
    browser.arrive(&format!("{WEBEX}m.php?AT=JM&MK=123456789&BU="));
    // What deletes is asked first, and there is a way back.
    browser.go(&format!("{GATEWAY}/go/retire"));
    browser.reach_and_use("No, go back");
    browser.arrive(&format!("{GATEWAY}/go/retire+"));
    assert!(
        scene
            .others
            .calls()
            .iter()
            .all(|called| !called.target.contains("AT=DM"))
    );
}

/// The same page in another language, and the next one in it, too.
#[test]
fn a_language_is_chosen_once() {
    let scene = Scene::set();
    let Some(browser) = scene.visitor(Scripts::Off) else {
        return;
    };
    browser.go(&format!("{GATEWAY}/?q=platform"));
    browser.reach_and_use("Deutsch");
    browser.arrive(&format!("{GATEWAY}/?q=platform&page.lang=de"));
    assert_eq!(browser.text(".found"), "Gesucht nach „platform“: 3 Links");
    browser.click("+ Über Platform team stand-up");
    browser.arrive(&format!("{GATEWAY}/go/standup+"));
    assert_eq!(browser.text(".offers"), "Diesen Link öffnen");
}

/// No route of this person makes the call that they have pasted.
#[test]
fn an_address_that_leads_nowhere_is_said_to_be_that() {
    let scene = Scene::set();
    let Some(browser) = scene.visitor(Scripts::Off) else {
        return;
    };
    type_into_the_box(
        &browser,
        "https://acme.webex.com/acme/m.php?AT=HM&MK=123456789&BU=https://evil.example/",
    );
    browser.arrive(&format!("{GATEWAY}/-/go?q="));
    let found = browser.text(".found");
    assert_eq!(found, "No link here leads to that address.");
}

/// A page of somebody else asks for links with what the browser has of their
/// visitor, and learns nothing from whether it gets them.
#[test]
fn other_pages_cannot_try_out_links() {
    let scene = Scene::set();
    let Some(browser) = scene.visitor(Scripts::On) else {
        return;
    };
    browser.go(INTRANET);
    let loads = |address: &str| {
        let script = "const [address, done] = arguments;
            fetch(address, { mode: 'no-cors', credentials: 'include' })
                .then(() => done(true), () => done(false));";
        browser.waiting_script(script, &[json!(address)])
    };
    assert_eq!(loads(PORTAL), true, "others can be asked");
    for path in [
        "/",
        "/go/standup",
        "/go/standup+",
        "/go/standup.qr",
        "/go/nothing",
        "/-/go?q=standup",
        "/-/me",
        "/-/suggest?q=st",
        "/-/style.css",
    ] {
        assert_eq!(loads(&format!("{GATEWAY}{path}")), false, "{path}");
    }
}

/// The form that the manual has for intranet pages leads into the box from there, without a script.
#[test]
fn a_form_on_another_page_leads_into_the_box() {
    let scene = Scene::set();
    let Some(browser) = scene.visitor(Scripts::Off) else {
        return;
    };
    for (typed, expected) in [
        ("standup", WEBEX),
        ("join 123 456 789", WEBEX),
        (
            "https://acme.webex.com/acme/m.php?AT=DM&MK=987654321",
            GATEWAY,
        ),
        ("123 456 789", "https://go.acme.example/-/go?q=123+456+789"),
        ("zebra", "https://go.acme.example/-/go?q=zebra"),
    ] {
        browser.go(INTRANET);
        browser.reach("Meeting number, Webex link or link name");
        browser.write(typed);
        browser.press(ENTER);
        browser.arrive(expected);
        assert_eq!(stopped(&browser), [""; 0], "{typed}");
    }
}

/// From the directory to the page of a link, and on to Webex.
#[test]
fn people_find_a_link_and_look_at_it_first() {
    let scene = Scene::set();
    let Some(browser) = scene.visitor(Scripts::Off) else {
        return;
    };
    type_into_the_box(&browser, "platform daily");
    browser.arrive(&format!("{GATEWAY}/-/go?q=platform+daily"));
    let found = "Searched for “platform daily”: 1 link";
    assert_eq!(browser.text(".found"), found);
    browser.click("+ About Platform team stand-up");
    browser.arrive(&format!("{GATEWAY}/go/standup+"));
    browser.click("Open this link");
    browser.arrive(WEBEX);
}

/// A link at the root, by its further name: typed as an address, into the box, and found.
#[test]
fn a_further_name_at_the_root_leads_to_webex_and_back() {
    let scene = Scene::at_the_root();
    let Some(browser) = scene.visitor(Scripts::Off) else {
        return;
    };
    let call = format!("{WEBEX}m.php?AT=JM&MK=123456789&BU=");
    browser.go(&format!("{GATEWAY}/squad-07"));
    browser.arrive(&call);
    browser.reach_and_use("Leave the meeting");
    browser.arrive(PORTAL);
    type_into_the_box(&browser, "squad-08");
    browser.arrive(&call);
    browser.go(&format!("{GATEWAY}/?q=squad-09"));
    browser.click("+ About Team meeting 9");
    browser.arrive(&format!("{GATEWAY}/team-09+"));
    browser.click("Open this link");
    browser.arrive(&call);
    // A tag lists what has it, and the first page is one of its pages.
    browser.go(&format!("{GATEWAY}/team-09+"));
    browser.click("weekly");
    browser.arrive(&format!("{GATEWAY}/?q=weekly&page=1"));
    browser.click("Next");
    browser.arrive(&format!("{GATEWAY}/?q=weekly&page=2"));
    browser.click("Previous");
    browser.arrive(&format!("{GATEWAY}/?q=weekly&page=1"));
    let stopped = stopped(&browser);
    assert!(stopped.is_empty(), "{stopped:?}");
}

/// Every link and button, in the order in which they stand, and one sees where
/// one is.
#[test]
fn a_keyboard_reaches_everything() {
    let scene = Scene::set();
    let Some(browser) = scene.visitor(Scripts::On) else {
        return;
    };
    for (path, controls) in [
        ("/go/retire", 2 + AROUND),
        ("/go/host/123456789", 1 + AROUND),
        ("/go/nothing", AROUND),
        ("/go/standdup", 1 + AROUND),
        ("/go/standup+", 6 + AROUND),
        ("/?q=platform+team+stand-up", 2 + 5 + AROUND - 1),
    ] {
        browser.go(&format!("{GATEWAY}{path}"));
        assert_tab_reaches_everything(&browser, controls);
    }
    browser.go(&format!("{GATEWAY}/go/standup"));
    browser.click("It is locked");
    browser.arrive(&format!("{GATEWAY}/-/back/join/"));
    assert_tab_reaches_everything(&browser, 2 + AROUND);
}

#[track_caller]
fn assert_tab_reaches_everything(browser: &Browser, count: usize) {
    let controls = browser.controls();
    assert_eq!(controls.len(), count, "{controls:?}");
    for words in controls {
        browser.press(TAB);
        let focus = browser.focus();
        let is_visible = true;
        assert_eq!(focus, Some(Focus { words, is_visible }));
    }
}
