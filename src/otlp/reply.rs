//! What a collector answers: an `ExportTraceServiceResponse`.

/// Its field `partial_success`, and the field `rejected_spans` in that.
const PARTIAL_SUCCESS: u64 = 1;
const REJECTED_SPANS: u64 = 1;

/// How many spans the collector says that it rejected. An answer that cannot be read rejects none: its
/// status is a success.
pub fn rejected_spans(answer: &[u8]) -> u64 {
    let partial = Fields(answer).find_map(|field| match field {
        Field::Bytes(PARTIAL_SUCCESS, bytes) => Some(bytes),
        _ => None,
    });
    let rejected = Fields(partial.unwrap_or_default()).find_map(|field| match field {
        Field::Number(REJECTED_SPANS, number) => Some(number),
        _ => None,
    });
    rejected.unwrap_or(0)
}

/// The fields of a message of Protocol Buffers, up to the first that cannot be read.
struct Fields<'a>(&'a [u8]);

enum Field<'a> {
    Number(u64, u64),
    Bytes(u64, &'a [u8]),
    Other,
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        let tag = self.number()?;
        match (tag >> 3, tag & 7) {
            (field, 0) => Some(Field::Number(field, self.number()?)),
            (field, 2) => {
                let length = usize::try_from(self.number()?).ok()?;
                Some(Field::Bytes(field, self.take(length)?))
            }
            (_, 1) => self.take(8).map(|_| Field::Other),
            (_, 5) => self.take(4).map(|_| Field::Other),
            _ => None,
        }
    }
}

impl<'a> Fields<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// Seven bits a byte, the lowest first; ten bytes at most.
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = *self.take(1)?.first()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_rejected_spans_is_found() {
        assert_eq!(rejected_spans(b""), 0);
        assert_eq!(rejected_spans(b"\x0a\x00"), 0);
        assert_eq!(rejected_spans(b"\x0a\x02\x08\x05"), 5);
        // Behind a message, and beside fields of tomorrow.
        assert_eq!(
            rejected_spans(b"\x12\x01x\x0a\x09\x12\x03bad\x08\xac\x02\x18"),
            300
        );
    }

    #[test]
    fn what_is_no_answer_rejects_nothing() {
        for wrong in [
            &b"<html>not a collector</html>"[..],
            b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
            b"\x0a\x7f\x08",
            b"\x0a\x02\x08\x80",
            b"\x0b\x0c",
        ] {
            assert_eq!(rejected_spans(wrong), 0, "{wrong:?}");
        }
    }
}
