//! Why a connection is closed or cut by its timers.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeoutReason {
    /// Nothing is under way, and has not been for a moment: what the last request needed can be given
    /// back. HTTP/1.1 only.
    Quiet,
    /// Nothing is under way: the connection can be closed politely.
    Idle,
    /// The connection has lived for long enough: it is closed politely though it is busy.
    EndOfLife,
    /// The peer does not do its part: the connection is cut.
    Stalled,
    /// The peer sends what only keeps us busy: the connection is cut.
    Flood,
}
