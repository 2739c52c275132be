//! The fewest words for a set of cells: blocks of cells, each as large as it gets.

use smallvec::SmallVec;

/// The number of a value for each factor.
pub type Cell = SmallVec<[usize; 16]>;

/// The finding of each cell by its number.
#[derive(Clone, Debug)]
pub struct Table {
    sizes: Vec<usize>,
    codes: Vec<Option<u16>>,
}

/// For each factor, the values that count.
pub type Block = Vec<Vec<usize>>;

impl Table {
    /// Fills in all cells; `None` is a cell that does not occur, and may lie in any block.
    pub fn fill(sizes: Vec<usize>, mut code: impl FnMut(&[usize]) -> Option<u16>) -> Self {
        let count = sizes.iter().product();
        let mut codes = Vec::with_capacity(count);
        for number in 0..count {
            codes.push(code(&cell(&sizes, number)));
        }
        Self { sizes, codes }
    }

    /// Blocks that have all cells with a code, and no other.
    pub fn cover(&self, code: u16) -> Vec<Block> {
        let mut is_covered = vec![false; self.codes.len()];
        let mut blocks = Vec::new();
        for number in 0..self.codes.len() {
            if self.codes[number] != Some(code) || is_covered[number] {
                continue;
            }
            let block = self.grow(&cell(&self.sizes, number), code);
            self.visit(&block, &mut |number| {
                is_covered[number] = true;
                true
            });
            blocks.push(block);
        }
        blocks
    }

    /// The first cell with a code.
    pub fn first(&self, code: u16) -> Option<Cell> {
        let number = self.codes.iter().position(|known| *known == Some(code))?;
        Some(cell(&self.sizes, number))
    }

    /// The first cell of a block that has the code.
    pub fn first_in(&self, block: &Block, code: u16) -> Option<Cell> {
        let mut found = None;
        self.visit(block, &mut |number| {
            if self.codes[number] == Some(code) {
                found = Some(cell(&self.sizes, number));
            }
            found.is_none()
        });
        found
    }

    /// Visits the cells of a block that occur, with their codes.
    pub fn cells_of(&self, block: &Block, mut take: impl FnMut(&[usize])) {
        self.visit(block, &mut |number| {
            if self.codes[number].is_some() {
                take(&cell(&self.sizes, number));
            }
            true
        });
    }

    pub fn size(&self, factor: usize) -> usize {
        self.sizes[factor]
    }

    /// Widens one cell, factor by factor: to all values if that adds nothing wrong, else by those that
    /// do not.
    fn grow(&self, from: &[usize], code: u16) -> Block {
        let mut block: Block = from.iter().map(|value| vec![*value]).collect();
        for factor in 0..block.len() {
            for value in 0..self.sizes[factor] {
                if block[factor].contains(&value) {
                    continue;
                }
                let before = std::mem::replace(&mut block[factor], vec![value]);
                let is_alike = self.is_all(&block, code);
                block[factor] = before;
                if is_alike {
                    block[factor].push(value);
                }
            }
            block[factor].sort_unstable();
        }
        block
    }

    fn is_all(&self, block: &Block, code: u16) -> bool {
        self.visit(block, &mut |number| {
            self.codes[number].is_none_or(|known| known == code)
        })
    }

    /// Visits the numbers of all cells of a block, as long as it should go on.
    fn visit(&self, block: &Block, go_on: &mut impl FnMut(usize) -> bool) -> bool {
        let mut at = vec![0; block.len()];
        loop {
            let digits = block.iter().zip(&at).map(|(values, at)| values[*at]);
            let number = digits
                .zip(&self.sizes)
                .fold(0, |all, (digit, size)| all * size + digit);
            if !go_on(number) {
                return false;
            }
            let next = (0..block.len())
                .rev()
                .find(|factor| at[*factor] + 1 < block[*factor].len());
            let Some(next) = next else {
                return true;
            };
            at[next] += 1;
            at[next + 1..].fill(0);
        }
    }
}

pub fn cell(sizes: &[usize], mut number: usize) -> Cell {
    let mut cell: Cell = sizes.iter().map(|_| 0).collect();
    for (digit, size) in cell.iter_mut().zip(sizes).rev() {
        *digit = number % size;
        number /= size;
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(sizes: &[usize], code: impl Fn(&[usize]) -> Option<u16>) -> Vec<Block> {
        Table::fill(sizes.to_vec(), code).cover(1)
    }

    #[test]
    fn what_makes_no_difference_is_left_out() {
        let found = blocks(&[2, 3, 2], |cell| Some(u16::from(cell[1] > 0)));
        assert_eq!(found, [vec![vec![0, 1], vec![1, 2], vec![0, 1]]]);
        let found = blocks(&[2, 2], |cell| {
            Some(u16::from(cell[0] == 1 || cell[1] == 1))
        });
        assert_eq!(
            found,
            [vec![vec![0, 1], vec![1]], vec![vec![1], vec![0, 1]]]
        );
        assert_eq!(blocks(&[], |_| Some(1)), [Block::new()]);
    }

    #[test]
    fn cells_that_do_not_occur_do_not_bound_a_block() {
        let found = blocks(&[2, 2], |cell| (cell[0] != cell[1]).then_some(1));
        assert_eq!(found, [vec![vec![0, 1], vec![0, 1]]]);
    }
}
