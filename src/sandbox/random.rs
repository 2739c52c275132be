//! Texts that nobody can guess.

/// 32 hexadecimal digits; `None` when the system gives no random numbers.
pub fn random_id() -> Option<String> {
    let mut bytes = [0; 16];
    aws_lc_rs::rand::fill(&mut bytes).ok()?;
    Some(format!("{:032x}", u128::from_be_bytes(bytes)))
}
