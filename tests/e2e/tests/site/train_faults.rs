//! What goes wrong in training stays there: it is said, the best model so far is offered, and the
//! list goes on.

use anyhow::{Result, ensure};
use matinee_e2e::{CAUGHT, HANG, RecommendPage, TRAIN, TRAP, prepare, visit};

/// The page answers for the trainer's file as `window.answer` says, where it says something.
const ANSWERING: &str = "const built = window.fetch;
    window.answer = sessionStorage.getItem('answer');
    window.fetch = async (file, ...rest) => {
      if (!String(file).includes('trainer-')) return built(file, ...rest);
      if (window.answer === 'nothing') throw new TypeError('offline');
      if (window.answer === 'missing') return new Response('gone', { status: 404 });
      if (window.answer === 'never') return new Promise((_, refuse) => {
        rest[0].signal.onabort = () => refuse(new DOMException('given up', 'AbortError'));
      });
      const answer = await built(file, ...rest);
      if (window.answer !== 'damaged') return answer;
      const bytes = new Uint8Array(await answer.arrayBuffer());
      bytes[bytes.length >> 1] ^= 1;
      return new Response(bytes);
    };";

/// The page names a script of the trainer that is not on the site.
const SCRIPT_GONE: &str = "const read = Document.prototype.querySelector;
    Document.prototype.querySelector = function (selector) {
      const found = read.call(this, selector);
      if (found && selector.includes('matinee-trainer-')) {
        found.content = found.content.replace(/^\\S+/, (script) => `${script}.gone.js`);
      }
      return found;
    };";

/// How many buttons load the page again.
const LOAD_PAGE: &str = "return document.querySelectorAll('[data-test=load-page]').length;";

/// The trainer copies what it is sent: a number is as many zeros. More bytes than a vector may have
/// make its Rust panic, really.
const PANIC: &str = "window.caught.postMessage(2 ** 31 + 8);";

/// Whether the browser gives as many bytes to one array.
const HAS_ROOM: &str =
    "try { return new ArrayBuffer(2 ** 31 + 8).byteLength > 0; } catch { return false; }";

/// More bytes than the trainer's memory has room for.
const OUT_OF_MEMORY: &str = "window.caught.postMessage(1.5 * 2 ** 30);";

/// Bytes that are no message.
const GARBAGE: &str = "const bytes = new Uint8Array([1, 200, 200]).buffer;
    window.caught.postMessage(bytes, [bytes]);";

/// Opens the view with a script that is run before the page's own.
fn with_script(script: &str, test: impl AsyncFnOnce(&RecommendPage) -> Result<()>) {
    prepare(async |page| {
        page.before_every_page(script).await?;
        page.go(TRAIN).await?;
        test(&page).await
    });
}

/// Expects that the list is there, for somebody else too.
async fn the_list_goes_on(page: &RecommendPage) -> Result<()> {
    page.click(".views a:first-child").await?;
    page.pick(15).await?;
    page.until("another's list is shown", |view| {
        view.parameter("user") == Some("15") && view.rows.len() == 10
    })
    .await?;
    // The browser takes its steps back one by one.
    page.back().await?;
    page.until("the one before has the list", |view| {
        view.parameter("user") == Some("500") && view.rows.len() == 10
    })
    .await?;
    page.back().await?;
    page.find("[data-test=train-form]").await.map(drop)
}

#[test]
fn a_trainer_that_cannot_be_had_says_why_and_is_asked_for_again() {
    with_script(ANSWERING, async |page| {
        page.trainer_listens().await?;
        for (answer, reason) in [
            ("nothing", "offline"),
            ("missing", "404"),
            ("damaged", "damaged"),
        ] {
            page.evaluate::<()>(&format!("sessionStorage.setItem('answer', '{answer}');"))
                .await?;
            page.reload().await?;
            page.until_text("[data-test=loader]", reason).await?;
            the_list_goes_on(page).await?;
            page.until_text("[data-test=loader]", reason).await?;
            let offered: usize = page.evaluate(LOAD_PAGE).await?;
            ensure!(
                offered == usize::from(answer == "missing"),
                "{answer}: {offered}"
            );
            page.evaluate::<()>("window.answer = null;").await?;
            page.click("[data-test=loader] button").await?;
            page.trainer_listens().await?;
        }
        Ok(())
    });
}

#[test]
fn a_trainer_that_fails_twice_or_whose_script_is_gone_offers_the_page_anew() {
    with_script(ANSWERING, async |page| {
        page.trainer_listens().await?;
        page.evaluate::<()>("sessionStorage.setItem('answer', 'nothing');")
            .await?;
        page.reload().await?;
        page.until_text("[data-test=loader]", "offline").await?;
        page.click("[data-test=loader] button").await?;
        page.find("[data-test=loader] [data-test=load-page]")
            .await?;
        page.evaluate::<()>("sessionStorage.removeItem('answer');")
            .await?;
        page.click("[data-test=load-page]").await?;
        page.trainer_listens().await
    });
    with_script(SCRIPT_GONE, async |page| {
        page.until_text("[data-test=loader]", "newer version")
            .await?;
        page.find("[data-test=loader] [data-test=load-page]")
            .await
            .map(drop)
    });
}

#[test]
fn the_download_can_be_given_up_and_taken_up() {
    with_script(ANSWERING, async |page| {
        page.trainer_listens().await?;
        page.evaluate::<()>("sessionStorage.setItem('answer', 'never');")
            .await?;
        page.reload().await?;
        page.until_text("[data-test=loader]", "Fetching").await?;
        page.click("[data-test=loader] button").await?;
        page.until_text("[data-test=loader]", "not loaded").await?;
        page.evaluate::<()>("window.answer = null;").await?;
        page.click("[data-test=loader] button").await?;
        page.trainer_listens().await
    });
}

/// Runs one epoch of fifty, does something to the worker, and expects what `after` does.
fn check_fault(fault: &str, after: impl AsyncFnOnce(&RecommendPage) -> Result<()>) {
    with_script(CAUGHT, async |page| {
        page.trainer_listens().await?;
        page.choose_recipe("Plain").await?;
        page.write_number("Epochs", "50").await?;
        page.click("[data-test=start]").await?;
        page.run_says("Epoch 2").await?;
        page.evaluate::<()>(fault).await?;
        after(page).await?;
        the_list_goes_on(page).await?;
        // A new worker takes the next run.
        page.start_plain(1).await?;
        page.run_ends().await?;
        // And what the lost run had learned is among the runs.
        page.until_noted(2).await
    });
}

#[test]
fn a_worker_that_traps_is_replaced_and_its_best_model_offered() {
    check_fault(TRAP, async |page| {
        page.until_text("[data-test=run-failed]", "memory").await?;
        page.find("[data-test=use]").await.map(drop)
    });
}

#[test]
fn a_panic_of_the_trainer_is_told_in_its_own_words() {
    check_fault(PANIC, async |page| {
        // Some browsers have no two gigabytes for one array: then it is theirs to say.
        let has_room: bool = page.evaluate(HAS_ROOM).await?;
        let said = match has_room {
            true => "capacity overflow",
            false => "allocation failed",
        };
        page.until_text("[data-test=run-failed]", said).await?;
        page.find("[data-test=use]").await.map(drop)
    });
}

#[test]
fn a_trainer_without_memory_is_replaced_and_its_best_model_offered() {
    check_fault(OUT_OF_MEMORY, async |page| {
        page.until_text("[data-test=run-failed]", "memory is not enough")
            .await?;
        page.find("[data-test=use]").await.map(drop)
    });
}

#[test]
fn a_message_that_cannot_be_read_is_told() {
    check_fault(GARBAGE, async |page| {
        page.until_text("[data-test=run-failed]", "cannot be read")
            .await?;
        page.find("[data-test=use]").await.map(drop)
    });
}

#[test]
fn a_worker_that_hangs_is_ended_by_stop() {
    check_fault(HANG, async |page| {
        page.click("#stop-run").await?;
        page.find("[data-test=run-failed]").await?;
        page.find("[data-test=use]").await.map(drop)
    });
}

/// Workers that do not start: the browser refuses, the script is not there, or nothing happens.
const UNSTARTED: [(&str, &str); 3] = [
    (
        "window.Worker = class { constructor() { throw new DOMException('no', 'SecurityError'); } };",
        "did not start it",
    ),
    (
        "const Built = window.Worker;
         window.Worker = class extends Built { constructor() { super('assets/no-such.js'); } };",
        "did not start it",
    ),
    (
        "window.Worker = class { postMessage() {} terminate() {} };
         const later = window.setTimeout;
         window.setTimeout = (work, ms, ...rest) => later(work, ms === 30000 ? 50 : ms, ...rest);",
        "did not start for",
    ),
];

#[test]
fn a_worker_that_does_not_start_is_told_and_the_run_that_waited_for_it_ends() {
    for (script, reason) in UNSTARTED {
        with_script(script, async |page| {
            page.until_text("[data-test=loader]", reason).await?;
            page.click("[data-test=start]").await?;
            page.until_text("[data-test=run-failed]", reason).await?;
            page.find("[data-test=loader] button").await?;
            the_list_goes_on(page).await
        });
    }
}

/// A learning rate of NaN in the place of the one that was asked for.
const NOT_A_NUMBER: &str = "const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (bytes, ...rest) {
      const view = new DataView(bytes);
      for (let at = 0; at + 8 <= bytes.byteLength && bytes.byteLength < 200; at++) {
        if (view.getFloat64(at, true) === 0.0126) view.setFloat64(at, NaN, true);
      }
      return post.call(this, bytes, ...rest);
    };";

#[test]
fn numbers_that_are_none_are_refused_by_the_trainer_too() {
    with_script(NOT_A_NUMBER, async |page| {
        page.trainer_listens().await?;
        page.click("[data-test=start]").await?;
        page.until_text("[data-test=run-failed]", "Learning rate must be a number")
            .await?;
        the_list_goes_on(page).await
    });
}

/// IndexedDB is denied, as in some private windows.
const DENIED: &str = "IDBFactory.prototype.open = () => {
    throw new DOMException('denied', 'SecurityError');
  };";

/// IndexedDB never answers, as where another tab holds it.
const SILENT: &str = "IDBFactory.prototype.open = () => new EventTarget();";

/// IndexedDB was left by a later version of this site.
const LATER: &str = "const opening = indexedDB.open('matinee-runs', 99);
    opening.onsuccess = () => opening.result.close();";

/// TrainingData runs out at the commit.
const ABORTED: &str = "IDBTransaction.prototype.commit = function () { this.abort(); };";

/// Every write is refused.
const FULL: &str = "IDBObjectStore.prototype.put = () => {
    throw new DOMException('it is full', 'QuotaExceededError');
  };";

#[test]
fn where_nothing_is_kept_runs_last_as_long_as_the_page_and_can_be_saved() {
    for (script, reason) in [
        (DENIED, "switched off"),
        (SILENT, "does not answer"),
        (LATER, "does not answer"),
        (FULL, "full"),
        (ABORTED, "full"),
    ] {
        with_script(script, async |page| {
            page.trainer_listens().await?;
            page.start_plain(1).await?;
            page.run_ends().await?;
            page.until_text("[data-test=lost]", reason).await?;
            page.catch_file().await?;
            page.click("[data-test=runs] [aria-label^=Save]").await?;
            let n_bytes = page.saved_bytes().await?.len();
            ensure!(n_bytes > 10_000, "it has {n_bytes} bytes");
            page.click("[data-test=runs] [aria-label^=Use]").await?;
            page.until("the model is used", |view| {
                view.parameter("model")
                    .is_some_and(|it| it.contains("yours"))
            })
            .await?;
            Ok(())
        });
    }
}

/// The browser takes back the room that it gave, as it may when it has little.
const EVICTED: &str = "return new Promise((done, fail) => {
    const deleting = indexedDB.deleteDatabase('matinee-runs');
    deleting.onsuccess = () => done(true);
    deleting.onerror = deleting.onblocked = () => fail(deleting.error);
  });";

#[test]
fn a_model_that_the_browser_has_thrown_away_is_missed_and_the_next_one_is_kept() {
    visit(TRAIN, async |page| {
        page.trainer_listens().await?;
        page.start_plain(1).await?;
        page.run_ends().await?;
        page.until_kept(1).await?;
        page.reload().await?;
        page.trainer_listens().await?;
        page.until_noted(1).await?;
        page.until_true(EVICTED).await?;
        page.click("[data-test=runs] [aria-label^=Use]").await?;
        page.until_text("[data-test=refused]", "no longer has it")
            .await?;
        page.start_plain(1).await?;
        page.run_ends().await?;
        page.until_kept(1).await?;
        the_list_goes_on(&page).await
    });
}

#[test]
fn two_tabs_keep_each_others_runs() {
    visit(TRAIN, async |page| {
        page.trainer_listens().await?;
        page.start_plain(1).await?;
        page.run_ends().await?;
        let first = page.driver().window().await?;
        let second = page.driver().new_tab().await?;
        page.driver().switch_to_window(second).await?;
        page.go(TRAIN).await?;
        page.trainer_listens().await?;
        page.choose_recipe("Simple").await?;
        page.write_number("Epochs", "1").await?;
        page.click("[data-test=start]").await?;
        page.run_ends().await?;
        page.driver().switch_to_window(first).await?;
        page.run_once_more().await?;
        page.until_kept(3).await?;
        page.reload().await?;
        for recipe in ["Plain", "Simple"] {
            page.until_text("[data-test=runs] tbody", recipe).await?;
        }
        page.until_noted(3).await
    });
}

/// Puts values into the store of runs that are no runs, and two that a former version wrote: a run
/// and an opened file.
const STRANGE: &str = "const hex = (text) =>
      new Uint8Array(text.match(/../g).map((pair) => parseInt(pair, 16)));
    return new Promise((done, fail) => {
      const opening = indexedDB.open('matinee-runs', 1);
      opening.onupgradeneeded = () => {
        opening.result.createObjectStore('runs');
        opening.result.createObjectStore('models');
      };
      opening.onerror = () => fail(opening.error);
      opening.onsuccess = () => {
        const transaction = opening.result.transaction(['runs', 'models'], 'readwrite');
        const runs = transaction.objectStore('runs');
        const strange = [-5, 1e20, NaN, 'a text', {}, [], null, new Uint8Array(),
          new Uint8Array([9, 9]), new Uint8Array([1, 255]), new ArrayBuffer(8), new Date()];
        strange.forEach((value, row) => runs.put(value, 1000 + row));
        runs.put(new Uint8Array([1, 2, 3]), 'a name');
        runs.put(hex('V1_FINISHED'), 2);
        runs.put(hex('V1_OPENED'), 4);
        transaction.objectStore('models').put(-5, 2);
        transaction.oncomplete = () => { opening.result.close(); done(true); };
        transaction.onabort = () => fail(transaction.error);
      };
    });";

/// As the version before wrote them.
const V1_FINISHED: &str = "\
    010200409f56febc78420001000000000000004040000000000000504020d26f5f07ce893f00000000000090\
    400000000000002040000000000000344000000000000034400000000000001a400000000000405340000201\
    0000c03f0000a03f01020000903f0000b03f000000000000000c400101010000903f0000803e010000603f00\
    00003f92c20200";
const V1_OPENED: &str = "\
    010400409f56febc7842010c6d696e652e6d6174696e656592c20200";

#[test]
fn whatever_stands_in_the_place_of_runs_is_told_and_the_others_are_shown() {
    visit("?user=500&k=10", async |page| {
        let strange = STRANGE
            .replace("V1_FINISHED", V1_FINISHED)
            .replace("V1_OPENED", V1_OPENED);
        page.until_true(&strange).await?;
        page.go(TRAIN).await?;
        page.trainer_listens().await?;
        page.until_noted(2).await?;
        page.until_text("[data-test=runs] tbody", "mine.matinee")
            .await?;
        page.until_text("[data-test=unread-runs]", "cannot be read any more")
            .await?;
        page.until_text("[data-test=unread-runs]", "a later version of this page")
            .await?;
        // In the place of its model there is a number.
        page.click("[data-test=runs] [aria-label^='Use: Plain']")
            .await?;
        page.until_text("[data-test=refused]", "no longer has it")
            .await?;
        page.start_plain(1).await?;
        page.run_ends().await?;
        page.until_noted(3).await?;
        the_list_goes_on(&page).await
    });
}

#[test]
fn where_storage_is_full_a_write_is_tried_once() {
    let counting = "window.puts = 0;
        IDBObjectStore.prototype.put = () => {
          window.puts += 1;
          throw new DOMException('it is full', 'QuotaExceededError');
        };";
    with_script(counting, async |page| {
        page.trainer_listens().await?;
        page.start_plain(1).await?;
        page.run_ends().await?;
        page.until_text("[data-test=lost]", "full").await?;
        // The checkpoint and the end of the run, and no attempt more.
        let n_puts: u32 = page.evaluate("return window.puts;").await?;
        ensure!(n_puts <= 2, "{n_puts} attempts");
        Ok(())
    });
}
