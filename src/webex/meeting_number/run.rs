//! Digits in a text, with what stands between and around them.

use smallvec::SmallVec;

use crate::text::{Digit, introduces_secret};

/// What digits mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Number,
    /// Too few digits, or certainly something else.
    Other,
    /// Too many digits to be passed over, in a form that no meeting number is known to have.
    Unclear,
}

/// What stands between two groups of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Separator {
    Blank,
    Dash,
    Dot,
    /// A mark of dates, times, amounts and paths.
    Mark,
    /// A parenthesis, as around the area code of a telephone number.
    Parenthesis,
}

/// Groups of digits that belong together, as long as they can be.
#[derive(Clone, Debug, Default)]
pub struct Run {
    digits: SmallVec<[Digit; 24]>,
    groups: SmallVec<[usize; 6]>,
    separators: SmallVec<[Separator; 6]>,
    /// A plus sign before it, perhaps with blanks or a parenthesis between.
    has_plus: bool,
    /// Part of a word, an amount, a mail address, or a path.
    is_glued: bool,
    /// Behind a word for a secret, or what is dialled behind a number.
    is_secret: bool,
    is_whole: bool,
}

/// Most characters between two groups: ` - `, `) `.
const MOST_BETWEEN: usize = 3;

/// Fewer digits are no meeting number (webex.md 3.1).
const FEWEST: usize = 7;
/// As many as a meeting number can have.
const MOST: usize = 20;

impl Run {
    /// All runs of a text, in their order.
    pub fn all(text: &str) -> impl Iterator<Item = Self> {
        let chars: Vec<char> = text.chars().collect();
        let mut at = 0;
        std::iter::from_fn(move || {
            at += chars[at..].iter().position(|c| Digit::read(*c).is_some())?;
            let (run, end) = Self::at(&chars, at);
            at = end;
            Some(run)
        })
    }

    /// The run that begins here, and where it ends.
    fn at(chars: &[char], start: usize) -> (Self, usize) {
        let mut run = Self::default();
        let mut at = start;
        loop {
            let group = chars[at..].iter().map_while(|c| Digit::read(*c));
            let before = run.digits.len();
            run.digits.extend(group);
            run.groups.push(run.digits.len() - before);
            at += run.digits.len() - before;
            let Some((separator, length)) = separator(&chars[at..]) else {
                break;
            };
            run.separators.push(separator);
            at += length;
        }
        let before = &chars[..start];
        let has_plus = before.iter().rev().find(|c| !is_blank(**c) && **c != '(');
        let has_plus = matches!(has_plus, Some('+' | '＋'));
        run.has_plus = has_plus;
        run.is_glued = before.last().is_some_and(|c| is_glue(*c))
            || chars.get(at).is_some_and(|c| is_glue(*c));
        run.is_secret =
            run.is_long() && (is_dialled_later(before) || introduces_secret(&end_of(before)));
        run.is_whole = start == 0 && at == chars.len();
        (run, at)
    }

    /// Whether it has as many digits as a meeting number.
    pub fn is_long(&self) -> bool {
        self.digits.len() >= FEWEST
    }

    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    pub fn digits(&self) -> String {
        let digits = self.digits.iter();
        digits.map(|digit| char::from(b'0' + digit.value)).collect()
    }

    pub fn meaning(&self) -> Meaning {
        let is_of_one_kind = self
            .digits
            .windows(2)
            .all(|pair| pair[0].zero == pair[1].zero);
        let separator = self.separators.first().copied();
        let is_uniform = self
            .separators
            .iter()
            .all(|other| Some(*other) == separator);
        if !self.is_long() || self.is_glued || self.is_secret || self.is_telephone_number() {
            return Meaning::Other;
        }
        match separator {
            _ if self.digits.len() > MOST => Meaning::Unclear,
            _ if !is_of_one_kind => Meaning::Unclear,
            _ if self.separators.contains(&Separator::Mark) => Meaning::Other,
            _ if !is_uniform => Meaning::Unclear,
            None => self.meaning_without_groups(),
            Some(Separator::Blank | Separator::Dash) => self.meaning_of_groups(),
            // Of all that has dots, few things are groups of a meeting number.
            Some(Separator::Dot) if self.has_usual_groups() => Meaning::Number,
            Some(Separator::Dot) => Meaning::Other,
            Some(Separator::Parenthesis | Separator::Mark) => Meaning::Unclear,
        }
    }

    /// Numbers of other countries begin with `+` or `00`, those of other towns with `0`.
    fn is_telephone_number(&self) -> bool {
        let zeros = self.digits.iter().take_while(|digit| digit.value == 0);
        let is_grouped = self.groups.len() > 1;
        match zeros.count() {
            0 => self.has_plus || matches!(self.groups[..], [3, 4] | [3, 3, 4] | [1, 3, 3, 4]),
            1 => self.has_plus || is_grouped || self.digits.len() > 9,
            _ => true,
        }
    }

    fn meaning_without_groups(&self) -> Meaning {
        let is_other = is_date(&self.digits()) || self.is_card();
        match self.digits.len() {
            _ if is_other => Meaning::Other,
            // Within a text, only the lengths that were seen in the wild are taken.
            8..=11 => Meaning::Number,
            _ if self.is_whole => Meaning::Number,
            _ => Meaning::Unclear,
        }
    }

    fn meaning_of_groups(&self) -> Meaning {
        match self.groups[..] {
            _ if self.has_usual_groups() => Meaning::Number,
            [4, 2, 2] | [2, 2, 4] => Meaning::Other,
            [4, 4, 4, 4] | [4, 4, 4, 4, _] | [4, 6, 5] => Meaning::Other,
            // Nine digits are what most numbers have, and people group them as they like.
            [4, 3] if self.is_whole => Meaning::Number,
            _ if self.is_whole && self.digits.len() == 9 => Meaning::Number,
            _ => Meaning::Unclear,
        }
    }

    /// `615 734 219` (webex.md 4, `MK`), and eleven digits as invitations of today show them.
    fn has_usual_groups(&self) -> bool {
        matches!(self.groups[..], [3, 3, 3] | [4, 3, 4])
    }

    /// Whether its last digit is the check digit of a payment card (ISO/IEC 7812-1, annex B).
    fn is_card(&self) -> bool {
        let sum: u32 = (0..)
            .zip(self.digits.iter().rev())
            .map(|(place, digit)| match (u32::from(digit.value), place % 2) {
                (value, 0) => value,
                (value, _) => 2 * value / 10 + 2 * value % 10,
            })
            .sum();
        self.digits.len() >= 13 && sum.is_multiple_of(10)
    }
}

/// A date without separators, perhaps with a time behind it: `20261128`, `28112026`.
fn is_date(digits: &str) -> bool {
    let number = |from: usize, length: usize| -> Option<u16> {
        digits.get(from..from + length)?.parse().ok()
    };
    let is = |year: usize, month: usize, day: usize| {
        number(year, 4).is_some_and(|year| (1900..2100).contains(&year))
            && number(month, 2).is_some_and(|month| (1..=12).contains(&month))
            && number(day, 2).is_some_and(|day| (1..=31).contains(&day))
    };
    match digits.len() {
        8 => is(0, 4, 6) || is(4, 2, 0) || is(4, 0, 2),
        12 | 14 => is(0, 4, 6),
        _ => false,
    }
}

/// What stands between this group and the next one, and its length.
fn separator(chars: &[char]) -> Option<(Separator, usize)> {
    let next = |c: &char| Digit::read(*c).is_some();
    let length = chars.iter().position(next).filter(|at| *at > 0)?;
    let between = &chars[..length];
    if between.iter().all(|c| is_blank(*c)) {
        return Some((Separator::Blank, length));
    }
    let separator = match between {
        ['.'] => Separator::Dot,
        [',' | '\'' | '’' | '/' | ':' | '_' | '٫' | '٬'] => Separator::Mark,
        _ if length > MOST_BETWEEN => return None,
        _ if between.iter().all(|c| is_blank(*c) || is_dash(*c)) => Separator::Dash,
        _ => {
            let is_one = |c: &char| is_blank(*c) || is_dash(*c) || matches!(c, '(' | ')');
            between
                .iter()
                .all(is_one)
                .then_some(Separator::Parenthesis)?
        }
    };
    Some((separator, length))
}

/// The end of a text, as much as may belong to what follows it.
fn end_of(before: &[char]) -> String {
    const NEAR: usize = 100;
    before[before.len().saturating_sub(NEAR)..].iter().collect()
}

/// Whether pauses behind a number stand before what follows: `2554485253#,,1234567#`. A telephone
/// sends the number, and then what lets it in.
fn is_dialled_later(before: &[char]) -> bool {
    let pauses = before.iter().rev().take_while(|c| **c == ',').count();
    pauses > 0 && before[..before.len() - pauses].ends_with(&['#'])
}

fn is_blank(c: char) -> bool {
    c.is_whitespace()
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}')
}

/// What makes digits beside it a part of something else. Scripts that put no blanks between words
/// may have a label directly before a number.
fn is_glue(c: char) -> bool {
    let has_blanks = c < '\u{590}';
    let is_sign = matches!(
        c,
        '+' | '@' | '%' | '=' | '&' | '/' | '\\' | '_' | '$' | '£' | '€' | '¥' | '°' | '~' | '^'
    );
    is_sign || is_dash(c) || (c.is_alphabetic() && has_blanks)
}
