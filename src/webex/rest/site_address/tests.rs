use super::*;

fn site() -> Site {
    Site::parse("acme", "https://acme.webex.com/acme/").expect("a site")
}

#[track_caller]
fn assert_refused(text: &str, expected: AddressRefused) {
    assert_eq!(SiteAddress::check(&site(), text), Err(expected), "{text}");
}

#[test]
fn addresses_as_webex_writes_them_are_followed() {
    let id = "0123456789abcdef0123456789abcdef";
    let page =
        format!("https://acme.webex.com/wbxmjs/joinservice/sites/acme/meeting/download/{id}");
    for text in [
        format!("https://acme.webex.com/acme/j.php?MTID=m{id}"),
        format!("https://acme.webex.com/acme/j.php?MTID={id}_I_1234567890"),
        "https://acme.webex.com/meet/host".to_owned(),
        format!("{page}?siteurl=acme&integrationJoinToken=JT&principal=PR"),
        format!("{page}?siteurl=acme&integrationJoinToken=Ab/c+d9==&principal=x/y+z="),
        format!("{page}?siteurl=acme&integrationJoinToken=//8Ab+c/&principal=//x"),
        format!("{page}?integrationEndUrl=https%3A%2F%2Facme.webex.com%2Fwebappng%2Fsites%2Facme"),
        format!("{page}?integrationEndUrl=https://acme.webex.com"),
        format!("{page}?integrationEndUrl=https%253A%252F%252Facme.webex.com%252F%253Fa%253Db"),
        format!("{page}?integrationEndUrl=%2Fwebappng%2Fsites%2Facme"),
    ] {
        let checked = SiteAddress::check(&site(), &text).map(SiteAddress::into_string);
        assert_eq!(checked, Ok(text));
    }
}

#[test]
fn addresses_that_lead_elsewhere_are_refused() {
    for (text, expected) in [
        (
            "https://acme.webex.com.evil.example/acme/",
            AddressRefused::Host,
        ),
        ("https://evil.example/acme.webex.com/", AddressRefused::Host),
        ("https://labs.webex.com/acme/", AddressRefused::Host),
        ("https://webex.com/acme/", AddressRefused::Host),
        ("https://xacme.webex.com/acme/", AddressRefused::Host),
        ("https://acme.webex.com./acme/", AddressRefused::Host),
        ("https://xn--acm-dma.webex.com/acme/", AddressRefused::Host),
        ("https://127.0.0.1/acme/", AddressRefused::Host),
        ("https://[::1]/acme/", AddressRefused::Host),
        ("http://acme.webex.com/acme/", AddressRefused::Scheme),
        ("wbx://acme.webex.com/acme/", AddressRefused::Scheme),
        ("javascript:alert(1)", AddressRefused::Scheme),
        ("data:text/html,x", AddressRefused::Scheme),
        (
            "https://user@acme.webex.com/acme/",
            AddressRefused::UserInfo,
        ),
        (
            "https://user:pw@acme.webex.com/acme/",
            AddressRefused::UserInfo,
        ),
        ("https://@acme.webex.com/acme/", AddressRefused::UserInfo),
        (
            "https://acme.webex.com@evil.example/",
            AddressRefused::UserInfo,
        ),
        ("https://acme.webex.com:8443/acme/", AddressRefused::Port),
        (
            "https://acme.webex.com:443/acme/",
            AddressRefused::NotCanonical,
        ),
        ("https://ACME.webex.com/acme/", AddressRefused::NotCanonical),
        ("https:acme.webex.com/acme/", AddressRefused::NotCanonical),
        (
            "https:///acme.webex.com/acme/",
            AddressRefused::NotCanonical,
        ),
        (
            "https://acme.webex.com/a/../b",
            AddressRefused::NotCanonical,
        ),
        (
            "https://acme.webex.com/a/%2e%2e/b",
            AddressRefused::NotCanonical,
        ),
        ("https://acme.webex.com", AddressRefused::NotCanonical),
        ("https://acme.webex.com/acme/#x", AddressRefused::Fragment),
        ("", AddressRefused::Syntax),
        ("/acme/j.php", AddressRefused::Syntax),
        ("//acme.webex.com/acme/", AddressRefused::Syntax),
        (
            "https://acme.webex.com\\.evil.example/",
            AddressRefused::Character,
        ),
        ("https:\\\\acme.webex.com/acme/", AddressRefused::Character),
        (
            "https://acme.webex.com/a\r\nSet-Cookie: x",
            AddressRefused::Character,
        ),
        ("https://acme.webex.com/a\tb", AddressRefused::Character),
        (" https://acme.webex.com/acme/", AddressRefused::Character),
        ("https://acme.webex.com/a b", AddressRefused::Character),
        ("https://аcme.webex.com/acme/", AddressRefused::Character),
        ("https://acme。webex.com/acme/", AddressRefused::Character),
        ("https://acme.webex.com/é", AddressRefused::Character),
    ] {
        assert_refused(text, expected);
    }
}

#[test]
fn nine_kilobytes_are_too_long() {
    let text = |length: usize| {
        let head = "https://acme.webex.com/acme/j.php?MTID=";
        format!("{head}{}", "a".repeat(length - head.len()))
    };
    assert!(SiteAddress::check(&site(), &text(8192)).is_ok());
    assert_refused(&text(8193), AddressRefused::TooLong);
    assert_refused(&text(9 * 1024), AddressRefused::TooLong);
}

#[test]
fn addresses_within_an_address_are_held_to_the_same() {
    let page = "https://acme.webex.com/acme/x";
    for (query, expected) in [
        (
            "integrationEndUrl=https://evil.example/",
            AddressRefused::Nested,
        ),
        (
            "integrationEndUrl=https%3A%2F%2Fevil.example%2F",
            AddressRefused::Nested,
        ),
        (
            "integrationEndUrl=https%253A%252F%252Fevil.example",
            AddressRefused::Nested,
        ),
        (
            "integrationEndUrl=https%25253A%25252F%25252Fevil.example",
            AddressRefused::Nested,
        ),
        (
            "integrationEndUrl=https%2525253A%2525252F%2525252Fevil.example",
            AddressRefused::TooDeep,
        ),
        (
            "integrationEndUrl=http://acme.webex.com/",
            AddressRefused::Nested,
        ),
        (
            "integrationEndUrl=https://acme.webex.com.evil.example/",
            AddressRefused::Nested,
        ),
        (
            "integrationEndUrl=https://acme.webex.com@evil.example/",
            AddressRefused::Nested,
        ),
        (
            "integrationEndUrl=https://acme.webex.com:444/",
            AddressRefused::Nested,
        ),
        ("integrationEndUrl=//evil.example/", AddressRefused::Nested),
        ("integrationEndUrl=%2F%2Fevil", AddressRefused::Nested),
        (
            "integrationEndUrl=%2F%5Cevil.example",
            AddressRefused::Character,
        ),
        (
            "integrationEndUrl=%5C%5Cevil.example",
            AddressRefused::Character,
        ),
        (
            "integrationEndUrl=%09//evil.example",
            AddressRefused::Character,
        ),
        (
            "integrationEndUrl=%20//evil.example",
            AddressRefused::Nested,
        ),
        (
            "integrationEndUrl=+https://evil.example",
            AddressRefused::Nested,
        ),
        (
            "integrationEndUrl=https:evil.example",
            AddressRefused::Nested,
        ),
        (
            "integrationEndUrl=javascript:alert(1)",
            AddressRefused::Nested,
        ),
        (
            "integrationEndUrl=data%3Atext/html,x",
            AddressRefused::Nested,
        ),
        ("integrationEndUrl=wbx%3A%2F%2Fevil", AddressRefused::Nested),
        ("MU=https%3A%2F%2Fevil.example", AddressRefused::Nested),
        ("https://evil.example/", AddressRefused::Nested),
        ("a=1&https%3A%2F%2Fevil.example", AddressRefused::Nested),
        ("a=1;b=https%3A%2F%2Fevil.example", AddressRefused::Nested),
        ("a=%0D%0ASet-Cookie", AddressRefused::Character),
        ("a=%ff", AddressRefused::Character),
        // An address within one of the site's own.
        (
            "MU=https%3A%2F%2Facme.webex.com%2Fp.php%3FMU%3Dhttps%253A%252F%252Fevil.example",
            AddressRefused::Nested,
        ),
        (
            "MU=https%3A%2F%2Facme.webex.com%2F%23https%3A%2F%2Fevil.example",
            AddressRefused::Nested,
        ),
        // Base64 has no dots, and none of the other fields has base64.
        (
            "integrationJoinToken=//evil.example/",
            AddressRefused::Nested,
        ),
        ("siteurl=//evil", AddressRefused::Nested),
    ] {
        assert_refused(&format!("{page}?{query}"), expected);
    }
}

#[test]
fn a_stand_in_is_at_its_own_port() {
    let site = Site::parse("acme", "http://127.0.0.1:8081/acme/").expect("a site");
    let check = |text: &str| SiteAddress::check(&site, text);
    assert!(check("http://127.0.0.1:8081/acme/j.php?MTID=m1").is_ok());
    for (text, expected) in [
        ("https://127.0.0.1:8081/acme/", AddressRefused::Scheme),
        ("http://127.0.0.1:8082/acme/", AddressRefused::Port),
        ("http://127.0.0.1/acme/", AddressRefused::Port),
        ("http://127.0.0.2:8081/acme/", AddressRefused::Host),
        ("http://localhost:8081/acme/", AddressRefused::Host),
        ("https://acme.webex.com/acme/", AddressRefused::Scheme),
    ] {
        assert_eq!(check(text), Err(expected), "{text}");
    }
}

#[test]
fn a_personal_link_is_not_printed() {
    let link = "https://acme.webex.com/wbxmjs/x?integrationJoinToken=secret-token";
    let address = SiteAddress::check(&site(), link).expect("an address");
    assert!(!format!("{address:?}").contains("secret-token"));
}
