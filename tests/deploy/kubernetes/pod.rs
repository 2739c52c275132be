//! A pod of the rendered deployment, as a process: its arguments and variables, and its volumes as the
//! kubelet mounts them.

use std::collections::BTreeMap;
use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

use super::manifests::Manifests;
use crate::support::program::linkgate;
use crate::support::service::{Answer, Folder, Service, Talk, random_secret, write_to_folder};

/// What the secrets of a namespace hold: each its files.
pub(super) struct Secrets(BTreeMap<String, Files>);

type Files = BTreeMap<String, String>;

impl Secrets {
    pub(super) fn new() -> Self {
        Self(BTreeMap::new())
            .with("linkgate-admin", &[("token", &random_secret())])
            .with(
                "linkgate-signing-keys",
                &[("signing-keys", &random_secret())],
            )
    }

    pub(super) fn with(mut self, name: &str, files: &[(&str, &str)]) -> Self {
        let owned = |(file, text): &(&str, &str)| ((*file).to_owned(), (*text).to_owned());
        let files = files.iter().map(owned).collect();
        self.0.insert(name.to_owned(), files);
        self
    }

    /// What is mounted of a secret that a volume names so.
    fn mounted(&self, name: &Value, is_optional: bool) -> Files {
        let name = name.as_str().expect("a name");
        let found = self.0.get(name);
        assert!(found.is_some() || is_optional, "no secret {name}");
        found.cloned().unwrap_or_default()
    }
}

/// What a pod is started from.
pub(super) struct Setup<'s> {
    pub(super) manifests: &'s Manifests,
    pub(super) secrets: &'s Secrets,
    /// Variables that an operator names in an overlay, instead of those in the sample.
    pub(super) variables: Vec<(&'s str, String)>,
}

impl Setup<'_> {
    fn pod(&self) -> &Value {
        &self.manifests.one("Deployment")["spec"]["template"]["spec"]
    }

    fn container(&self) -> &Value {
        &self.pod()["containers"][0]
    }

    fn mounted(&self) -> Mounted {
        let volumes = self.pod()["volumes"].as_array().expect("volumes").iter();
        let mounted = volumes.map(|volume| {
            let name = volume["name"].as_str().expect("a name");
            let content = self.content(volume);
            let is_read_only = matches!(content, Content::Files(_));
            let path = mount(self.container(), name, is_read_only);
            (name.to_owned(), Mount { path, content })
        });
        Mounted(mounted.collect())
    }

    fn content(&self, volume: &Value) -> Content {
        if volume["emptyDir"].is_object() {
            return Content::Empty(Folder::new());
        }
        let secret = &volume["secret"]["secretName"];
        if secret.is_string() {
            return Content::Files(Projected::new(&self.secrets.mounted(secret, false)));
        }
        let mut files = Files::new();
        for source in volume["projected"]["sources"].as_array().expect("sources") {
            files.extend(self.projected(source));
        }
        Content::Files(Projected::new(&files))
    }

    fn projected(&self, source: &Value) -> Files {
        let secret = &source["secret"];
        if secret.is_object() {
            return self
                .secrets
                .mounted(&secret["name"], secret["optional"] == true);
        }
        let map = self.manifests.one("ConfigMap");
        assert_eq!(source["configMap"]["name"], map["metadata"]["name"]);
        let data = map["data"].as_object().expect("files").iter();
        data.map(|(name, text)| (name.clone(), text.as_str().expect("text").to_owned()))
            .collect()
    }

    /// The process of the container.
    fn process(&self, mounted: &Mounted) -> Service {
        let container = self.container();
        let logs = Folder::new();
        let mut command = linkgate();
        let arguments = container["args"].as_array().expect("arguments").iter();
        command.args(arguments.map(|argument| argument.as_str().expect("text")));
        for variable in container["env"].as_array().expect("variables") {
            let name = variable["name"].as_str().expect("a name");
            let value = variable["value"].as_str().expect("a value");
            command.env(name, mounted.here(value));
        }
        let changed = self.variables.iter();
        command.envs(changed.map(|(name, value)| (name, value)));
        let child = write_to_folder(&mut command, &logs);
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
        Service::started(child, logs, nowhere, nowhere)
    }
}

pub(super) struct Pod {
    pub(super) service: Service,
    container: Value,
    health: SocketAddr,
    mounted: Mounted,
}

impl Pod {
    pub(super) fn start(setup: &Setup<'_>) -> Self {
        Self::with_volumes(setup, setup.mounted())
    }

    /// A new pod that does not start: its exit code, and what it says.
    pub(super) fn fail(setup: &Setup<'_>) -> (Option<i32>, String) {
        let mounted = setup.mounted();
        setup.process(&mounted).end()
    }

    /// Kills the process, and starts it again as the kubelet does: volumes stay.
    pub(super) fn crash(self, setup: &Setup<'_>) -> Self {
        drop(self.service);
        Self::with_volumes(setup, self.mounted)
    }

    fn with_volumes(setup: &Setup<'_>, mounted: Mounted) -> Self {
        let mut service = setup.process(&mounted);
        service.public = service.announced("links:");
        service.admin = service.announced("operators:");
        let health = service.announced("health:");
        service.await_ready();
        Self {
            service,
            container: setup.container().clone(),
            health,
            mounted,
        }
    }

    /// The token that Prometheus comes with.
    pub(super) fn token(&self) -> String {
        self.file("admin", "token")
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
        self.mounted.files("policy").update(name, text);
    }

    /// What is in a file that is mounted.
    pub(super) fn file(&self, volume: &str, file: &str) -> String {
        self.mounted.files(volume).root.read(file)
    }

    /// What is in a file of a volume that the container may write.
    pub(super) fn written(&self, volume: &str, file: &str) -> String {
        match &self.mounted.0[volume].content {
            Content::Empty(folder) => folder.read(file),
            Content::Files(_) => panic!("{volume} is read-only"),
        }
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
fn mount(container: &Value, volume: &str, is_read_only: bool) -> PathBuf {
    let mounts = container["volumeMounts"].as_array().expect("mounts");
    let found = mounts.iter().find(|mount| mount["name"] == volume);
    let found = found.unwrap_or_else(|| panic!("{volume} is mounted nowhere"));
    assert_eq!(found["readOnly"] == true, is_read_only, "{volume}");
    assert!(
        found["subPath"].is_null(),
        "{volume} would never be updated"
    );
    PathBuf::from(found["mountPath"].as_str().expect("a path"))
}

/// The volumes of a pod, by their names.
struct Mounted(BTreeMap<String, Mount>);

struct Mount {
    /// In the container.
    path: PathBuf,
    content: Content,
}

enum Content {
    Files(Projected),
    Empty(Folder),
}

impl Mounted {
    fn files(&self, volume: &str) -> &Projected {
        match &self.0[volume].content {
            Content::Files(files) => files,
            Content::Empty(_) => panic!("{volume} begins empty"),
        }
    }

    /// A value of the pod on this machine: files where the volumes are, and ports of its own.
    fn here(&self, value: &str) -> String {
        for mount in self.0.values() {
            if let Ok(rest) = Path::new(value).strip_prefix(&mount.path) {
                let path = mount.content.root().path("").join(rest);
                return path.to_str().expect("text").to_owned();
            }
        }
        match value.parse::<SocketAddr>() {
            Ok(_) => "127.0.0.1:0".to_owned(),
            Err(_) => value.to_owned(),
        }
    }
}

impl Content {
    fn root(&self) -> &Folder {
        match self {
            Self::Files(files) => &files.root,
            Self::Empty(folder) => folder,
        }
    }
}

/// Files as the kubelet mounts them: links to links into a folder that is replaced as a whole.
struct Projected {
    root: Folder,
    next: AtomicU32,
}

impl Projected {
    fn new(files: &Files) -> Self {
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
