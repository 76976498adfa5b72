//! Programs beside a browser, which end with it.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::wait::{BEAT, patience};

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
    pub(crate) async fn driver(command: &mut Command) -> Result<(Self, String)> {
        // Neither says which port it has taken, so one is looked for.
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut driver = Self::start(command.arg(format!("--port={port}")))?;
        let start = Instant::now();
        while TcpStream::connect(address).is_err() {
            let ended = driver.0.try_wait()?;
            ensure!(ended.is_none(), "the driver ended before it listened");
            ensure!(start.elapsed() < patience(), "the driver does not listen");
            tokio::time::sleep(BEAT).await;
        }
        Ok((driver, format!("http://{address}")))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended already is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
