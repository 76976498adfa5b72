//! The page and the command line are one program.

use matinee_e2e::{Row, native_list, prepare};

/// Genre names whatever separates them.
fn genre_words(genres: &str) -> Vec<&str> {
    genres
        .split([' ', ',', '·', '|', '/'])
        .filter(|word| !word.is_empty())
        .collect()
}

fn assert_same(on_page: &[Row], native: &[Row]) {
    assert_eq!(on_page.len(), native.len());
    for (page, native) in on_page.iter().zip(native) {
        assert_eq!(page.rank.trim_end_matches('.'), native.rank);
        assert_eq!(page.title, native.title);
        assert_eq!(page.year, native.year, "{}", native.title);
        assert_eq!(
            genre_words(&page.genres),
            genre_words(&native.genres),
            "{}",
            native.title
        );
        assert_eq!(page.stars, native.stars, "{}", native.title);
    }
}

const LISTS: [(u32, usize); 5] = [(500, 10), (15, 3), (69, 5), (1, 50), (943, 20)];

#[test]
fn the_lists_of_several_users_are_those_of_matinee_recommend() {
    prepare(async |page| {
        for (user, k) in LISTS {
            let native = native_list(page.stage(), &page.stage().model, user, k)?;
            page.go(&format!("?user={user}&k={k}")).await?;
            let view = page
                .until("the list has its length", |view| view.rows.len() == k)
                .await?;
            assert_same(&view.rows, &native);
        }
        Ok(())
    });
}

#[test]
fn the_seed_networks_lists_are_those_of_matinee_recommend() {
    prepare(async |page| {
        for (user, k) in LISTS {
            let native = native_list(page.stage(), &page.stage().seed, user, k)?;
            page.go(&format!("?user={user}&k={k}&model=seed")).await?;
            let view = page
                .until("the list is the seed network's", |view| {
                    view.rows.len() == k && view.is_ordered_by("seed network")
                })
                .await?;
            assert_same(&view.rows, &native);
        }
        Ok(())
    });
}
