//! The page of a link, and its QR code.

use rqrr::PreparedImage;

use super::*;

#[test]
fn a_link_has_a_page_with_all_that_is_known() {
    let page = browse(&gateway(), "/go/Stand-Up+", "");
    assert_eq!(page.status(), 200);
    let main = page.main();
    let (before, code) = main.split_once("<path stroke").expect("a code");
    let (_, behind) = code.split_once("/>").expect("an end");
    insta::assert_snapshot!(format!("{before}[code]{behind}"), @r##"
    <h1><bdi>Platform team stand-up</bdi></h1>
    <p class="offers"><a href="/go/standup">Open this link</a></p>

    <dl>
    <dt>Address to copy</dt>
    <dd><code class="copy" dir="ltr">https://go.acme.example/go/standup</code></dd>

    <dd><svg class="code" viewBox="0 0 37 37" role="img" aria-label="QR code with the address of this link" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h37v37H0z"/>[code]</svg></dd>


    <dt>What it does</dt>
    <dd>Join a meeting (<bdi>https://acme.webex.com/acme/</bdi>)</dd>

    <dt>What it fills in</dt>

    <dd>meeting number: <bdi>123456789</bdi></dd>


    <dt>Where it leads</dt>
    <dd><code dir="ltr">https://acme.webex.com/acme/m.php?AT=JM&#38;MK=123456789&#38;BU=https%3A%2F%2Fportal.acme.example%2Fmeetings</code></dd>

    <dt>Where you return to</dt>
    <dd><code dir="ltr">https://portal.acme.example/meetings</code></dd>


    <dt>Who looks after it</dt>
    <dd><bdi>platform@acme.example</bdi></dd>


    <dt>Tags</dt>
    <dd><a class="tag" href="/?q=platform"><bdi>platform</bdi></a> <a class="tag" href="/?q=daily"><bdi>daily</bdi></a> </dd>



    <dt>Valid until</dt>
    <dd><bdi>2999-06-30</bdi></dd>

    <dt>Who may use it</dt>


    <dd>anyone</dd>


    <dt>Version of the policy</dt>
    <dd><code dir="ltr">4092ee8af7210745</code></dd>
    </dl>
    "##);
}

#[test]
fn what_a_link_needs_and_hides_is_told() {
    let gateway = gateway();
    let hidden = browse(&gateway, "/go/robot+", STAFF).main();
    assert!(hidden.contains("password: <em>hidden</em>"), "{hidden}");
    assert!(hidden.contains("web id: <bdi>robot</bdi>"), "{hidden}");
    let asked = browse(&gateway, "/go/remove-test+", STAFF).main();
    assert!(asked.contains("You are asked to confirm"), "{asked}");
    for path in ["/go/robot+", "/go/robot.qr", "/", "/?q=hunter2"] {
        let page = browse(&gateway, path, STAFF);
        assert_eq!(page.status(), 200, "{path}");
        assert!(!page.text().contains("canary"), "{path}");
        let told = ask(&gateway, path.trim_end_matches(".qr"), STAFF);
        assert!(!told.to_string().contains("canary"), "{path}");
    }
}

/// Names of groups and networks, as the page of a link tells them.
#[test]
fn who_may_use_a_link_is_told_in_every_language() {
    let gateway = gateway();
    for (language, allowed, denied) in [
        (
            "en",
            "members of the groups staff or board",
            "one person by name",
        ),
        (
            "de",
            "Mitglieder der Gruppen staff oder board",
            "eine namentlich festgelegte Person",
        ),
        ("fr", "staff ou board", ""),
        ("es", "staff o board", ""),
        ("ja", "staff または board", ""),
        ("ar", "\u{2068}staff\u{2069} أو \u{2068}board\u{2069}", ""),
    ] {
        let headers = format!("{STAFF}Accept-Language: {language}\r\n");
        let main = browse(&gateway, "/go/board+", &headers).main();
        assert!(main.contains(allowed), "{language}: {main}");
        assert!(main.contains(denied), "{language}: {main}");
        assert!(!main.contains('\u{FFFD}'), "{language}: {main}");
    }
}

/// What a page tells; nothing for an answer that is none.
fn shown(response: &Response) -> Option<String> {
    (response.status() >= 400).then(|| response.main())
}

#[test]
fn whoever_may_not_use_a_link_gets_what_the_link_itself_answers() {
    let gateway = gateway();
    for (link, headers) in [
        ("secret-plan", ""),
        ("board", "X-User: eve\r\n"),
        ("old", ""),
        ("soon", ""),
        ("nothing", ""),
    ] {
        let itself = browse(&gateway, &format!("/go/{link}"), headers);
        for suffix in ["+", ".qr", "%2B"] {
            let page = browse(&gateway, &format!("/go/{link}{suffix}"), headers);
            assert_eq!(page.status(), itself.status(), "{link}{suffix}");
            if link != "nothing" {
                assert_eq!(page.location(), itself.location(), "{link}{suffix}");
                assert_eq!(shown(&page), shown(&itself), "{link}{suffix}");
            }
        }
    }
}

#[test]
fn whoever_has_to_log_in_comes_back_to_what_they_looked_at() {
    let gateway = gateway();
    for (path, back) in [
        ("/go/board", "board"),
        ("/go/board+", "board%252B"),
        ("/go/board.qr", "board.qr"),
    ] {
        let login = browse(&gateway, path, "");
        let expected = format!(
            "https://auth.acme.example/start?rd=https%3A%2F%2Fgo.acme.example%2Fgo%2F{back}"
        );
        assert_eq!(login.location(), Some(&*expected), "{path}");
    }
}

/// What a camera reads from the picture of a link.
fn read_code(svg: &str) -> String {
    let (_, rest) = svg.split_once("viewBox=\"0 0 ").expect("a size");
    let size: usize = rest
        .split(' ')
        .next()
        .and_then(|size| size.parse().ok())
        .expect("a number");
    let (_, path) = svg
        .split_once("<path stroke=\"#000\" d=\"")
        .expect("a path");
    let path = path.split('"').next().expect("an end");
    let mut dark = vec![false; size * size];
    for run in path.split('M').skip(1) {
        let (place, length) = run.split_once('h').expect("a run");
        let (x, y) = place.split_once(' ').expect("a place");
        let y: usize = y.trim_end_matches(".5").parse().expect("a row");
        let x: usize = x.parse().expect("a column");
        let length: usize = length.parse().expect("a length");
        dark[y * size + x..y * size + x + length].fill(true);
    }
    const MAGNIFIED: usize = 4;
    let pixel = |x: usize, y: usize| match dark[y / MAGNIFIED * size + x / MAGNIFIED] {
        true => 0,
        false => 255,
    };
    let mut image =
        PreparedImage::prepare_from_greyscale(size * MAGNIFIED, size * MAGNIFIED, pixel);
    let grids = image.detect_grids();
    let (_, text) = grids.first().expect("a code").decode().expect("readable");
    text
}

#[test]
fn a_camera_reads_the_address_of_the_link() {
    let gateway = gateway();
    for link in ["standup", "all-hands"] {
        let file = browse(&gateway, &format!("/go/{link}.qr"), "");
        assert_eq!(file.header("content-type"), Some("image/svg+xml"));
        assert_eq!(file.header("cache-control"), Some("no-store"));
        let expected = format!("https://go.acme.example/go/{link}");
        assert_eq!(read_code(&file.body()), expected);
        let page = browse(&gateway, &format!("/go/{link}+"), "");
        assert_eq!(read_code(&page.body()), expected);
        assert!(page.body().contains(&format!(">{expected}</code>")));
    }
}

#[test]
fn a_link_that_is_called_like_a_code_is_itself() {
    let policy = crate::support::POLICY.replace(
        "links:\n",
        "links:\n  standup.qr: { route: join, meeting_key: 222333444 }\n",
    );
    let gateway = Gateway::with_policy(&policy);
    let location = gateway.browse("/go/standup.qr");
    assert_eq!(location.status(), 302);
    assert_eq!(gateway.browse("/go/standup.qr+").status(), 200);
}
