//! The recipe of a model, number by number.

use matinee_e2e::visit;

#[test]
fn its_numbers_are_as_they_were_written() {
    for query in ["?user=500&k=10", "?user=500&k=10&model=seed"] {
        visit(query, async |page| {
            page.find(".recipe").await?;
            page.click(".recipe summary").await?;
            let recipe = page.until_text(".recipe-facts", "seed").await?;
            assert!(!recipe.contains(['{', '}', '"', '_']), "{recipe}");
            let digits = recipe.split(|it: char| !it.is_ascii_digit());
            let longest = digits.max_by_key(|digits| digits.len());
            assert!(
                longest.is_some_and(|it| it.len() <= 7),
                "{longest:?} in {recipe}"
            );
            Ok(())
        });
    }
}

#[test]
fn it_stays_open_when_another_model_makes_the_list() {
    visit("?user=500&k=10", async |page| {
        page.click(".recipe summary").await?;
        page.find(".recipe[open]").await?;
        page.choose_model("The original").await?;
        page.until("the seed network lists", |view| {
            view.is_ordered_by("seed network")
        })
        .await?;
        page.find(".recipe[open]").await.map(drop)
    });
}
