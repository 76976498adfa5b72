//! What a browser keeps: the stored session, and runs of *Train*.

use std::cell::RefCell;
use std::rc::Rc;

use matinee_app::session::Session;
use matinee_app::stored::runs as rows;
use matinee_app::stored::session::{self as text, Stored};
use matinee_app::stored::session_store::{Name, SessionStore, Storing, Texts, Trouble};
use matinee_core::domain::{MovieId, Stars};

/// Between the two texts of a session.
pub(crate) const NEXT_TEXT: u8 = 0x1e;

/// A browser's storage.
#[derive(Clone, Default)]
struct Storage(Rc<RefCell<[Option<String>; 2]>>);

impl Texts for Storage {
    fn get(&self, name: Name) -> Option<String> {
        self.0.borrow()[name as usize].clone()
    }

    fn put(&self, name: Name, text: &str) -> bool {
        self.0.borrow_mut()[name as usize] = Some(text.to_owned());
        true
    }

    fn remove(&self, name: Name) {
        self.0.borrow_mut()[name as usize] = None;
    }
}

/// The catalogue lists movie 268 as 246.
fn main_id(id: MovieId) -> MovieId {
    if id.0 == 268 { MovieId(246) } else { id }
}

/// The stored session: the whole, and what was done since.
pub fn session(bytes: &[u8]) {
    let texts = String::from_utf8_lossy(bytes);
    let (whole, changes) = texts
        .split_once(char::from(NEXT_TEXT))
        .unwrap_or((&texts, ""));
    if let Ok(stored) = text::read(whole, changes, main_id) {
        let again = text::read(&text::whole(&stored), "", main_id);
        assert_eq!(again, Ok(stored), "nothing is lost by being stored");
    }

    let storage = Storage(Rc::new(RefCell::new(
        [Some(whole), Some(changes)].map(|it| it.map(str::to_owned)),
    )));
    let before = storage.0.borrow().clone();
    let (mut store, saved) = SessionStore::open(storage.clone(), main_id);
    let trouble = store.trouble();
    let mut session = Session::new(saved);
    for (movie, row) in [(246, 4), (7, 0), (246, 2)] {
        if let Some(edit) = session.rate(MovieId(movie), Some(Stars::WHOLE[row])) {
            let storing = store.store(&edit);
            let is_later = trouble == Some(Trouble::Later);
            assert_eq!(storing == Storing::Held, is_later);
        }
    }
    if trouble == Some(Trouble::Later) {
        assert_eq!(
            *storage.0.borrow(),
            before,
            "what a later version stored stays"
        );
        return;
    }
    let (next, saved) = SessionStore::open(storage, main_id);
    assert_eq!(
        &saved,
        session.saved(),
        "what was done is there at the next visit"
    );
    assert_eq!(next.trouble(), trouble, "no line is lost");
    let stored = Stored {
        saved,
        unread: Vec::new(),
    };
    assert_eq!(text::read(&text::whole(&stored), "", main_id), Ok(stored));
}

/// A row of the table of runs.
pub fn runs(bytes: &[u8]) {
    assert!(rows::read(None, Some(bytes)).is_err());
    let Ok(record) = rows::read(Some(id_of(bytes) as f64), Some(bytes)) else {
        return;
    };
    let again = rows::read(Some(record.id as f64), Some(&rows::write(&record)));
    assert_eq!(again, Ok(record), "what is read can be written");
}

/// The id that a row has: its key is the same.
fn id_of(bytes: &[u8]) -> u64 {
    let mut id = 0_u64;
    for (place, byte) in bytes.iter().skip(1).take(10).enumerate() {
        id |= u64::from(byte & 0x7f).wrapping_shl(7 * place as u32);
        if byte & 0x80 == 0 {
            break;
        }
    }
    id
}
