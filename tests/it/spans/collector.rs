//! A stand-in for a collector, which may have bad habits.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use super::protobuf::Span;
use crate::support::service::{PATIENCE, eventually};

/// What it does with a request.
#[derive(Clone, Copy, Debug)]
pub(super) enum Habit {
    Accept,
    /// It answers with 500.
    Fail,
    /// It never answers.
    Silent,
    /// It answers with something else than the protocol has.
    Garbage,
    /// It closes the connection.
    Closed,
}

pub(super) struct Collector {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    habit: Mutex<Habit>,
    bodies: Mutex<Vec<Vec<u8>>>,
    /// Connections that get no answer, so that they stay open.
    silent: Mutex<Vec<TcpStream>>,
}

impl Collector {
    pub(super) fn start(habit: Habit) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("bound");
        let shared = Arc::new(Shared {
            habit: Mutex::new(habit),
            bodies: Mutex::default(),
            silent: Mutex::default(),
        });
        // Ends with the process: nothing waits for it.
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                serving.serve(stream.expect("a connection"));
            }
        });
        Self { address, shared }
    }

    pub(super) fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn change(&self, habit: Habit) {
        *self.shared.habit.lock().expect("no panic") = habit;
    }

    /// The batches so far, as they came.
    pub(super) fn bodies(&self) -> Vec<Vec<u8>> {
        self.shared.bodies.lock().expect("no panic").clone()
    }

    pub(super) fn so_far(&self) -> Vec<Span> {
        self.bodies()
            .iter()
            .flat_map(|body| Span::all(body))
            .collect()
    }

    /// Waits for so many spans.
    pub(super) fn spans(&self, number: usize) -> Vec<Span> {
        eventually("spans", || {
            Some(self.so_far()).filter(|spans| spans.len() >= number)
        })
    }
}

impl Shared {
    fn serve(&self, mut stream: TcpStream) {
        let habit = *self.habit.lock().expect("no panic");
        if let Habit::Closed = habit {
            return;
        }
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        let body = read(&stream);
        let answer = match habit {
            Habit::Accept => {
                self.bodies.lock().expect("no panic").push(body);
                "200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n"
            }
            Habit::Fail => "500 Error\r\nContent-Length: 0\r\n\r\n",
            Habit::Garbage => "200 OK\r\nContent-Length: 15\r\n\r\n<html>Hello</html>",
            Habit::Silent | Habit::Closed => {
                self.silent.lock().expect("no panic").push(stream);
                return;
            }
        };
        let _ = stream.write_all(format!("HTTP/1.1 {answer}").as_bytes());
    }
}

/// Reads one request as the protocol has it.
fn read(stream: &TcpStream) -> Vec<u8> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        let read = reader.read_line(&mut head).expect("a head");
        assert!(read > 0, "the request ended behind {head:?}");
    }
    let head = head.to_ascii_lowercase();
    assert!(head.starts_with("post /v1/traces http/1.1\r\n"), "{head}");
    assert!(
        head.contains("\r\ncontent-type: application/x-protobuf\r\n"),
        "{head}"
    );
    let (_, length) = head.split_once("\r\ncontent-length: ").expect("a length");
    let length = length
        .lines()
        .next()
        .expect("a number")
        .parse()
        .expect("a number");
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    body
}
