//! `deploy/release`: what a release has in it. Its programs are there already, because building them
//! takes minutes; `deploy/release/verify.sh` does that, twice.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use memchr::memmem;
use serde_json::Value;
use tempfile::TempDir;

use crate::debian::packaging;
use crate::machine::Ran;
use crate::support::tool::{missing, tool};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// What a release takes from its commit.
const DATE: &str = "1795000000";

/// Without the kind of machine: that of the tests.
const FILES: [&str; 6] = [
    "SHA256SUMS",
    "linkgate-VERSION-MACHINE-linux-image.tar",
    "linkgate-VERSION-MACHINE-linux-licenses.txt",
    "linkgate-VERSION-MACHINE-linux.cdx.json",
    "linkgate-VERSION-MACHINE-linux.tar.gz",
    "linkgate_VERSION-1_DEBIAN.deb",
];

/// What stands at the top of the archive.
const UNPACKED: [&str; 11] = [
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "THIRD-PARTY-LICENSES",
    "completions",
    "config",
    "deploy",
    "docs",
    "linkgate",
    "man",
];

#[test]
fn a_release_is_complete_and_the_same_each_time() {
    let Some(release) = Release::build("022") else {
        return;
    };
    let expected = FILES.map(|name| {
        let machine = env::consts::ARCH;
        let debian = machine
            .replace("x86_64", "amd64")
            .replace("aarch64", "arm64");
        name.replace("VERSION", VERSION)
            .replace("MACHINE", machine)
            .replace("DEBIAN", &debian)
    });
    assert_eq!(names(release.folder.path()), expected);
    release.run("sha256sum --check --strict SHA256SUMS");
    release.archive_can_be_used();
    release.package_and_image_are_whole();

    let again = Release::build("077").expect("just built");
    let sums = |release: &Release| release.read("SHA256SUMS");
    assert_eq!(sums(&release), sums(&again));
}

#[test]
fn the_static_program_names_no_folder_of_its_build() {
    let Some(program) = static_program() else {
        return;
    };
    let program = fs::read(program).expect("a file");
    let home = env::var("HOME").expect("a home");
    for folder in [ROOT, &cargo_home(), &format!("{home}/")] {
        let found = memmem::find(&program, folder.as_bytes());
        let found = found.map(|at| String::from_utf8_lossy(&program[at..at + 120]));
        assert_eq!(found, None, "{folder}");
    }
    // Panics still say where.
    assert!(memmem::find(&program, b"/cargo/registry/src/").is_some());
}

#[test]
fn the_sbom_has_what_is_linked_and_no_more() {
    let Some(program) = static_program() else {
        return;
    };
    let Some(text) = sbom() else { return };
    assert!(!text.contains(ROOT), "{text}");
    let sbom: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(sbom["metadata"]["component"]["version"], VERSION);
    assert_eq!(sbom["serialNumber"], Value::Null);
    let parts = sbom["components"].as_array().expect("components");

    let locked = checksums();
    let mut crates = BTreeSet::new();
    let mut others = BTreeSet::new();
    for part in parts {
        let word = |key: &str| part[key].as_str().expect("a text").to_owned();
        let name = format!("{} {}", word("name"), word("version"));
        assert!(part["licenses"][0]["expression"].is_string(), "{name}");
        match part["hashes"][0]["content"].as_str() {
            Some(hash) => {
                assert_eq!(locked.get(&name).map(String::as_str), Some(hash), "{name}");
                crates.insert(name);
            }
            None => assert!(others.insert(word("name")), "{name}"),
        }
    }
    assert_eq!(crates, tree());
    // Rust's own, and what is C in a static program of Debian.
    let others: Vec<_> = others.iter().map(|name| name.split('-').next()).collect();
    assert_eq!(others, [Some("libc6"), Some("libgcc"), Some("rust")]);

    // What the program says itself: the crates in which it can panic.
    let named = named_crates(&fs::read(program).expect("a file"));
    assert!(named.len() > 50, "{named:?}");
    assert_eq!(named.difference(&crates).next(), None);

    validate(&text);
}

struct Release {
    folder: TempDir,
}

impl Release {
    /// The same program stands in for the one of the package.
    fn build(umask: &str) -> Option<Self> {
        let program = static_program()?;
        for name in [
            "buildah",
            "cargo-deb",
            "cargo-cyclonedx",
            "dpkg-deb",
            "python3",
        ] {
            tool(name)?;
        }
        let folder = TempDir::new().expect("a folder");
        let _alone = packaging();
        let script = "umask \"$0\" && exec deploy/release/build.sh --programs \"$1\" \"$1\" \"$2\"";
        let built = Command::new("sh")
            .current_dir(ROOT)
            .env("SOURCE_DATE_EPOCH", DATE)
            .args(["-c", script, umask])
            .arg(program)
            .arg(folder.path())
            .output();
        let built = Ran::of(&built.expect("it runs"));
        assert!(built.success, "{}", built.said);
        Some(Self { folder })
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).expect("a text")
    }

    /// Runs a command in the folder with the files; it has to succeed.
    fn run(&self, script: &str) -> String {
        run(self.folder.path(), script)
    }

    /// In an empty folder, without anything else.
    fn archive_can_be_used(&self) {
        let empty = TempDir::new().expect("a folder");
        let archive = format!("linkgate-{VERSION}-{}-linux", env::consts::ARCH);
        let path = self.folder.path().display();
        run(empty.path(), &format!("tar -xzf {path}/{archive}.tar.gz"));
        let unpacked = empty.path().join(&archive);
        assert_eq!(names(&unpacked), UNPACKED);
        let version = run(&unpacked, "env -i ./linkgate --version");
        assert_eq!(version, format!("linkgate {VERSION}\n"));
        run(
            &unpacked,
            "env -i ./linkgate check --policy config/policy.yaml",
        );
        run(
            &unpacked,
            "test -s man/man1/linkgate-serve.1 -a -s completions/linkgate.zsh",
        );

        let listed = self.run(&format!("tar -tvzf {archive}.tar.gz --numeric-owner"));
        for line in listed.lines() {
            assert!(line.contains(" 0/0 "), "{line}");
            assert!(line.contains(" 2026-11-18 "), "{line}");
        }
    }

    fn package_and_image_are_whole(&self) {
        let version = self.run("dpkg-deb --field linkgate_*.deb Version");
        assert_eq!(version, format!("{VERSION}-1\n"));
        let contents = self.run("dpkg-deb --contents linkgate_*.deb");
        assert!(contents.contains(" ./usr/bin/linkgate\n"), "{contents}");
        let buildah = "buildah --root $PWD/storage --runroot $PWD/run --storage-driver vfs";
        self.run(&format!(
            "{buildah} pull --quiet docker-archive:$(ls *-image.tar)"
        ));
        let image = self.run(&format!(
            "{buildah} inspect --type image linkgate:{VERSION}"
        ));
        let image: Value = serde_json::from_str(&image).expect("JSON");
        let created = image["Docker"]["created"].as_str().expect("a time");
        assert!(created.starts_with("2026-11-18T"), "{created}");
        let licenses = self.run("cat linkgate-*-licenses.txt");
        assert!(licenses.contains("\nrustls "), "{licenses}");
    }
}

fn run(folder: &Path, script: &str) -> String {
    let mut shell = Command::new("sh");
    let done = shell.current_dir(folder).args(["-c", script]).output();
    let done = done.expect("it runs");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{script}: {said}");
    String::from_utf8(done.stdout).expect("text")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let name = |entry: fs::DirEntry| entry.file_name().into_string().expect("text");
    let mut names: Vec<_> = entries
        .map(|entry| name(entry.expect("an entry")))
        .collect();
    names.sort();
    names
}

fn static_program() -> Option<PathBuf> {
    let program = env::var_os("LINKGATE_STATIC");
    if program.is_none() {
        missing("a static program (LINKGATE_STATIC)");
    }
    program.map(PathBuf::from)
}

fn cargo_home() -> String {
    env::var("CARGO_HOME").unwrap_or_else(|_| env::var("HOME").expect("a home") + "/.cargo")
}

fn sbom() -> Option<String> {
    tool("cargo-cyclonedx")?;
    tool("python3")?;
    let script = format!("SOURCE_DATE_EPOCH={DATE} deploy/release/sbom");
    // It leaves a file beside Cargo.toml for a moment.
    let _alone = packaging();
    Some(run(Path::new(ROOT), &script))
}

/// What cargo would link, as `name version`.
fn tree() -> BTreeSet<String> {
    let tree = "cargo tree --locked --edges normal,no-proc-macro --prefix none --format {p}";
    let tree = run(Path::new(ROOT), tree);
    let lines = tree.lines().map(|line| {
        let mut words = line.split(' ');
        let name = words.next().expect("a name");
        let version = words.next().and_then(|word| word.strip_prefix('v'));
        format!("{name} {}", version.expect("a version"))
    });
    lines
        .filter(|name| !name.starts_with("linkgate "))
        .collect()
}

/// Of all crates in Cargo.lock.
fn checksums() -> BTreeMap<String, String> {
    let lock = fs::read_to_string(Path::new(ROOT).join("Cargo.lock")).expect("a file");
    let packages = lock.split("[[package]]\n").skip(1);
    let value = |package: &str, key: &str| {
        let line = package.lines().find_map(|line| line.strip_prefix(key));
        line.map(|value| value.trim_matches('"').to_owned())
    };
    let with_checksum = packages.filter_map(|package| {
        let name = value(package, "name = ")?;
        let version = value(package, "version = ")?;
        Some((format!("{name} {version}"), value(package, "checksum = ")?))
    });
    with_checksum.collect()
}

/// The crates whose files stand in a program: `/cargo/registry/src/INDEX/rustls-0.23.46/src/…`.
fn named_crates(program: &[u8]) -> BTreeSet<String> {
    let registry = b"/cargo/registry/src/";
    let found = memmem::find_iter(program, registry).map(|at| {
        let path = &program[at + registry.len()..];
        let path = String::from_utf8_lossy(&path[..path.len().min(200)]);
        let folder = path.split('/').nth(1).expect("a folder");
        // A name can have hyphens; no version here has one.
        let (name, version) = folder.rsplit_once('-').expect("a version");
        format!("{name} {version}")
    });
    found.collect()
}

/// Against the schema of CycloneDX, which refuses unknown fields.
fn validate(sbom: &str) {
    let Some(library) = env::var_os("LINKGATE_CYCLONEDX") else {
        missing("a folder with the validator for CycloneDX (LINKGATE_CYCLONEDX)");
        return;
    };
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("sbom.json");
    fs::write(&file, sbom).expect("written");
    let script = "import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
sys.exit(JsonStrictValidator(SchemaVersion.V1_5).validate_str(open(sys.argv[1]).read()))";
    let mut python = tool("python3").expect("just there");
    python
        .env("PYTHONPATH", library)
        .args(["-c", script])
        .arg(file);
    let ran = Ran::of(&python.output().expect("it runs"));
    assert!(ran.success, "{}", ran.said);
}
