//! Whether a change of what a policy is made of is noticed, and nothing else is.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use tempfile::TempDir;

use super::*;
use crate::compile::DEFAULT;
use crate::compile::inputs::Input;

const POLICY: &str = "version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
signing_keys: { file: keys }
secrets: { host: { file: secrets/host }, home: { variable: CARGO_PKG_NAME } }
brand: { logo: logo.svg }
callers:
  tokens:
    portal:
      from: oidc
      issuer: https://auth.acme.example
      audience: go
      algorithms: [ES256]
      keys: { url: https://auth.acme.example/jwks, authorities: ca.pem }
    api:
      from: pomerium
      issuer: auth.acme.example
      audience: go
      keys: { file: keys.json }
routes:
  join: { path: \"/go/join/{meeting_key}\", command: meeting.join, allow: anyone }
  host:
    path: /go/host/{web_id}
    command: site.login
    secrets: { password: host, partner_id: home }
    allow: [{ group: hosts }]
links_from: links.csv
";

/// What the policy names, and something else that could stand there.
const BESIDE: [(&str, &str, &str); 6] = [
    (
        "keys",
        "a-key-of-this-test-0123456789-0123456789",
        "b-key-of-this-test-0123456789-0123456789",
    ),
    ("secrets/host", "one", "two"),
    (
        "ca.pem",
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN CERTIFICATE----- ",
    ),
    (
        "keys.json",
        r#"{"keys": [{"kty": "EC"}]}"#,
        r#"{"keys": [{"kty": "EC"}] }"#,
    ),
    (
        "links.csv",
        "name,route,meeting_key\na,join,123456789\n",
        "name,route,meeting_key\na,join,123456780\n",
    ),
    (
        "logo.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" />",
    ),
];

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

/// A folder with everything in it.
fn desk() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "policy.yaml", POLICY);
    for (name, text, _) in BESIDE {
        write(folder.path(), name, text);
    }
    folder
}

fn loaded(path: &Path) -> Loaded {
    load(path, Timestamp::UNIX_EPOCH)
}

/// Watches what a policy is made of.
#[track_caller]
fn watched(path: &Path) -> Watched {
    let watched = Watched::of(&loaded(path));
    assert_eq!(watched.look(), watched.fingerprint(), "nothing has changed");
    watched
}

#[track_caller]
fn assert_noticed(watched: &Watched, what: &str) {
    assert_ne!(watched.look(), watched.fingerprint(), "{what}");
}

#[track_caller]
fn assert_unnoticed(watched: &Watched, what: &str) {
    assert_eq!(watched.look(), watched.fingerprint(), "{what}");
}

#[test]
fn every_file_of_a_policy_is_watched() {
    let desk = desk();
    let policy = desk.path().join("policy.yaml");
    let found = loaded(&policy);
    assert!(found.policy.is_some(), "{:#?}", found.problems);
    let is_file = |input: &&Input| matches!(input, Input::File(_));
    assert_eq!(
        found.inputs.iter().filter(is_file).count(),
        1 + BESIDE.len()
    );
    let all = [("policy.yaml", POLICY, "version: 1\n")];
    for (name, text, other) in all.into_iter().chain(BESIDE) {
        let path = desk.path().join(name);
        let input = Input::File(path.clone());
        assert!(found.inputs.iter().any(|known| *known == input), "{name}");
        let watched = watched(&policy);
        write(desk.path(), name, other);
        assert_noticed(&watched, name);
        write(desk.path(), name, text);
        assert_unnoticed(&watched, name);
        fs::remove_file(&path).expect("removed");
        assert_noticed(&watched, name);
        fs::create_dir(&path).expect("made");
        assert_noticed(&watched, name);
        fs::remove_dir(&path).expect("removed");
        write(desk.path(), name, text);
        assert_unnoticed(&watched, name);
    }
    let watched = watched(&policy);
    write(desk.path(), "other.yaml", "version: 2\n");
    assert_unnoticed(&watched, "a file that the policy does not name");
}

/// What is missing is waited for, so that a policy that was refused is read again when it comes.
#[test]
fn a_file_that_comes_is_noticed() {
    for (name, text, _) in BESIDE {
        let desk = desk();
        let policy = desk.path().join("policy.yaml");
        fs::remove_file(desk.path().join(name)).expect("removed");
        assert!(loaded(&policy).policy.is_none(), "{name}");
        let watched = watched(&policy);
        write(desk.path(), name, text);
        assert_noticed(&watched, name);
    }
    let folder = tempfile::tempdir().expect("a folder");
    let missing = folder.path().join("policy.yaml");
    let watched = watched(&missing);
    write(folder.path(), "policy.yaml", POLICY);
    assert_noticed(&watched, "the policy itself");
}

#[test]
fn files_that_come_to_a_folder_or_leave_it_are_noticed() {
    let desk = desk();
    let found = loaded(desk.path());
    assert!(found.policy.is_some(), "{:#?}", found.problems);
    let folder = Input::Folder(desk.path().to_owned());
    assert!(found.inputs.iter().any(|input| *input == folder));
    let watched = watched(desk.path());
    for name in ["more.yaml", "more.yml"] {
        write(desk.path(), name, "");
        assert_noticed(&watched, name);
        // What comes is looked at, too: it may still be written to.
        let before = watched.look();
        write(desk.path(), name, "hosts: go\n");
        assert_ne!(watched.look(), before, "{name}");
        fs::remove_file(desk.path().join(name)).expect("removed");
        assert_unnoticed(&watched, name);
    }
    for name in [".hidden.yaml", "notes.txt", "below/more.yaml"] {
        write(desk.path(), name, "x");
        assert_unnoticed(&watched, name);
    }
    fs::rename(
        desk.path().join("policy.yaml"),
        desk.path().join("renamed.yaml"),
    )
    .expect("renamed");
    assert_noticed(&watched, "another name");
    fs::remove_file(desk.path().join("renamed.yaml")).expect("removed");
    assert_noticed(&watched, "an empty folder");
}

/// Kubernetes writes a new folder, and swaps the link to it.
#[test]
fn a_swap_of_folders_behind_a_link_is_noticed() {
    let desk = desk();
    let mount = desk.path().join("mount");
    write(&mount, "..one/policy.yaml", "version: 1\n");
    write(&mount, "..two/policy.yaml", "version: 2\n");
    write(&mount, "..same/policy.yaml", "version: 1\n");
    let swap = |to: &str| {
        let fresh = mount.join("..data_tmp");
        symlink(to, &fresh).expect("a link");
        fs::rename(&fresh, mount.join("..data")).expect("swapped");
    };
    swap("..one");
    symlink("..data/policy.yaml", mount.join("policy.yaml")).expect("a link");
    for path in [mount.clone(), mount.join("policy.yaml")] {
        let watched = watched(&path);
        swap("..two");
        assert_noticed(&watched, "other bytes");
        swap("..same");
        assert_unnoticed(&watched, "the same bytes");
        swap("..gone");
        assert_noticed(&watched, "a link to nowhere");
        swap("..one");
    }
}

/// The texts of files are not run together, nor taken for each other's.
#[test]
fn bytes_that_move_from_one_file_to_another_are_noticed() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a.yaml", "hosts: go\n# ");
    write(folder.path(), "b.yaml", "x");
    let watched = watched(folder.path());
    write(folder.path(), "a.yaml", "hosts: go\n# x");
    write(folder.path(), "b.yaml", "");
    assert_noticed(&watched, "moved");
    write(folder.path(), "a.yaml", "x");
    write(folder.path(), "b.yaml", "hosts: go\n# ");
    assert_noticed(&watched, "exchanged");
}

#[test]
fn variables_are_part_of_it() {
    let with = |variable: &str| {
        let mut inputs = PolicyInputs::default();
        inputs.variable(variable);
        inputs.fingerprint()
    };
    assert!(with("CARGO_PKG_NAME") == with("CARGO_PKG_NAME"));
    assert!(with("CARGO_PKG_NAME") != with("CARGO_PKG_VERSION"));
    assert!(with("CARGO_PKG_NAME") != PolicyInputs::default().fingerprint());
}

#[test]
fn a_policy_that_is_compiled_in_has_nothing_to_watch() {
    let built_in = load_text("built in", DEFAULT, Timestamp::UNIX_EPOCH);
    let watched = Watched::of(&built_in);
    assert!(watched.is_empty());
    assert_unnoticed(&watched, "nothing");
}

/// Replicas and logs name a policy by it, also over an update of the program.
#[test]
fn the_hash_of_a_policy_stays_as_it_is() {
    let text = "version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
routes: { join: { path: \"/go/join/{meeting_key}\", command: meeting.join, allow: anyone } }
";
    let policy = load_text("a name", text, Timestamp::UNIX_EPOCH).policy;
    assert_eq!(policy.expect("a policy").hash(), "040b1ccfc3c62dc1");
}

/// With it, a short secret could be guessed.
#[test]
fn no_fingerprint_is_shown() {
    let desk = desk();
    let found = loaded(&desk.path().join("policy.yaml"));
    let fingerprint = Watched::of(&found).fingerprint();
    assert_eq!(format!("{fingerprint:?}"), "Fingerprint(\"•••\")");
    let shown = format!("{:?}", found.inputs);
    assert!(shown.contains("Fingerprint(\"•••\")"), "{shown}");
}

/// The files of the desk in a bundle, below a folder of that name.
fn bundled(folder: &str) -> Bundle {
    let mut bundle = Bundle::new(Path::new(folder)).expect("a name");
    let files = BESIDE.iter().map(|(name, text, _)| (*name, *text));
    for (name, text) in files.chain([("policy.yaml", POLICY)]) {
        let added = bundle.add(&Path::new(folder).join(name), text.into());
        assert_eq!(added, Ok(true));
    }
    bundle
}

fn loaded_bundle(bundle: Bundle) -> Loaded {
    load_bundle(&Arc::new(bundle), Timestamp::UNIX_EPOCH)
}

#[test]
fn a_bundle_is_read_like_a_folder() {
    let desk = desk();
    let of_files = loaded(desk.path()).policy.expect("a policy");
    for folder in ["", "policies/live"] {
        let found = loaded_bundle(bundled(folder));
        let policy = found.policy.as_ref();
        let policy = policy.unwrap_or_else(|| panic!("{:#?}", found.problems));
        assert_eq!(policy.hash(), of_files.hash());
        assert_unnoticed(&Watched::of(&found), folder);
    }
}

/// Each file of a bundle is part of its fingerprint: one with another content replaces it.
#[test]
fn bundles_differ_when_one_of_their_files_does() {
    let before = Watched::of(&loaded_bundle(bundled(""))).fingerprint();
    assert!(before == Watched::of(&loaded_bundle(bundled(""))).fingerprint());
    for (name, _, other) in BESIDE {
        let mut bundle = bundled("");
        let added = bundle.add(Path::new(name), other.into());
        assert_eq!(added, Ok(false), "it was there before");
        let after = Watched::of(&loaded_bundle(bundle)).fingerprint();
        assert!(before != after, "{name}");
    }
}

/// A policy from elsewhere names keys and secrets of this machine, and they are watched.
#[test]
fn a_bundle_names_files_of_the_machine_by_absolute_names() {
    let machine = desk();
    let key = machine.path().join("keys");
    let policy = POLICY.replace("file: keys }", &format!("file: {} }}", key.display()));
    let mut bundle = bundled("");
    assert_eq!(
        bundle.add(Path::new("policy.yaml"), policy.into()),
        Ok(false)
    );
    let found = loaded_bundle(bundle);
    assert!(found.policy.is_some(), "{:#?}", found.problems);
    let watched = Watched::of(&found);
    assert_unnoticed(&watched, "nothing has changed");
    fs::write(&key, BESIDE[0].2).expect("written");
    assert_noticed(&watched, "another key");
}

#[test]
fn a_bundle_leads_nowhere_else() {
    let text = POLICY.replace("links.csv", "../links.csv");
    for (entry, expected) in [
        (
            "",
            "the table `../links.csv` cannot be read: it leads out of the archive",
        ),
        (
            "inner",
            "the table `inner/../links.csv` cannot be read: no file of the archive",
        ),
    ] {
        let mut bundle = bundled(entry);
        let name = Path::new(entry).join("policy.yaml");
        assert_eq!(bundle.add(&name, text.clone().into()), Ok(false));
        let found = loaded_bundle(bundle);
        assert!(found.policy.is_none());
        let sorted = found.problems.sorted();
        let errors = sorted
            .iter()
            .filter(|problem| problem.severity == Severity::Error);
        let messages: Vec<_> = errors.map(|problem| &*problem.message).collect();
        assert_eq!(messages, [expected]);
    }
}

#[test]
fn a_bundle_without_a_policy_says_where_it_was_looked_for() {
    for (entry, expected) in [
        (
            "",
            "the archive has no file at its top that ends in .yaml or .yml",
        ),
        ("live", "the archive has no policy at `live`"),
    ] {
        let bundle = Bundle::new(Path::new(entry)).expect("a name");
        let found = loaded_bundle(bundle);
        assert!(found.policy.is_none());
        assert_eq!(found.problems.sorted()[0].message, expected);
    }
}
