//! The sockets that systemd has opened for this process (`sd_listen_fds(3)`): so a port below 1024
//! needs no privilege, and connections wait while the process is exchanged.

use std::env;
use std::io;

use listenfd::ListenFd;

use crate::server::listen::socket::Opened;

/// Sockets that this process was started with, by their names.
#[derive(Debug, Default)]
pub struct Inherited {
    sockets: Vec<(String, Opened)>,
}

impl Inherited {
    /// Takes them over. To be called once, before there are threads: it clears the variables by
    /// which systemd tells of the sockets. Sockets of other kinds are left alone.
    #[must_use]
    pub fn take() -> Self {
        let names = env::var("LISTEN_FDNAMES").unwrap_or_default();
        let mut names = names.split(':');
        let mut given = ListenFd::from_env();
        let sockets = (0..given.len()).filter_map(|index| {
            let name = names.next().unwrap_or_default().to_owned();
            Some((name, take(&mut given, index)?))
        });
        Self {
            sockets: sockets.collect(),
        }
    }

    /// Takes the sockets of that name, or all that are left.
    pub fn named(&mut self, wanted: Option<&str>) -> Vec<Opened> {
        let is_wanted = |name: &str| wanted.is_none_or(|wanted| wanted == name);
        let sockets = std::mem::take(&mut self.sockets);
        let (wanted, rest) = sockets.into_iter().partition(|(name, _)| is_wanted(name));
        self.sockets = rest;
        wanted.into_iter().map(|(_, socket)| socket).collect()
    }

    /// The names of the sockets that were not taken.
    pub fn unused(&self) -> impl Iterator<Item = &str> {
        self.sockets.iter().map(|(name, _)| &**name)
    }
}

fn take(given: &mut ListenFd, index: usize) -> Option<Opened> {
    let unix = given.take_unix_listener(index).ok().flatten();
    let socket = match unix {
        Some(unix) => Ok(Opened::Unix(unix)),
        None => given
            .take_tcp_listener(index)
            .and_then(|tcp| tcp.map(Opened::Tcp).ok_or(io::ErrorKind::NotFound.into())),
    };
    socket.ok()
}
