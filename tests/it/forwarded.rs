//! Addresses that a proxy writes and that cannot be read: its clients come from no network, and the
//! operators are told, once.

use crate::support::service::{Folder, ONE_ROUTE, Service, eventually};

fn start(callers: &str) -> Service {
    let folder = Folder::new();
    folder.write(
        "policy.yaml",
        &format!("{ONE_ROUTE}callers: {{ {callers} }}\n"),
    );
    Service::start(folder, &[])
}

const WARNING: &str = "a client whose address cannot be read";

#[test]
fn an_address_that_cannot_be_read_is_told_of_once() {
    for (address, unreadable) in [
        ("forwarded", "Forwarded: for=unknown\r\n"),
        ("forwarded", "Forwarded: for=192.0.2.7, for=_hidden\r\n"),
        ("forwarded", "Forwarded: proto=https\r\n"),
        ("x-forwarded-for", "X-Forwarded-For: unknown\r\n"),
        (
            "x-forwarded-for",
            "X-Forwarded-For: 192.0.2.7, 192.0.2.7:x\r\n",
        ),
    ] {
        let service = start(&format!("trusted_proxies: [127.0.0.1], address: {address}"));
        for _ in 0..3 {
            service.talk().ask("GET", "/go/join/123456789", unreadable);
        }
        let said = eventually("warning", || {
            Some(service.diagnostics()).filter(|said| said.contains(WARNING))
        });
        let line = said.lines().find(|line| line.contains(WARNING));
        let line = line.expect("a line").to_ascii_lowercase();
        assert!(line.contains(" warn ") && line.contains("peer=127.0.0.1"));
        assert!(line.contains(&format!("header=\"{address}\"")), "{line}");
        assert!(!line.contains("192.0.2.7"), "what a visitor may write");
        let (decisions, said) = service.stop();
        assert!(decisions.iter().all(|one| one["client"].is_null()));
        assert_eq!(said.matches(WARNING).count(), 1, "{said}");
    }
}

#[test]
fn nothing_is_said_of_an_address_that_is_read_or_not_looked_at() {
    for (callers, header, client) in [
        (
            "trusted_proxies: [127.0.0.1], address: forwarded",
            "Forwarded: by=\"[::1]:1\";for=\"[2001:db8:10::5]:57096\";proto=https;host=localhost:4430\r\n",
            "2001:db8:10::5",
        ),
        (
            "trusted_proxies: [127.0.0.1], address: forwarded",
            "Forwarded: for=\"203.0.113.9:_p\"\r\n",
            "203.0.113.9",
        ),
        (
            "trusted_proxies: [127.0.0.1], address: forwarded",
            "X-Forwarded-For: unknown\r\n",
            "127.0.0.1",
        ),
        (
            "trusted_proxies: [192.0.2.10], address: forwarded",
            "Forwarded: for=unknown\r\n",
            "127.0.0.1",
        ),
    ] {
        let service = start(callers);
        service.talk().ask("GET", "/go/join/123456789", header);
        let (decisions, said) = service.stop();
        assert_eq!(decisions[0]["client"], client, "{header}");
        assert!(!said.contains(WARNING), "{said}");
    }
}
