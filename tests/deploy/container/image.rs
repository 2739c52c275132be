//! The image as an archive, unpacked.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::tool::{missing, tool};

pub(super) struct Image {
    folder: TempDir,
    layer: String,
    /// The digest of its configuration, which has that of its layer.
    pub(super) id: String,
    /// How it is run.
    pub(super) config: Value,
}

impl Image {
    /// Built with a program that is there already, because a static one takes minutes.
    pub(super) fn build() -> Option<Self> {
        let Some(program) = env::var_os("LINKGATE_STATIC") else {
            missing("a static program (LINKGATE_STATIC)");
            return None;
        };
        tool("buildah")?;
        let folder = TempDir::new().expect("a folder");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/container/build.sh");
        succeed(Command::new(script).arg(program).arg(folder.path()));
        unpack(
            &folder.path().join("linkgate.tar"),
            &folder.path().join("archive"),
        );
        let manifest = json(&folder.path().join("archive/manifest.json"));
        let [layer] = &manifest[0]["Layers"].as_array().expect("layers")[..] else {
            panic!("{manifest}");
        };
        let layer = layer.as_str().expect("a name").to_owned();
        let archive = folder.path().join("archive");
        unpack(&archive.join(&layer), &folder.path().join("rootfs"));
        let id = manifest[0]["Config"].as_str().expect("a name").to_owned();
        let config = json(&archive.join(&id))["config"].take();
        Some(Self {
            folder,
            layer,
            id,
            config,
        })
    }

    pub(super) fn root(&self) -> PathBuf {
        self.folder.path().join("rootfs")
    }

    /// What it weighs, not compressed.
    pub(super) fn bytes(&self) -> u64 {
        let layer = self.folder.path().join("archive").join(&self.layer);
        fs::metadata(layer).expect("a file").len()
    }

    /// All its files.
    pub(super) fn files(&self) -> Vec<String> {
        let root = self.root();
        let mut found = Vec::new();
        collect(&root, &mut found);
        let below = |path: &PathBuf| {
            path.strip_prefix(&root)
                .expect("below")
                .display()
                .to_string()
        };
        let mut names: Vec<_> = found.iter().map(below).collect();
        names.sort();
        names
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => collect(&path, found),
            false => found.push(path),
        }
    }
}

fn unpack(archive: &Path, folder: &Path) {
    fs::create_dir(folder).expect("a new folder");
    succeed(
        Command::new("tar")
            .arg("-xf")
            .arg(archive)
            .arg("-C")
            .arg(folder),
    );
}

fn json(file: &Path) -> Value {
    serde_json::from_reader(File::open(file).expect("a file")).expect("JSON")
}

fn succeed(command: &mut Command) {
    let done = command.output().expect("it starts");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{command:?}: {said}");
}
