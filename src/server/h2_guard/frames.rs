//! The frames of HTTP/2 (RFC 9113 section 4.1), read from the bytes that pass by: their headers
//! only. It keeps no byte of what they carry, and changes none.

/// Bytes of `PRI * HTTP/2.0`, with which a client begins (RFC 9113 section 3.4).
const PREFACE_BYTES: usize = 24;

/// Bytes of the header of every frame.
const HEADER_BYTES: usize = 9;

/// The types of the frames that carry a request or an answer, and that end one (RFC 9113 section 6).
pub const DATA: u8 = 0;
pub const HEADERS: u8 = 1;
pub const RST_STREAM: u8 = 3;

/// The flag of the last DATA or HEADERS of a stream.
pub const END_STREAM: u8 = 1;

/// What the header of a frame says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    pub kind: u8,
    pub flags: u8,
    /// The number of its stream; 0 is the connection.
    pub stream: u32,
    /// Bytes that it carries.
    pub len: usize,
}

impl Frame {
    /// Whether its sender sends nothing more on this stream.
    pub fn is_last(self) -> bool {
        match self.kind {
            DATA | HEADERS => self.flags & END_STREAM != 0,
            kind => kind == RST_STREAM,
        }
    }

    fn read(header: [u8; HEADER_BYTES]) -> Self {
        let [high, middle, low, kind, flags, stream @ ..] = header;
        let len = [high, middle, low].map(usize::from);
        Self {
            kind,
            flags,
            // The highest bit is reserved and must be ignored.
            stream: u32::from_be_bytes(stream) & (u32::MAX >> 1),
            len: len[0] << 16 | len[1] << 8 | len[2],
        }
    }
}

/// Finds the frames in a stream of bytes that comes in pieces.
#[derive(Debug)]
pub struct Frames {
    /// Bytes to pass over: what is left of the preface, or of a payload.
    skip: usize,
    header: [u8; HEADER_BYTES],
    /// Bytes of the header that are there.
    filled: usize,
}

impl Frames {
    /// Those of a client, which come after its preface.
    pub fn of_client() -> Self {
        Self::behind(PREFACE_BYTES)
    }

    /// Those of a server, which begins with a frame.
    pub fn of_server() -> Self {
        Self::behind(0)
    }

    fn behind(skip: usize) -> Self {
        Self {
            skip,
            header: [0; HEADER_BYTES],
            filled: 0,
        }
    }

    /// The next frame whose header ends in these bytes; they are shortened to what follows it.
    pub fn next(&mut self, bytes: &mut &[u8]) -> Option<Frame> {
        let skipped = self.skip.min(bytes.len());
        *bytes = &bytes[skipped..];
        self.skip -= skipped;
        let missing = &mut self.header[self.filled..];
        let (found, rest) = bytes.split_at(missing.len().min(bytes.len()));
        missing[..found.len()].copy_from_slice(found);
        *bytes = rest;
        self.filled += found.len();
        if self.filled < HEADER_BYTES {
            return None;
        }
        self.filled = 0;
        let frame = Frame::read(self.header);
        self.skip = frame.len;
        Some(frame)
    }
}

#[cfg(test)]
pub mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    const SETTINGS: u8 = 4;
    const PING: u8 = 6;

    pub const PREFACE: &[u8; PREFACE_BYTES] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    /// With a payload that would be read as frames if it were read.
    pub fn bytes(frame: Frame) -> Vec<u8> {
        let size = u32::try_from(frame.len).expect("short").to_be_bytes();
        let head = [size[1], size[2], size[3], frame.kind, frame.flags];
        let stream = frame.stream.to_be_bytes();
        [&head[..], &stream, &vec![SETTINGS; frame.len]].concat()
    }

    fn seen<'b>(mut frames: Frames, pieces: impl IntoIterator<Item = &'b [u8]>) -> Vec<Frame> {
        let mut seen = Vec::new();
        for mut piece in pieces {
            while let Some(frame) = frames.next(&mut piece) {
                seen.push(frame);
            }
            assert!(piece.is_empty(), "all is read");
        }
        seen
    }

    pub fn frame(kind: u8, flags: u8, stream: u32, len: usize) -> Frame {
        Frame {
            kind,
            flags,
            stream,
            len,
        }
    }

    #[test]
    fn frames_are_found_wherever_the_bytes_are_cut() {
        let frames = [
            frame(SETTINGS, 0, 0, 0),
            frame(HEADERS, 5, 1, 300),
            frame(DATA, END_STREAM, u32::MAX >> 1, 70_000),
            frame(PING, 1, 0, 8),
        ];
        let server = frames.map(bytes).concat();
        let client = [PREFACE, &*server].concat();
        for size in (1..40).chain([299, 8192, client.len()]) {
            let found = seen(Frames::of_client(), client.chunks(size));
            assert_eq!(found, frames, "{size}");
            let found = seen(Frames::of_server(), server.chunks(size));
            assert_eq!(found, frames, "{size}");
        }
    }

    proptest! {
        #[test]
        fn pieces_of_any_size_hold_the_same_frames(
            parts in vec((any::<u8>(), any::<u8>(), 0..u32::MAX >> 1, 0..600usize), 0..20),
            sizes in vec(1..700usize, 1..50),
        ) {
            let parts = parts.into_iter();
            let frames: Vec<_> = parts.map(|(kind, flags, stream, len)| frame(kind, flags, stream, len)).collect();
            let bytes: Vec<_> = frames.iter().copied().flat_map(bytes).collect();
            let mut rest = &*bytes;
            let pieces = sizes.iter().cycle().map_while(|size| {
                let (piece, behind) = rest.split_at(rest.len().min(*size));
                rest = behind;
                (!piece.is_empty()).then_some(piece)
            });
            prop_assert_eq!(seen(Frames::of_server(), pieces), frames);
        }
    }

    #[test]
    fn the_highest_bit_of_a_stream_means_nothing() {
        let header = [0, 0, 0, DATA, 0, 0x80, 0, 0, 3];
        assert_eq!(Frame::read(header).stream, 3);
    }

    #[test]
    fn a_last_frame_has_the_flag_or_is_a_reset() {
        for (kind, flags, expected) in [
            (HEADERS, 4 | END_STREAM, true),
            (HEADERS, 4, false),
            (DATA, END_STREAM, true),
            (DATA, 8, false),
            (RST_STREAM, 0, true),
            // Their lowest flag is another one.
            (SETTINGS, 1, false),
            (PING, 1, false),
        ] {
            let frame = frame(kind, flags, 1, 8);
            assert_eq!(frame.is_last(), expected, "{kind} {flags}");
        }
    }
}
