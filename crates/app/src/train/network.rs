//! The network that a form asks for: what it is made of, how many numbers it learns, and how it is drawn.
//!
//! What the hybrid's recipes do not let a visitor choose stands here as constants; the tests of
//! `tests/pipeline/` compare them, and every count, with what the trainer makes.

use matinee_core::decimal::thousands;
use matinee_protocol::{Field, Preset, Settings};

/// Numbers of a movie in the ranking head.
pub const RANKING_SIZE: u32 = 28;
/// Numbers of a person and of a movie in the student of an ensemble.
pub const STUDENT_SIZE: u32 = 48;
/// Sampled factorisations of the page's ensemble.
pub const N_FACTORISATIONS: u32 = 3;
/// Numbers of a person and of a movie in each of them.
pub const FACTORISATION_SIZE: u32 = 10;

/// How much there is in the tables that are trained on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Number of people.
    pub n_users: u32,
    /// Number of movies.
    pub n_movies: u32,
    /// Number of features of a person.
    pub n_user_features: u32,
    /// Number of features of a movie.
    pub n_movie_features: u32,
}

/// A part of a network, with its number of parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub name: &'static str,
    /// Numbers that are learned step by step.
    pub n_parameters: u64,
}

/// Counts what is learned step by step, part by part: of an ensemble, the network that it begins with.
#[must_use]
pub fn parts(settings: &Settings, sizes: Sizes) -> Vec<Part> {
    let number = |field| settings.get(field) as u64;
    let Sizes {
        n_users,
        n_movies,
        n_user_features,
        n_movie_features,
    } = sizes;
    let rows = u64::from(n_users) + u64::from(n_movies);
    let features = u64::from(n_user_features) + u64::from(n_movie_features);
    let part = |name, n_parameters| Part { name, n_parameters };
    match settings.preset {
        Preset::Original | Preset::Plain => {
            let (size, hidden) = (number(Field::Embedding), number(Field::Hidden));
            vec![
                part("what it learns of each person and movie", rows * size),
                part(
                    "hidden layer",
                    // Weights, a bias a unit, and what BatchNorm scales and shifts.
                    (2 * size + features) * hidden + hidden + 2 * hidden,
                ),
                part("stars", hidden + 1),
            ]
        }
        Preset::Hybrid | Preset::Ensemble => {
            // One number more: how generous somebody is, how good a movie.
            let size = number(Field::Embedding) + 1;
            vec![
                part("what it learns of each person and movie", rows * size),
                part("who rated what", rows * size),
                part("age, work, genres, year", features * size),
            ]
        }
    }
}

/// Counts all of [`parts`].
#[must_use]
pub fn n_parameters(settings: &Settings, sizes: Sizes) -> u64 {
    parts(settings, sizes)
        .iter()
        .map(|it| it.n_parameters)
        .sum()
}

/// Size of the drawing, in its own units.
pub const WIDTH: f64 = 340.0;
/// See [`WIDTH`].
pub const HEIGHT: f64 = 232.0;

/// A box of the drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// What it is.
    pub title: String,
    /// How large it is, in words.
    pub size: String,
    /// Length of the bar that shows its size; 0 for none.
    pub bar: f64,
    /// Whether something comes out of it.
    pub is_result: bool,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Boxes.
    pub nodes: Vec<Node>,
    /// Lines between boxes: x and y of the beginning, x and y of the end.
    pub links: Vec<[f64; 4]>,
    /// The same in a sentence.
    pub said: String,
}

/// Room between boxes of a column.
const GAP: f64 = 9.0;
/// Left edge and width of each column.
const COLUMNS: [[f64; 2]; 3] = [[0.0, 118.0], [146.0, 108.0], [280.0, 60.0]];
/// Room between a box's edge and what is in it.
pub const INSET: f64 = 9.0;
/// A bar of this many numbers fills half of its box.
const HALF: f64 = 32.0;

/// A box before it has a place.
struct Sketch {
    column: usize,
    title: String,
    size: String,
    n: f64,
    /// Numbers of the boxes that it reads.
    reads: Vec<usize>,
}

fn sketch(column: usize, title: &str, n: f64, size: String, reads: &[usize]) -> Sketch {
    Sketch {
        column,
        title: title.to_owned(),
        size,
        n,
        reads: reads.to_vec(),
    }
}

/// A part that has so many numbers of each person and movie.
fn head(title: &str, n: u32, reads: &[usize]) -> Sketch {
    sketch(1, title, f64::from(n), numbers(n), reads)
}

fn result(title: &str, reads: &[usize]) -> Sketch {
    sketch(2, title, 0.0, String::new(), reads)
}

fn numbers(n: u32) -> String {
    let unit = if n == 1 { "number" } else { "numbers" };
    format!("{n} {unit}")
}

/// Draws the network of a form.
#[must_use]
pub fn drawing(settings: &Settings, sizes: Sizes) -> Drawing {
    let number = |field| settings.get(field) as u32;
    let (size, hidden) = (number(Field::Embedding), number(Field::Hidden));
    let of = |n: u32| (f64::from(n), numbers(n));
    let input = |title, n| {
        let (n, size) = of(n);
        sketch(0, title, n, size, &[])
    };
    let (sketches, said) = match settings.preset {
        Preset::Original | Preset::Plain => (
            vec![
                input("Person", size),
                input("Movie", size),
                input("Age, work", sizes.n_user_features),
                input("Genres, year", sizes.n_movie_features),
                sketch(
                    1,
                    "Hidden layer",
                    f64::from(hidden),
                    match hidden {
                        1 => "1 unit".to_owned(),
                        n => format!("{n} units"),
                    },
                    &[0, 1, 2, 3],
                ),
                result("Stars", &[4]),
            ],
            format!(
                "{size} numbers for each person and {size} for each movie, with {} about the person and {} about \
                 the movie, go into {hidden} hidden units; these give the stars.",
                sizes.n_user_features, sizes.n_movie_features
            ),
        ),
        Preset::Hybrid => (
            vec![
                input("Person", size),
                input("Movie", size),
                input(
                    "Age, genres \u{2026}",
                    sizes.n_user_features + sizes.n_movie_features,
                ),
                sketch(0, "All ratings", 0.0, "who rated what".to_owned(), &[]),
                head("Star head", size, &[0, 1, 2, 3]),
                head("Order head", RANKING_SIZE, &[3]),
                result("Stars", &[4]),
                result("Order", &[5, 4]),
            ],
            format!(
                "Two heads. The star head learns {size} numbers for each person and each movie, with what is known \
                 of them and who rated what; their product gives the stars. The order head finds {RANKING_SIZE} \
                 numbers for each movie from who rated what; it gives the order, and minds the stars."
            ),
        ),
        Preset::Ensemble => {
            let teacher = |n: u32| {
                let title = format!("Sampled model {n}");
                let (n, size) = of(FACTORISATION_SIZE);
                sketch(0, &title, n, size, &[])
            };
            let mut sketches = vec![input("Network", size)];
            sketches.extend((1..=N_FACTORISATIONS).map(teacher));
            sketches.extend([
                head("Student", STUDENT_SIZE, &[0, 1, 2, 3]),
                head("Order head", RANKING_SIZE, &[]),
                result("Stars", &[4]),
                result("Order", &[5, 4]),
            ]);
            (
                sketches,
                format!(
                    "Four teachers: a network with {size} numbers for each person and movie, and \
                     {N_FACTORISATIONS} sampled models with {FACTORISATION_SIZE}. A student with {STUDENT_SIZE} \
                     learns what they say together and gives the stars. The order head finds {RANKING_SIZE} \
                     numbers for each movie from who rated what; it gives the order, and minds the stars."
                ),
            )
        }
    };
    Drawing {
        links: Vec::new(),
        nodes: Vec::new(),
        said,
    }
    .placed(&sketches)
}

impl Drawing {
    /// Gives every box its place: the columns fill the drawing from top to bottom.
    fn placed(mut self, sketches: &[Sketch]) -> Self {
        let mut row = [0_u32; 3];
        for it in sketches {
            let n = sketches.iter().filter(|other| other.column == it.column);
            let n = n.count() as f64;
            let [x, width] = COLUMNS[it.column];
            // Boxes of one height; a column with fewer of them has more room between them.
            let height = (HEIGHT - 3.0 * GAP) / 4.0;
            let room = HEIGHT / n;
            let y = room * (f64::from(row[it.column]) + 0.5) - height / 2.0;
            row[it.column] += 1;
            let inside = width - 2.0 * INSET;
            self.nodes.push(Node {
                x,
                y,
                width,
                height,
                title: it.title.clone(),
                size: it.size.clone(),
                bar: match it.n > 0.0 {
                    true => inside * it.n / (it.n + HALF),
                    false => 0.0,
                },
                is_result: it.column == 2,
            });
        }
        for (row, it) in sketches.iter().enumerate() {
            for from in &it.reads {
                let (from, to) = (&self.nodes[*from], &self.nodes[row]);
                self.links.push([
                    from.x + from.width,
                    from.y + from.height / 2.0,
                    to.x,
                    to.y + to.height / 2.0,
                ]);
            }
        }
        self
    }
}

/// Says how many numbers are learned: `103,553 numbers to learn`.
#[must_use]
pub fn count_in_words(settings: &Settings, sizes: Sizes) -> String {
    let n = n_parameters(settings, sizes);
    let of = match settings.preset {
        Preset::Ensemble => " in the network",
        Preset::Original | Preset::Plain | Preset::Hybrid => "",
    };
    format!("{} parameters to learn{of}", thousands(n as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: Sizes = Sizes {
        n_users: 943,
        n_movies: 1_347,
        n_user_features: 24,
        n_movie_features: 19,
    };

    #[test]
    fn parameters_are_counted_part_by_part() {
        let parts = parts(&Settings::of(Preset::Plain), SIZES);
        let counts: Vec<u64> = parts.iter().map(|part| part.n_parameters).collect();
        let hidden = (64 + 43) * 64 + 64 + 128;
        assert_eq!(counts, [2_290 * 32, hidden, 65]);
        let hybrid = n_parameters(&Settings::of(Preset::Hybrid), SIZES);
        assert_eq!(hybrid, (2 * 2_290 + 43) * 17);
    }

    #[test]
    fn the_drawing_follows_the_form() {
        let settings = Settings::of(Preset::Plain);
        let wide = settings.with(Field::Embedding, 64.0).expect("in range");
        let [before, after] = [settings, wide].map(|it| drawing(&it, SIZES));
        assert!(after.nodes[0].bar > before.nodes[0].bar);
        assert_eq!(after.nodes[0].size, "64 numbers");
        assert!(
            after.said.contains("64 numbers for each person"),
            "{}",
            after.said
        );
        assert_eq!(after.nodes[4].bar, before.nodes[4].bar);
    }

    #[test]
    fn every_box_lies_within_the_drawing_and_apart_from_the_others() {
        for preset in Preset::ALL {
            for most in [false, true] {
                let settings = Field::ALL
                    .into_iter()
                    .fold(Settings::of(preset), |it, field| {
                        let [least, greatest] = field.range();
                        let number = if most { greatest } else { least };
                        it.with(field, number).expect("in range")
                    });
                let Drawing { nodes, links, .. } = drawing(&settings, SIZES);
                for (row, node) in nodes.iter().enumerate() {
                    assert!(node.y >= 0.0 && node.y + node.height <= HEIGHT, "{node:?}");
                    assert!(node.x + node.width <= WIDTH, "{node:?}");
                    assert!(node.bar <= node.width - 2.0 * INSET, "{node:?}");
                    // At 15 units a line, letters are about half as wide as they are high.
                    let length = node.title.len().max(node.size.len()) as f64;
                    assert!(length * 7.2 <= node.width - INSET, "{node:?}");
                    let others = nodes[row + 1..].iter().filter(|it| it.x == node.x);
                    for other in others {
                        assert!(other.y >= node.y + node.height, "{node:?} {other:?}");
                    }
                }
                for [x, _, end, _] in links {
                    assert!(x < end);
                }
            }
        }
    }

    #[test]
    fn the_count_is_said() {
        let said = count_in_words(&Settings::of(Preset::Ensemble), SIZES);
        assert!(
            said.ends_with("parameters to learn in the network"),
            "{said}"
        );
    }
}
