//! A list never holds a movie that the user has rated.

use matinee_e2e::{movies_by_title, prepare, seen_movies, title_words, visit};

#[test]
fn no_movie_of_the_list_was_rated_by_the_user() {
    prepare(async |page| {
        let movies = movies_by_title(page.stage())?;
        for user in [500, 15, 69] {
            let seen = seen_movies(page.stage(), user)?;
            page.go(&format!("?user={user}&k=50")).await?;
            let view = page
                .until("fifty movies are listed", |view| view.rows.len() == 50)
                .await?;
            for row in &view.rows {
                // A title that occurs twice is fine as long as one of the two was not seen.
                let ids = movies.get(&title_words(&row.title));
                let ids = ids.unwrap_or_else(|| panic!("`{}` is not in u.item", row.title));
                assert!(
                    ids.iter().any(|id| !seen.contains(id)),
                    "user {user} has seen {}",
                    row.title
                );
            }
        }
        Ok(())
    });
}

#[test]
fn the_history_shows_only_movies_that_the_user_rated() {
    visit("?user=15&k=10", async |page| {
        let movies = movies_by_title(page.stage())?;
        let seen = seen_movies(page.stage(), 15)?;
        let view = page
            .until("the history is there", |view| !view.history.is_empty())
            .await?;
        assert!(view.history.len() <= seen.len());
        let is_seen = |text: &String| {
            movies.iter().any(|(title, ids)| {
                let words = title_words(text);
                title.iter().all(|word| words.contains(word))
                    && ids.iter().any(|id| seen.contains(id))
            })
        };
        let unknown: Vec<_> = view.history.iter().filter(|text| !is_seen(text)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        Ok(())
    });
}
