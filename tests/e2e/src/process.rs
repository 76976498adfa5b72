//! Programs beside a browser, which end with it.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::wait::{BEAT, patience};

/// Ports that a driver is offered.
const MOST_PORTS: usize = 5;
/// How long a driver may take to say whether it is one.
const LONGEST: Duration = Duration::from_secs(2);

/// A program that ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Running(pub(crate) Child);

impl Running {
    /// Starts `command`, of which nobody reads what it says.
    ///
    /// # Errors
    /// When it does not start.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.spawn();
        Ok(Self(child.with_context(|| format!("cannot start {name}"))?))
    }

    /// Starts a WebDriver server on a free port, and returns its address when it listens.
    ///
    /// # Errors
    /// When it does not start, or does not listen.
    pub(crate) async fn driver(command: impl Fn() -> Command) -> Result<(Self, String)> {
        // Neither says which port it has taken, so one is looked for. Before the driver has it, somebody else may take
        // it, and listen there in its place.
        for _ in 0..MOST_PORTS {
            let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
                .local_addr()?
                .port();
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            let mut driver = Self::start(command().arg(format!("--port={port}")))?;
            let start = Instant::now();
            while driver.0.try_wait()?.is_none() {
                if is_driver(address) {
                    return Ok((driver, format!("http://{address}")));
                }
                ensure!(start.elapsed() < patience(), "the driver does not listen");
                tokio::time::sleep(BEAT).await;
            }
        }
        bail!("the driver ends before it listens, on {MOST_PORTS} ports")
    }
}

/// Whether a WebDriver server answers there.
fn is_driver(address: SocketAddr) -> bool {
    let ask = || -> io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(LONGEST))?;
        write!(
            stream,
            "GET /status HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
        )?;
        let mut answer = String::new();
        // One that keeps the connection has answered all the same.
        let _ = stream.read_to_string(&mut answer);
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.contains("\"ready\""))
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended already is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
