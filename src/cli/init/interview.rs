//! Asks what has not been answered by flags, and asks again where an answer is wrong.

use std::io::{self, BufRead, Read as _, Write};

use jiff::Timestamp;

use super::answers::Answers;
use super::question::Question;
use super::trial::{MAX_BYTES, Refusal, accept};
use crate::cli::output::visible;

/// The input has ended before the last answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended;

/// Answers come from one side, questions and reasons go to the other.
#[derive(Debug)]
pub struct Interview<I, O> {
    input: I,
    output: O,
    now: Timestamp,
}

impl<I: BufRead, O: Write> Interview<I, O> {
    pub fn new(input: I, output: O, now: Timestamp) -> Self {
        Self { input, output, now }
    }

    /// Asks for what is missing.
    pub fn ask_all(&mut self, mut answers: Answers) -> io::Result<Result<Answers, Ended>> {
        writeln!(
            self.output,
            "Press Enter to take what is in brackets, or Ctrl-D to end without writing anything.\n"
        )?;
        for question in Question::ALL {
            if answers.has(question) {
                continue;
            }
            match self.ask(question, &answers)? {
                Ok(more) => answers = more,
                Err(Ended) => {
                    writeln!(self.output)?;
                    return Ok(Err(Ended));
                }
            }
        }
        writeln!(self.output)?;
        Ok(Ok(answers))
    }

    fn ask(&mut self, question: Question, answers: &Answers) -> io::Result<Result<Answers, Ended>> {
        let default = question.default(answers.site.as_deref());
        loop {
            self.prompt(question, default.as_deref())?;
            let answer = match self.read_answer()? {
                Ok(None) => return Ok(Err(Ended)),
                Ok(Some(answer)) if answer.is_empty() => Ok(default.clone().unwrap_or_default()),
                Ok(Some(answer)) => Ok(answer),
                Err(refusal) => Err(refusal),
            };
            match answer.and_then(|answer| accept(question, answers, &answer, self.now)) {
                Ok(answers) => return Ok(Ok(answers)),
                Err(refusal) => self.say(&refusal)?,
            }
        }
    }

    fn prompt(&mut self, question: Question, default: Option<&str>) -> io::Result<()> {
        let default = default.map(|default| format!(" [{}]", visible(default)));
        write!(
            self.output,
            "{}{}: ",
            question.text(),
            default.unwrap_or_default()
        )?;
        self.output.flush()
    }

    fn say(&mut self, refusal: &Refusal) -> io::Result<()> {
        writeln!(self.output, "  {}", visible(&refusal.reason))?;
        match &refusal.help {
            Some(help) => writeln!(self.output, "  {}", visible(help)),
            None => Ok(()),
        }
    }

    /// One line without the blanks around it; `None` where the input ends, also within a line.
    fn read_answer(&mut self) -> io::Result<Result<Option<String>, Refusal>> {
        let mut line = Vec::new();
        let most = MAX_BYTES as u64 + 2;
        self.input
            .by_ref()
            .take(most)
            .read_until(b'\n', &mut line)?;
        if line.last() != Some(&b'\n') {
            if (line.len() as u64) < most {
                return Ok(Ok(None));
            }
            self.input.skip_until(b'\n')?;
        }
        Ok(match String::from_utf8(line) {
            Ok(text) => Ok(Some(text.trim().to_owned())),
            Err(_) => Err(Refusal::new("this is not UTF-8 text")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is asked, and what comes of it.
    fn ask(input: &[u8]) -> (Result<Answers, Ended>, String) {
        let mut output = Vec::new();
        let mut interview = Interview::new(input, &mut output, Timestamp::UNIX_EPOCH);
        let answers = interview.ask_all(Answers::default()).expect("no I/O");
        (answers, String::from_utf8(output).expect("UTF-8"))
    }

    #[test]
    fn wrong_answers_are_asked_again_with_the_reason() {
        let (answers, said) = ask(
            b"\nacme.webex.com\nhttps://acme.webex.com/acme/\nhttps://go.acme.example\nhttps://go.acme.example/\n\nx\n10.1.2.3/8\n10.0.0.0/8, 2001:db8::/32\n\x1b[31m\xff\nhelp@acme.example\n",
        );
        let answers = answers.expect("answers");
        assert_eq!(answers.back, answers.site);
        assert_eq!(answers.contact, Some(Some("help@acme.example".to_owned())));
        insta::assert_snapshot!(said.trim_end(), @r#"
        Press Enter to take what is in brackets, or Ctrl-D to end without writing anything.

        The address of your Webex site, like https://acme.webex.com/acme/:   the answer is empty
        The address of your Webex site, like https://acme.webex.com/acme/:   not an address: addresses begin with https://
        The address of your Webex site, like https://acme.webex.com/acme/: The address at which visitors reach the gateway, like https://go.acme.example/ [http://localhost:8080/]:   this is not the address of a gateway: it has only scheme, host and a slash
          write it like https://go.acme.example/
        The address at which visitors reach the gateway, like https://go.acme.example/ [http://localhost:8080/]: The page where people land after a meeting [https://acme.webex.com/acme/]: The networks from which people may start meetings, like 10.0.0.0/8, or none [none]:   `x` is not an address range
          write it like 10.0.0.0/8, "2001:db8::/32" or 192.0.2.7
        The networks from which people may start meetings, like 10.0.0.0/8, or none [none]:   `10.1.2.3/8` has bits set after its prefix
          write 10.0.0.0/8
        The networks from which people may start meetings, like 10.0.0.0/8, or none [none]: Whom visitors ask for help: an e-mail or https address, or none [none]:   this is not UTF-8 text
        Whom visitors ask for help: an e-mail or https address, or none [none]:
        "#);
    }

    #[test]
    fn the_end_of_the_input_ends_it() {
        for input in [
            &b""[..],
            b"https://acme.webex.com/acme/",
            b"https://acme.webex.com/acme/\n\n\n\n",
        ] {
            assert_eq!(ask(input).0, Err(Ended), "{input:?}");
        }
        let enough = b"https://acme.webex.com/acme/\n\n\n\n\n";
        assert!(ask(enough).0.is_ok());
    }

    #[test]
    fn a_long_answer_is_passed_over() {
        let mut input = vec![b'x'; 1 << 20];
        input.extend(b"\nhttps://acme.webex.com/acme/\n\n\n\n\n");
        let (answers, said) = ask(&input);
        assert!(answers.is_ok(), "{said}");
        assert!(said.contains("longer than 2048 bytes"), "{said}");
    }
}
