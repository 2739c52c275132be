//! Why files are read again, which decides how.

use std::thread;
use std::time::Duration;

/// Files that stay the same for this time are written completely.
const SETTLE_TIME: Duration = Duration::from_millis(500);

/// How often files are read that keep changing, until they are left alone for a while.
const MAX_READS: usize = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReloadTrigger {
    /// A request of the operator: the files count as they are.
    Request,
    /// The files are others than before: they count once they stay the same for a moment.
    FileChange,
}

impl ReloadTrigger {
    /// Reads files; `None` when they do not settle. Blocks, so it needs a thread of its own.
    pub fn read<T>(self, read: impl Fn() -> T, is_still_there: impl Fn(&T) -> bool) -> Option<T> {
        match self {
            Self::Request => Some(read()),
            Self::FileChange => read_settled(read, is_still_there, SETTLE_TIME),
        }
    }
}

fn read_settled<T>(
    read: impl Fn() -> T,
    is_still_there: impl Fn(&T) -> bool,
    settle_time: Duration,
) -> Option<T> {
    let mut reads = (0..MAX_READS).map(|_| {
        let found = read();
        thread::sleep(settle_time);
        found
    });
    reads.find(is_still_there)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn what_counts_is_what_is_still_there() {
        for (says, expected) in [("aa", Some('a')), ("abcc", Some('c')), ("ab", None)] {
            // A file with another content at every read.
            let says = RefCell::new(says.chars().cycle());
            let next = || says.borrow_mut().next().expect("without end");
            let read = read_settled(next, |found| next() == *found, Duration::ZERO);
            assert_eq!(read, expected);
        }
    }

    #[test]
    fn on_request_files_count_as_they_are() {
        assert_eq!(ReloadTrigger::Request.read(|| 'a', |_| false), Some('a'));
    }
}
