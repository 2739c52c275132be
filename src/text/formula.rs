//! Texts that a spreadsheet would carry out.

/// What begins a formula in one spreadsheet or another; the wide forms do so where Chinese, Japanese and
/// Korean are written.
const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

pub fn is_formula_sign(c: char) -> bool {
    SIGNS.contains(&c)
}

/// Whether a spreadsheet would take a text for a formula: blanks before it do not count.
pub fn is_formula(text: &str) -> bool {
    text.trim_start().starts_with(is_formula_sign)
}

#[cfg(test)]
mod tests {
    use super::is_formula;

    #[test]
    fn a_formula_begins_with_its_sign() {
        for formula in [
            "=1+1", "+1", "-1", "@SUM(1)", " =1", "\t=1", "\r\n@x", "＝1",
        ] {
            assert!(is_formula(formula), "{formula:?}");
        }
        for text in ["", "a=1", "1-2", "'=1", "Stand-up"] {
            assert!(!is_formula(text), "{text:?}");
        }
    }
}
