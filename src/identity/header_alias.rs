//! Which names of headers programs take for one.
//!
//! Programs differ in it: `X_Forwarded_User` and `X.Forwarded.User` reach many applications as
//! `X-Forwarded-User` (CVE-2025-64484, CVE-2026-88011), and servers of CGI take every sign for `_`.

/// Whether programs could take one name for the other. Both are in lower case.
pub fn is_alike(own: &str, name: &str) -> bool {
    let sign = |byte: u8| !byte.is_ascii_alphanumeric();
    let alike = |(a, b): (u8, u8)| a == b || (sign(a) && sign(b));
    let pairs = own.bytes().zip(name.bytes());
    // No early exit: the time it takes must not tell a visitor how much of a secret name is right.
    // Its length may be told, on which no secret depends; and whoever has all letters right knows
    // the secret, so that what comes behind this need not take its time.
    own.len() == name.len() && pairs.fold(true, |all, pair| all & alike(pair))
}

/// The other names that a probe tries: those that proxies tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AliasForm {
    /// `X_Team_User`.
    Underscores,
    /// `X.Team.User`.
    Dots,
    /// `X-Team_User`, which a proxy that removes `X_*` lets through.
    LastUnderscore,
}

impl AliasForm {
    pub const ALL: [Self; 3] = [Self::Underscores, Self::Dots, Self::LastUnderscore];

    /// A name in this form; `None` if another form of it is the same.
    pub fn of(self, name: &str) -> Option<String> {
        let (front, end) = name.rsplit_once('-')?;
        match self {
            Self::Underscores => Some(name.replace('-', "_")),
            Self::Dots => Some(name.replace('-', ".")),
            Self::LastUnderscore => front.contains('-').then(|| format!("{front}_{end}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What may stand in the name of a header beside letters and digits (RFC 9110, 5.6.2).
    const SIGNS: &str = "!#$%&'*+-.^_`|~";

    #[test]
    fn names_that_differ_in_signs_are_alike_and_no_others() {
        for sign in SIGNS.chars() {
            assert!(is_alike("x-a-b", &format!("x{sign}a-b")), "{sign}");
            assert!(is_alike("x-a-b", &format!("x{sign}a{sign}b")), "{sign}");
        }
        for other in ["x-a-c", "xxa-b", "x-a-", "x-a-b-", "-x-a-b", "x--a-b", ""] {
            assert!(!is_alike("x-a-b", other), "{other}");
        }
    }

    #[test]
    fn every_form_is_alike_and_another_name() {
        for (name, expected) in [
            (
                "x-team-user",
                &["x_team_user", "x.team.user", "x-team_user"][..],
            ),
            ("remote-user", &["remote_user", "remote.user"]),
            ("forwarded", &[]),
        ] {
            let forms = AliasForm::ALL.into_iter().filter_map(|form| form.of(name));
            let forms: Vec<String> = forms.collect();
            assert_eq!(forms, expected);
            assert!(forms.iter().all(|form| is_alike(name, form)), "{name}");
        }
    }
}
