//! One address, and as many connections as it can open.

use std::io::Read;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use tokio::net::TcpSocket;
use tokio::runtime::Builder;

use super::support::program::Running;
use super::support::visitor::ask;
use super::{turn, until};

/// Connects from an address of this machine.
fn connect_from(source: &str, target: SocketAddr) -> TcpStream {
    let runtime = Builder::new_current_thread().enable_io().build();
    let connecting = async {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind(format!("{source}:0").parse().expect("an address"))?;
        socket.connect(target).await?.into_std()
    };
    let stream = runtime.expect("a runtime").block_on(connecting);
    let stream = stream.expect("it listens");
    stream.set_nonblocking(false).expect("a mode");
    stream
}

#[test]
fn the_connection_over_the_share_of_an_address_is_closed_at_once_and_others_are_served() {
    let _turn = turn();
    super::allow_open_files();
    // Longer than this test takes on any machine.
    let running = Running::start(&["--first-byte-timeout", "60s"]);
    let shed = || running.count(r#"linkgate_connections_shed_total{reason="per_address_limit"}"#);
    let held: Vec<TcpStream> = (0..1000)
        .map(|_| connect_from("127.0.0.1", running.public))
        .collect();
    until("all are let in", Duration::from_secs(10), || {
        running.count("linkgate_connections") == 1000
    });
    assert_eq!(shed(), 0);
    let start = Instant::now();
    let mut one_more = connect_from("127.0.0.1", running.public);
    let patience = Some(Duration::from_secs(5));
    one_more.set_read_timeout(patience).expect("a timeout");
    assert!(
        matches!(one_more.read(&mut [0]), Ok(0)),
        "served, or not closed"
    );
    println!("the 1001st connection: closed after {:?}", start.elapsed());
    assert!(
        start.elapsed() < Duration::from_secs(1),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(shed(), 1);
    let mut neighbour = connect_from("127.0.0.2", running.public);
    let answer = ask(&mut neighbour, running.public, "");
    assert!(answer.starts_with("HTTP/1.1 302"), "{answer}");
    drop(held);
    until("its places are free", Duration::from_secs(10), || {
        running.count("linkgate_connections") == 1
    });
    let mut again = connect_from("127.0.0.1", running.public);
    let answer = ask(&mut again, running.public, "");
    assert!(answer.starts_with("HTTP/1.1 302"), "{answer}");
    assert_eq!(shed(), 1);
}
