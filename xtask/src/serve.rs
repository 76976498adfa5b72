//! `serve` and `build`.

use std::process::{Command, Stdio};
use std::thread;

use anyhow::Result;

use crate::arguments::{ServeOptions, SiteOptions};
use crate::server::Pages;
use crate::service_worker;
use crate::site::Site;
use crate::steps::Steps;

/// Where the site is when nobody asks for another port.
const USUAL_PORT: u16 = 8080;

/// Builds what is out of date, serves it and opens it, until the process is ended.
pub(crate) fn serve(steps: &mut Steps, options: &ServeOptions) -> Result<()> {
    let site = Site::published(&options.site);
    site.ensure(steps)?;
    let address = steps.take("start the server", || {
        let pages = || {
            let pages = Pages::read(&site.folder, site.public_url.clone())?;
            anyhow::Ok(pages.with(service_worker::NAME, service_worker::NONE))
        };
        match options.port {
            Some(port) => pages()?.serve(port),
            None => pages()?.serve(USUAL_PORT).or_else(|_| pages()?.serve(0)),
        }
    })?;
    println!(
        "{}\nMatinee is at {address} (Ctrl-C ends it)",
        steps.table()
    );
    if !options.no_open {
        open(&address);
    }
    loop {
        thread::park();
    }
}

/// Writes `dist/`.
pub(crate) fn build(steps: &mut Steps, options: &SiteOptions) -> Result<()> {
    Site::published(options).ensure(steps)?;
    println!(
        "{}\nThe site is in dist/, to be served under {}",
        steps.table(),
        options.public_url
    );
    Ok(())
}

/// Shows the site where there is a display. The address is printed anyway, so failing is no matter.
fn open(address: &str) {
    let has_display = ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|v| std::env::var_os(v).is_some());
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else if has_display {
        ("xdg-open", &[])
    } else {
        return;
    };
    let mut opener = Command::new(program);
    opener.args(arguments).arg(address);
    let _ = opener
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
}
