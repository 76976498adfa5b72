//! Walking through the page by keys alone, as somebody without a mouse does.

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use thirtyfour::TypingData;
use thirtyfour::prelude::*;

use crate::page::RecommendPage;
use crate::wait::patience;

/// The script that looks at the focused element.
const READ: &str = include_str!("focus.js");
/// Nothing is further away than so many presses of Tab.
const FAR: usize = 150;

/// What has the keyboard focus, as a screen reader says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Focus {
    /// Role, such as `button` or `radio`.
    pub role: String,
    /// Accessible name.
    pub name: String,
}

#[derive(Deserialize)]
struct Mark {
    lost: bool,
    marked: bool,
    in_view: bool,
    is_control: bool,
    /// Its middle, and what is there.
    place: String,
}

/// The keys. After each press the focus must be on something that is marked and can be seen.
#[derive(Clone, Copy, Debug)]
pub struct Keyboard<'a> {
    page: &'a RecommendPage,
}

impl RecommendPage {
    /// Its keyboard.
    #[must_use]
    pub fn keyboard(&self) -> Keyboard<'_> {
        Keyboard { page: self }
    }
}

impl Keyboard<'_> {
    /// Presses keys where the focus is: one, several in a row, or a text.
    ///
    /// # Errors
    /// When the focus is lost, not marked or out of sight afterwards.
    pub async fn press(&self, keys: impl Into<TypingData>) -> Result<Focus> {
        let keys = self.page.driver().action_chain().send_keys(keys);
        keys.perform().await?;
        self.focus().await
    }

    /// Presses keys and waits until the focus is on what is called `name`, or something that begins so:
    /// it may move, or be called so, only after the press.
    ///
    /// # Errors
    /// As [`Keyboard::press`]; when it does not get there.
    pub async fn press_to(&self, keys: impl Into<TypingData>, name: &str) -> Result<Focus> {
        self.press(keys).await?;
        self.until_on(name).await
    }

    /// Waits until the focus is on what is called `name`, or something that begins so.
    ///
    /// # Errors
    /// As [`Keyboard::press`]; when it does not get there.
    pub async fn until_on(&self, name: &str) -> Result<Focus> {
        let what = format!("the focus is on `{name}`");
        self.page
            .wait(
                patience(),
                &what,
                async || self.focus().await,
                |focus| focus.name.starts_with(name),
            )
            .await
    }

    /// Presses Tab until the focus is on what is called `name`, or something that begins so.
    ///
    /// # Errors
    /// As [`Keyboard::press`]; when it is not among what Tab reaches, with all that is.
    pub async fn tab_to(&self, name: &str) -> Result<Focus> {
        self.walk(name, async || self.press(Key::Tab).await).await
    }

    /// As [`Keyboard::tab_to`], backwards.
    pub async fn tab_back_to(&self, name: &str) -> Result<Focus> {
        let back = async || {
            let keys = self.page.driver().action_chain().key_down(Key::Shift);
            keys.send_keys(Key::Tab)
                .key_up(Key::Shift)
                .perform()
                .await?;
            self.focus().await
        };
        self.walk(name, back).await
    }

    /// What has the focus.
    ///
    /// # Errors
    /// When nothing has it, or it is not marked, or out of sight.
    pub async fn focus(&self) -> Result<Focus> {
        let mark: Mark = self.page.evaluate(READ).await?;
        ensure!(!mark.lost, "nothing has the keyboard focus");
        let focus = self.spoken().await?;
        // A heading or a region that was given the focus by the page is no control.
        ensure!(
            mark.marked || !mark.is_control,
            "{focus:?} has the focus, but no ring"
        );
        ensure!(
            mark.in_view || !mark.is_control,
            "{focus:?} has the focus, but is out of sight or covered: {}",
            mark.place
        );
        Ok(focus)
    }

    async fn walk(&self, name: &str, step: impl AsyncFn() -> Result<Focus>) -> Result<Focus> {
        let mut met = Vec::new();
        while met.len() < FAR {
            let focus = step()
                .await
                .with_context(|| format!("on the way to `{name}`, after {met:?}"))?;
            if focus.name.starts_with(name) {
                return Ok(focus);
            }
            met.push(focus.name);
        }
        bail!("`{name}` is not reached; Tab meets {met:?}")
    }

    /// Role and name of the focused element, as the browser tells assistive technology.
    async fn spoken(&self) -> Result<Focus> {
        let (role, name) = self.page.control().spoken(self.page.driver()).await?;
        // Chromium sets what is there for the ear alone off by a space.
        let name = name.replace(" :", ":");
        Ok(Focus { role, name })
    }
}
