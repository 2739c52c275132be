//! A proxy that runs.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use super::files::SECRET;
use super::wish::Proxy;
use crate::fleet::WORKERS;
use crate::support::service::{Folder, within};

/// A running proxy.
pub struct Front {
    child: Child,
    pub address: SocketAddr,
    // Its own files; removed when it has ended.
    folder: Folder,
}

/// Longest that a proxy may take to start or to end.
const SOON: Duration = Duration::from_secs(20);

impl Front {
    pub fn start(proxy: Proxy, mut command: Command, file: &str, address: SocketAddr) -> Self {
        let folder = Folder::new();
        match proxy {
            Proxy::Haproxy | Proxy::HaproxyTcp => {
                // What `/etc/default/haproxy` has.
                command.env("LINKGATE_HEADER_SECRET", SECRET);
                command.args(["-db", "-f", file]);
            }
            Proxy::Nginx => {
                let main = folder.write("nginx.conf", &nginx_main(&folder, file));
                command.args(["-e", &folder.named("error.log"), "-c", &main]);
            }
            Proxy::Caddy => {
                let main = folder.write("Caddyfile", &caddy_main(address, file));
                command
                    .env("LINKGATE_HEADER_SECRET", SECRET)
                    .env("HOME", folder.named(""))
                    .env("XDG_DATA_HOME", folder.named("data"))
                    .env("XDG_CONFIG_HOME", folder.named("config"))
                    .args(["run", "--adapter", "caddyfile", "--config", &main]);
            }
        }
        let said = fs::File::create(folder.path("said")).expect("a file");
        let also = said.try_clone().expect("a file");
        let child = command
            .stdin(Stdio::null())
            .stdout(said)
            .stderr(also)
            .spawn()
            .expect("the proxy starts");
        let mut front = Self {
            child,
            address,
            folder,
        };
        let listens = within(SOON, || {
            let ended = front.child.try_wait().expect("a child").is_some();
            let listens = TcpStream::connect(address).is_ok();
            (ended || listens).then_some(listens && !ended)
        });
        assert_eq!(listens, Some(true), "{proxy:?}: {}", front.said());
        front
    }

    /// What it has said so far.
    pub fn said(&self) -> String {
        self.folder.read("said") + &self.folder.read("error.log")
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        // nginx has to end its workers itself.
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let ended = within(SOON, || self.child.try_wait().ok().flatten());
        if ended.is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// What Debian's own nginx.conf has around the sample.
fn nginx_main(folder: &Folder, sample: &str) -> String {
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("  {kind}_temp_path {};\n", folder.named(kind)))
        .concat();
    format!(
        "daemon off;\nuser {WORKERS};\nworker_processes 2;\npid {};\nevents {{ worker_connections 1024; }}\n\
         http {{\n  access_log off;\n{temporary}  include {sample};\n}}\n",
        folder.named("nginx.pid")
    )
}

/// The sample at an address and ports of its own.
fn caddy_main(front: SocketAddr, sample: &str) -> String {
    format!(
        "{{\n\tadmin off\n\tauto_https disable_redirects\n\tdefault_bind {}\n\thttps_port {}\n}}\nimport {sample}\n",
        front.ip(),
        front.port()
    )
}
