//! Where the lines of lists and mappings without brackets begin.

/// How much farther right a list or mapping is than what it belongs to.
pub const STEP: usize = 2;

/// The lists and mappings that are open, from the outermost.
#[derive(Clone, Debug, Default)]
pub struct Blocks(Vec<Block>);

#[derive(Clone, Copy, Debug)]
pub struct Block {
    kind: Entry,
    /// The column of its entries as they are.
    pub from: usize,
    /// And as they will be.
    pub to: usize,
}

/// What a line begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// `- `
    Item,
    /// `key:`
    Key,
    /// The value of a key or item that is on an earlier line.
    Value,
}

impl Blocks {
    /// Goes to the entry that begins a line at this column, and says at which column it will begin.
    pub fn go_to(&mut self, entry: Entry, column: usize) -> usize {
        while self.0.last().is_some_and(|open| open.ends(entry, column)) {
            self.0.pop();
        }
        match self.0.last() {
            Some(open) if open.kind == entry && open.from == column => open.to,
            _ => {
                let to = self.inner_column();
                if entry != Entry::Value {
                    self.open(entry, column, to);
                }
                to
            }
        }
    }

    /// Opens a list or mapping behind the dash of an item.
    pub fn open(&mut self, kind: Entry, from: usize, to: usize) {
        self.0.push(Block { kind, from, to });
    }

    /// Where that begins which belongs to an entry of the innermost block.
    pub fn inner_column(&self) -> usize {
        self.0.last().map_or(0, |open| open.to + STEP)
    }

    /// Where brackets end that an entry of the innermost block has opened.
    pub fn bracket_column(&self) -> usize {
        match self.0.last() {
            Some(open) if open.kind == Entry::Key => open.to,
            _ => self.inner_column(),
        }
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Block> {
        self.0.iter()
    }

    pub fn innermost(&self) -> Option<&Block> {
        self.0.last()
    }
}

impl Block {
    /// Whether a line that begins at this column comes behind the end.
    fn ends(&self, entry: Entry, column: usize) -> bool {
        // The items of a list may begin in the column of the key that they belong to.
        let is_list_of_key = self.kind == Entry::Item && entry == Entry::Key;
        self.from > column || (self.from == column && is_list_of_key)
    }
}
