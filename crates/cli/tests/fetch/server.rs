//! A web server on this machine that says, connection by connection, what it is told to.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What one connection is sent before it is closed.
pub(crate) struct Answer(Vec<u8>);

impl Answer {
    /// All of `bytes`.
    pub(crate) fn whole(bytes: &[u8]) -> Self {
        Self::broken(bytes, bytes.len())
    }

    /// The first `n` of `bytes`, although all are announced.
    pub(crate) fn broken(bytes: &[u8], n: usize) -> Self {
        Self::new("200 OK", &[], bytes.len(), &bytes[..n])
    }

    /// What is missing after the first `n` of `bytes`.
    pub(crate) fn rest(bytes: &[u8], n: usize) -> Self {
        let range = format!(
            "Content-Range: bytes {n}-{}/{}",
            bytes.len() - 1,
            bytes.len()
        );
        Self::new(
            "206 Partial Content",
            &[&range],
            bytes.len() - n,
            &bytes[n..],
        )
    }

    /// The file is not there.
    pub(crate) fn not_found() -> Self {
        Self::new("404 Not Found", &[], 4, b"gone")
    }

    fn new(status: &str, headers: &[&str], length: usize, body: &[u8]) -> Self {
        let mut head = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nETag: \"1\"\r\nConnection: close\r\n"
        );
        for header in headers {
            head += &format!("{header}\r\n");
        }
        head += "\r\n";
        Self([head.as_bytes(), body].concat())
    }
}

/// Answers connections in turn; the last answer is repeated.
pub(crate) struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) fn start(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::default();
        let log = Arc::clone(&requests);
        // The thread ends with the test's process.
        thread::spawn(move || {
            for (n, stream) in listener.incoming().enumerate() {
                let answer = &answers[n.min(answers.len() - 1)];
                serve(stream.unwrap(), answer, &log);
            }
        });
        Self { address, requests }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/ml-100k.zip", self.address)
    }

    /// The heads of the requests so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn serve(mut stream: TcpStream, answer: &Answer, log: &Mutex<Vec<String>>) {
    let head: Vec<String> = BufReader::new(&stream)
        .lines()
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty())
        .collect();
    log.lock().unwrap().push(head.join("\n"));
    // A client that has hung up is no concern of the server's.
    let _ = stream.write_all(&answer.0);
}
