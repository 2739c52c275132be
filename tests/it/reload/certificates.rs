//! Certificates and keys of TLS, exchanged while connections go on.

use std::os::unix::fs::symlink;

use super::*;
use crate::support::tls::{Authority, Pair};

/// A service with TLS that holds a certificate until the end of 2040.
fn serving(authority: &Authority, flags: &[&str]) -> (Service, Pair) {
    let folder = Folder::new();
    folder.write("policy.yaml", &policy(0));
    let pair = authority.server(2040);
    let certificate = folder.write("tls.crt", &pair.certificate);
    let key = folder.write("tls.key", &pair.key);
    let files = ["--tls-cert", &certificate, "--tls-key", &key];
    let service = Service::start(folder, &[&files, flags].concat());
    (service, pair)
}

/// Whether who connects now is shown that certificate.
fn shows(service: &Service, authority: &Authority, pair: &Pair) -> bool {
    let mut talk = authority.talk(service.public);
    assert_eq!(talk.get(PATH).location(), Some(&*target(0)));
    talk.certificate() == pair.der
}

/// Until when the certificate is valid, as the metrics have it.
fn expiry(service: &Service) -> u64 {
    let file = service.folder.named("tls.crt");
    service.metric(&format!(
        "linkgate_certificate_expiry_timestamp_seconds{{file=\"{file}\"}}"
    ))
}

/// The ends of these years, in seconds since 1970.
const END_OF_2040: u64 = 2_240_524_800;
const END_OF_2041: u64 = 2_272_060_800;

#[test]
fn a_new_certificate_is_for_new_connections_and_the_old_ones_go_on() {
    let authority = Authority::new();
    let (service, old) = serving(&authority, &["--watch-interval", "0s"]);
    let mut open = authority.talk(service.public);
    assert_eq!(open.get(PATH).location(), Some(&*target(0)));
    assert_eq!(expiry(&service), END_OF_2040);
    let new = authority.server(2041);
    service.folder.write("tls.crt", &new.certificate);
    service.folder.write("tls.key", &new.key);
    assert!(shows(&service, &authority, &old), "nobody has asked yet");
    let done = (200, "certificates: changed\npolicy: unchanged\n".to_owned());
    assert_eq!(service.reload(), done);
    assert!(shows(&service, &authority, &new));
    assert_eq!(expiry(&service), END_OF_2041);
    assert_eq!(open.get(PATH).location(), Some(&*target(0)), "it goes on");
    assert!(open.certificate() == old.der);
    // By a signal as well.
    service.folder.write("tls.crt", &old.certificate);
    service.folder.write("tls.key", &old.key);
    service.signal("HUP");
    service.await_reload_after(1, "certificates", "changed");
    assert!(shows(&service, &authority, &old));
    assert_eq!(open.get(PATH).location(), Some(&*target(0)), "it goes on");
}

/// Puts a certificate and its key where the old ones were.
type Exchange<'a> = &'a dyn Fn(&Pair);

#[test]
fn certificates_are_read_anew_however_they_were_exchanged() {
    let authority = Authority::new();
    let (service, _) = serving(&authority, &WATCHFUL);
    let folder = &service.folder;
    let mut open = authority.talk(service.public);
    open.get(PATH);
    let exchanges: [(&str, Exchange<'_>); 3] = [
        ("written in their place", &|pair| {
            folder.write("tls.crt", &pair.certificate);
            folder.write("tls.key", &pair.key);
        }),
        ("moved to their place", &|pair| {
            folder.replace("tls.crt", &pair.certificate);
            folder.replace("tls.key", &pair.key);
        }),
        ("reached by another link", &|pair| {
            fs::create_dir(folder.path("..new")).expect("a folder");
            folder.write("..new/tls.crt", &pair.certificate);
            folder.write("..new/tls.key", &pair.key);
            symlink("..new", folder.path("..data")).expect("a link");
            for name in ["tls.crt", "tls.key"] {
                let link = folder.path(&format!("{name}.link"));
                symlink(format!("..data/{name}"), &link).expect("a link");
                fs::rename(link, folder.path(name)).expect("moved");
            }
        }),
    ];
    for (how, exchange) in exchanges {
        let pair = authority.server(2041);
        exchange(&pair);
        eventually(&format!("certificate that was {how}"), || {
            shows(&service, &authority, &pair).then_some(())
        });
        assert_eq!(open.get(PATH).status, 302, "{how}");
    }
    // Both files count as one: between them nothing was refused.
    assert_eq!(service.reloads("certificates", "refused"), 0);
    assert_eq!(service.reloads("certificates", "changed"), 3);
}

#[test]
fn a_bad_certificate_leaves_the_old_one() {
    let authority = Authority::new();
    let (service, old) = serving(&authority, &["--watch-interval", "0s"]);
    let mut open = authority.talk(service.public);
    let other = authority.server(2041);
    let mut refused = 0;
    let mismatch = "--tls-key @tls.key: not the key of the certificate in @tls.crt\n";
    let no_key = "--tls-key @tls.key: there is no private key without a password in it";
    let no_certificate = "--tls-cert @tls.crt: there is no certificate in it";
    for (name, text, finding) in [
        ("tls.key", &*other.key, mismatch),
        ("tls.key", "", no_key),
        ("tls.key", &old.key[..90], no_key),
        ("tls.crt", "", no_certificate),
        ("tls.crt", &*other.certificate, mismatch),
        ("tls.crt", &*old.key, no_certificate),
    ] {
        let good = service.folder.read(name);
        service.folder.write(name, text);
        let (status, words) = service.reload();
        assert_eq!(status, 422, "{name}: {words}");
        let kept = "certificates: refused, the old one goes on\n";
        assert!(words.starts_with(kept), "{words}");
        let finding = finding.replace('@', &service.folder.named(""));
        assert!(words.contains(&finding), "{words}");
        assert!(words.contains("policy: unchanged"), "{words}");
        refused += 1;
        assert_eq!(service.reloads("certificates", "refused"), refused);
        assert!(shows(&service, &authority, &old), "{finding}");
        assert_eq!(expiry(&service), END_OF_2040);
        assert_eq!(open.get(PATH).status, 302);
        service.folder.write(name, &good);
    }
    let same = (
        200,
        "certificates: unchanged\npolicy: unchanged\n".to_owned(),
    );
    assert_eq!(service.reload(), same);
}
