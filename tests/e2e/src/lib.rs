//! The site as a visitor meets it: a real browser, the built files, the sub-path of a project page.
//!
//! `cargo xtask test` builds the site, serves it, starts ChromeDriver and says
//! by environment variables where they are ([`Stage`]). A test opens a page
//! with [`visit`], acts on it through [`RecommendPage`] and waits for what it
//! should show; nothing sleeps for a fixed time.

mod page;
mod reference;
mod sections;
mod stage;
mod view;

pub use page::{Answer, RecommendPage, visit};
pub use reference::{TitleWords, movies_by_title, native_list, seen_movies, title_words};
pub use sections::sections;
pub use stage::Stage;
pub use view::{Row, View};
