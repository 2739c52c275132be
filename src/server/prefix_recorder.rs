//! The byte stream under a handshake of TLS: remembers how it began, for when the handshake fails.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Enough to know a PROXY header.
const BYTES: usize = 12;

#[derive(Debug)]
pub struct PrefixRecorder<I> {
    io: I,
    first: [u8; BYTES],
    len: usize,
}

impl<I> PrefixRecorder<I> {
    pub fn new(io: I) -> Self {
        Self {
            io,
            first: [0; BYTES],
            len: 0,
        }
    }

    pub fn first(&self) -> &[u8] {
        &self.first[..self.len]
    }

    fn remember(&mut self, read: &[u8]) {
        let len = read.len().min(BYTES - self.len);
        self.first[self.len..self.len + len].copy_from_slice(&read[..len]);
        self.len += len;
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for PrefixRecorder<I> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        ready!(Pin::new(&mut this.io).poll_read(cx, buf))?;
        this.remember(&buf.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for PrefixRecorder<I> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().io).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().io).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_shutdown(cx)
    }
}
