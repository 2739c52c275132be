//! Texts that are long enough for a secret and yet easily guessed.

/// Random hexadecimal digits, 16 of them, have fewer different ones only once in 100,000 times.
const MIN_DIFFERENT: usize = 5;

/// Whether a secret is one character, a few characters or one piece again and again: its length says
/// nothing about how hard it is to guess.
pub fn is_repetitive(secret: &[u8]) -> bool {
    let mut is_seen = [false; 256];
    for byte in secret {
        is_seen[usize::from(*byte)] = true;
    }
    let different = is_seen.iter().filter(|seen| **seen).count();
    different < MIN_DIFFERENT || (1..=secret.len() / 2).any(|piece| is_made_of(secret, piece))
}

/// Whether it is its first `piece` bytes over and over, the last time perhaps cut off.
fn is_made_of(secret: &[u8], piece: usize) -> bool {
    secret[piece..] == secret[..secret.len() - piece]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_one_piece_are_told_from_random_ones() {
        for guessable in [
            "",
            "aaaaaaaaaaaaaaaa",
            "abcdabcdabcdabcd",
            "passwordpassword",
            "passwordpasswordpassw",
            "0123456789abcdef0123456789abcdef",
            "aaaabbbbccccdddd",
            "aaaaaaaaaaaaaaab",
            "ßßßßßßßßßßßßßßßß",
        ] {
            assert!(is_repetitive(guessable.as_bytes()), "{guessable}");
        }
        for random in [
            "0123456789abcdef",
            "6f1ed002ab559585",
            "9c2f0a61b1c44dd0a5a1e5c40c0a0a8e",
            "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=",
            "correct horse battery staple, and more",
        ] {
            assert!(!is_repetitive(random.as_bytes()), "{random}");
        }
    }
}
