//! What cannot be read whole.

use anyhow::Result;

use crate::page::RecommendPage;

const CUT_OFF: &str = include_str!("cut_off.js");

/// The distances that a reader may ask for (WCAG 2.2, 1.4.12).
const SPACED: &str = "const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      * { line-height: 1.5 !important; letter-spacing: 0.12em !important;
          word-spacing: 0.16em !important; }
      p { margin-bottom: 2em !important; }`);
    document.adoptedStyleSheets = [sheet];";

const AS_BEFORE: &str = "document.adoptedStyleSheets = [];";

/// Has everything laid out anew: WebKitGTK (2.50) else keeps widths that some cells and rows had for letters that stood
/// closer, or farther apart.
const ANEW: &str = "const place = [scrollX, scrollY];
    const { style } = document.documentElement;
    style.display = 'none';
    document.documentElement.getBoundingClientRect();
    style.display = '';
    scrollTo(...place);";

impl RecommendPage {
    /// Texts and stars of which a part is cut off.
    ///
    /// # Errors
    /// When the page cannot be read.
    pub async fn cut_off(&self) -> Result<Vec<String>> {
        self.evaluate(CUT_OFF).await
    }

    /// Sets lines, words and letters as far apart as a reader may.
    ///
    /// # Errors
    /// When the page runs no script.
    pub async fn space_out(&self) -> Result<()> {
        self.evaluate::<()>(SPACED).await?;
        self.evaluate(ANEW).await
    }

    /// Sets them as far apart as they were before [`RecommendPage::space_out`].
    ///
    /// # Errors
    /// When the page runs no script.
    pub async fn space_back(&self) -> Result<()> {
        self.evaluate::<()>(AS_BEFORE).await?;
        self.evaluate(ANEW).await
    }
}
