//! What an HTTP/1.1 client sees.

use super::*;

#[tokio::test]
async fn a_request_is_answered() {
    let server = Running::start().await;
    let answer = server
        .talk("GET /a HTTP/1.1\r\nHost: gate\r\nConnection: close\r\n\r\n")
        .await;
    assert_eq!(
        answer,
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 22\r\n\r\n127.0.0.1 asks for /a\n",
    );
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let server = Running::start().await;
    let mut stream = server.send("GET /a HTTP/1.1\r\nHost: gate\r\n\r\n").await;
    assert!(read_answer(&mut stream).await.ends_with("asks for /a\n"));
    stream
        .write_all(b"GET /b HTTP/1.1\r\nHost: gate\r\n\r\n")
        .await
        .expect("still open");
    assert!(read_answer(&mut stream).await.ends_with("asks for /b\n"));
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() {
    let server = Running::start().await;
    let mut stream = server
        .send("GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n")
        .await;
    assert!(read_answer(&mut stream).await.ends_with("asks for /a\n"));
    assert!(read_answer(&mut stream).await.ends_with("asks for /b\n"));
}

#[tokio::test]
async fn a_client_that_closes_its_side_is_answered() {
    let server = Running::start().await;
    let mut stream = server.send("GET /a HTTP/1.1\r\nHost: gate\r\n\r\n").await;
    stream.shutdown().await.expect("still open");
    assert!(read_to_close(&mut stream).await.ends_with("asks for /a\n"));
}

#[tokio::test]
async fn head_has_the_length_of_get_and_no_body() {
    let server = Running::start().await;
    let answer = server
        .talk("HEAD /a HTTP/1.1\r\nHost: gate\r\nConnection: close\r\n\r\n")
        .await;
    assert_eq!(
        answer,
        "HTTP/1.1 200 OK\r\ncontent-length: 22\r\nconnection: close\r\n\r\n"
    );
}

#[tokio::test]
async fn a_request_with_a_body_is_answered_and_closes_the_connection() {
    let server = Running::start().await;
    for request in [
        "POST /a HTTP/1.1\r\nHost: gate\r\nContent-Length: 3\r\n\r\nabc",
        "POST /a HTTP/1.1\r\nHost: gate\r\nContent-Length: 3\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: gate\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: gate\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: gate\r\nContent-Length: 3\r\n\r\nabcGET /smuggled HTTP/1.1\r\n\r\n",
    ] {
        assert_eq!(
            server.talk(request).await,
            "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 22\r\n\r\n127.0.0.1 asks for /a\n",
        );
    }
}

#[tokio::test]
async fn a_client_that_sends_its_whole_body_before_it_reads_gets_the_answer() {
    let server = Running::start().await;
    let body = vec![b'x'; 900 * 1024];
    let head = format!("POST /a HTTP/1.1\r\nContent-Length: {}\r\n\r\n", body.len());
    let mut stream = server.send(head).await;
    stream
        .write_all(&body)
        .await
        .expect("the server reads the body away");
    assert!(read_to_close(&mut stream).await.ends_with("asks for /a\n"));
}

#[tokio::test]
async fn a_long_target_is_414_whatever_its_length() {
    let server = Running::start().await;
    for len in [8 * 1024, 9 * 1024, 64 * 1024] {
        let target = "x".repeat(len);
        let answer = server.talk(format!(
            "GET /{target} HTTP/1.1\r\nConnection: close\r\n\r\n"
        ));
        assert!(
            answer.await.starts_with("HTTP/1.1 414 URI Too Long\r\n"),
            "{len}"
        );
    }
    let target = "x".repeat(8 * 1024 - 1);
    let answer = server.talk(format!(
        "GET /{target} HTTP/1.1\r\nConnection: close\r\n\r\n"
    ));
    assert!(answer.await.starts_with("HTTP/1.1 200 OK\r\n"));
}

#[tokio::test]
async fn large_header_blocks_are_431() {
    let server = Running::start().await;
    let field = |len| format!("X-A: {}\r\n", "x".repeat(len));
    for fields in [
        field(16 * 1024),
        field(64 * 1024),
        field(900 * 1024),
        field(1).repeat(101),
    ] {
        let request = format!("GET / HTTP/1.1\r\n{fields}Connection: close\r\n\r\n");
        let answer = server.talk(request).await;
        assert!(answer.starts_with("HTTP/1.1 431 Request Header Fields Too Large\r\n"));
    }
    let fields = field(15 * 1024) + &field(1).repeat(98);
    let answer = server
        .talk(format!(
            "GET / HTTP/1.1\r\n{fields}Connection: close\r\n\r\n"
        ))
        .await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"));
}

#[tokio::test]
async fn a_malformed_head_is_400() {
    let server = Running::start().await;
    let answer = server.talk("GET / HTTP/1.1\r\nno colon\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"));
}

#[tokio::test]
async fn a_panic_in_the_answer_is_500_and_the_server_goes_on() {
    let server = Running::start().await;
    let mut stream = server
        .send("GET /boom HTTP/1.1\r\n\r\nGET /a HTTP/1.1\r\n\r\n")
        .await;
    let answers = read_answer(&mut stream).await + &read_answer(&mut stream).await;
    assert!(answers.starts_with("HTTP/1.1 500 Internal Server Error\r\n"));
    assert!(answers.ends_with("asks for /a\n"));
    drop(stream);
    assert_eq!(server.stop().await, Drained::Complete);
}
