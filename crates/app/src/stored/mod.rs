//! All that outlives a visit: what this browser stores, in forms of its own.
//!
//! Each form says what to do with a text or bytes that it cannot read, and has what every version so far
//! wrote in its tests. Nothing here knows a browser; the `browser` of the page reads and writes.
//!
//! | key | what | version | written |
//! |---|---|---|---|
//! | `matinee:session` in local storage | stars and marks, the whole ([`session`]) | 1 | by [`session_store::SessionStore`], when the changes have grown |
//! | `matinee:session:changes` in local storage | what was done since ([`session`]) | 1 | by [`session_store::SessionStore`], at every edit |
//! | `matinee:theme` in local storage | the theme ([`preferences`]) | none | when the visitor chooses one |
//! | `matinee:yours` in local storage | the id of the model in use ([`preferences`]) | none | when a model of the visitor is used |
//! | `matinee:visited` in local storage | that somebody was here ([`preferences`]) | none | by `public/boot.js`, at every visit |
//! | `runs` in IndexedDB `matinee-runs`, by id | runs and opened models, one a row ([`runs`]) | 1, 2 | in the order of [`writes`], at every checkpoint and at the end |
//! | `models` in IndexedDB `matinee-runs`, by id | the model of a run, a file that `artifact` checks | that of the file | with its run |
//! | `matinee:PATH:BUILD` in cache storage | all files of a build of the site at this path (`xtask/src/service_worker.js`) | none | once the page is whole, by the service worker |
//! | `matinee:PATH:notes` in cache storage | which builds were active, and which tabs were open before | none | when a build becomes the active one |
//! | `matinee:again` in session storage | that an outdated page was loaded anew | none | by `public/boot.js`, until the next page starts |
//!
//! `public/boot.js` reads the theme and whether this is the first visit, and forgets everything when the visitor asks for it.

pub mod preferences;
pub mod runs;
pub mod session;
pub mod session_store;
pub mod writes;
