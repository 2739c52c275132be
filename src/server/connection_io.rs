//! The byte stream under a connection: replays the bytes that protocol detection took, notes in the
//! [`ConnectionTimers`] what happens, holds back what answers no request, and closes so that the last
//! answer arrives.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use hyper::body::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf};

use crate::server::connection_timers::ConnectionTimers;
use crate::server::h2_guard::FrameMonitor;
use crate::server::limits::LINGER_BYTES;
use crate::server::unread;

#[derive(Debug)]
pub struct ConnectionIo<I> {
    io: I,
    replay: Bytes,
    timers: Arc<ConnectionTimers>,
    /// Of HTTP/2 alone.
    monitor: Option<FrameMonitor>,
    closing: Closing,
}

#[derive(Debug)]
enum Closing {
    No,
    /// hyper could not read a request, and its own answer was not let out. The connection stays open
    /// for ours.
    HeldBack,
    /// Our side is closed; what the peer still sends is thrown away.
    Lingering {
        discarded: usize,
    },
}

impl<I> ConnectionIo<I> {
    pub fn new(io: I, replay: Bytes, timers: Arc<ConnectionTimers>) -> Self {
        Self {
            io,
            replay,
            monitor: timers.frame_monitor(),
            timers,
            closing: Closing::No,
        }
    }

    /// The same connection, with a request that can be read in place of the one that could not: what
    /// the client has sent beside it is not looked at any more.
    pub fn standing_in(self) -> Self {
        Self {
            replay: Bytes::from_static(unread::STAND_IN),
            closing: Closing::No,
            ..self
        }
    }

    /// The same connection, taken back from hyper, which has read these bytes of the next request.
    pub fn resuming(self, read: &[u8]) -> Self {
        Self {
            // A copy, because there is nothing as a rule, and hyper's buffer is large. Behind it comes
            // what hyper has not taken yet.
            replay: Bytes::from([read, &self.replay].concat()),
            ..self
        }
    }

    /// Whether these bytes are an answer of hyper's own, which nobody gets.
    fn holds_back(&mut self) -> bool {
        let holds_back = self.timers.is_unasked();
        if holds_back {
            self.closing = Closing::HeldBack;
        }
        holds_back
    }

    fn note_read(&mut self, read: &[u8]) {
        if let Some(monitor) = &mut self.monitor {
            monitor.received(read);
            self.timers.frames_passed(monitor);
        }
    }

    fn note_write(&mut self, bufs: &[IoSlice<'_>], polled: &Poll<io::Result<usize>>) {
        match polled {
            Poll::Pending => self.timers.blocked(),
            Poll::Ready(written) => {
                self.timers.wrote();
                self.note_written(bufs, *written.as_ref().unwrap_or(&0));
            }
        }
    }

    /// So many bytes of these buffers were written.
    fn note_written(&mut self, bufs: &[IoSlice<'_>], written: usize) {
        let Some(monitor) = &mut self.monitor else {
            return;
        };
        let mut left = written;
        for buf in bufs {
            let out = &buf[..left.min(buf.len())];
            monitor.sent(out);
            left -= out.len();
        }
        self.timers.frames_passed(monitor);
    }

    fn note_flush(&self, polled: Poll<io::Result<()>>) -> Poll<io::Result<()>> {
        match polled {
            Poll::Pending => self.timers.blocked(),
            Poll::Ready(_) => self.timers.flushed(),
        }
        polled
    }
}

impl<I: AsyncRead + Unpin> ConnectionIo<I> {
    /// Waits for the next bytes, and keeps them to be replayed. There are none at the end, nor after an
    /// error; both come again with the next read. Needs no buffer while it waits.
    pub async fn wait_for_bytes(&mut self) {
        if !self.replay.is_empty() {
            return;
        }
        let mut first = [0; 16];
        let read = self.io.read(&mut first).await.unwrap_or(0);
        if read > 0 {
            self.timers.received();
            self.replay = Bytes::copy_from_slice(&first[..read]);
        }
    }

    /// Replays, and reads on into the same buffer: hyper would make its own twice as large to read on
    /// after a few bytes.
    fn poll_replay(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let len = self.replay.len().min(buf.remaining());
        buf.put_slice(&self.replay.split_to(len));
        // An end or an error comes again with the next read.
        if buf.remaining() > 0 {
            let _ = Pin::new(&mut self.io).poll_read(cx, buf);
        }
        self.note_read(&buf.filled()[before..]);
        Poll::Ready(Ok(()))
    }

    /// Reads and discards until the peer closes. Its errors no longer matter, and the
    /// [`ConnectionTimers`] bound the time.
    fn poll_linger(&mut self, discarded: usize, cx: &mut Context<'_>) -> Poll<()> {
        let mut scrap = [0; 4096];
        let mut discarded = discarded;
        while discarded < LINGER_BYTES {
            let mut buf = ReadBuf::new(&mut scrap);
            let polled = Pin::new(&mut self.io).poll_read(cx, &mut buf);
            let read = buf.filled().len();
            discarded += read;
            self.closing = Closing::Lingering { discarded };
            if ready!(polled).is_err() || read == 0 {
                break;
            }
        }
        Poll::Ready(())
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for ConnectionIo<I> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let monitor = this.monitor.as_ref();
        if monitor.is_some_and(|monitor| monitor.violation().is_some()) {
            // The deadline of the connection has the same violation, and cuts it in this round.
            return Poll::Pending;
        }
        if !this.replay.is_empty() {
            return this.poll_replay(cx, buf);
        }
        let before = buf.filled().len();
        ready!(Pin::new(&mut this.io).poll_read(cx, buf))?;
        if buf.filled().len() > before {
            this.timers.received();
            this.note_read(&buf.filled()[before..]);
        }
        Poll::Ready(Ok(()))
    }
}

impl<I: AsyncRead + AsyncWrite + Unpin> AsyncWrite for ConnectionIo<I> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.holds_back() {
            return Poll::Ready(Ok(buf.len()));
        }
        let polled = Pin::new(&mut this.io).poll_write(cx, buf);
        this.note_write(&[IoSlice::new(buf)], &polled);
        polled
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.holds_back() {
            return Poll::Ready(Ok(bufs.iter().map(|buf| buf.len()).sum()));
        }
        let polled = Pin::new(&mut this.io).poll_write_vectored(cx, bufs);
        this.note_write(bufs, &polled);
        polled
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.io).poll_flush(cx);
        this.note_flush(polled)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let discarded = match this.closing {
            Closing::HeldBack => return Poll::Ready(Ok(())),
            Closing::Lingering { discarded } => discarded,
            Closing::No => {
                let polled = Pin::new(&mut this.io).poll_shutdown(cx);
                ready!(this.note_flush(polled))?;
                this.timers.closed();
                0
            }
        };
        this.poll_linger(discarded, cx).map(Ok)
    }
}
