//! The words that made-up files are made of, and titles made of them, in the catalogue's form: `Silent
//! River, The`.

use std::collections::HashMap;

use rand::RngExt;

use matinee_core::random::Rng;

/// Genres of MovieLens 100K, in its order.
pub(super) const GENRES: [&str; 19] = [
    "unknown",
    "Action",
    "Adventure",
    "Animation",
    "Children's",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Fantasy",
    "Film-Noir",
    "Horror",
    "Musical",
    "Mystery",
    "Romance",
    "Sci-Fi",
    "Thriller",
    "War",
    "Western",
];

/// Occupations of MovieLens 100K, in its order.
pub(super) const OCCUPATIONS: [&str; 21] = [
    "administrator",
    "artist",
    "doctor",
    "educator",
    "engineer",
    "entertainment",
    "executive",
    "healthcare",
    "homemaker",
    "lawyer",
    "librarian",
    "marketing",
    "none",
    "other",
    "programmer",
    "retired",
    "salesman",
    "scientist",
    "student",
    "technician",
    "writer",
];

const ADJECTIVES: [&str; 48] = [
    "Silent",
    "Crimson",
    "Last",
    "Broken",
    "Golden",
    "Midnight",
    "Distant",
    "Hidden",
    "Wild",
    "Paper",
    "Burning",
    "Frozen",
    "Secret",
    "Lonely",
    "Electric",
    "Velvet",
    "Hollow",
    "Forgotten",
    "Restless",
    "Glass",
    "Scarlet",
    "Iron",
    "Gentle",
    "Crooked",
    "Invisible",
    "Bitter",
    "Lucky",
    "Northern",
    "Sleeping",
    "Savage",
    "Silver",
    "Stolen",
    "Tender",
    "Thirteenth",
    "Trembling",
    "Unfinished",
    "Wandering",
    "Winter",
    "Yellow",
    "Honest",
    "Borrowed",
    "Careless",
    "Drowning",
    "Eternal",
    "Faithful",
    "Jealous",
    "Mechanical",
    "Perfect",
];

const NOUNS: [&str; 56] = [
    "River",
    "Harbor",
    "Orchard",
    "Detective",
    "Garden",
    "Lighthouse",
    "Station",
    "Stranger",
    "Carnival",
    "Letter",
    "Mirror",
    "Mountain",
    "Promise",
    "Shadow",
    "Summer",
    "Train",
    "Voyage",
    "Widow",
    "Witness",
    "Clockmaker",
    "Sparrow",
    "Storm",
    "Island",
    "Kingdom",
    "Library",
    "Machine",
    "Neighbor",
    "Ocean",
    "Pianist",
    "Queen",
    "Rebel",
    "Sailor",
    "Tailor",
    "Umbrella",
    "Violin",
    "Wolf",
    "Astronaut",
    "Bridge",
    "Candle",
    "Diamond",
    "Empire",
    "Forest",
    "Ghost",
    "Highway",
    "Inventor",
    "Journey",
    "Keeper",
    "Lantern",
    "Moon",
    "Night",
    "Painter",
    "Road",
    "Soldier",
    "Thief",
    "Valley",
    "Wedding",
];

const PLACES: [&str; 32] = [
    "Lisbon",
    "Prague",
    "the North",
    "Chicago",
    "Havana",
    "the Desert",
    "Vienna",
    "Cape Town",
    "the Sea",
    "Naples",
    "Kyoto",
    "Dublin",
    "the Prairie",
    "Malmö",
    "Zürich",
    "São Paulo",
    "Montréal",
    "the Moon",
    "Córdoba",
    "Tromsø",
    "the Harbor",
    "Málaga",
    "Genève",
    "Bogotá",
    "the Plains",
    "Winter",
    "the Valley",
    "Oxford",
    "Tangier",
    "Samarkand",
    "the Delta",
    "Riga",
];

/// Titles of other languages with the article that the catalogue puts behind a comma.
const FOREIGN: [(&str, &str); 24] = [
    ("Rivière perdue", "La"),
    ("Été dernier", "L'"),
    ("Château de verre", "Le"),
    ("Forêts d'hiver", "Les"),
    ("Étoile filante", "L'"),
    ("Garçon à la fenêtre", "Le"),
    ("Mädchen am See", "Das"),
    ("Schlüssel", "Der"),
    ("Brücke", "Die"),
    ("grüne Tür", "Die"),
    ("Señora del norte", "La"),
    ("Corazón de papel", "El"),
    ("Niños del puerto", "Los"),
    ("Montañas azules", "Las"),
    ("Città di sale", "La"),
    ("Orologiaio", "L'"),
    ("Postino di notte", "Il"),
    ("Specchio", "Lo"),
    ("Gärtner", "Der"),
    ("Öde Land", "Das"),
    ("Fenêtre", "La"),
    ("Último tren", "El"),
    ("Pêcheur", "Le"),
    ("Âme voisine", "L'"),
];

/// One of a list, by a 32-bit draw: the same natively and in a browser.
pub(super) fn pick<'a, T>(list: &'a [T], rng: &mut Rng) -> &'a T {
    let len = u32::try_from(list.len()).unwrap_or(u32::MAX);
    &list[rng.random_range(0..len) as usize]
}

/// Draws titles without a year, none twice.
#[derive(Debug, Default)]
pub(super) struct Titles {
    n_parts: HashMap<String, u32>,
}

impl Titles {
    /// The next title. One that was drawn before becomes a sequel.
    pub(super) fn draw(&mut self, rng: &mut Rng) -> String {
        let (words, article) = words(rng);
        let parts = self.n_parts.entry(words.clone()).or_default();
        *parts += 1;
        let number = if *parts == 1 {
            String::new()
        } else {
            format!(" {parts}")
        };
        match article {
            "" => format!("{words}{number}"),
            _ => format!("{words}{number}, {article}"),
        }
    }
}

/// A title without number and the article that follows it, possibly none.
///
/// Equal words always come with the same article, so that a title stays unique when the article
/// moves to the front.
fn words(rng: &mut Rng) -> (String, &'static str) {
    let (noun, place) = (pick(&NOUNS, rng), pick(&PLACES, rng));
    let adjective = pick(&ADJECTIVES, rng);
    match rng.random_range(0..20_u32) {
        0..8 => (format!("{adjective} {noun}"), "The"),
        8..12 => (format!("{adjective} {noun} of {place}"), ""),
        12..15 => (format!("{noun} in {place}"), article_of(noun)),
        15..18 => (
            format!("{noun} and the {adjective} {}", pick(&NOUNS, rng)),
            "The",
        ),
        18 => (format!("{adjective} {noun}: {place}"), ""),
        _ => {
            let (words, article) = *pick(&FOREIGN, rng);
            (words.to_owned(), article)
        }
    }
}

fn article_of(noun: &str) -> &'static str {
    if noun.starts_with(['A', 'E', 'I', 'O', 'U']) {
        "An"
    } else {
        "A"
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use matinee_core::random::seeded;

    use super::*;

    #[test]
    fn no_title_is_drawn_twice() {
        let (mut titles, mut rng) = (Titles::default(), seeded(1, 0));
        let drawn: HashSet<String> = (0..20_000).map(|_| titles.draw(&mut rng)).collect();
        assert_eq!(drawn.len(), 20_000);
    }
}
