//! The connections of one running server: let in, counted, and brought to an end together.

use std::future::pending;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::timeout;

use crate::net::Peer;
use crate::server::connection::{self, Encrypted};
use crate::server::handler::Handler;
use crate::server::listen::{Accepted, Listeners};
use crate::server::settings::Settings;
use crate::server::shared::Server;

#[must_use = "say in the log whether the drain finished"]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drained {
    /// Every connection ended within [`Limits::drain`](crate::server::Limits::drain), by itself or
    /// by a deadline of its own.
    Complete,
    /// The time was over and this many connections were cut.
    Cut { connections: usize },
}

/// The running server: what the connections share, and the connections.
pub struct Connections<H> {
    server: Arc<Server<H>>,
    pub tasks: JoinSet<()>,
    stop: watch::Sender<bool>,
}

impl<H: Handler> Connections<H> {
    pub fn new(handler: Arc<H>, settings: Settings) -> Self {
        Self {
            server: Arc::new(Server::new(handler, settings)),
            tasks: JoinSet::new(),
            stop: watch::Sender::new(false),
        }
    }

    /// Serves a connection, if there is room for it. One that cannot be served is closed at
    /// once: waiting would keep the client from trying another replica.
    pub fn accept(&mut self, accepted: Accepted) {
        match accepted {
            Accepted::Tcp(stream, peer) => self.serve(stream, Encrypted::IfSet, peer),
            Accepted::Unix(stream, peer) => self.serve(stream, Encrypted::Never, peer),
        }
    }

    /// Serves a connection in a task of its own.
    pub fn serve<I>(&mut self, io: I, encrypted: Encrypted, peer: Peer)
    where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let permit = match self.server.acquire(&peer) {
            Ok(permit) => permit,
            Err(reason) => return self.server.shed(reason),
        };
        let server = Arc::clone(&self.server);
        let stop = self.stop.subscribe();
        self.tasks.spawn(async move {
            let _permit = permit;
            connection::serve(server, io, encrypted, peer, stop).await;
        });
        self.forget_ended();
    }

    /// Forgets a connection as soon as it ends. One that is kept until the next comes would hold the
    /// memory around it, that of a crowd which has left. Never ends while there is none.
    pub async fn reap(&mut self) {
        match self.tasks.join_next().await {
            Some(ended) => note_panic(ended),
            None => pending().await,
        }
    }

    fn forget_ended(&mut self) {
        while let Some(ended) = self.tasks.try_join_next() {
            note_panic(ended);
        }
    }

    /// Takes in what the kernel has already accepted for us: closing the listener would reset these
    /// connections, and their clients may have sent a request.
    pub async fn accept_waiting(&mut self, listeners: &mut Listeners) {
        // New ones come while we take: those are not ours any more.
        for _ in 0..listeners.queue() {
            if !self.server.has_room() {
                return;
            }
            let Some(accepted) = listeners.accept_waiting().await else {
                return;
            };
            self.accept(accepted);
        }
    }

    /// Lets every connection finish what it has begun, and cuts what is left when the time is over.
    pub async fn drain(mut self) -> Drained {
        self.stop.send_replace(true);
        let limit = self.server.limits().drain;
        let finish = async {
            while let Some(ended) = self.tasks.join_next().await {
                note_panic(ended);
            }
        };
        if timeout(limit, finish).await.is_ok() {
            return Drained::Complete;
        }
        self.forget_ended();
        let connections = self.tasks.len();
        self.tasks.shutdown().await;
        Drained::Cut { connections }
    }
}

/// A panic in the application is caught where it is called; one that arrives here is ours.
fn note_panic(ended: Result<(), JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        tracing::error!(%error, "serving a connection panicked");
    }
}
