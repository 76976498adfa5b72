//! The site as a visitor meets it: a real browser, the built files, the sub-path of a project page.
//!
//! `cargo xtask test` builds the site, serves it, starts ChromeDriver and says
//! by environment variables where they are ([`Stage`]); `cargo xtask test-browsers` does so with Firefox and WebKit. A test opens a page
//! with [`visit`], or sets the browser up first with [`prepare`], acts on it through [`RecommendPage`] and waits for what it
//! should show; nothing sleeps for a fixed time. What must hold wherever a
//! visitor gets to is checked over the table of [`states`].

mod actions;
mod answer;
mod axe;
mod browsers;
mod control;
mod cut_off;
mod desk;
mod display;
mod engine;
mod evidence;
mod files;
mod host;
mod kept;
mod keyboard;
mod line;
mod loading;
mod look;
mod native_run;
mod offline;
mod opening;
mod page;
mod process;
mod raw;
mod reasons;
mod reference;
mod relay;
mod requests;
mod sections;
mod size;
mod soak;
mod stage;
mod states;
mod sweep;
mod timed_run;
mod timing;
mod train;
mod translate;
mod view;
mod visit;
mod wait;

pub use actions::{ACTIONS, Action};
pub use answer::Answer;
pub use axe::Violation;
pub use control::browser_flags;
pub use desk::{LETTERBOXD, OF_TWO_SCALES, TRAKT, YOU};
pub use engine::{Engine, Programs};
pub use evidence::{EVIDENCE, NO_RESULTS};
pub use host::{Build, Host};
pub use keyboard::{Focus, Keyboard};
pub use line::Line;
pub use loading::{Size, loaded, packed};
pub use look::Look;
pub use native_run::NativeRun;
pub use opening::{OPENING, Opening};
pub use page::RecommendPage;
pub use reasons::{Focused, Reasons, hundredths};
pub use reference::{TitleWords, movies_by_title, native_list, seen_movies, title_words};
pub use requests::Request;
pub use sections::sections;
pub use size::gzip_9;
pub use soak::{Growth, Memory, Plan, Soaked, prepare_soak, soak, soak_with_faults};
pub use stage::Stage;
pub use states::{Part, State, states};
pub use sweep::{Findings, HEIGHT, in_every_state};
pub use timed_run::{Marks, TimedRun};
pub use timing::{Timing, first_list, median, stop};
pub use train::{CAUGHT, GAPS, HANG, TRAIN, TRAP};
pub use view::{Row, View};
pub use visit::{keeping, prepare, visit};
