//! The listening sockets of the process.

use std::slice;

use tokio::runtime::Runtime;

use super::args::ServeArgs;
use crate::server::{self, BindError, Inherited, Listeners, SocketFile};

pub struct Sockets {
    pub public: Listeners,
    pub redirect: Listeners,
    pub admin: Listeners,
    pub health: Listeners,
}

impl Sockets {
    /// Opens all sockets, or none.
    pub fn open(
        args: &ServeArgs,
        public: &Runtime,
        operators: &Runtime,
        mut inherited: Inherited,
    ) -> Result<Self, BindError> {
        let rights = args.sockets.rights();
        let mut open = |runtime: &Runtime, setting, addresses| {
            runtime.block_on(server::bind(setting, addresses, &mut inherited, &rights))
        };
        let admin = slice::from_ref(&args.admin_listen);
        let sockets = Self {
            public: open(public, "--listen", &args.listen)?,
            redirect: open(public, "--redirect-listen", &args.redirect_listen)?,
            admin: open(operators, "--admin-listen", admin)?,
            health: open(operators, "--health-listen", args.health_listen.as_slice())?,
        };
        for name in inherited.unused() {
            tracing::warn!(name, "systemd passed a socket that no setting names");
        }
        Ok(sockets)
    }

    /// The files of the sockets for operators and probes.
    pub fn take_admin_files(&mut self) -> Vec<SocketFile> {
        let mut files = self.admin.take_files();
        files.extend(self.health.take_files());
        files
    }
}
