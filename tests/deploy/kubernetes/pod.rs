//! A pod of the rendered deployment, as a process: its arguments and variables, and its volumes as the
//! kubelet mounts them.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

use super::manifests::Manifests;
use crate::support::program::linkgate;
use crate::support::service::{Answer, Folder, Service, Talk, random_secret, write_to_folder};

/// What the secrets of a namespace hold.
pub(super) struct Secrets {
    admin_token: String,
    signing_key: String,
}

impl Secrets {
    pub(super) fn new() -> Self {
        Self {
            admin_token: random_secret(),
            signing_key: random_secret(),
        }
    }
}

pub(super) struct Pod {
    pub(super) service: Service,
    container: Value,
    health: SocketAddr,
    policy: Volume,
    admin: Volume,
}

impl Pod {
    pub(super) fn start(manifests: &Manifests, secrets: &Secrets) -> Self {
        let pod = &manifests.one("Deployment")["spec"]["template"]["spec"];
        let container = pod["containers"][0].clone();
        let data = manifests.one("ConfigMap")["data"]
            .as_object()
            .expect("files")
            .iter();
        let data = data.map(|(name, text)| (name.as_str(), text.as_str().expect("text")));
        let policy = Volume::new(data.chain([("signing-keys", &*secrets.signing_key)]));
        let admin = Volume::new([("token", &*secrets.admin_token)].into_iter());
        let mounts = [
            (mount(&container, "policy"), policy.root.path("")),
            (mount(&container, "admin"), admin.root.path("")),
        ];

        let logs = Folder::new();
        let mut command = linkgate();
        let arguments = container["args"].as_array().expect("arguments").iter();
        command.args(arguments.map(|argument| argument.as_str().expect("text")));
        for variable in container["env"].as_array().expect("variables") {
            let name = variable["name"].as_str().expect("a name");
            let value = variable["value"].as_str().expect("a value");
            command.env(name, here(value, &mounts));
        }
        let child = write_to_folder(&mut command, &logs);
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut service = Service::started(child, logs, nowhere, nowhere);
        service.public = service.announced("links:");
        service.admin = service.announced("operators:");
        let health = service.announced("health:");
        service.await_ready();
        Self {
            service,
            container,
            health,
            policy,
            admin,
        }
    }

    /// The token that Prometheus comes with.
    pub(super) fn token(&self) -> String {
        self.admin.root.read("token")
    }

    /// The status with which a probe is answered. The kubelet asks by the address of the pod.
    pub(super) fn probe(&self, name: &str) -> u16 {
        let probe = &self.container[name]["httpGet"];
        assert_eq!(probe["port"], "health", "{name}");
        let path = probe["path"].as_str().expect("a path");
        ask(self.health, IN_POD, path, "User-Agent: kube-probe/1.32\r\n").status
    }

    pub(super) fn redirect(&self, path: &str) -> u16 {
        ask(self.service.public, "go.acme.example", path, "").status
    }

    pub(super) fn scrape(&self, token: Option<&str>) -> u16 {
        let token = token.map(|token| format!("Authorization: Bearer {token}\r\n"));
        ask(
            self.service.admin,
            IN_POD,
            "/metrics",
            &token.unwrap_or_default(),
        )
        .status
    }

    pub(super) fn ready(&self) -> Value {
        let answer = ask(self.health, IN_POD, "/readyz", "");
        serde_json::from_str(&answer.body).expect("JSON")
    }

    /// Puts another file into the volume of the policy.
    pub(super) fn update(&self, name: &str, text: &str) {
        self.policy.update(name, text);
    }
}

/// By which the kubelet and Prometheus ask: the address of the pod.
const IN_POD: &str = "10.1.0.11";

fn ask(address: SocketAddr, host: &str, path: &str, headers: &str) -> Answer {
    let stream = TcpStream::connect(address).expect("it listens");
    let headers = format!("{headers}Connection: close\r\n");
    Talk::new(stream).ask_host(host, "GET", path, &headers)
}

/// The value of a variable of a container.
pub(super) fn variable<'c>(container: &'c Value, name: &str) -> Option<&'c str> {
    let variables = container["env"].as_array()?;
    let found = variables.iter().find(|variable| variable["name"] == name)?;
    found["value"].as_str()
}

/// Where a volume is mounted.
fn mount(container: &Value, volume: &str) -> PathBuf {
    let mounts = container["volumeMounts"].as_array().expect("mounts");
    let found = mounts.iter().find(|mount| mount["name"] == volume);
    let found = found.expect("it is mounted");
    assert_eq!(found["readOnly"], true, "{volume}");
    assert!(
        found["subPath"].is_null(),
        "{volume} would never be updated"
    );
    PathBuf::from(found["mountPath"].as_str().expect("a path"))
}

/// A value of the pod on this machine: files where the volumes are, and ports of its own.
fn here(value: &str, mounts: &[(PathBuf, PathBuf)]) -> String {
    for (mounted, folder) in mounts {
        if let Ok(rest) = Path::new(value).strip_prefix(mounted) {
            return folder.join(rest).to_str().expect("text").to_owned();
        }
    }
    match value.parse::<SocketAddr>() {
        Ok(_) => "127.0.0.1:0".to_owned(),
        Err(_) => value.to_owned(),
    }
}

/// Files as the kubelet mounts them: links to links into a folder that is replaced as a whole.
struct Volume {
    root: Folder,
    next: AtomicU32,
}

impl Volume {
    fn new<'f>(files: impl Iterator<Item = (&'f str, &'f str)>) -> Self {
        let volume = Self {
            root: Folder::new(),
            next: AtomicU32::new(0),
        };
        let folder = volume.new_folder();
        for (name, text) in files {
            fs::write(folder.join(name), text).expect("written");
            symlink(Path::new("..data").join(name), volume.root.path(name)).expect("a link");
        }
        volume.point_to(&folder);
        volume
    }

    fn update(&self, name: &str, text: &str) {
        let folder = self.new_folder();
        for file in fs::read_dir(self.root.path("..data")).expect("a folder") {
            let file = file.expect("a file");
            fs::copy(file.path(), folder.join(file.file_name())).expect("copied");
        }
        fs::write(folder.join(name), text).expect("written");
        self.point_to(&folder);
    }

    fn new_folder(&self) -> PathBuf {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let folder = self.root.path(&format!("..2026_11_29_{number}"));
        fs::create_dir(&folder).expect("a new folder");
        folder
    }

    fn point_to(&self, folder: &Path) {
        let beside = self.root.path("..data_tmp");
        symlink(folder.file_name().expect("a name"), &beside).expect("a link");
        fs::rename(beside, self.root.path("..data")).expect("moved");
    }
}
