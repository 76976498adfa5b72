//! A file that is let go of beside its place leaves the page as it is; a text goes into its field.

use anyhow::Result;
use matinee_e2e::{LETTERBOXD, RecommendPage, TRAIN, YOU, visit};

/// Drags a file, or a text, over what a selector finds and lets go of it: whether the page took both from
/// the browser, and what the browser shows at the pointer.
const DRAG: &str = "const [selector, kind] = arguments;
    const target = document.querySelector(selector);
    const dataTransfer = new DataTransfer();
    if (kind === 'file') {
      const file = new File(['x'], 'ratings.csv', { type: 'text/csv' });
      dataTransfer.items.add(file);
    } else {
      dataTransfer.setData('text/plain', 'Fargo');
    }
    return ['dragover', 'drop'].map((name) => {
      const event = new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer });
      target.dispatchEvent(event);
      return event.defaultPrevented;
    });";

async fn drag(page: &RecommendPage, selector: &str, kind: &str) -> Result<Vec<bool>> {
    page.find(selector).await?;
    let arguments = vec![selector.into(), kind.into()];
    let taken = page.driver().execute(DRAG, arguments).await?;
    Ok(taken.convert()?)
}

#[test]
fn a_file_is_never_the_browsers() {
    for (query, places) in [
        ("?user=500&k=10", ["main h1", ".bill", ".footer", "body"]),
        (YOU, ["main h1", ".bill", "[data-test=starter]", "#find"]),
        (
            TRAIN,
            [
                "main h1",
                "[data-test=run]",
                ".train-runs",
                "[data-test=train-form]",
            ],
        ),
    ] {
        visit(query, async |page| {
            for place in places {
                let taken = drag(&page, place, "file").await?;
                assert_eq!(taken, [true, true], "{query}, {place}");
            }
            Ok(())
        });
    }
}

#[test]
fn a_text_is_left_to_the_browser() {
    visit(YOU, async |page| {
        for place in ["#find", "#who", "h1"] {
            let taken = drag(&page, place, "text").await?;
            assert_eq!(taken, [false, false], "{place}");
        }
        Ok(())
    });
}

/// A real drag of a file, from outside the browser onto the middle of an element.
async fn let_go(page: &RecommendPage, selector: &str, file: &std::path::Path) -> Result<()> {
    page.find(selector).await?.scroll_into_view().await?;
    let middle = format!(
        "const box = document.querySelector('{selector}').getBoundingClientRect();
         return [box.left + box.width / 2, box.top + Math.min(box.height / 2, 40)];"
    );
    let place = page.evaluate(&middle).await?;
    page.let_go(file, place).await
}

#[test]
fn a_file_dropped_beside_the_desk_is_nothing_and_on_it_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ratings.csv");
    std::fs::write(&file, LETTERBOXD).expect("written");
    visit(YOU, async |page| {
        page.find("[data-test=starter]").await?;
        page.evaluate::<()>("window.isSame = true;").await?;
        let_go(&page, "h1", &file).await?;
        let_go(&page, ".desk-prospect", &file).await?;
        page.until_text(".report", "found").await?;
        assert!(
            page.evaluate::<bool>("return window.isSame === true;")
                .await?
        );
        Ok(())
    });
}
