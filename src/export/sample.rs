//! Values by which it is found out where a parameter of a path goes.

use crate::webex::{Parameter, ParameterType};

/// What can be captured from a path, and sent on as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capture {
    Digits { min: u32, max: u32 },
    Name { max: u32 },
}

impl Capture {
    pub fn of(parameter: &Parameter) -> Option<Self> {
        match *parameter.kind() {
            ParameterType::Digits { min, max } => Some(Self::Digits { min, max }),
            ParameterType::Name { max } => Some(Self::Name { max }),
            _ => None,
        }
    }

    /// As a regular expression.
    pub fn expression(self) -> String {
        match self {
            Self::Digits { min, max } => format!("[0-9]{{{min},{max}}}"),
            Self::Name { max } => {
                let more = max.saturating_sub(1);
                format!("[A-Za-z0-9][A-Za-z0-9._-]{{0,{more}}}")
            }
        }
    }

    /// A value of its kind that hardly stands anywhere else in an address. `number` is that of the
    /// parameter, `round` tells several samples apart.
    pub fn sample(self, number: usize, round: Round) -> String {
        let signs: &[u8] = match self {
            Self::Digits { .. } => b"1928374650",
            Self::Name { .. } => b"qZ7xJ3vK9w",
        };
        let (min, max) = match self {
            Self::Digits { min, max } => (min, max),
            Self::Name { max } => (1, max),
        };
        let length = match round {
            Round::Longest | Round::OtherLongest => max.min(64),
            Round::Shortest => min.max(1),
        };
        let step = 3 * number + round as usize + 1;
        let length = usize::try_from(length).unwrap_or_default();
        let signs =
            (0..length).map(|at| signs[(at * step + number + at / signs.len()) % signs.len()]);
        signs.map(char::from).collect()
    }
}

/// The samples of one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    Longest,
    OtherLongest,
    Shortest,
}

impl Round {
    /// Those by which an assumption is tested that the first one gave.
    pub const TESTS: [Self; 2] = [Self::OtherLongest, Self::Shortest];
}
