//! Addresses as pages show them: broken where one may break them.

/// Shortest part of an address that is not broken, in bytes. It bounds the markup: an address grows
/// by half at most.
const SHORTEST: usize = 10;

/// Characters behind which an address may be broken.
const BREAKS: [char; 5] = ['/', '?', '&', '=', '-'];

/// The parts of an address between which a line may end.
#[derive(Clone, Debug)]
pub struct AddressParts<'t> {
    rest: &'t str,
}

impl<'t> AddressParts<'t> {
    pub fn of(address: &'t str) -> Self {
        Self { rest: address }
    }
}

impl<'t> Iterator for AddressParts<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let rest = self.rest;
        // Of several in a row, like the slashes behind a scheme, the last one counts.
        let ends = rest.char_indices().zip(rest.chars().skip(1));
        let ends = ends.filter(|((_, c), next)| BREAKS.contains(c) && !BREAKS.contains(next));
        let mut ends = ends.map(|((at, c), _)| at + c.len_utf8());
        let end = ends.find(|end| *end >= SHORTEST).unwrap_or(rest.len());
        let (part, rest) = rest.split_at(end);
        self.rest = rest;
        (!part.is_empty()).then_some(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_parts(address: &str, expected: &[&str]) {
        let parts: Vec<&str> = AddressParts::of(address).collect();
        assert_eq!(parts, expected, "{address}");
    }

    #[test]
    fn an_address_is_broken_behind_what_parts_it() {
        assert_parts(
            "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https%3A%2F%2Fx",
            &[
                "https://acme.webex.com/",
                "acme/m.php?",
                "AT=JM&MK=123456789&",
                "BU=https%3A%2F%2Fx",
            ],
        );
        assert_parts("/go/platform-stand-up/", &["/go/platform-", "stand-up/"]);
        assert_parts("/go/standup", &["/go/standup"]);
        assert_parts("////////////////", &["////////////////"]);
        assert_parts("/日本語/日本語/x", &["/日本語/", "日本語/", "x"]);
        assert_parts("", &[]);
    }
}
