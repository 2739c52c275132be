//! `chromedriver`, and everything that it leaves on the disk, for as long as a
//! test needs them.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::support::service::{Folder, eventually, within};
use crate::support::tool::tool;

/// How long the processes of a browser may take to let go of their files.
const FAREWELL: Duration = Duration::from_secs(10);

/// What it says when it listens, before the port.
const STARTED: &str = "was started successfully on port ";

/// What it says when it ends because others have its port.
const PORT_TAKEN: &str = "port not available";

/// A running driver. It is ended when the test is over, and with it its
/// browser, which the kernel does not let outlive it.
pub(super) struct Driver {
    child: Child,
    folder: Folder,
    pub(super) address: SocketAddr,
}

impl Driver {
    /// Starts it, where it is installed, at a port of its own.
    pub(super) fn start() -> Option<Self> {
        let mut command = tool("chromedriver")?;
        Some(eventually("free port", || Self::try_start(&mut command)))
    }

    /// None if others have its port: it takes a free one of IPv6, and wants the same of IPv4.
    fn try_start(command: &mut Command) -> Option<Self> {
        let folder = Folder::new();
        let mut child = command
            .arg("--port=0")
            // Browsers leave files there, which go with the folder.
            .env("TMPDIR", folder.path(""))
            .stdout(File::create(folder.path("said")).expect("a file"))
            .stderr(Stdio::null())
            .spawn()
            .expect("the driver starts");
        let port = eventually("driver", || {
            let ended = child.try_wait().expect("a child");
            let said = folder.read("said");
            match ended {
                Some(_) if said.contains(PORT_TAKEN) => Some(None),
                Some(_) => panic!("{said}"),
                None => port(&said).map(Some),
            }
        })?;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        Some(Self {
            child,
            folder,
            address,
        })
    }

    /// A folder in which nothing is yet, for the profile of a browser.
    pub(super) fn profile(&self) -> String {
        self.folder.named("profile")
    }
}

/// The port, when the line with it has been written whole.
fn port(said: &str) -> Option<u16> {
    let (_, rest) = said.split_once(STARTED)?;
    let (port, _) = rest.split_once('.')?;
    port.parse().ok()
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        // Its browser may still be writing.
        within(FAREWELL, || fs::remove_dir_all(self.folder.path("")).ok());
    }
}
