//! People who open a link on a machine of the test.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::machine::Machine;
use super::support::service::PATIENCE;

/// What everybody asks for.
pub const PATH: &str = "/go/join/123456789";

/// The port of `linkgate.socket`.
pub const LINKS: u16 = 8080;

/// What they got.
#[derive(Default)]
pub struct Answers {
    /// The ids by which the decision log names the answers.
    pub ids: Vec<String>,
    pub failures: Vec<String>,
}

impl Answers {
    fn of_one_who_asks_until(stop: &AtomicBool) -> Self {
        let mut all = Self::default();
        while !stop.load(Ordering::Relaxed) {
            match ask(LINKS) {
                Ok(answer) if answer.starts_with("HTTP/1.1 302 ") => all.ids.push(id(&answer)),
                Ok(other) => all.failures.push(other),
                Err(error) => all.failures.push(error.to_string()),
            }
        }
        all
    }

    fn sum(all: impl IntoIterator<Item = Self>) -> Self {
        all.into_iter().fold(Self::default(), |mut sum, one| {
            sum.ids.extend(one.ids);
            sum.failures.extend(one.failures);
            sum
        })
    }
}

/// What people see of something that is done while they come, with a connection
/// for each request.
pub fn people_who_come_while(machine: &Machine, work: impl FnOnce()) -> Answers {
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let people = scope.spawn(|| {
            machine.inside(|| {
                thread::scope(|scope| {
                    let person = || Answers::of_one_who_asks_until(&stop);
                    let people = [(); 3].map(|()| scope.spawn(person));
                    people.map(|person| person.join().expect("no panic"))
                })
            })
        });
        let end = Ends(&stop);
        work();
        drop(end);
        Answers::sum(people.join().expect("no panic"))
    })
}

/// Ends the load also when the work fails.
struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Asks for the link on a connection of its own.
pub fn ask(port: u16) -> io::Result<String> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let request = format!("GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

fn id(answer: &str) -> String {
    let mut lines = answer.lines();
    let id = lines.find_map(|line| line.strip_prefix("x-request-id: "));
    id.expect("an id").to_owned()
}
