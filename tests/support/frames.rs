//! HTTP/2 frame by frame, for clients that do what no library does
//! (RFC 9113 section 6).

pub const DATA: u8 = 0;
pub const HEADERS: u8 = 1;
pub const RST_STREAM: u8 = 3;
pub const SETTINGS: u8 = 4;
pub const PING: u8 = 6;
pub const GOAWAY: u8 = 7;
pub const CONTINUATION: u8 = 9;

pub const ACK: u8 = 1;
pub const END_STREAM: u8 = 1;
pub const END_HEADERS: u8 = 4;

/// What every connection begins with.
pub const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// The preface and empty SETTINGS.
pub fn hello() -> Vec<u8> {
    [PREFACE, &frame(SETTINGS, 0, 0, b"")].concat()
}

pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let len = u32::try_from(payload.len()).expect("short").to_be_bytes();
    let head = [len[1], len[2], len[3], kind, flags];
    [&head, &stream.to_be_bytes()[..], payload].concat()
}

/// The field block of a `GET`: all from the static table but path and
/// authority (RFC 7541 appendix A).
pub fn fields(path: &str) -> Vec<u8> {
    let literal = |index: u8, value: &str| {
        let len = u8::try_from(value.len()).expect("short");
        [&[0x40 | index, len], value.as_bytes()].concat()
    };
    [vec![0x82, 0x86], literal(4, path), literal(1, "127.0.0.1")].concat()
}

/// A whole request.
pub fn get(stream: u32, path: &str) -> Vec<u8> {
    frame(HEADERS, END_HEADERS | END_STREAM, stream, &fields(path))
}
