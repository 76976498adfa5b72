//! An address that asks for what is not there gets a message and a working page.

use matinee_e2e::visit;

/// Opens `query` and expects a visible message that names `culprit`, and a list that can be used.
fn check(query: &str, culprit: &str) {
    visit(query, async |page| {
        let says =
            |view: &matinee_e2e::View| view.notices.iter().any(|said| said.contains(culprit));
        page.until("a message names what is wrong", says).await?;
        page.pick(15).await?;
        let view = page.until("user 15 has a list", |view| {
            view.parameter("user") == Some("15") && !view.rows.is_empty()
        });
        assert!(view.await?.rows.len() <= 50);
        Ok(())
    });
}

#[test]
fn an_unknown_user_is_named() {
    check("?user=100000&k=10", "100000");
}

#[test]
fn a_user_that_is_no_number_is_named() {
    check("?user=nobody&k=10", "nobody");
}

#[test]
fn zero_movies_are_refused() {
    check("?user=500&k=0", "0");
}

#[test]
fn ten_thousand_movies_are_refused() {
    check("?user=500&k=10000", "10000");
}

#[test]
fn markup_in_the_address_stays_text() {
    visit(
        "?user=%3Cimg%20src%3Dx%20id%3Dinjected%3E&k=10",
        async |page| {
            page.until("a message is there", |view| !view.notices.is_empty())
                .await?;
            let injected: bool = page
                .evaluate("return document.querySelector('#injected') !== null")
                .await?;
            assert!(!injected);
            Ok(())
        },
    );
}
