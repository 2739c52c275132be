//! Binding, and every way that it fails.

use std::net::SocketAddr;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::net as unix;

use tempfile::TempDir;
use tokio::net::{TcpStream, UnixStream};

use super::*;
use crate::net::Origin;

fn anywhere() -> Address {
    Address::Tcp(SocketAddr::from(([127, 0, 0, 1], 0)))
}

async fn bind_all(addresses: &[Address]) -> Result<Listeners, BindError> {
    bind_as(&SocketRights::default(), addresses).await
}

async fn bind_as(rights: &SocketRights, addresses: &[Address]) -> Result<Listeners, BindError> {
    bind("--listen", addresses, &mut Inherited::default(), rights).await
}

fn first_tcp(listeners: &Listeners) -> SocketAddr {
    match listeners.addresses().expect("bound").first() {
        Some(Address::Tcp(address)) => *address,
        other => unreachable!("{other:?}"),
    }
}

#[tokio::test]
async fn an_address_in_use_is_named_with_its_setting() {
    let first = bind_all(&[anywhere()]).await.expect("port 0 is free");
    let taken = first_tcp(&first);
    let error = bind_all(&[anywhere(), taken.into()])
        .await
        .expect_err("the port is taken");
    assert_eq!(
        error.to_string(),
        format!("--listen {taken}: address already in use")
    );
}

#[tokio::test]
async fn a_foreign_address_is_named_with_its_setting() {
    let foreign = SocketAddr::from(([192, 0, 2, 1], 8080));
    let error = bind(
        "--admin-listen",
        &[foreign.into()],
        &mut Inherited::default(),
        &SocketRights::default(),
    )
    .await
    .expect_err("TEST-NET-1");
    assert_eq!(
        error.to_string(),
        "--admin-listen 192.0.2.1:8080: this machine has no such address",
    );
}

#[tokio::test]
async fn every_socket_is_accepted_from() {
    let mut listeners = bind_all(&[anywhere(), anywhere()]).await.expect("free");
    for address in listeners.addresses().expect("bound") {
        let Address::Tcp(address) = address else {
            unreachable!("{address} is not TCP");
        };
        let _client = TcpStream::connect(address).await.expect("listening");
        let Accepted::Tcp(stream, peer) = listeners.accept().await else {
            unreachable!("not TCP");
        };
        assert_eq!(peer.address().known(), Some(address.ip()));
        assert_eq!(stream.local_addr().expect("connected"), address);
        assert!(stream.nodelay().expect("connected"));
    }
}

#[tokio::test]
async fn only_a_connection_that_is_already_there_is_taken_without_waiting() {
    let mut listeners = bind_all(&[anywhere()]).await.expect("free");
    assert!(listeners.accept_waiting().await.is_none());
    let addr = first_tcp(&listeners);
    let _client = TcpStream::connect(addr).await.expect("listening");
    assert!(listeners.accept_waiting().await.is_some());
}

#[tokio::test]
async fn the_whole_queue_is_taken() {
    let mut listeners = bind_all(&[anywhere()]).await.expect("free");
    let addr = first_tcp(&listeners);
    let mut clients = Vec::new();
    while clients.len() < QUEUED {
        clients.push(TcpStream::connect(addr).await.expect("listening"));
    }
    for _ in 0..QUEUED {
        assert!(listeners.accept_waiting().await.is_some());
    }
}

/// More than a task may do in one turn.
const QUEUED: usize = 200;

#[test]
fn running_out_of_descriptors_is_not_the_fault_of_one_connection() {
    const EMFILE: i32 = 24;
    assert!(!ends_one_connection(&io::Error::from_raw_os_error(EMFILE)));
    assert!(ends_one_connection(&io::Error::from(
        io::ErrorKind::ConnectionAborted
    )));
}

#[tokio::test]
async fn a_unix_socket_is_for_user_and_group_and_goes_with_its_listener() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("gate.sock");
    let mut listeners = bind_all(&[Address::Unix(path.clone())])
        .await
        .expect("free");
    let mode = path.metadata().expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o660);
    let _client = UnixStream::connect(&path).await.expect("listening");
    let Accepted::Unix(_, peer) = listeners.accept().await else {
        unreachable!("not a Unix socket");
    };
    assert_eq!(peer.origin(), Origin::UnixSocket);
    drop(listeners);
    assert!(!path.exists());
}

/// The names of sockets are told after their files have been taken.
#[tokio::test]
async fn a_unix_socket_is_told_by_the_name_that_it_was_given() {
    let folder = TempDir::new().expect("a folder");
    let address = Address::Unix(folder.path().join("gate.sock"));
    let mut listeners = bind_all(std::slice::from_ref(&address))
        .await
        .expect("free");
    let _files = listeners.take_files();
    assert_eq!(listeners.addresses().expect("bound"), [address]);
}

#[tokio::test]
async fn a_unix_socket_has_the_rights_that_it_was_given() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("gate.sock");
    let (owner, group) = match rustix::process::geteuid().is_root() {
        true => (4711, 4712),
        false => {
            let ours = folder.path().metadata().expect("it is there");
            (ours.uid(), ours.gid())
        }
    };
    let rights = SocketRights {
        mode: 0o606,
        owner: Some(owner),
        group: Some(group),
    };
    let _listeners = bind_as(&rights, &[Address::Unix(path.clone())])
        .await
        .expect("free");
    let made = path.metadata().expect("it is there");
    assert_eq!(made.permissions().mode() & 0o777, 0o606);
    assert_eq!((made.uid(), made.gid()), (owner, group));
}

#[tokio::test]
async fn a_socket_left_behind_is_replaced_and_nothing_else() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("gate.sock");
    drop(unix::UnixListener::bind(&path).expect("free"));
    assert!(path.exists(), "std leaves the file");
    let listeners = bind_all(&[Address::Unix(path.clone())])
        .await
        .expect("left behind");
    let error = bind_all(&[Address::Unix(path.clone())])
        .await
        .expect_err("in use");
    assert!(
        error
            .to_string()
            .ends_with("gate.sock: address already in use"),
        "{error}"
    );
    assert!(path.exists(), "it is still the first one's");
    drop(listeners);
    std::fs::write(&path, "precious").expect("written");
    let error = bind_all(&[Address::Unix(path.clone())])
        .await
        .expect_err("a file");
    assert!(
        error
            .to_string()
            .ends_with("gate.sock: there is a file that is not a socket"),
        "{error}"
    );
    assert_eq!(std::fs::read_to_string(&path).expect("text"), "precious");
}

#[tokio::test]
async fn what_systemd_did_not_pass_is_named() {
    let named = Address::Systemd(Some("links".to_owned()));
    let error = bind_all(&[named]).await.expect_err("there is none");
    assert_eq!(
        error.to_string(),
        "--listen systemd:links: systemd has passed no such socket"
    );
}
