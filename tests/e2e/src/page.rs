//! The Recommend view as an object: what a visitor can do on it, and waiting for what it shows.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use serde_json::Value;
use thirtyfour::TypingData;
use thirtyfour::prelude::*;

use crate::answer::Answer;
use crate::control::Control;
use crate::look::Look;
use crate::stage::Stage;
use crate::view::{READ, View};
use crate::wait::patience;

/// What a scroll bar may take of a window, CSS pixels.
const SCROLL_BAR: u32 = 20;

/// The Recommend view.
#[derive(Clone, Debug)]
pub struct RecommendPage {
    driver: WebDriver,
    stage: Stage,
    control: Arc<Control>,
}

impl RecommendPage {
    pub(crate) const fn new(driver: WebDriver, stage: Stage, control: Arc<Control>) -> Self {
        Self {
            driver,
            stage,
            control,
        }
    }

    pub(crate) fn control(&self) -> &Control {
        &self.control
    }

    /// Where everything is.
    #[must_use]
    pub fn stage(&self) -> &Stage {
        &self.stage
    }

    /// The browser, for what this object has no word for.
    #[must_use]
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Goes on at another address of the site.
    pub fn move_to(&mut self, site: String) {
        self.stage.site = site;
    }

    /// Takes the files of that site from another folder.
    pub fn read_files_in(&mut self, folder: PathBuf) {
        self.stage.dist = folder;
    }

    /// Enters an address by its query string.
    pub async fn enter(&self, query: &str) -> Result<()> {
        let address = format!("{}{query}", self.stage.site);
        Ok(self.driver.goto(address).await?)
    }

    /// Enters an address by its query string and waits for the app.
    pub async fn go(&self, query: &str) -> Result<View> {
        self.enter(query).await?;
        self.until("the app has started", |view| view.ready).await
    }

    /// The browser's reload button.
    pub async fn reload(&self) -> Result<View> {
        self.control.reload(&self.driver).await?;
        self.until("the app has started again", |view| view.ready)
            .await
    }

    /// The browser's back button.
    pub async fn back(&self) -> Result<()> {
        Ok(self.driver.back().await?)
    }

    /// What the page shows now.
    pub async fn view(&self) -> Result<View> {
        self.evaluate(READ).await
    }

    /// Waits until the page shows what `condition` asks for, and returns that.
    ///
    /// # Errors
    /// When it does not come: with `what` was waited for and what the page showed last.
    pub async fn until(&self, what: &str, condition: impl Fn(&View) -> bool) -> Result<View> {
        // No view, or an error, is what a page shows that is loaded again in the meantime.
        let look = async || Ok(self.view().await);
        let is_it = |view: &Result<View>| view.as_ref().is_ok_and(&condition);
        self.wait(patience(), what, look, is_it).await?
    }

    /// Runs a script in the page and converts what it returns.
    pub async fn evaluate<T: DeserializeOwned>(&self, script: &str) -> Result<T> {
        Ok(self.driver.execute(script, Vec::new()).await?.convert()?)
    }

    /// What the promise comes to that this expression makes; in Chromium nothing of it stays in the page's memory, as
    /// what a script of WebDriver returns does.
    pub(crate) async fn evaluate_by_value(&self, promise: &str) -> Result<Value> {
        self.control.evaluate_by_value(&self.driver, promise).await
    }

    /// Replaces the text in the combobox, key by key, and leaves the focus there.
    pub async fn type_who(&self, text: &str) -> Result<()> {
        self.retype("input[role=combobox]", text).await
    }

    /// Opens what is behind *More*: how many movies, whom to compare with, which model.
    pub async fn open_more(&self) -> Result<()> {
        self.find("[data-test=more]").await?;
        let is_closed =
            "return document.querySelector('[data-test=more][aria-expanded=false]') !== null;";
        if self.evaluate::<bool>(is_closed).await? {
            self.click("[data-test=more]").await?;
        }
        self.find("[data-test=more][aria-expanded=true]")
            .await
            .map(drop)
    }

    /// Opens a part of the steering bar by its name: `familiar`, `varied`, `genres`, `years`, `blend`.
    pub async fn open_knob(&self, name: &str) -> Result<()> {
        let knob = format!("[data-test=knob-{name}]");
        self.find(&knob).await?;
        let is_open =
            format!("return document.querySelector('{knob}[aria-expanded=true]') !== null;");
        if !self.evaluate::<bool>(&is_open).await? {
            self.click(&knob).await?;
        }
        self.find(&format!("{knob}[aria-expanded=true]")).await?;
        self.find(".steering-part > *").await.map(drop)
    }

    /// Replaces k, key by key, and leaves the field, as Tab does.
    pub async fn type_how_many(&self, text: &str) -> Result<()> {
        self.open_more().await?;
        self.retype("#how-many", text).await?;
        Ok(self
            .driver
            .query(By::Css("#how-many"))
            .first()
            .await?
            .send_keys(Key::Tab)
            .await?)
    }

    /// Presses a key, or several together, in the combobox.
    pub async fn press(&self, keys: impl Into<TypingData>) -> Result<()> {
        self.press_in("input[role=combobox]", keys).await
    }

    /// Presses keys in what `selector` finds.
    pub async fn press_in(&self, selector: &str, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self.find(selector).await?.send_keys(keys).await?)
    }

    /// Chooses one of the users that the page offers beside the combobox.
    pub async fn pick(&self, user: u32) -> Result<()> {
        let pick = format!("//*[@data-test='quick-picks']//button[contains(., '{user}')]");
        let pick = self.driver.query(By::XPath(pick)).first().await;
        let pick = pick.with_context(|| format!("user {user} is not among the quick picks"))?;
        self.click_on(&pick).await
    }

    /// Clicks the model called `label`.
    pub async fn choose_model(&self, label: &str) -> Result<()> {
        self.open_more().await?;
        let choice = format!("//*[@data-test='models']//label[normalize-space()='{label}']");
        // One that cannot be chosen yet is there, but not shown.
        let choice = self.driver.query(By::XPath(choice)).and_displayed();
        let choice = choice.first().await;
        let choice = choice.with_context(|| format!("there is no model `{label}` to choose"))?;
        self.click_on(&choice).await
    }

    /// Presses keys in the model switch.
    pub async fn press_in_models(&self, keys: impl Into<TypingData>) -> Result<()> {
        self.open_more().await?;
        self.press_in("[data-test=models] input:checked", keys)
            .await
    }

    /// Clicks the button that fetches a model again.
    pub async fn try_again(&self) -> Result<()> {
        self.click("[data-test=model-news] button").await
    }

    /// Waits until the page has all of its model: it shows its first list before that.
    pub async fn until_whole(&self) -> Result<()> {
        self.find("html[data-whole]").await.map(drop)
    }

    /// Has the browser answer requests as `how` says, once the page has all of its model.
    pub async fn models_answer(&self, how: Answer) -> Result<()> {
        self.until_whole().await?;
        self.requests_answer(how).await
    }

    /// Has the browser answer requests as `how` says, at once.
    pub async fn requests_answer(&self, how: Answer) -> Result<()> {
        Ok(self
            .driver
            .execute(how.script(), Vec::new())
            .await
            .map(drop)?)
    }

    /// Waits for what the page does with its next frame: two frames.
    pub(crate) async fn draws(&self) -> Result<()> {
        const DRAWN: &str = "return new Promise((drawn) =>
            requestAnimationFrame(() => requestAnimationFrame(() => drawn())));";
        self.evaluate(DRAWN).await
    }

    /// [`Self::resize`], and waits until the page has drawn what it draws otherwise in such a window.
    pub async fn draw_at(&self, width: u32, height: u32) -> Result<()> {
        self.resize(width, height).await?;
        self.draws().await
    }

    /// Makes the window `width` CSS pixels wide, as on a device of that size; before anything is opened,
    /// that of the first page.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.control.resize(&self.driver, width, height).await?;
        let is_open = "return location.protocol.startsWith('http');";
        if !self.evaluate::<bool>(is_open).await? {
            return Ok(());
        }
        let has = |found: u32, asked: u32| found <= asked && asked <= found + SCROLL_BAR;
        self.until("the window has its size", |view| {
            has(view.width, width) && has(view.height, height)
        })
        .await
        .map(drop)
    }

    /// This width, or where a window cannot be so narrow, the least that it can have.
    #[must_use]
    pub fn at_least(&self, width: u32) -> u32 {
        width.max(self.control.narrowest())
    }

    /// Whether the browser can show the page so.
    #[must_use]
    pub fn can_look(&self, look: Look) -> bool {
        self.control.can_look(look)
    }

    /// Shows the page as `look` has it, without motion.
    pub async fn look(&self, look: Look) -> Result<()> {
        self.control.look(&self.driver, look).await
    }

    /// Forgets what the site has stored, so that the next address is a first visit.
    pub async fn forget(&self) -> Result<()> {
        self.control.forget(&self.driver, &self.stage).await
    }

    /// Clicks what `selector` finds, as soon as it is there.
    pub async fn click(&self, selector: &str) -> Result<()> {
        self.click_on(&self.find(selector).await?).await
    }

    /// Clicks an element once it rests in the middle of the window: a bar may lie over the edge,
    /// and a window that still follows the focus somewhere else would move the element away from
    /// under the mouse.
    pub(crate) async fn click_on(&self, element: &WebElement) -> Result<()> {
        let script = "const [element, done] = arguments;
            const look = (before) => {
              element.scrollIntoView({ block: 'center', behavior: 'instant' });
              const now = element.getBoundingClientRect().top;
              if (now === before) done(); else setTimeout(look, 20, now);
            };
            look(null);";
        let element_there = vec![element.to_json()?];
        self.driver.execute_async(script, element_there).await?;
        Ok(element.click().await?)
    }

    /// Replaces the text of the field that `selector` finds, key by key, and leaves the focus there.
    pub async fn retype(&self, selector: &str, text: &str) -> Result<()> {
        let field = self.driver.query(By::Css(selector)).first().await?;
        field.send_keys(Key::Control + "a").await?;
        Ok(field.send_keys(text).await?)
    }

    /// Brings the tab that the driver is in to the front.
    pub(crate) async fn bring_to_front(&self) -> Result<()> {
        self.control.bring_to_front(&self.driver).await
    }

    /// Runs a script before those of every page that is opened from now on.
    pub async fn before_every_page(&self, script: &str) -> Result<()> {
        self.control.before_every_page(&self.driver, script).await
    }

    /// From now on has requests for addresses that end so fail, and no others.
    pub async fn block(&self, endings: &[&str]) -> Result<()> {
        self.control.block(&self.driver, endings).await
    }

    /// Has the window be on a screen that is touched.
    pub async fn be_touched(&self) -> Result<()> {
        self.control.be_touched(&self.driver).await
    }

    /// Puts a finger on the first of these places of the window, CSS pixels, moves it over the others, and lifts it.
    pub async fn touch(&self, places: &[[f64; 2]]) -> Result<()> {
        self.control.touch(&self.driver, places).await
    }

    /// Lets go of a file from outside the browser at a place of the window, CSS pixels.
    pub async fn let_go(&self, file: &Path, place: [f64; 2]) -> Result<()> {
        self.control.let_go(&self.driver, file, place).await
    }

    /// Gives an origin no more room to store things than so many bytes.
    pub async fn limit_storage(&self, origin: &str, bytes: u32) -> Result<()> {
        self.control
            .limit_storage(&self.driver, origin, bytes)
            .await
    }
}
