//! What an operator is told about how the gateway presents itself, and about
//! the tags of links: every mistake, with its place and what to do.

use insta::assert_snapshot;
use linkgate::policy::Policy;

use crate::support::findings::{Report, load_from};
use crate::support::service::Folder;

const HEAD: &str = "version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
routes:
  join: { path: \"/go/join/{meeting_key}\", command: meeting.join, allow: anyone }
";

const SVG: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

/// What lies beside the policy.
const FILES: [(&str, &[u8]); 7] = [
    ("logo.svg", SVG),
    ("logo.webp", b"RIFF\x04\0\0\0WEBPVP8 "),
    ("photo.txt", b"\xff\xd8\xff\xe0"),
    ("old.gif", b"GIF89a"),
    ("page.svg", b"<html><svg/></html>"),
    ("bare.svg", b"<svg viewBox=\"0 0 1 1\"/>"),
    ("empty.png", b""),
];

const REPORT: Report = Report::behind(HEAD);

/// The findings about a policy with these sections.
#[track_caller]
fn found(sections: &str) -> String {
    REPORT.of_files(&folder_with(sections), "")
}

fn folder_with(sections: &str) -> Folder {
    let folder = Folder::with(&FILES);
    folder.write("policy.yaml", &format!("{HEAD}{sections}\n"));
    folder
}

#[track_caller]
fn good(sections: &str) -> Policy {
    let loaded = load_from(&folder_with(sections), "");
    assert_eq!(REPORT.of(&loaded), "");
    loaded.policy.expect("a policy")
}

/// The findings about one line of `brand:`.
#[track_caller]
fn found_in_brand(line: &str) -> String {
    found(&format!("brand:\n  {line}"))
}

#[test]
fn a_gateway_has_a_name_and_a_colour_without_any_brand() {
    let policy = good("");
    let brand = policy.brand();
    assert_eq!(brand.name(), "Linkgate");
    assert_eq!(brand.accent().light().to_string(), "#0b57d0");
    assert_eq!(brand.accent().dark().to_string(), "#457fdb");
    assert!(brand.logo().is_none() && brand.contact().is_none() && brand.footer().is_none());
}

#[test]
fn a_brand_is_what_the_policy_says() {
    let policy = good(
        "brand:\n  name: Acme\n  logo: logo.svg\n  accent: \"#7A0000\"\n  contact: helpdesk@acme.example\n  footer: Für alle bei Acme.",
    );
    let brand = policy.brand();
    assert_eq!(
        (brand.name(), brand.footer()),
        ("Acme", Some("Für alle bei Acme."))
    );
    assert_eq!(brand.accent().light().to_string(), "#7a0000");
    let contact = brand.contact().expect("a contact");
    assert_eq!(contact.href(), "mailto:helpdesk@acme.example");
    let logo = brand.logo().expect("a logo");
    assert_eq!(
        (logo.media_type(), &logo.bytes()[..]),
        ("image/svg+xml", SVG)
    );
    for (file, media_type) in [("logo.webp", "image/webp"), ("photo.txt", "image/jpeg")] {
        let policy = good(&format!("brand: {{ logo: {file} }}"));
        let logo = policy.brand().logo().expect("a logo");
        assert_eq!(logo.media_type(), media_type, "{file}");
    }
}

#[test]
fn a_brand_is_a_mapping_of_known_keys() {
    assert_snapshot!(found("brand:"), @"1:1 error: `brand` has no value | give it one, or remove the line");
    assert_snapshot!(found("brand: Acme"), @"1:8 error: `brand` must be a mapping, but this is a text | write it as `key: value` lines, indented");
    assert_snapshot!(found("brands: { name: Acme }"), @"1:1 error: unknown key `brands` in the policy | did you mean `brand`?");
    assert_snapshot!(found_in_brand("colour: \"#0b57d0\""), @"2:3 error: unknown key `colour` in `brand` | known here: name, logo, accent, contact, footer");
    assert_snapshot!(found_in_brand("acent: \"#0b57d0\""), @"2:3 error: unknown key `acent` in `brand` | did you mean `accent`?");
    assert_snapshot!(found_in_brand("name:"), @"2:3 error: `name` has no value | give it one, or remove the line");
    assert_snapshot!(found_in_brand("footer: [one, two]"), @"2:11 error: `footer` must be a text, but this is a list");
    let two = format!("{HEAD}brand: {{ name: Acme }}\n");
    let two = Folder::with(&[("1.yaml", &*two), ("2.yaml", "brand: { name: Emca }\n")]);
    assert_snapshot!(REPORT.of_files(&two, ""), @"2.yaml:1:8 error: `brand` is in two files | keep it in one of them");
}

#[test]
fn what_people_read_is_short_and_reads_as_it_stands() {
    assert_eq!(found_in_brand(&format!("name: {}", "ä".repeat(40))), "");
    assert_eq!(found_in_brand(&format!("footer: {}", "ä".repeat(200))), "");
    assert_snapshot!(found_in_brand(&format!("name: {}", "a".repeat(41))), @"2:9 error: `name` must have at most 40 characters | write a word or two, like `Acme`");
    assert_snapshot!(found_in_brand(&format!("footer: {}", "a".repeat(201))), @"2:11 error: `footer` must have at most 200 characters | write one line of plain text, or remove it");
    assert_snapshot!(found_in_brand("name: \"  \""), @"2:9 error: `name` must not be empty | write a word or two, like `Acme`");
    assert_snapshot!(found_in_brand("footer: \"one\\ntwo\""), @"2:11 error: `footer` must not contain control characters | write one line of plain text, or remove it");
    let marks = ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}');
    for mark in marks.chain(['\u{7}', '\u{7f}', '\u{85}']) {
        for key in ["name", "footer"] {
            let escaped = format!("{key}: \"a\\u{:04x}b\"", u32::from(mark));
            let found = found_in_brand(&escaped);
            let expected = format!("`{key}` must not contain control characters | ");
            assert!(found.contains(&expected), "{escaped}: {found}");
        }
    }
}

#[test]
fn a_logo_is_a_picture_beside_the_policy() {
    assert_snapshot!(found_in_brand("logo: none.svg"), @"2:9 error: the logo `FOLDER/none.svg` cannot be read: No such file or directory (os error 2) | name a file relative to this one");
    assert_snapshot!(found_in_brand("logo: ."), @"2:9 error: the logo `FOLDER/.` cannot be read: not a file | name a file relative to this one");
    assert_snapshot!(found_in_brand("logo: old.gif"), @"2:9 error: the logo `old.gif` is neither SVG, PNG, JPEG nor WebP | save it as one of these");
    assert_snapshot!(found_in_brand("logo: page.svg"), @"2:9 error: the logo `page.svg` is neither SVG, PNG, JPEG nor WebP | save it as one of these");
    assert_snapshot!(found_in_brand("logo: bare.svg"), @r#"2:9 error: the logo `bare.svg` is SVG without its namespace, so browsers do not show it | add xmlns="http://www.w3.org/2000/svg" to its <svg>"#);
    assert_snapshot!(found_in_brand("logo: empty.png"), @"2:9 error: the logo `empty.png` is neither SVG, PNG, JPEG nor WebP | save it as one of these");
    assert_snapshot!(found_in_brand("logo: { file: logo.svg }"), @"2:9 error: `logo` must be a text, but this is a mapping");
    let policy = format!("{HEAD}brand: {{ logo: logo.svg }}\n");
    let sized = |size: usize| {
        let large = [SVG, &b" ".repeat(size - SVG.len())].concat();
        let folder = Folder::with(&[("policy.yaml", policy.as_bytes()), ("logo.svg", &large)]);
        REPORT.of_files(&folder, "")
    };
    assert_eq!(sized(64 << 10), "");
    assert_snapshot!(sized((64 << 10) + 1), @"1:16 error: the logo `logo.svg` has 65 KiB, but the maximum is 64 KiB | make it smaller: pages show it beside the name");
}

/// What the embedded policy and tests read has no files beside it.
#[test]
fn a_policy_from_a_text_names_no_logo() {
    let text = format!("{HEAD}brand: {{ logo: /dev/null }}\n");
    assert_snapshot!(REPORT.of_text(&text), @"1:16 error: only a policy in a file can name another file | put the policy into a file, next to the one that it names");
}

#[test]
fn an_accent_can_be_read() {
    assert_eq!(found_in_brand("accent: \"#767676\""), "");
    assert_snapshot!(found_in_brand("accent: \"#777777\""), @r##"2:11 error: `#777777` is too pale for white pages: its contrast is 4.47:1 | write "#767676": text needs 4.5:1, and this is the nearest colour that has it"##);
    assert_snapshot!(found_in_brand("accent: \"#FF0000\""), @r##"2:11 error: `#ff0000` is too pale for white pages: its contrast is 3.99:1 | write "#ee0000": text needs 4.5:1, and this is the nearest colour that has it"##);
    assert_snapshot!(found_in_brand("accent: \"#ffffff\""), @r##"2:11 error: `#ffffff` is too pale for white pages: its contrast is 1.00:1 | write "#767676": text needs 4.5:1, and this is the nearest colour that has it"##);
    assert_snapshot!(found_in_brand("accent: \"#ffbf00\""), @r##"2:11 error: `#ffbf00` is too pale for white pages: its contrast is 1.65:1 | write "#967000": text needs 4.5:1, and this is the nearest colour that has it"##);
}

#[test]
fn an_accent_has_one_form() {
    assert_snapshot!(found_in_brand("accent: red"), @r##"2:11 error: `red` is not a colour like #0b57d0 | write # and six hexadecimal digits, in quotes: "#0b57d0""##);
    assert_snapshot!(found_in_brand("accent: \"#abc\""), @r##"2:11 error: `#abc` is not a colour like #0b57d0 | did you mean "#aabbcc"?"##);
    assert_snapshot!(found_in_brand("accent: 0b57d0"), @r##"2:11 error: `0b57d0` is not a colour like #0b57d0 | did you mean "#0b57d0"?"##);
    assert_snapshot!(found_in_brand("accent: \"#0b57d0ff\""), @r##"2:11 error: `#0b57d0ff` is not a colour like #0b57d0 | write # and six hexadecimal digits, in quotes: "#0b57d0""##);
    assert_snapshot!(found_in_brand("accent: rgb(11, 87, 208)"), @r##"2:11 error: `rgb(11, 87, 208)` is not a colour like #0b57d0 | write # and six hexadecimal digits, in quotes: "#0b57d0""##);
    assert_snapshot!(found_in_brand("accent: #0b57d0"), @r##"2:9 error: `accent` has no value | write it in quotes, because # begins a comment: "#0b57d0""##);
    assert_snapshot!(found_in_brand("accent: { light: \"#0b57d0\" }"), @"2:11 error: `accent` must be a text, but this is a mapping");
}

#[test]
fn a_contact_is_somebody_whom_people_can_reach() {
    assert_eq!(found_in_brand("contact: https://help.acme.example/"), "");
    let long = format!("contact: https://help.acme.example/{}", "x".repeat(200));
    assert_snapshot!(found_in_brand(&long), @"2:12 error: the contact has more than 200 characters | write it like helpdesk@acme.example, or https://help.acme.example/");
    assert_snapshot!(found_in_brand("contact: helpdesk"), @"2:12 error: `helpdesk` is neither an e-mail address nor an https address | write it like helpdesk@acme.example, or https://help.acme.example/");
    assert_snapshot!(found_in_brand("contact: \"tel:+49891234567\""), @"2:12 error: `tel:+49891234567` is neither an e-mail address nor an https address | write it like helpdesk@acme.example, or https://help.acme.example/");
    assert_snapshot!(found_in_brand("contact: \"javascript:alert(1)\""), @"2:12 error: `javascript:alert(1)` is neither an e-mail address nor an https address | write it like helpdesk@acme.example, or https://help.acme.example/");
    assert_snapshot!(found_in_brand("contact: http://help.acme.example/"), @"2:12 error: an address must begin with https://, not http: | write it like helpdesk@acme.example, or https://help.acme.example/");
    assert_snapshot!(found_in_brand("contact: https://ann:pw@help.acme.example/"), @"2:12 error: an address must not have a user name or password | write it like helpdesk@acme.example, or https://help.acme.example/");
    assert_snapshot!(found_in_brand("contact: https://help.acme.example"), @"2:12 error: programs read this address as https://help.acme.example/: write that");
    assert_snapshot!(found_in_brand("contact: https://help.acme.example/#top"), @"2:12 error: the address of a contact must not have a #fragment | write it like helpdesk@acme.example, or https://help.acme.example/");
}

/// The findings about the tags of a link.
#[track_caller]
fn found_in_tags(tags: &str) -> String {
    found(&format!(
        "links:\n  a: {{ route: join, meeting_key: 1234567, tags: {tags} }}"
    ))
}

/// The tags of the one link of a table.
#[track_caller]
fn tags_in_table(table: &str) -> Vec<String> {
    let policy = format!("{HEAD}links_from: links.csv\n");
    let folder = Folder::with(&[("policy.yaml", &*policy), ("links.csv", table)]);
    let loaded = load_from(&folder, "");
    assert_eq!(REPORT.of(&loaded), "", "{table}");
    let policy = loaded.policy.expect("a policy");
    policy.links()[0].tags().map(str::to_owned).collect()
}

#[test]
fn tags_are_words_as_they_are_written() {
    let tags = |tags: &str| -> Vec<String> {
        let policy = good(&format!(
            "links:\n  a: {{ route: join, meeting_key: 1234567{tags} }}"
        ));
        policy.links()[0].tags().map(str::to_owned).collect()
    };
    assert_eq!(tags(""), [""; 0]);
    assert_eq!(tags(", tags: Platform"), ["Platform"]);
    assert_eq!(
        tags(", tags: [Platform, daily, 2027]"),
        ["Platform", "daily", "2027"]
    );
    assert_eq!(tags(", tags: \"platform, daily\""), ["platform", "daily"]);
    assert_eq!(tags(", tags: [Größe, 会議]"), ["Größe", "会議"]);
    let head = "name,route,meeting_key,tags\na,join,1234567,";
    for (field, expected) in [
        ("", &[][..]),
        ("platform", &["platform"]),
        ("platform daily", &["platform", "daily"]),
        ("\"platform, daily\"", &["platform", "daily"]),
        ("platform;daily ; x", &["platform", "daily", "x"]),
    ] {
        assert_eq!(
            tags_in_table(&format!("{head}{field}\n")),
            expected,
            "{field}"
        );
    }
    let semicolons = "name;route;meeting_key;tags\na;join;1234567;platform, daily\n";
    assert_eq!(tags_in_table(semicolons), ["platform", "daily"]);
}

#[test]
fn tags_are_few_short_words() {
    assert_eq!(found_in_tags("[a, b, c, d, e, f, g, h]"), "");
    assert_eq!(found_in_tags(&"ä".repeat(32)), "");
    assert_snapshot!(found_in_tags("[a, b, c, d, e, f, g, h, i]"), @"2:49 error: there are 9 tags, but the maximum is 8 | keep those that people search for");
    assert_snapshot!(found_in_tags(&"a".repeat(33)), @"2:49 error: a tag must have at most 32 characters | write a word, like `platform`");
    assert_snapshot!(found_in_tags("[two words, \"a,b\", \"\", \"a\\u202eb\"]"), @"
    2:49 error: the tag `two words` is more than one word | join its words with `-`, or make each a tag: `[platform, daily]`
    2:49 error: the tag `a,b` is more than one word | join its words with `-`, or make each a tag: `[platform, daily]`
    2:49 error: a tag must not be empty | write a word, like `platform`
    2:49 error: a tag must not contain control characters | write a word, like `platform`
    ");
    assert_snapshot!(found_in_tags("[Daily, platform, daily]"), @"2:49 error: the tag `daily` is here twice | remove one of them: case is ignored");
    assert_snapshot!(found_in_tags("[GRÖSSE, grösse]"), @"2:49 error: the tag `grösse` is here twice | remove one of them: case is ignored");
    assert_snapshot!(found_in_tags("[]"), @"2:49 error: `tags` is empty | write one, or remove the line");
    assert_snapshot!(found_in_tags("\", ;\""), @"2:49 error: `tags` is empty | write one, or remove the line");
    assert_snapshot!(found_in_tags("{ a: b }"), @"2:49 error: `tags` must be a text, but this is a mapping");
    assert_snapshot!(found("links:\n  a: { route: join, meeting_key: 1234567, tag: x }"), @"2:43 error: the route `join` has no parameter `tag` | did you mean `tags`?");
}

/// A parameter of that name could not be told from the tags of a link.
#[test]
fn tags_are_no_parameter() {
    assert_snapshot!(found("  tagged: { path: \"/go/t/{tags}\", command: meeting.join, constants: { meeting_key: 1234567 }, parameters: { tags: { type: name } }, allow: anyone }"), @"1:109 error: `tags` cannot be a parameter of the route itself | give it a unique name, no code and no secret: it only fills places in back URLs");
    assert_snapshot!(found("commands:\n  meeting.join: { parameters: { tags: { code: TG, type: text } } }"), @"2:33 error: `tags` has another meaning in routes and links | give the parameter another name");
}

#[test]
fn the_gateways_own_files_are_no_paths() {
    assert_snapshot!(found("  robots: { path: /Robots.txt, command: meeting.join, constants: { meeting_key: 1234567 }, allow: anyone }"), @"1:19 error: `/robots.txt` belongs to the gateway | write it like /go/join/{meeting_key}");
    assert_snapshot!(found("link_prefix: /favicon.ico/"), @"1:14 error: `/favicon.ico` belongs to the gateway | write it like /go/, or `/` for none");
}
