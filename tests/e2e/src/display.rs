//! A display without a screen, and the desktop's settings on it, for a browser that is never without a window.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::look::Look;
use crate::process::Running;

/// So small that the pointer, which starts in the middle of it, rests on the browser's tool bar: a window that has the
/// pointer has the keyboard too where no window manager gives it to one, and nothing of the page is hovered over.
/// Windows may be larger.
const SCREEN: &str = "16x16x24";

/// Makes the tool bar, which decides how narrow a window can be, as small as it gets.
const STYLE: &str =
    "* { min-width: 0; min-height: 0; margin: 0; padding: 0; border-width: 0; font-size: 0; }";

/// A display. It ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Display {
    /// Its name: `:1`.
    name: String,
    /// The settings of the toolkit, and what the browser writes.
    folder: TempDir,
    settings: Running,
    _server: Running,
}

impl Display {
    /// Starts one in the light, with motion.
    ///
    /// # Errors
    /// When Xvfb or xsettingsd does not start.
    pub(crate) fn start() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let style = folder.path().join("gtk-3.0");
        fs::create_dir(&style)?;
        fs::write(style.join("gtk.css"), STYLE)?;

        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0"])
            .arg(SCREEN)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start Xvfb")?;
        let said = server.stdout.take().context("Xvfb has no output")?;
        let server = Running(server);
        let mut number = String::new();
        BufReader::new(said).read_line(&mut number)?;
        ensure!(!number.is_empty(), "Xvfb ended before it had a display");
        let name = format!(":{}", number.trim());

        let file = folder.path().join("xsettings");
        fs::write(&file, settings("Adwaita", true))?;
        let settings = Running::start(
            Command::new("xsettingsd")
                .arg("--config")
                .arg(&file)
                .env("DISPLAY", &name),
        )?;
        Ok(Self {
            name,
            folder,
            settings,
            _server: server,
        })
    }

    /// Has `program` run here, with nobody's own settings, caches and data.
    pub(crate) fn on<'a>(&self, program: &'a mut Command) -> &'a mut Command {
        for variable in ["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"] {
            program.env(variable, self.folder.path());
        }
        program
            .env("DISPLAY", &self.name)
            .env_remove("WAYLAND_DISPLAY")
            .env("GDK_BACKEND", "x11")
            // There is no bus for assistive technology.
            .env("NO_AT_BRIDGE", "1")
    }

    /// Has the desktop look so, without motion.
    ///
    /// # Errors
    /// When a desktop cannot, or does not listen.
    pub(crate) fn show(&self, look: Look) -> Result<()> {
        let theme = match look {
            Look::Light => "Adwaita",
            Look::Dark => "Adwaita-dark",
            Look::ForcedColors | Look::Print => {
                anyhow::bail!(
                    "no setting of the desktop makes WebKitGTK show {}",
                    look.name()
                )
            }
        };
        fs::write(self.file(), settings(theme, false))?;
        let hang_up = format!("kill -HUP {}", self.settings.0.id());
        let status = Command::new("sh").args(["-c", &hang_up]).status()?;
        ensure!(status.success(), "xsettingsd is gone");
        Ok(())
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("xsettings")
    }
}

/// What xsettingsd reads.
fn settings(theme: &str, is_moving: bool) -> String {
    format!(
        "Net/ThemeName \"{theme}\"\nGtk/EnableAnimations {}\n",
        u8::from(is_moving)
    )
}
