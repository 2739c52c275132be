//! Texts of YAML that nobody would write.

/// Writes a text of YAML that is as unlike a formatted one as can be.
pub struct Writer {
    choices: std::vec::IntoIter<u8>,
    out: String,
    comments: usize,
}

impl Writer {
    pub fn write(choices: Vec<u8>) -> String {
        let mut writer = Self {
            choices: choices.into_iter(),
            out: String::new(),
            comments: 0,
        };
        writer.comment_lines();
        let column = writer.choose(3);
        writer.block(column, 0);
        writer.comment_lines();
        writer.out
    }

    fn choose(&mut self, below: usize) -> usize {
        usize::from(self.choices.next().unwrap_or_default()) % below
    }

    fn blanks(&mut self, least: usize) {
        let more = [0, 0, 1, 3][self.choose(4)];
        self.out.push_str(&" ".repeat(least + more));
    }

    /// Ends a line, perhaps with a comment, and with lines of nothing but comments below it.
    fn end_line(&mut self) {
        if self.choose(3) == 0 {
            self.blanks(1);
            self.comment();
        }
        self.blanks(0);
        let end = ["\n", "\n", "\r\n"][self.choose(3)];
        self.out.push_str(end);
        self.comment_lines();
    }

    fn comment_lines(&mut self) {
        for _ in 0..[0, 0, 0, 1, 2][self.choose(5)] {
            match self.choose(3) {
                0 => self.blanks(0),
                _ => {
                    let column = self.choose(9);
                    self.out.push_str(&" ".repeat(column));
                    self.comment();
                }
            }
            self.out.push('\n');
        }
    }

    fn comment(&mut self) {
        self.comments += 1;
        self.out.push_str(&format!("#~ {}", self.comments));
    }

    /// A list or mapping whose entries begin at a column.
    fn block(&mut self, column: usize, depth: usize) {
        let is_list = self.choose(3) == 0;
        for number in 0..=self.choose(3) {
            self.out.push_str(&" ".repeat(column));
            self.entry(column, depth, is_list, number);
        }
    }

    fn entry(&mut self, column: usize, depth: usize, is_list: bool, number: usize) {
        match is_list {
            true => self.out.push('-'),
            false => {
                let key = ["key#", "'a key #'", "\"b#\"", "ü#"][self.choose(4)];
                self.out.push_str(&key.replace('#', &number.to_string()));
                self.out.push(':');
            }
        }
        let step = 1 + self.choose(5);
        match self.choose(7) {
            0 if depth < 4 => {
                self.end_line();
                self.block(column + step, depth + 1);
            }
            // In the same line as the dash.
            1 if depth < 4 && is_list => {
                let inner = self.choose(3) == 0;
                self.out.push_str(&" ".repeat(step));
                let column = column + 1 + step;
                self.entry(column, depth + 1, inner, 0);
                if self.choose(2) == 0 {
                    self.out.push_str(&" ".repeat(column));
                    self.entry(column, depth + 1, inner, 1);
                }
            }
            // In the same column as the key.
            2 if depth < 4 && !is_list => {
                self.end_line();
                for number in 0..=self.choose(2) {
                    self.out.push_str(&" ".repeat(column));
                    self.entry(column, depth + 1, true, number);
                }
            }
            3 => {
                self.blanks(1);
                self.brackets(column + step, 0);
                self.end_line();
            }
            4 => self.lines(column + step),
            5 => self.end_line(),
            _ => {
                self.blanks(1);
                self.scalar();
                self.end_line();
            }
        }
    }

    fn brackets(&mut self, column: usize, depth: usize) {
        let is_list = self.choose(2) == 0;
        self.out.push(if is_list { '[' } else { '{' });
        let entries = self.choose(4);
        for number in 0..entries {
            self.break_or_blanks(column);
            if !is_list {
                self.out.push_str(&format!("k{number}"));
                self.blanks(0);
                self.out.push_str(": ");
            }
            match self.choose(3) {
                0 if depth < 3 => self.brackets(column + 1, depth + 1),
                _ => self.scalar(),
            }
            self.break_or_blanks(column);
            if number + 1 < entries || self.choose(3) == 0 {
                self.out.push(',');
            }
        }
        self.break_or_blanks(column);
        self.out.push(if is_list { ']' } else { '}' });
    }

    fn break_or_blanks(&mut self, column: usize) {
        match self.choose(4) {
            0 => {
                self.end_line();
                let more = self.choose(4);
                self.out.push_str(&" ".repeat(column + more));
            }
            _ => self.blanks(0),
        }
    }

    fn scalar(&mut self) {
        let scalars = [
            "x",
            "a b",
            "'it''s  #1'",
            "\"\\\" : \\u00e9\"",
            "https://a.example/",
            "\"\"",
            "ü",
        ];
        let at = self.choose(scalars.len());
        self.out.push_str(scalars[at]);
    }

    /// A scalar of several lines.
    fn lines(&mut self, column: usize) {
        let indentation = " ".repeat(column);
        let more = " ".repeat(self.choose(3));
        match self.choose(5) {
            0 => self.out.push_str(&format!(" x  \n{indentation}{more}y\n")),
            1 => self.out.push_str(&format!(
                " \"x\\ \n\n{indentation}{more}y\\\n{indentation}z\"\n"
            )),
            2 => self
                .out
                .push_str(&format!("\n{indentation}'x\n{indentation}{more}y'\n")),
            3 => self
                .out
                .push_str(&format!(" |\n{indentation}x\n{indentation}{more}#y\n\n")),
            _ => self.out.push_str(&format!(
                " >+  #~ head\n\n{indentation}x\n{indentation}{more}y\n\n\n"
            )),
        }
    }
}
