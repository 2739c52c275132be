//! Writes the binary format of Protocol Buffers, as far as spans need it.

/// A message that is being written. Fields with the value 0, and empty texts, are left out by whoever
/// calls: a reader takes them for that.
#[derive(Debug, Default)]
pub struct Writer(Vec<u8>);

/// How the value of a field is written: the lower three bits of its tag.
const VARINT: u64 = 0;
const FIXED64: u64 = 1;
const BYTES: u64 = 2;
const FIXED32: u64 = 5;

impl Writer {
    pub fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    pub fn finish(self) -> Vec<u8> {
        self.0
    }

    pub fn number(&mut self, field: u64, number: u64) {
        self.raw(field << 3 | VARINT);
        self.raw(number);
    }

    pub fn fixed64(&mut self, field: u64, number: u64) {
        self.raw(field << 3 | FIXED64);
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    pub fn fixed32(&mut self, field: u64, number: u32) {
        self.raw(field << 3 | FIXED32);
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    pub fn bytes(&mut self, field: u64, bytes: &[u8]) {
        self.open(field, bytes.len());
        self.0.extend_from_slice(bytes);
    }

    /// Begins a message within the message, which will have so many bytes.
    pub fn open(&mut self, field: u64, length: usize) {
        self.raw(field << 3 | BYTES);
        self.raw(length as u64);
    }

    /// Seven bits a byte, the lowest first.
    fn raw(&mut self, mut number: u64) {
        while number > 0x7f {
            self.0.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.0.push(number.to_le_bytes()[0]);
    }
}

/// How many bytes a field with so many bytes takes, its tag and its length among them. The number of
/// the field is below 16.
pub fn length_of_bytes(length: usize) -> usize {
    1 + length_of_number(length as u64) + length
}

/// How many bytes a number takes.
pub fn length_of_number(number: u64) -> usize {
    (u64::BITS - (number | 1).leading_zeros()).div_ceil(7) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of the encoding's own description.
    #[test]
    fn fields_are_written_as_described() {
        let mut writer = Writer::default();
        writer.number(1, 150);
        writer.bytes(2, b"testing");
        assert_eq!(
            writer.finish(),
            b"\x08\x96\x01\x12\x07\x74\x65\x73\x74\x69\x6e\x67"
        );
        let mut writer = Writer::default();
        writer.fixed64(7, 1);
        writer.fixed32(16, 0x301);
        assert_eq!(
            writer.finish(),
            b"\x39\x01\0\0\0\0\0\0\0\x85\x01\x01\x03\0\0"
        );
    }

    #[test]
    fn lengths_are_those_that_are_written() {
        for number in [0, 1, 127, 128, 16_383, 16_384, u64::MAX] {
            let mut writer = Writer::default();
            writer.raw(number);
            assert_eq!(writer.finish().len(), length_of_number(number), "{number}");
        }
    }
}
