//! Access tokens of the REST API. The oldest is forgotten where there are too many.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::random::random_id;

const MOST_TOKENS: usize = 50;

/// How long tokens live, as observed in public answers.
pub const ACCESS_LIFE: SignedDuration = SignedDuration::from_secs(1_209_599);
pub const REFRESH_LIFE: SignedDuration = SignedDuration::from_secs(7_775_999);

/// On whose behalf a token speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// A machine account, which acts for a host that it names.
    ServiceApp,
    /// A person: the first host.
    Integration,
}

/// What is known of a token that came with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearer {
    Missing,
    Unknown,
    Expired,
    Valid(Grant),
}

impl Bearer {
    pub fn words(self) -> &'static str {
        match self {
            Self::Missing => "no access token came",
            Self::Unknown => "an access token that the sandbox did not issue",
            Self::Expired => "an access token that has expired",
            Self::Valid(Grant::ServiceApp) => "the access token of the Service App",
            Self::Valid(Grant::Integration) => "the access token of the integration",
        }
    }
}

#[derive(Debug)]
struct AccessToken {
    text: String,
    grant: Grant,
    until: Timestamp,
}

#[derive(Debug, Default)]
pub struct Tokens {
    access: VecDeque<AccessToken>,
    /// Whether refresh tokens are refused.
    pub refresh_is_dead: bool,
}

impl Tokens {
    /// Issues an access token; `None` when the system gives no random numbers.
    pub fn issue(&mut self, grant: Grant, now: Timestamp) -> Option<String> {
        let text = random_id()?;
        if self.access.len() == MOST_TOKENS {
            self.access.pop_front();
        }
        self.access.push_back(AccessToken {
            text: text.clone(),
            grant,
            until: now.saturating_add(ACCESS_LIFE).unwrap_or(now),
        });
        Some(text)
    }

    /// Lets all access tokens expire.
    pub fn expire_all(&mut self) {
        for token in &mut self.access {
            token.until = Timestamp::MIN;
        }
    }

    pub fn check(&self, text: Option<&str>, now: Timestamp) -> Bearer {
        let Some(text) = text else {
            return Bearer::Missing;
        };
        let token = self.access.iter().find(|token| token.text == text);
        match token {
            None => Bearer::Unknown,
            Some(token) if token.until <= now => Bearer::Expired,
            Some(token) => Bearer::Valid(token.grant),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_expire_and_are_forgotten() {
        let second = |number: i64| Timestamp::from_second(number).expect("a time");
        let mut tokens = Tokens::default();
        let first = tokens.issue(Grant::ServiceApp, second(0)).expect("random");
        let valid = Bearer::Valid(Grant::ServiceApp);
        assert_eq!(tokens.check(Some(&first), second(1_209_598)), valid);
        assert_eq!(
            tokens.check(Some(&first), second(1_209_599)),
            Bearer::Expired
        );
        assert_eq!(tokens.check(None, second(0)), Bearer::Missing);
        assert_eq!(tokens.check(Some("x"), second(0)), Bearer::Unknown);
        for _ in 0..MOST_TOKENS {
            tokens.issue(Grant::Integration, second(0)).expect("random");
        }
        assert_eq!(tokens.access.len(), MOST_TOKENS);
        assert_eq!(tokens.check(Some(&first), second(0)), Bearer::Unknown);
        tokens.expire_all();
        let newest = tokens.access.back().expect("a token").text.clone();
        assert_eq!(tokens.check(Some(&newest), second(0)), Bearer::Expired);
    }
}
