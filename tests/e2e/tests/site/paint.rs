//! What a visitor looks at first does not wait for WebAssembly.

use matinee_e2e::{prepare, visit};

/// When the largest paint was, and when the engine was first asked for a list, milliseconds. What is
/// there now is painted before it is asked.
const PAINT_AND_LIST: &str = "return new Promise((done) => {
    const list = performance.getEntriesByName('matinee:recommend')[0].startTime;
    const ask = () => new PerformanceObserver((entries) => {
      done([entries.getEntries().at(-1).startTime, list]);
    }).observe({ type: 'largest-contentful-paint', buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(ask)));
  });";

/// When the page was painted first, and when the app was asked for, milliseconds. (Only Chromium tells of a paint
/// without any content.)
const PAINT_AND_APP: &str = "const [paint] = performance.getEntriesByType('paint');
  const app = performance.getEntriesByType('resource').find((it) => it.name.endsWith('.wasm'));
  return [paint.startTime, app.startTime];";

#[test]
fn the_app_is_asked_for_when_the_static_page_has_been_painted() {
    visit("", async |page| {
        page.until_true("return performance.getEntriesByType('paint').length > 0;")
            .await?;
        let times: Vec<f64> = page.evaluate(PAINT_AND_APP).await?;
        assert!(times[0] <= times[1], "{times:?}");
        Ok(())
    });
}

#[test]
fn on_a_phone_the_largest_paint_is_that_of_the_static_page() {
    prepare(async |page| {
        page.resize(412, 823).await?;
        page.go("?user=500&k=10").await?;
        page.until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        let times: Vec<f64> = page.evaluate(PAINT_AND_LIST).await?;
        assert!(times[0] < times[1], "{times:?}");
        Ok(())
    });
}
