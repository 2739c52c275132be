//! Three replicas of the program, at addresses of their own on loopback.

mod rollout;
mod trips;

use std::fs::{self, Permissions};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::process;
use std::sync::atomic::{AtomicU16, Ordering};

use rustix::process::geteuid;
use serde_json::Value;

use super::support::program::linkgate;
use super::support::service::{DECISIONS, Folder, Service, eventually, write_to_folder};

/// So many stand behind each proxy.
pub(super) const REPLICAS: usize = 3;

/// Addresses 127.A.B.*, in which the samples find their 10.1.0.*: whoever
/// tests here at the same time has others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Net {
    third: u16,
    pub(super) front: u16,
    pub(super) links: u16,
    pub(super) health: u16,
    pub(super) admin: u16,
}

impl Net {
    pub(super) fn new() -> Self {
        static NEXT: AtomicU16 = AtomicU16::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let own = u16::try_from(process::id() % 1024).expect("small");
        let [front, links, health, admin] = free_ports();
        Self {
            third: 0x4000 + own * 32 + number % 32,
            front,
            links,
            health,
            admin,
        }
    }

    /// What stands in place of `10.1.0.`.
    pub(super) fn prefix(&self) -> String {
        let [high, low] = self.third.to_be_bytes();
        format!("127.{high}.{low}.")
    }

    /// The address of a host in it.
    pub(super) fn host(&self, host: u8) -> IpAddr {
        let [high, low] = self.third.to_be_bytes();
        IpAddr::V4(Ipv4Addr::new(127, high, low, host))
    }

    /// Where the proxy listens.
    pub(super) fn front(&self) -> SocketAddr {
        (self.host(2), self.front).into()
    }

    /// Where a replica listens: links, health, operators.
    pub(super) fn replica(&self, number: usize) -> [SocketAddr; 3] {
        let host = self.host(11 + u8::try_from(number).expect("one of three"));
        [self.links, self.health, self.admin].map(|port| (host, port).into())
    }
}

/// Ports that are free at every address, each another one.
fn free_ports() -> [u16; 4] {
    let any = || TcpListener::bind("0.0.0.0:0").expect("a free port");
    let bound = [any(), any(), any(), any()];
    bound.map(|listener| listener.local_addr().expect("bound").port())
}

/// As whom the workers of nginx run, where the tests are root and can choose.
pub(super) const WORKERS: &str = "www-data";

/// The Unix socket of a replica, in the folder that all share.
pub(super) fn socket_name(number: usize) -> String {
    format!("replica-{number}.sock")
}

/// A flag as one of them has it.
fn own_flag(flag: &str, number: usize) -> String {
    flag.replace("{replica}", &number.to_string())
}

/// The replicas. They are ended when the test is over.
pub(super) struct Fleet {
    pub(super) net: Net,
    /// The policy, and whatever its replicas share.
    pub(super) folder: Folder,
    flags: Vec<String>,
    replicas: [Option<Service>; REPLICAS],
}

impl Fleet {
    /// Starts them with these flags, in which `{replica}` is the number of each.
    pub(super) fn start(net: Net, folder: Folder, flags: Vec<String>) -> Self {
        // The sockets of replicas are in it, for other users too.
        let open = Permissions::from_mode(0o755);
        fs::set_permissions(folder.path(""), open).expect("it is ours");
        let mut fleet = Self {
            net,
            folder,
            flags,
            replicas: [const { None }; REPLICAS],
        };
        for number in 0..REPLICAS {
            fleet.begin(number);
        }
        for replica in fleet.replicas.iter().flatten() {
            replica.await_ready();
        }
        fleet
    }

    fn begin(&mut self, number: usize) {
        let [links, health, admin] = self.net.replica(number);
        let own = Folder::new();
        let mut command = linkgate();
        command
            .args(["serve", "--listen", &links.to_string()])
            .args(["--admin-listen", &admin.to_string()])
            .args(["--decision-log", &own.named(DECISIONS)])
            .args(["--rate-limit", "0", "--watch-interval", "0s"])
            .args([
                "--listen",
                &format!("unix:{}", self.folder.named(&socket_name(number))),
            ])
            .args(self.flags.iter().map(|flag| own_flag(flag, number)));
        command.args(["--health-listen", &health.to_string()]);
        if geteuid().is_root() {
            // As behind a real nginx, whose workers are not the user of the gateway.
            command.args(["--socket-group", WORKERS]);
        }
        let child = write_to_folder(&mut command, &own);
        self.replicas[number] = Some(Service::started(child, own, links, admin));
    }

    pub(super) fn replica(&self, number: usize) -> &Service {
        self.replicas[number].as_ref().expect("it runs")
    }

    /// Those that run.
    pub(super) fn running(&self) -> impl Iterator<Item = &Service> {
        self.replicas.iter().flatten()
    }

    /// Ends one without a word (SIGKILL).
    pub(super) fn kill(&mut self, number: usize) {
        drop(self.replicas[number].take());
    }

    /// Ends one as it should be ended, and waits for it: its decisions.
    pub(super) fn terminate(&mut self, number: usize) -> Vec<Value> {
        let replica = self.replicas[number].take().expect("it runs");
        let (decisions, _) = replica.stop();
        decisions
    }

    /// Those that start from now on have these flags.
    pub(super) fn change_flags(&mut self, flags: Vec<String>) {
        self.flags = flags;
    }

    /// Starts one anew at its old address.
    pub(super) fn replace(&mut self, number: usize) {
        self.begin(number);
        self.replica(number).await_ready();
    }

    /// Waits until one has answered somebody.
    pub(super) fn await_traffic(&self, number: usize) {
        eventually("request at the new replica", || {
            (!self.replica(number).decisions().is_empty()).then_some(())
        });
    }
}
