//! What is found in each kind of source, and what becomes of hostile ones.

use std::rc::Rc;

use super::{Format, Sink, SourceError, read_mailbox, read_text};
use crate::migration::entry::{Broken, Entry, Wanted};
use crate::webex::Pasted;

/// Keeps what it gets, a line of text for each.
#[derive(Default)]
struct Kept {
    entries: Vec<String>,
    broken: Vec<String>,
}

impl Sink for Kept {
    fn entry(&mut self, entry: Entry) {
        let address = match &entry.wanted {
            Wanted::Text(text) => text.clone(),
            Wanted::Address(address) => {
                format!("https://{}{}", address.host(), address.path_and_query())
            }
        };
        let said = [
            entry.name,
            entry.title,
            entry.owner,
            Some(entry.tags.join(" ")),
        ];
        let said = said.into_iter().flatten().filter(|text| !text.is_empty());
        let said: Vec<String> = said.collect();
        let line = format!("{} {address} {}", entry.place.line, said.join(" / "));
        self.entries.push(line.trim_end().to_owned());
    }

    fn broken(&mut self, broken: Broken) {
        self.broken
            .push(format!("{}: {}", broken.place, broken.what));
    }

    fn is_wanted(&self, address: &Pasted) -> bool {
        address.host().ends_with(".webex.com")
    }
}

fn read(format: Format, text: &str) -> (Result<(), SourceError>, Kept) {
    let mut kept = Kept::default();
    let read = read_text(format, &Rc::from("f"), text, &mut kept);
    (read, kept)
}

#[track_caller]
fn assert_entries(format: Format, text: &str, expected: &[&str]) {
    let (read, kept) = read(format, text);
    assert_eq!(kept.entries, expected, "{text}\n{read:?} {:?}", kept.broken);
}

#[track_caller]
fn assert_broken(format: Format, text: &str, expected: &[&str]) {
    let (read, kept) = read(format, text);
    assert_eq!(read, Ok(()), "{text}");
    assert_eq!(kept.broken, expected, "{text}");
}

#[test]
fn golink_exports_an_object_per_line() {
    let text = r#"{"Short":"standup","Long":"https://a.example/","Created":"2022-06-02T01:02:03Z","LastEdit":"2022-06-02T01:02:03Z","Owner":"ann@acme.example"}

{"Short":"x","Long":"https://b.example/{{.Path}}","Clicks":3}
"#;
    let expected = [
        "1 https://a.example/ standup / ann@acme.example",
        "3 https://b.example/{{.Path}} x",
    ];
    assert_entries(Format::Golink, text, &expected);
    let torn = "{\"Short\":\"a\",\"Long\":\"b\"}\n{\"Short\":\"c\",\n{\"Short\":\"d\",\"Long\":\"e\"}\n{\"Sh";
    assert_entries(Format::Golink, torn, &["1 b a", "3 e d"]);
    let broken = [
        "f:2: not JSON: EOF while parsing a value",
        "f:4: not JSON: EOF while parsing a string",
    ];
    assert_broken(Format::Golink, torn, &broken);
}

#[test]
fn shlink_exports_a_table_and_answers_in_json() {
    let table = "createdAt,domain,shortCode,shortUrl,longUrl,title,tags,visits\n2026-01-01T00:00:00+01:00,s.example,daily,https://s.example/daily,https://a.example/?a=1,\"Daily, all\",team|x,4\n";
    assert_entries(
        Format::Shlink,
        table,
        &["2 https://a.example/?a=1 daily / Daily, all / team x"],
    );
    let older = "createdAt,shortUrl,longUrl,title,tags,visits\n2022,https://s.example/abc/,https://a.example/,,,4\n";
    assert_entries(Format::Shlink, older, &["2 https://a.example/ abc"]);
    let json = r#"{"shortUrls":{"data":[
        {"shortCode":"daily","shortUrl":"https://s.example/daily","longUrl":"https://a.example/","tags":["a b","c"],"title":null,"meta":{"validSince":null}}
    ],"pagination":{"currentPage":1}}}"#;
    assert_entries(
        Format::Shlink,
        json,
        &["1 https://a.example/ daily / a b c"],
    );
}

#[test]
fn yourls_comes_as_a_dump_a_table_or_json() {
    let dump = "-- MySQL dump\nCREATE TABLE `yourls_url` (\n  `keyword` varchar(200)\n);\nINSERT INTO `yourls_options` VALUES ('x','https://o.example/');\nINSERT INTO `yourls_url` VALUES\n('a','https://a.example/?x=1&y=(2)','It\\'s A, \\\"B\\\"','2026-01-01 00:00:00','127.0.0.1',3),\n('b',0x687474703a2f2f622e6578616d706c652f,NULL,'x','y',0);\ninsert";
    let expected = [
        "6 https://a.example/?x=1&y=(2) a / It's A, \"B\"",
        "7 http://b.example/ b",
    ];
    assert_entries(Format::Yourls, dump, &expected);
    let named = "INSERT INTO `my_yourls_url` (`clicks`, `url`, `keyword`) VALUES (1, 'https://a.example/', 'k''s'), (2, 'https://b.example/";
    assert_entries(Format::Yourls, named, &["1 https://a.example/ k's"]);
    assert_broken(
        Format::Yourls,
        named,
        &["f:1: the dump is cut off within a row"],
    );
    let table = "\"keyword\";\"url\";\"title\"\n\"a\";\"https://a.example/\";\"A\"\n";
    assert_entries(Format::Yourls, table, &["2 https://a.example/ a / A"]);
    let json = r#"{"links":{"link_1":{"shorturl":"http://s.example/1f","url":"https://a.example/","title":"A","clicks":"3"}}}"#;
    assert_entries(Format::Yourls, json, &["1 https://a.example/ 1f / A"]);
}

#[test]
fn tables_of_any_dialect_are_read() {
    for text in [
        "Name,URL,Title\nx,https://a.example/,T\n",
        "name;target;title\r\nx;https://a.example/;T\r\n",
        "sep=;\nname;url;title\nx;https://a.example/;T\n",
        "short\tlong\ttitle\nx\thttps://a.example/\tT\n",
        "slug|destination|title\nx|https://a.example/|T\n",
    ] {
        let (_, kept) = read(Format::Csv, text);
        let line = if text.starts_with("sep") { 3 } else { 2 };
        assert_eq!(
            kept.entries,
            [format!("{line} https://a.example/ x / T")],
            "{text}"
        );
    }
    for text in ["", "a,b\n1,2\n", "\n", "\"", "url"] {
        let (read, kept) = read(Format::Csv, text);
        let is_header = text == "url";
        assert_eq!(read.is_ok(), is_header, "{text}");
        assert_eq!(kept.entries, [""; 0]);
    }
    let torn = format!(
        "name,url\na,https://a.example/\nb,\"https://{}",
        "x\n".repeat(40_000)
    );
    assert_broken(
        Format::Csv,
        &torn,
        &["f:3: longer than 64 KiB: a double quote is probably not closed"],
    );
    assert_broken(
        Format::Csv,
        "url,name\n,a\n",
        &["f:2: this line has no address"],
    );
}

#[test]
fn bookmarks_have_titles_tags_and_keywords() {
    let text = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n<DT><A HREF=\"https://a.example/?a=1&amp;b=2\" ADD_DATE=\"1\" TAGS=\"x,y\" SHORTCUTURL=\"k\">A &amp; B</A>\n<DT><H3>F</H3>\n<DT><A HREF=\"javascript:alert(1)\">J</A>\n</DL>";
    let expected = [
        "3 https://a.example/?a=1&b=2 k / A & B / x y",
        "5 javascript:alert(1) J",
    ];
    assert_entries(Format::Bookmarks, text, &expected);
}

#[test]
fn addresses_of_pages_have_the_words_of_their_anchors() {
    let text = "<title>Team &amp; rooms</title>\n<a href=\"https://acme.webex.com/meet/ada\">Ada's <b>room</b></a>\n<a href='https://acme.webex.com/meet/bob'>here</a> https://other.example/\n<p>https://acme.webex.com/meet/cy <a href=https://acme.webex.com/meet/dan>https://acme.webex.com/meet/dan</a>";
    let expected = [
        "2 https://acme.webex.com/meet/ada Ada's room",
        "3 https://acme.webex.com/meet/bob Team & rooms",
        "4 https://acme.webex.com/meet/cy Team & rooms",
        "4 https://acme.webex.com/meet/dan Team & rooms",
        "4 https://acme.webex.com/meet/dan Team & rooms",
    ];
    assert_entries(Format::Html, text, &expected);
}

#[test]
fn events_of_calendars_have_summaries() {
    let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Weekly\\, with guests\r\nORGANIZER;CN=\"Lee: Ann\":mailto:ann@acme.example\r\nDESCRIPTION:Join https://acme.webex.com/acme/j.php?MTID=m\r\n 1\\nBye\r\nLOCATION:https://acme.webex.com/acme/j.php?MTID=m1\r\nX-ALT-DESC;FMTTYPE=text/html:<a href=\"https://acme.webex.com/meet/ada\">x</a>\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nURL:https://acme.webex.com/meet/bob";
    let expected = [
        "5 https://acme.webex.com/acme/j.php?MTID=m1 Weekly, with guests / ann@acme.example",
        "8 https://acme.webex.com/meet/ada Weekly, with guests / ann@acme.example",
        "11 https://acme.webex.com/meet/bob",
    ];
    assert_entries(Format::Ics, text, &expected);
    assert_broken(
        Format::Ics,
        text,
        &["f:10: the calendar is cut off within this event"],
    );
    assert_eq!(read(Format::Ics, "x").0, Err(SourceError::NoCalendar));
}

#[track_caller]
fn assert_mailbox(text: &str, expected: &[&str]) {
    let mut kept = Kept::default();
    read_mailbox(&Rc::from("f"), text.as_bytes(), &mut kept).expect("is read");
    assert_eq!(kept.entries, expected, "{text}");
}

#[test]
fn mails_are_decoded() {
    let plain = "From ann@acme.example Mon Jan  1 00:00:00 2026\nSubject: Re: AW: =?utf-8?Q?M=C3=BCnchen?=\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nhttps://acme.webex.com/acme/j.php?MTID=3Dm=\n1 f=FCr\n\n";
    let multipart = "From x\nSubject: Weekly\nContent-Type: multipart/alternative; boundary=B\n\n--B\nContent-Type: text/plain\n\nhttps://acme.webex.com/meet/ada\n--B\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPGEgaHJlZj0iaHR0cHM6Ly9hY21lLndlYmV4LmNvbS9tZWV0L2JvYiI+Qm9iPC9hPiBodHRwczovL2FjbWUud2ViZXguY29tL21lZXQvYWRh\n--B\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Monthly\nURL:https://acme.webex.com/meet/cy\nEND:VEVENT\n--B--\n>From here\n";
    let expected = [
        "1 https://acme.webex.com/acme/j.php?MTID=m1 München",
        "9 https://acme.webex.com/meet/ada Weekly",
        "9 https://acme.webex.com/meet/bob Bob",
        "9 https://acme.webex.com/meet/cy Monthly",
    ];
    assert_mailbox(&format!("{plain}{multipart}"), &expected);
    let mail = plain.split_once('\n').expect("lines").1;
    assert_mailbox(
        mail,
        &["1 https://acme.webex.com/acme/j.php?MTID=m1 München"],
    );
    for hostile in [
        "",
        "From ",
        "From \nContent-Type: multipart/mixed; boundary=",
        "\n\n\n",
        ">",
    ] {
        assert_mailbox(hostile, &[]);
    }
}

#[test]
fn nested_and_endless_texts_are_read_once() {
    for piece in [
        "[",
        "{\"a\":",
        "<a href='",
        "BEGIN:VEVENT\n",
        "INSERT INTO `x_url` VALUES (",
        "\"",
        "(",
        ",",
    ] {
        let text = format!("BEGIN:VCALENDAR\nurl\n{}", piece.repeat(100_000));
        for format in Format::ALL {
            let _ = read(*format, &text);
            let _ = read(*format, &piece.repeat(100_000));
        }
    }
}
