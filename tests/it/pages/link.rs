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
    <dt id="address">Address to copy</dt>
    <dd><input class="copy" value="https://go.acme.example/go/standup" readonly dir="ltr" aria-labelledby="address"></dd>

    <dd><svg class="code" viewBox="0 0 37 37" role="img" aria-label="QR code with the address of this link" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h37v37H0z"/>[code]</svg>
    <span class="files"><a class="way" href="/go/standup.qr" download="standup.svg">QR code as SVG</a> <a class="way" href="/go/standup.qr.png" download="standup.png">QR code as PNG</a></span></dd>


    <dt>What it does</dt>
    <dd>Join a meeting (<bdi dir="ltr">https://acme.webex.com/<wbr>acme/</bdi>)</dd>

    <dt>What it fills in</dt>

    <dd>meeting number: <bdi>123456789</bdi></dd>


    <dt>Where it leads</dt>
    <dd><code dir="ltr">https://acme.webex.com/<wbr>acme/m.php?<wbr>AT=JM&#38;MK=123456789&#38;<wbr>BU=https%3A%2F%2Fportal.acme.example%2Fmeetings</code></dd>

    <dt>Where you return to</dt>
    <dd><code dir="ltr">https://portal.acme.example/<wbr>meetings</code></dd>


    <dt>Who looks after it</dt>
    <dd><bdi>platform@acme.example</bdi></dd>


    <dt>Tags</dt>
    <dd><a class="tag" href="/?q=platform&#38;page=1"><bdi>platform</bdi></a> <a class="tag" href="/?q=daily&#38;page=1"><bdi>daily</bdi></a> </dd>



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
        for suffix in ["+", ".qr", ".qr.png", "%2B"] {
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
        ("/go/board.qr.png", "board.qr.png"),
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
    read_picture(size * MAGNIFIED, |x, y| {
        dark[y / MAGNIFIED * size + x / MAGNIFIED]
    })
}

/// What a camera reads from a square picture.
fn read_picture(side: usize, is_dark: impl Fn(usize, usize) -> bool) -> String {
    let pixel = |x: usize, y: usize| if is_dark(x, y) { 0 } else { 255 };
    let mut image = PreparedImage::prepare_from_greyscale(side, side, pixel);
    let grids = image.detect_grids();
    let (_, text) = grids.first().expect("a code").decode().expect("readable");
    text
}

/// What a camera reads from a PNG of one bit for each pixel, whose data is stored as it is.
fn read_png(png: &[u8]) -> String {
    let number = |at: usize| {
        let bytes = png[at..at + 4].try_into().expect("four bytes");
        u32::from_be_bytes(bytes) as usize
    };
    assert_eq!(png[..8], *b"\x89PNG\r\n\x1a\n");
    let (side, mut at, mut stored) = (number(16), 8, Vec::new());
    while at < png.len() {
        let (length, kind) = (number(at), &png[at + 4..at + 8]);
        if kind == b"IDAT" {
            stored.extend(&png[at + 8..at + 8 + length]);
        }
        at += 12 + length;
    }
    let (mut lines, mut at) = (Vec::<u8>::new(), 2);
    while at + 5 <= stored.len() - 4 {
        let length = usize::from(u16::from_le_bytes([stored[at + 1], stored[at + 2]]));
        lines.extend(&stored[at + 5..at + 5 + length]);
        at += 5 + length;
    }
    let line = side.div_ceil(8) + 1;
    assert_eq!(lines.len(), side * line);
    read_picture(side, |x, y| {
        lines[y * line + 1 + x / 8] >> (7 - x % 8) & 1 == 0
    })
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
        let file = browse(&gateway, &format!("/go/{link}.qr.png"), "");
        assert_eq!(file.header("content-type"), Some("image/png"));
        assert_eq!(file.header("cache-control"), Some("no-store"));
        let end = file.bytes().windows(4).position(|w| w == b"\r\n\r\n");
        assert_eq!(
            read_png(&file.bytes()[end.expect("a head") + 4..]),
            expected
        );
        let page = browse(&gateway, &format!("/go/{link}+"), "");
        assert_eq!(read_code(&page.body()), expected);
        assert!(
            page.body()
                .contains(&format!(" value=\"{expected}\" readonly"))
        );
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
