//! The data set, the training and lists as SVG: which figure in which words, the kinds of chart, and a small
//! writer of the few shapes that they need, in one style.
//!
//! Written by hand because the chart crates draw in their own style, and what is wanted here is
//! text with classes and a handful of rectangles.

use std::fmt::Write;
use std::ops::RangeInclusive;

use matinee_core::decimal::{counted, thousands};
use matinee_core::domain::UserId;
use matinee_core::escape::push_escaped;
use matinee_data::dataset::stats::Stats;
use matinee_engine::engine::{Engine, Recommendation};

/// Draws how many movies each genre has.
#[must_use]
pub fn draw_genres(stats: &Stats) -> String {
    let values: Vec<_> = (stats.genres.iter())
        .map(|genre| (genre.genre.as_str(), genre.n_movies))
        .collect();
    let n_movies = thousands(stats.ratings_of_movie.len());
    let largest = values.iter().max_by_key(|(_, n)| *n);
    let words = Words {
        title: "Genres",
        subtitle: &format!(
            "Movies of each genre, of {n_movies}; a movie counts for each genre it has"
        ),
        description: &format!(
            "Horizontal bars. The largest genre is {}.",
            largest.map_or_else(String::new, |(name, n)| {
                format!("{name} with {}", counted(*n, "movie", "movies"))
            })
        ),
    };
    bars(&words, &values)
}

/// Draws how many movies were released in each year.
#[must_use]
pub fn draw_years(stats: &Stats) -> String {
    let values: Vec<_> = (stats.release_years.iter())
        .map(|year| (u32::from(year.year), year.n_movies))
        .collect();
    let words = Words {
        title: "Release years",
        subtitle: &format!(
            "Movies released in each year, of {}",
            thousands(stats.ratings_of_movie.len())
        ),
        description: &range("Columns", &values, "movies", "year"),
    };
    columns(&words, "year of release", &values)
}

/// Draws how many users have each age.
#[must_use]
pub fn draw_ages(stats: &Stats) -> String {
    let values: Vec<_> = (stats.ages.iter())
        .map(|age| (u32::from(age.age), age.n_users))
        .collect();
    let words = Words {
        title: "Ages",
        subtitle: &format!(
            "Users of each age, of {}",
            thousands(stats.ratings_of_user.len())
        ),
        description: &range("Columns", &values, "users", "age"),
    };
    columns(&words, "age in years", &values)
}

fn range(kind: &str, values: &[(u32, usize)], what: &str, unit: &str) -> String {
    let (Some((first, _)), Some((last, _))) = (values.first(), values.last()) else {
        return format!("{kind}. No {what}.");
    };
    let (peak, n) = values.iter().max_by_key(|(_, n)| *n).unwrap_or(&(0, 0));
    format!("{kind} from {unit} {first} to {unit} {last}. Most {what}, {n}, at {unit} {peak}.")
}

/// Draws the losses of the epochs in which a model was trained.
#[must_use]
pub fn draw_losses(engine: &Engine) -> String {
    let manifest = engine.manifest();
    let epochs: Vec<_> = (manifest.losses.iter())
        .map(|loss| (loss.epoch, loss.training, loss.validation))
        .collect();
    let description = match epochs.last() {
        Some((epoch, training, Some(validation))) => format!(
            "Two curves. After epoch {epoch} the training loss is {training:.3}, the validation \
             loss {validation:.3} stars²."
        ),
        Some((epoch, training, None)) => {
            format!("One curve. After epoch {epoch} the training loss is {training:.3} stars².")
        }
        None => "No epoch was recorded.".to_owned(),
    };
    let words = Words {
        title: "Losses",
        subtitle: &format!(
            "Mean squared error in stars² after each epoch; {} network, recipe “{}”",
            manifest.network, manifest.preset
        ),
        description: &description,
    };
    losses(&words, &epochs)
}

/// Draws the list of the `k` best movies for a user; it is shorter where the user has rated the rest.
#[must_use]
pub fn draw_list(engine: &Engine, user: UserId, k: u32, list: &[Recommendation]) -> String {
    let entries: Vec<Entry> = list
        .iter()
        .map(|entry| {
            let movie = &engine.catalogue().movies[entry.movie.row()];
            let genres: Vec<&str> = movie.genre_names(&engine.catalogue().genres).collect();
            let year = (movie.year).map_or_else(String::new, |year| format!(" ({year})"));
            Entry {
                title: format!("{}{year}", movie.title),
                genres: genres.join(" · "),
                stars: entry.stars.stars(),
            }
        })
        .collect();
    let first = entries.first().map_or("nothing", |entry| &entry.title);
    let words = Words {
        title: &format!("For user {user}"),
        subtitle: &format!(
            "Top {k} of the movies not rated yet, by ranking score; bars are predicted stars of 5"
        ),
        description: &format!(
            "A list of {}. First: {first}.",
            counted(entries.len(), "movie", "movies")
        ),
    };
    listing(&words, &entries)
}

const WIDTH: f64 = 960.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = WIDTH - 48.0;
/// Where the drawing starts, below the heading.
const TOP: f64 = 132.0;

/// The words of a figure.
struct Words<'a> {
    /// Heading.
    title: &'a str,
    /// One line below it.
    subtitle: &'a str,
    /// What the picture shows, for those who do not see it.
    description: &'a str,
}

/// Horizontal bars, one a line, longest first: names left, counts at their ends.
fn bars(words: &Words<'_>, values: &[(&str, usize)]) -> String {
    const STEP: f64 = 29.0;
    const START: f64 = 170.0;
    let height = TOP + values.len() as f64 * STEP + 36.0;
    let mut svg = sheet(words, height);
    let mut sorted = values.to_vec();
    sorted.sort_by_key(|(_, value)| std::cmp::Reverse(*value));
    let largest = sorted.first().map_or(1, |(_, value)| *value).max(1) as f64;
    for (row, (name, value)) in sorted.iter().enumerate() {
        let y = TOP + row as f64 * STEP;
        let length = *value as f64 / largest * (RIGHT - START - 60.0);
        svg.text(START - 14.0, y + 15.5, "end", &shorten(name, 16));
        svg.rect(START, y, length.max(1.5), 21.0, "red");
        svg.text(
            START + length.max(1.5) + 9.0,
            y + 15.5,
            "strong",
            &thousands(*value),
        );
    }
    svg.finish()
}

/// Columns over a whole number, such as a year or an age. A number without a value has no column.
fn columns(words: &Words<'_>, unit: &str, values: &[(u32, usize)]) -> String {
    const HEIGHT: f64 = 520.0;
    let mut svg = sheet(words, HEIGHT);
    let (start, bottom) = (LEFT + 44.0, HEIGHT - 78.0);
    let first = values.first().map_or(0, |(x, _)| *x);
    let last = values.last().map_or(0, |(x, _)| *x);
    let step = (RIGHT - start) / f64::from(last - first + 1);
    let largest = values.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1) as f64;
    let scale = Scale::new(0.0..=largest, bottom, TOP);
    scale.draw(&mut svg, start..=RIGHT, |tick| thousands(tick as usize));
    for (x, n) in values {
        let left = start + f64::from(x - first) * step;
        let y = scale.y(*n as f64);
        svg.rect(
            left + step * 0.09,
            y,
            step * 0.82,
            (bottom - y).max(1.0),
            "red",
        );
    }
    svg.line((start, bottom), (RIGHT, bottom), "axis");
    for x in (first..=last).filter(|x| x % 10 == 0) {
        let middle = start + (f64::from(x - first) + 0.5) * step;
        svg.line((middle, bottom), (middle, bottom + 6.0), "axis");
        svg.text(middle, bottom + 25.0, "middle", &x.to_string());
    }
    svg.text((start + RIGHT) / 2.0, bottom + 52.0, "middle small", unit);
    svg.finish()
}

/// Training (solid, red, discs) and validation (dashed, gold, rings) over epochs.
fn losses(words: &Words<'_>, epochs: &[(u32, f32, Option<f32>)]) -> String {
    const HEIGHT: f64 = 520.0;
    let mut svg = sheet(words, HEIGHT);
    let (start, end, bottom) = (LEFT + 44.0, RIGHT - 104.0, HEIGHT - 78.0);
    let all: Vec<f64> = (epochs.iter())
        .flat_map(|(_, training, validation)| [Some(*training), *validation])
        .flatten()
        .map(f64::from)
        .collect();
    let lowest = all.iter().copied().reduce(f64::min).unwrap_or(0.0);
    let largest = all.iter().copied().reduce(f64::max).unwrap_or(1.0);
    let scale = Scale::new(lowest..=largest, bottom, TOP);
    scale.draw(&mut svg, start..=end, |tick| format!("{tick:.2}"));
    svg.line((start, bottom), (end, bottom), "axis");
    let last = epochs.last().map_or(1, |(epoch, ..)| *epoch);
    let width = (end - start - 40.0) / f64::from(last.max(2) - 1);
    let x = |epoch: u32| start + 20.0 + f64::from(epoch.max(1) - 1) * width;
    for epoch in (1..=last).filter(|epoch| last <= 20 || epoch % last.div_ceil(10) == 0) {
        svg.line((x(epoch), bottom), (x(epoch), bottom + 6.0), "axis");
        svg.text(x(epoch), bottom + 25.0, "middle", &epoch.to_string());
    }
    svg.text((start + end) / 2.0, bottom + 52.0, "middle small", "epoch");
    let place = |epoch: u32, loss: f32| (x(epoch), scale.y(f64::from(loss)));
    let training: Vec<_> = (epochs.iter())
        .map(|(epoch, loss, _)| place(*epoch, *loss))
        .collect();
    let validation: Vec<_> = (epochs.iter())
        .filter_map(|(epoch, _, loss)| Some(place(*epoch, (*loss)?)))
        .collect();
    curve(&mut svg, &training, ("red-line", "red", 4.0));
    curve(&mut svg, &validation, ("gold-line", "gold-dot", 4.5));
    label(&mut svg, training.last(), validation.last());
    svg.finish()
}

fn curve(svg: &mut Svg, points: &[(f64, f64)], (line, dot, radius): (&str, &str, f64)) {
    svg.path(points, line);
    for point in points {
        svg.circle(*point, radius, dot);
    }
}

/// Names both curves at their ends, far enough apart to be read.
fn label(svg: &mut Svg, training: Option<&(f64, f64)>, validation: Option<&(f64, f64)>) {
    const APART: f64 = 20.0;
    let Some(&(x, mut training_y)) = training else {
        return;
    };
    if let Some(&(_, mut validation_y)) = validation {
        let missing = APART - (training_y - validation_y).abs();
        if missing > 0.0 {
            let sign = if training_y < validation_y { -1.0 } else { 1.0 };
            training_y += sign * missing / 2.0;
            validation_y -= sign * missing / 2.0;
        }
        svg.text(x + 16.0, validation_y + 5.0, "strong", "validation");
    }
    svg.text(x + 16.0, training_y + 5.0, "strong red", "training");
}

/// An entry of a list: title with year, genres, predicted stars.
struct Entry {
    /// Title and year.
    title: String,
    /// Genres in words.
    genres: String,
    /// Predicted stars, 1 to 5.
    stars: f32,
}

/// A ranked list with a bar for each entry's stars, on a scale of 0 to 5.
fn listing(words: &Words<'_>, entries: &[Entry]) -> String {
    const STEP: f64 = 58.0;
    const START: f64 = 560.0;
    let height = TOP + entries.len() as f64 * STEP + 30.0;
    let mut svg = sheet(words, height);
    for (row, entry) in entries.iter().enumerate() {
        let y = TOP + row as f64 * STEP;
        if row > 0 {
            svg.line((LEFT, y - 7.0), (RIGHT, y - 7.0), "grid");
        }
        svg.text(LEFT + 30.0, y + 26.0, "rank end", &(row + 1).to_string());
        svg.text(LEFT + 50.0, y + 17.0, "name", &shorten(&entry.title, 42));
        svg.text(LEFT + 50.0, y + 38.0, "small", &shorten(&entry.genres, 60));
        let width = RIGHT - START - 56.0;
        svg.rect(START, y + 11.0, width, 18.0, "track");
        svg.rect(
            START,
            y + 11.0,
            width * f64::from(entry.stars) / 5.0,
            18.0,
            "gold",
        );
        svg.text(
            RIGHT,
            y + 26.0,
            "end strong",
            &format!("{:.2}", entry.stars),
        );
    }
    svg.finish()
}

fn sheet(words: &Words<'_>, height: f64) -> Svg {
    Svg::new(
        WIDTH,
        height,
        words.title,
        words.subtitle,
        words.description,
    )
}

/// The page's palette, in hexadecimal because many viewers of SVG do not know `oklch`. A figure
/// brings its paper along, so that it reads on dark backgrounds too.
const STYLE: &str = "\
.paper{fill:#faf6ee}.frame{fill:none;stroke:#dbd3c6}
text{font-family:system-ui,'Segoe UI','Helvetica Neue',Arial,sans-serif;font-size:15px;fill:#271a12;\
font-variant-numeric:tabular-nums}
.title{font-family:Georgia,'Iowan Old Style','Times New Roman',serif;font-size:30px;font-weight:700}
.rank{font-family:Georgia,'Iowan Old Style','Times New Roman',serif;font-size:26px;fill:#b7191c}
.name{font-family:Georgia,'Iowan Old Style','Times New Roman',serif;font-size:19px;font-weight:700}
.soft{fill:#604e43}.small{font-size:13px;fill:#604e43}
.end{text-anchor:end}.middle{text-anchor:middle}.strong{font-weight:600}
.red{fill:#b7191c}.gold{fill:#de8800}.track{fill:#ece4d8}
.grid{stroke:#e4dccf;stroke-width:1}.axis{stroke:#604e43;stroke-width:1.25}
.red-line{fill:none;stroke:#b7191c;stroke-width:3;stroke-linejoin:round}
.gold-line{fill:none;stroke:#a86400;stroke-width:3;stroke-dasharray:9 5;stroke-linejoin:round}
.gold-dot{fill:#faf6ee;stroke:#a86400;stroke-width:2.5}";

/// A picture in the making. Lengths are in its own pixels, from the top left.
struct Svg {
    width: f64,
    height: f64,
    title: String,
    description: String,
    body: String,
}

impl Svg {
    /// An empty sheet with a heading. `description` says in words what the picture shows.
    fn new(width: f64, height: f64, title: &str, subtitle: &str, description: &str) -> Self {
        let mut svg = Self {
            width,
            height,
            title: escape(title),
            description: escape(description),
            body: String::new(),
        };
        svg.rect(48.0, 34.0, 44.0, 5.0, "red");
        svg.text(48.0, 74.0, "title", title);
        svg.text(48.0, 101.0, "soft", subtitle);
        svg
    }

    /// A rectangle with slightly rounded corners.
    fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, class: &str) {
        let radius = (width.min(height) / 2.0).min(3.0);
        self.push(format_args!(
            r#"<rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" rx="{radius:.1}" class="{class}"/>"#
        ));
    }

    /// Text with its baseline at `y`; the classes `end` and `middle` say what `x` is.
    fn text(&mut self, x: f64, y: f64, class: &str, text: &str) {
        let text = escape(text);
        self.push(format_args!(
            r#"<text x="{x:.1}" y="{y:.1}" class="{class}">{text}</text>"#
        ));
    }

    /// A straight line.
    fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.push(format_args!(
            r#"<line x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}" class="{class}"/>"#
        ));
    }

    /// A line through points.
    fn path(&mut self, points: &[(f64, f64)], class: &str) {
        let points: Vec<String> = (points.iter())
            .map(|(x, y)| format!("{x:.1},{y:.1}"))
            .collect();
        let points = points.join(" ");
        self.push(format_args!(
            r#"<polyline points="{points}" class="{class}"/>"#
        ));
    }

    /// A disc.
    fn circle(&mut self, (x, y): (f64, f64), radius: f64, class: &str) {
        self.push(format_args!(
            r#"<circle cx="{x:.1}" cy="{y:.1}" r="{radius:.1}" class="{class}"/>"#
        ));
    }

    /// The file's text.
    fn finish(self) -> String {
        let Self {
            width,
            height,
            title,
            description,
            body,
        } = self;
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="title description">
<title id="title">{title}</title>
<desc id="description">{description}</desc>
<style>{STYLE}</style>
<rect width="{width}" height="{height}" rx="14" class="paper"/>
<rect x=".5" y=".5" width="{}" height="{}" rx="13.5" class="frame"/>
{body}</svg>
"#,
            width - 1.0,
            height - 1.0
        )
    }

    fn push(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.body, "{element}");
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    push_escaped(&mut escaped, text);
    escaped
}

/// At most `n` characters, with an ellipsis when some were cut.
fn shorten(text: &str, n: usize) -> String {
    if text.chars().count() <= n {
        return text.to_owned();
    }
    let kept: String = text.chars().take(n.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// A vertical scale with round steps, from a round number at or below the lowest value.
struct Scale {
    first: f64,
    step: f64,
    n_steps: u32,
    bottom: f64,
    top: f64,
}

impl Scale {
    /// A scale drawn between the heights `bottom` and `top`.
    fn new(values: RangeInclusive<f64>, bottom: f64, top: f64) -> Self {
        let (lowest, largest) = values.into_inner();
        let raw = ((largest - lowest) / 4.0).max(1e-3);
        let power = 10_f64.powf(raw.log10().floor());
        let round = [1.0, 2.0, 2.5, 5.0, 10.0];
        let step = power * (round.into_iter().find(|r| r * power >= raw)).unwrap_or(10.0);
        let first = (lowest / step).floor() * step;
        Self {
            first,
            step,
            n_steps: ((largest - first) / step).ceil().max(1.0) as u32,
            bottom,
            top,
        }
    }

    /// The height of a value.
    fn y(&self, value: f64) -> f64 {
        let share = (value - self.first) / (self.step * f64::from(self.n_steps));
        self.bottom - share * (self.bottom - self.top)
    }

    /// Draws a line from left to right at each step, and its value on the left.
    fn draw(&self, svg: &mut Svg, x: RangeInclusive<f64>, show: impl Fn(f64) -> String) {
        let (start, end) = x.into_inner();
        for tick in 0..=self.n_steps {
            let value = self.first + f64::from(tick) * self.step;
            svg.line((start, self.y(value)), (end, self.y(value)), "grid");
            svg.text(start - 12.0, self.y(value) + 5.0, "end soft", &show(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_break_the_markup() {
        let svg = Svg::new(100.0, 100.0, "<b>&", "", "").finish();
        assert!(svg.contains("&lt;b&gt;&amp;"), "{svg}");
        assert!(!svg.contains("<b>"), "{svg}");
    }

    #[test]
    fn a_long_text_is_cut_with_an_ellipsis() {
        assert_eq!(shorten("Amélie", 6), "Amélie");
        assert_eq!(shorten("Trois couleurs", 7), "Trois…");
    }

    #[test]
    fn a_scale_has_round_steps_and_reaches_the_largest_value() {
        let scale = Scale::new(0.0..=286.0, 100.0, 0.0);
        assert_eq!((scale.step, scale.n_steps), (100.0, 3));
        assert!((scale.y(300.0) - 0.0).abs() < 1e-9);
    }

    #[test]
    fn a_scale_starts_at_a_round_number_below_the_lowest_value() {
        let scale = Scale::new(0.87..=1.4, 100.0, 0.0);
        assert!((scale.first - 0.8).abs() < 1e-9 && (scale.step - 0.2).abs() < 1e-9);
        assert_eq!(scale.n_steps, 3);
    }
}
