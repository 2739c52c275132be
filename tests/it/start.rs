//! Every way not to start: one line says which setting is wrong and why, and
//! nothing stays behind.
use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixListener;
use std::process::{Child, Command, Output, Stdio};

use crate::support::program::linkgate;
use crate::support::service::{Folder, ONE_ROUTE, PATIENCE, within};
use crate::support::tls::Authority;
use crate::support::tool::tool;

/// What has to be there for a start: a policy, two pairs of certificate and
/// key, and files that are neither.
fn folder() -> Folder {
    let (folder, authority) = (Folder::new(), Authority::new());
    folder.write("policy.yaml", ONE_ROUTE);
    for name in ["tls", "other"] {
        let pair = authority.server(2040);
        folder.write(&format!("{name}.crt"), &pair.certificate);
        folder.write(&format!("{name}.key"), &pair.key);
    }
    folder.write("text", "hello\n");
    folder.write("empty", "");
    fs::create_dir(folder.path("folder")).expect("a folder");
    folder
}

/// Runs `serve` with these flags until it ends, which it does by itself. `@`
/// stands for the folder. What a flag does not say is good: another socket, and
/// a log, of which nothing must be left.
fn serve(command: Command, folder: &Folder, arguments: &[&str]) -> Output {
    let here = folder.named("");
    let is_said = |flag: &str| {
        let mut said = arguments.iter();
        said.any(|argument| argument.split('=').next() == Some(flag))
    };
    let mut command = command;
    command.arg("serve");
    for (flag, value) in [
        ("--policy", "@policy.yaml"),
        ("--listen", "unix:@links.sock"),
        ("--redirect-listen", "unix:@redirect.sock"),
        ("--admin-listen", "unix:@operators.sock"),
        ("--health-listen", "unix:@health.sock"),
        ("--decision-log", "@decisions.log"),
    ] {
        if !is_said(flag) {
            command.args([flag, &value.replace('@', &here)]);
        }
    }
    let arguments = arguments.iter().map(|text| text.replace('@', &here));
    let mut child = command
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let ended = within(PATIENCE, || child.try_wait().expect("a child"));
    end(&mut child);
    let output = child.wait_with_output().expect("output");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(ended.is_some(), "it runs though it should not: {said}");
    output
}

fn end(child: &mut Child) {
    let _ = child.kill();
}

/// Asserts that the program does not start with these flags, and says so in
/// one line that ends like this.
#[track_caller]
fn assert_refused(folder: &Folder, arguments: &[&str], (code, line): (i32, &str)) {
    assert_refused_as(linkgate(), folder, arguments, (code, line));
}

#[track_caller]
fn assert_refused_as(
    command: Command,
    folder: &Folder,
    arguments: &[&str],
    (code, line): (i32, &str),
) {
    let before = names(folder);
    let output = serve(command, folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    let line = line.replace('@', &folder.named(""));
    let is_error = |line: &&str| line.starts_with("error: ") || line.contains(" ERROR ");
    let errors: Vec<&str> = said.lines().filter(is_error).collect();
    let [error] = errors[..] else {
        panic!("{arguments:?}: {said}");
    };
    assert!(
        error.ends_with(&line),
        "{arguments:?}: {said}\nand not {line}"
    );
    assert!(!said.contains(" INFO "), "{arguments:?}: {said}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    assert_eq!(names(folder), before, "{arguments:?} left something");
}

/// What is in the folder.
fn names(folder: &Folder) -> BTreeSet<String> {
    let entries = fs::read_dir(folder.path("")).expect("a folder");
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    entries
        .map(|entry| name(entry.expect("an entry")))
        .collect()
}

const FAILURE: i32 = 1;
const USAGE: i32 = 2;

#[test]
fn certificates_and_keys_have_to_be_there_and_to_fit() {
    let folder = folder();
    let no_key = "there is no private key without a password in it; it has to be PEM";
    let no_certificate = "there is no certificate in it; it has to be PEM";
    let gone = "No such file or directory (os error 2)";
    for (certificate, key, line) in [
        (
            "@gone.crt",
            "@tls.key",
            format!("--tls-cert @gone.crt: {gone}"),
        ),
        (
            "@tls.crt",
            "@gone.key",
            format!("--tls-key @gone.key: {gone}"),
        ),
        (
            "@folder",
            "@tls.key",
            "--tls-cert @folder: not a file".to_owned(),
        ),
        (
            "@text",
            "@tls.key",
            format!("--tls-cert @text: {no_certificate}"),
        ),
        (
            "@empty",
            "@tls.key",
            format!("--tls-cert @empty: {no_certificate}"),
        ),
        (
            "@tls.key",
            "@tls.key",
            format!("--tls-cert @tls.key: {no_certificate}"),
        ),
        ("@tls.crt", "@text", format!("--tls-key @text: {no_key}")),
        (
            "@tls.crt",
            "@tls.crt",
            format!("--tls-key @tls.crt: {no_key}"),
        ),
        (
            "@tls.crt",
            "@other.key",
            "--tls-key @other.key: not the key of the certificate in @tls.crt".to_owned(),
        ),
    ] {
        let arguments = ["--tls-cert", certificate, "--tls-key", key];
        assert_refused(&folder, &arguments, (FAILURE, &line));
    }
    for (authorities, line) in [
        ("@gone.pem", format!("--tls-client-ca @gone.pem: {gone}")),
        ("@text", format!("--tls-client-ca @text: {no_certificate}")),
    ] {
        let pair = ["--tls-cert", "@tls.crt", "--tls-key", "@tls.key"];
        let arguments = [&pair[..], &["--tls-client-ca", authorities]].concat();
        assert_refused(&folder, &arguments, (FAILURE, &line));
    }
    // All that is wrong is said at once.
    let exchanged = [
        "--tls-cert=@tls.crt,@other.crt",
        "--tls-key=@other.key,@tls.key",
    ];
    let output = serve(linkgate(), &folder, &exchanged);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(FAILURE), "{said}");
    for (key, certificate) in [("other.key", "tls.crt"), ("tls.key", "other.crt")] {
        let (key, certificate) = (folder.named(key), folder.named(certificate));
        let line = format!("--tls-key {key}: not the key of the certificate in {certificate}\n");
        assert!(said.contains(&line), "{said}");
    }
}

#[test]
fn as_many_keys_as_certificates_have_to_be_given() {
    let folder = folder();
    let missing = "the following required arguments were not provided:";
    let each = "each --tls-cert needs its --tls-key: there are";
    for (arguments, line) in [
        (&["--tls-cert", "@tls.crt"][..], missing.to_owned()),
        (&["--tls-key", "@tls.key"], missing.to_owned()),
        (&["--tls-client-ca", "@tls.crt"], missing.to_owned()),
        (
            &["--tls-cert", "@tls.crt,@other.crt", "--tls-key", "@tls.key"],
            format!("{each} 2 certificates and 1 keys"),
        ),
        (
            &[
                "--tls-cert=@tls.crt",
                "--tls-key=@tls.key",
                "--tls-key=@other.key",
            ],
            format!("{each} 1 certificates and 2 keys"),
        ),
    ] {
        assert_refused(&folder, arguments, (USAGE, &line));
    }
}

/// To open a pipe would wait for its other end for ever.
#[test]
fn what_is_no_file_ends_the_start_whatever_it_is_for() {
    let folder = folder();
    let made = Command::new("mkfifo").arg(folder.path("pipe")).status();
    assert!(made.expect("it runs").success());
    let _socket = UnixListener::bind(folder.path("socket")).expect("a socket");
    for name in ["@pipe", "@socket", "/dev/zero"] {
        let pair = ["--tls-cert", "@tls.crt", "--tls-key", "@tls.key"];
        let with = |flag: &'static str| [&pair[..], &[flag, name]].concat();
        for arguments in [
            vec!["--tls-cert", name, "--tls-key", "@tls.key"],
            vec!["--tls-cert", "@tls.crt", "--tls-key", name],
            with("--tls-client-ca"),
            vec!["--admin-token-file", name],
        ] {
            let flag = arguments[arguments.iter().position(|a| *a == name).expect("it") - 1];
            let line = format!("{flag} {name}: not a file");
            assert_refused(&folder, &arguments, (FAILURE, &line));
        }
    }
    for name in ["@pipe", "@socket"] {
        let line = format!("--decision-log {name}: not a file");
        assert_refused(&folder, &["--decision-log", name], (FAILURE, &line));
    }
    for name in ["@pipe", "@socket", "/dev/zero"] {
        let line = format!("{name}: not a file");
        assert_refused(&folder, &["--policy", name], (FAILURE, &line));
    }
}

#[test]
fn a_file_of_tokens_has_to_have_good_ones() {
    let folder = folder();
    folder.write("short", "0123456789abcdef\nshort\n");
    let prints = "`openssl rand -hex 32` prints";
    for (file, why) in [
        ("@gone", "No such file or directory (os error 2)".to_owned()),
        ("@folder", "not a file".to_owned()),
        (
            "@empty",
            "it has no token; write one per line, from `openssl rand -hex 32`".to_owned(),
        ),
        (
            "@short",
            format!("the token in line 2 has fewer than 16 characters; {prints} a good one"),
        ),
    ] {
        let line = format!("--admin-token-file {file}: {why}");
        assert_refused(&folder, &["--admin-token-file", file], (FAILURE, &line));
    }
}

#[test]
fn an_address_that_cannot_be_had_is_named_with_its_listener() {
    let folder = folder();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let taken = taken.local_addr().expect("bound");
    let served = UnixListener::bind(folder.path("served.sock")).expect("a socket");
    let long = format!("unix:@{}.sock", "x".repeat(120));
    let not_passed = "systemd has passed no such socket";
    for flag in [
        "--listen",
        "--redirect-listen",
        "--admin-listen",
        "--health-listen",
    ] {
        for (address, why) in [
            (&*taken.to_string(), "address already in use"),
            ("unix:@served.sock", "address already in use"),
            ("unix:@gone/links.sock", "there is no such folder"),
            ("unix:@text", "there is a file that is not a socket"),
            ("unix:@folder", "there is a file that is not a socket"),
            (&long, "path must be shorter than SUN_LEN"),
            ("192.0.2.1:8080", "this machine has no such address"),
            ("systemd", not_passed),
            ("systemd:links", not_passed),
        ] {
            let line = format!("{flag} {address}: {why}");
            assert_refused(&folder, &[flag, address], (FAILURE, &line));
        }
    }
    // What is somebody else's is untouched.
    assert_eq!(folder.read("text"), "hello\n");
    served.set_nonblocking(true).expect("a socket");
    while served.accept().is_ok() {} // it was asked whether somebody listens
    std::os::unix::net::UnixStream::connect(folder.path("served.sock")).expect("still there");
}

#[test]
fn a_socket_that_a_process_left_behind_is_no_hindrance() {
    let folder = folder();
    drop(UnixListener::bind(folder.path("links.sock")).expect("a socket"));
    assert!(folder.path("links.sock").exists());
    // It gets as far as the log, which comes last.
    let arguments = ["--decision-log", "@gone/decisions.log"];
    let output = serve(linkgate(), &folder, &arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("decisions.log: the folder does not exist"),
        "{said}"
    );
    assert!(
        !folder.path("links.sock").exists(),
        "it was taken over, and removed"
    );
}

#[test]
fn a_log_that_cannot_be_opened_is_named() {
    let folder = folder();
    for (log, why) in [
        ("@gone/decisions.log", "the folder does not exist"),
        ("@folder", "this is a folder"),
        (
            "journal:@gone.sock",
            "there is no such socket; is systemd-journald running?",
        ),
        (
            "journal:@text",
            "nothing listens there; is systemd-journald running?",
        ),
    ] {
        let line = format!("--decision-log {log}: {why}");
        assert_refused(&folder, &["--decision-log", log], (FAILURE, &line));
    }
}

#[test]
fn what_is_written_wrong_is_named_with_its_setting() {
    let folder = folder();
    let time = "write it like 500ms, 5s or 1h 30m";
    let address = "write ADDRESS:PORT, [ADDRESS]:PORT, unix:/PATH, systemd or systemd:NAME";
    for (flag, kind, value, why) in [
        ("--idle-timeout", "TIME", "5", time),
        ("--idle-timeout", "TIME", "", time),
        ("--idle-timeout", "TIME", "soon", time),
        (
            "--idle-timeout",
            "TIME",
            "0s",
            "has to be longer than nothing",
        ),
        ("--idle-timeout", "TIME", "-1s", "cannot be negative"),
        (
            "--drain-timeout",
            "TIME",
            "0s",
            "has to be longer than nothing",
        ),
        ("--drain-delay", "TIME", "-1s", "cannot be negative"),
        ("--watch-interval", "TIME", "-1s", "cannot be negative"),
        (
            "--connection-life",
            "TIME",
            "90000h",
            "is longer than ten years",
        ),
        (
            "--max-connections",
            "NUMBER",
            "0",
            "0 is not in 1..=4294967295",
        ),
        (
            "--max-connections",
            "NUMBER",
            "many",
            "invalid digit found in string",
        ),
        ("--max-uri-bytes", "BYTES", "0", "0 is not in 1..=8192"),
        (
            "--max-header-bytes",
            "BYTES",
            "-1",
            "-1 is not in 1..=65536",
        ),
        ("--listen", "ADDRESS", "nowhere", address),
        ("--listen", "ADDRESS", "localhost:80", address),
        ("--admin-listen", "ADDRESS", "127.0.0.1:99999", address),
        ("--redirect-listen", "ADDRESS", "unix:links.sock", address),
        ("--health-listen", "ADDRESS", "8081", address),
        (
            "--socket-mode",
            "MODE",
            "u=rw",
            "write octal digits up to 0777, like 0660",
        ),
        (
            "--socket-owner",
            "USER",
            "nobody-of-that-name",
            "there is no user of that name in /etc/passwd",
        ),
        (
            "--socket-group",
            "GROUP",
            "nobody-of-that-name",
            "there is no group of that name in /etc/group",
        ),
        (
            "--decision-log",
            "WHERE",
            "journal:",
            "give `stdout`, `journal`, `journal:/path/to/socket` or the path of a file",
        ),
    ] {
        let line = format!("invalid value '{value}' for '{flag} <{kind}>': {why}");
        // clap says it in words of its own where there is nothing.
        let line = match value {
            "" => why.to_owned(),
            _ => line,
        };
        let argument = format!("{flag}={value}");
        assert_refused(&folder, &[&argument], (USAGE, &line));
        let variable = format!("LINKGATE_{}", flag[2..].replace('-', "_").to_uppercase());
        let mut command = linkgate();
        command.env(variable, value);
        if ![
            "--listen",
            "--redirect-listen",
            "--admin-listen",
            "--decision-log",
        ]
        .contains(&flag)
        {
            assert_refused_as(command, &folder, &[], (USAGE, &line));
        }
    }
    let unknown = "unexpected argument '--nonsense' found";
    assert_refused(&folder, &["--nonsense"], (USAGE, unknown));
}

/// A command of somebody who may do nothing: the user of this test, or, where
/// that one may do everything, another one.
fn as_nobody() -> Option<Command> {
    if !rustix::process::geteuid().is_root() {
        return Some(linkgate());
    }
    let program = linkgate();
    let mut command = tool("setpriv")?;
    command
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(program.get_program());
    for (variable, value) in program.get_envs() {
        if value.is_none() {
            command.env_remove(variable);
        }
    }
    // The program may be in a place that is closed to others.
    let reached = tool("setpriv")?
        .args([
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "test",
            "-x",
        ])
        .arg(program.get_program())
        .status();
    if !reached.is_ok_and(|status| status.success()) {
        eprintln!("the program cannot be run by another user: not tested");
        return None;
    }
    Some(command)
}

#[test]
fn what_the_user_may_not_do_is_said() {
    let folder = folder();
    let open = |name: &str, mode| {
        fs::set_permissions(folder.path(name), fs::Permissions::from_mode(mode)).expect("set");
    };
    open("", 0o755);
    for closed in ["other.crt", "other.key", "folder"] {
        open(closed, 0o000);
    }
    for (name, mode) in [("read-only", 0o555), ("open", 0o777)] {
        fs::create_dir(folder.path(name)).expect("a folder");
        open(name, mode);
    }
    let denied = "Permission denied (os error 13)";
    let no_port = "permission denied; a port below 1024 needs the capability CAP_NET_BIND_SERVICE";
    let no_folder = "permission denied; the user of this process has to be able to";
    let good = "127.0.0.1:0";
    // The sockets of the other listeners cannot stand in this folder.
    let sockets = [
        "--redirect-listen",
        good,
        "--admin-listen",
        good,
        "--health-listen",
        good,
    ];
    let mut cases = vec![
        (
            vec!["--listen", "unix:@folder/a.sock"],
            format!("--listen unix:@folder/a.sock: {no_folder} enter the folder"),
        ),
        (
            vec!["--listen", "unix:@read-only/a.sock"],
            format!("--listen unix:@read-only/a.sock: {no_folder} write to the folder"),
        ),
        (
            vec![
                "--listen",
                "unix:@open/a.sock",
                "--socket-owner=0",
                "--socket-group=root",
            ],
            "--listen unix:@open/a.sock: the socket cannot be given to --socket-owner and \
             --socket-group: Operation not permitted (os error 1); the process needs CAP_CHOWN, \
             or to be in the group"
                .to_owned(),
        ),
        (
            vec!["--admin-token-file", "@other.key"],
            format!("--admin-token-file @other.key: {denied}"),
        ),
        (
            vec!["--listen", good, "--decision-log", "@folder/a.log"],
            "--decision-log @folder/a.log: permission denied".to_owned(),
        ),
        (
            vec!["--tls-cert", "@other.crt", "--tls-key", "@tls.key"],
            format!("--tls-cert @other.crt: {denied}"),
        ),
        (
            vec!["--tls-cert", "@tls.crt", "--tls-key", "@other.key"],
            format!("--tls-key @other.key: {denied}"),
        ),
    ];
    let first = fs::read_to_string("/proc/sys/net/ipv4/ip_unprivileged_port_start");
    if first.is_ok_and(|first| first.trim() == "1024") {
        cases.push((
            vec!["--listen", "127.0.0.1:1"],
            format!("--listen 127.0.0.1:1: {no_port}"),
        ));
    } else {
        eprintln!("everybody may have every port here: not tested");
    }
    for (arguments, line) in cases {
        let Some(command) = as_nobody() else {
            return;
        };
        let arguments = [&arguments[..], &sockets].concat();
        assert_refused_as(command, &folder, &arguments, (FAILURE, &line));
    }
    open("folder", 0o755);
}

#[test]
fn settings_by_their_old_names_are_refused_with_the_new_ones() {
    let folder = folder();
    let line = "error: --goodbye-timeout was renamed: use --close-timeout";
    assert_refused(&folder, &["--goodbye-timeout=2s"], (USAGE, line));
    let line = "error: LINKGATE_GOODBYE_TIMEOUT was renamed: use LINKGATE_CLOSE_TIMEOUT";
    for value in ["2s", ""] {
        let mut command = linkgate();
        command.env("LINKGATE_GOODBYE_TIMEOUT", value);
        assert_refused_as(command, &folder, &[], (USAGE, line));
    }
}
