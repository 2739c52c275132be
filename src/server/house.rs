//! The connections of one running server: let in, counted, and brought to an end together.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::{JoinError, JoinSet};
use tokio::time::timeout;

use crate::server::connection::{self, Server};
use crate::server::{Answer, Drained, Limits, Listeners};

/// The running server: what the connections share, and the connections.
pub(super) struct House<A> {
    server: Arc<Server<A>>,
    room: Arc<Semaphore>,
    pub(super) connections: JoinSet<()>,
    stop: watch::Sender<bool>,
}

impl<A: Answer> House<A> {
    pub(super) fn new(app: Arc<A>, limits: Limits) -> Self {
        Self {
            room: Arc::new(Semaphore::new(
                limits.connections.min(Semaphore::MAX_PERMITS),
            )),
            server: Arc::new(Server::new(app, limits)),
            connections: JoinSet::new(),
            stop: watch::Sender::new(false),
        }
    }

    /// The places for connections; each connection takes one with it.
    pub(super) fn room(&self) -> Arc<Semaphore> {
        Arc::clone(&self.room)
    }

    /// Serves a connection in a task of its own.
    pub(super) fn welcome<I>(&mut self, permit: OwnedSemaphorePermit, io: I, peer: SocketAddr)
    where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let server = Arc::clone(&self.server);
        let stop = self.stop.subscribe();
        self.connections.spawn(async move {
            let _permit = permit;
            connection::serve(server, io, peer, stop).await;
        });
        self.forget_ended();
    }

    fn forget_ended(&mut self) {
        while let Some(ended) = self.connections.try_join_next() {
            note_panic(ended);
        }
    }

    /// Takes in what the kernel has already accepted for us: closing the listener would reset these
    /// connections, and their clients may have sent a request.
    pub(super) async fn welcome_waiting(&mut self, listeners: &mut Listeners) {
        while let Ok(permit) = self.room().try_acquire_owned() {
            let Some((stream, peer)) = listeners.accept_waiting().await else {
                return;
            };
            self.welcome(permit, stream, peer);
        }
    }

    /// Lets every connection finish what it has begun, and cuts what is left when the time is over.
    pub(super) async fn drain(mut self) -> Drained {
        self.stop.send_replace(true);
        let limit = self.server.limits().drain;
        let finish = async {
            while let Some(ended) = self.connections.join_next().await {
                note_panic(ended);
            }
        };
        if timeout(limit, finish).await.is_ok() {
            return Drained::Complete;
        }
        self.forget_ended();
        let connections = self.connections.len();
        self.connections.shutdown().await;
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
