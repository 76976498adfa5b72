//! Files that a visitor hands to the page, and files that the page offers to save.

use anyhow::{Context, Result};

use crate::page::RecommendPage;

/// Hands a file to the page, as its file field would.
const HAND_OVER: &str = "const [field, name, bytes] = arguments;
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], name));
    field.files = data.files;
    field.dispatchEvent(new Event('change', { bubbles: true }));";

/// Lets go of a file over a part of the page.
const DROP: &str = "const [panel, name, bytes] = arguments;
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
    panel.dispatchEvent(
      new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));";

/// Keeps what the page offers to save instead of saving it.
const CATCH: &str = "window.saved = new Promise((keep) => {
    URL.createObjectURL = (blob) => {
      blob.arrayBuffer().then((buffer) => keep([...new Uint8Array(buffer)]));
      return '#';
    };
    URL.revokeObjectURL = () => {};
    // Firefox would go to the top of the page, which that is an address of.
    const { click } = HTMLElement.prototype;
    HTMLAnchorElement.prototype.click = function () { if (!this.download) click.call(this); };
  });";

impl RecommendPage {
    /// Chooses a file in the field that `selector` finds.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn hand_over(&self, selector: &str, name: &str, bytes: &[u8]) -> Result<()> {
        self.give(HAND_OVER, selector, name, bytes).await
    }

    /// Drops a file on what `selector` finds.
    ///
    /// # Errors
    /// When there is nothing.
    pub async fn drop_on(&self, selector: &str, name: &str, bytes: &[u8]) -> Result<()> {
        self.give(DROP, selector, name, bytes).await
    }

    async fn give(&self, script: &str, selector: &str, name: &str, bytes: &[u8]) -> Result<()> {
        let element = self.find(selector).await?.to_json()?;
        let arguments = vec![element, name.into(), serde_json::to_value(bytes)?];
        Ok(self.driver().execute(script, arguments).await.map(drop)?)
    }

    /// From now on keeps the next file that the page offers to save, for [`RecommendPage::saved`].
    ///
    /// # Errors
    /// When the page runs no script.
    pub async fn catch_file(&self) -> Result<()> {
        Ok(self.driver().execute(CATCH, Vec::new()).await.map(drop)?)
    }

    /// The file that the page offers, as soon as it does.
    ///
    /// # Errors
    /// When it does not.
    pub async fn saved_bytes(&self) -> Result<Vec<u8>> {
        self.evaluate("return saved;").await
    }

    /// Its text, without the mark that says that it is UTF-8.
    ///
    /// # Errors
    /// When it has none.
    pub async fn saved(&self) -> Result<String> {
        let text = String::from_utf8(self.saved_bytes().await?);
        let text = text.context("what is saved is no text")?;
        Ok(text.trim_start_matches('\u{feff}').to_owned())
    }
}
