//! Setting a title in lines that fit, whatever serif the visitor's system has.

use std::fmt::Write as _;

use matinee_core::escape::push_escaped;

/// Type sizes from the largest, in poster units.
const SIZES: [u32; 7] = [46, 41, 37, 33, 30, 27, 24];
/// Most lines of a title.
const MAX_LINES: usize = 4;
/// Longest title that is set whole, in characters; of a longer one its main part.
const LONG: usize = 36;
/// More words than this are cut without trying to balance them.
const MAX_WORDS: usize = 12;
/// From one baseline to the next, as a share of the size, in percent.
const LEADING: u32 = 106;

/// A title, set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lettering {
    lines: Vec<String>,
    size: u32,
    measure: u32,
}

impl Lettering {
    /// Sets `title` as large as fits into lines of `measure` units.
    pub(super) fn set(title: &str, measure: u32) -> Self {
        let title = main_part(title);
        let words: Vec<&str> = title.split_whitespace().collect();
        if words.len() > MAX_WORDS {
            return Self::cut(&words, measure);
        }
        // Fewer lines are worth a somewhat smaller size: a poster is mostly its picture.
        let fits = |(size, n_lines): (u32, usize)| {
            let lines = balanced(&words, n_lines);
            let wide = lines.iter().any(|line| width(line, size) > measure);
            (!wide).then_some(Self {
                lines,
                size,
                measure,
            })
        };
        let one_line = SIZES[..4].iter().map(|&size| (size, 1));
        let two_lines = SIZES[..6].iter().map(|&size| (size, 2));
        let more = SIZES[1..]
            .iter()
            .flat_map(|&size| (3..=MAX_LINES).map(move |n_lines| (size, n_lines)));
        let mut tries = one_line.chain(two_lines).chain(more);
        tries
            .find_map(fits)
            .unwrap_or_else(|| Self::cut(&words, measure))
    }

    /// Sets as many words as fit at the smallest size, and an ellipsis; a word that is too long by
    /// itself is squeezed when drawn.
    fn cut(words: &[&str], measure: u32) -> Self {
        let size = SIZES[SIZES.len() - 1];
        let mut lines: Vec<String> = Vec::new();
        for word in words {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match longer.filter(|line| width(line, size) <= measure) {
                Some(line) => {
                    lines.pop();
                    lines.push(line);
                }
                None if lines.len() == MAX_LINES => {
                    if let Some(last) = lines.last_mut() {
                        last.push('…');
                    }
                    break;
                }
                None => lines.push((*word).to_owned()),
            }
        }
        Self {
            lines,
            size,
            measure,
        }
    }

    fn leading(&self) -> u32 {
        self.size * LEADING / 100
    }

    /// Measures from the top of the first line to the bottom of the last.
    pub(super) fn height(&self) -> u32 {
        self.lines.len().max(1) as u32 * self.leading()
    }

    /// Draws the lines with the top left corner at (x, y).
    pub(super) fn draw(&self, svg: &mut String, x: u32, y: u32, fill: &str) {
        for (line, row) in self.lines.iter().zip(0..) {
            let baseline = y + self.size * 82 / 100 + row * self.leading();
            let _ = write!(
                svg,
                r#"<text x="{x}" y="{baseline}" font-size="{}" fill="{fill}""#,
                self.size
            );
            // Every line is told its length, so that it fits in whatever serif a system has, and
            // all lines of a title are drawn equally wide or narrow.
            let length = width(line, self.size).min(self.measure);
            let _ = write!(
                svg,
                r#" textLength="{length}" lengthAdjust="spacingAndGlyphs""#
            );
            svg.push('>');
            push_escaped(svg, line);
            svg.push_str("</text>");
        }
    }
}

/// Returns a title without its subtitle, where it is long.
fn main_part(title: &str) -> &str {
    let is_short = |part: &str| part.chars().count() <= LONG;
    let mut ends = [": ", " or: ", " or ", " (", ", or ", " - "].into_iter();
    if is_short(title) {
        return title;
    }
    let part = ends.find_map(|end| {
        let (part, _) = title.split_once(end)?;
        is_short(part).then_some(part)
    });
    // `Dr. Strangelove or: How I …` splits at its colon first.
    let part = part.unwrap_or(title);
    part.strip_suffix(" or").unwrap_or(part)
}

/// Breaks words into `n_lines` lines (or fewer) whose longest is as short as possible.
fn balanced(words: &[&str], n_lines: usize) -> Vec<String> {
    let join = |words: &[&str]| words.join(" ");
    if n_lines <= 1 || words.len() <= 1 {
        return vec![join(words)];
    }
    let mut best: Option<(u32, Vec<String>)> = None;
    for first in 1..=words.len() {
        let mut lines = vec![join(&words[..first])];
        if first < words.len() {
            lines.extend(balanced(&words[first..], n_lines - 1));
        }
        let longest = lines.iter().map(|line| width(line, 100)).max().unwrap_or(0);
        if best
            .as_ref()
            .is_none_or(|(shortest, _)| longest < *shortest)
        {
            best = Some((longest, lines));
        }
    }
    best.map(|(_, lines)| lines).unwrap_or_default()
}

/// Measures the width of a line in poster units: that of a bold old-style serif, give or take a
/// tenth.
fn width(line: &str, size: u32) -> u32 {
    let per_mille: u32 = line.chars().map(advance).sum();
    per_mille * size / 1000
}

/// Measures how far a character moves the pen, in thousandths of the size.
fn advance(character: char) -> u32 {
    match character {
        ' ' | '.' | ',' | '\'' | '\u{2019}' => 265,
        'i' | 'j' | 'l' | ':' | ';' | '!' | '|' => 300,
        'f' | 't' | '-' | '(' | ')' | '/' => 350,
        'r' | 's' | 'I' => 410,
        'c' | 'e' | 'z' | 'è'..='ë' | 'ç' => 470,
        'a' | 'g' | 'o' | 'v' | 'x' | 'y' | 'à'..='å' | 'ò'..='ö' | '0'..='9' | '?' | 'J' => {
            525
        }
        'F' | 'P' | 'S' => 615,
        'B' | 'E' | 'L' | 'T' | 'Z' | 'È'..='Ë' => 695,
        'G' | 'H' | 'K' | 'O' | 'Q' => 810,
        'm' | 'M' | 'w' | '&' => 860,
        'W' | '…' => 1030,
        'A'..='Z' | 'À'..='Þ' => 755,
        _ => 580,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEASURE: u32 = 204;

    /// Expects the lines of a title.
    fn check(title: &str, lines: &[&str]) {
        assert_eq!(Lettering::set(title, MEASURE).lines, lines);
    }

    #[test]
    fn a_short_title_is_one_large_line() {
        check("Fargo", &["Fargo"]);
        assert_eq!(Lettering::set("Fargo", MEASURE).size, SIZES[0]);
    }

    #[test]
    fn lines_are_balanced() {
        check("The Third Man", &["The Third", "Man"]);
        check(
            "The Bridge on the River Kwai",
            &["The Bridge on", "the River Kwai"],
        );
    }

    #[test]
    fn a_long_title_keeps_its_main_part() {
        let title = "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb";
        check(title, &["Dr.", "Strangelove"]);
    }

    #[test]
    fn what_never_fits_is_cut_with_an_ellipsis() {
        let title = "incomprehensibilities ".repeat(9);
        let set = Lettering::set(&title, MEASURE);
        assert_eq!(set.lines.len(), MAX_LINES);
        assert!(set.lines[MAX_LINES - 1].ends_with('…'));
    }

    #[test]
    fn no_line_is_drawn_wider_than_the_measure() {
        for title in [
            "W".repeat(60),
            "Wwwwwww Mmmmmmmmmmm".into(),
            "Il Postino".into(),
        ] {
            let set = Lettering::set(&title, MEASURE);
            let mut svg = String::new();
            set.draw(&mut svg, 0, 0, "#000");
            for line in &set.lines {
                let told = svg.contains(&format!("textLength=\"{MEASURE}\""));
                assert!(width(line, set.size) <= MEASURE || told, "{svg}");
            }
        }
    }

    #[test]
    fn an_empty_title_takes_one_line_of_space() {
        let set = Lettering::set("", MEASURE);
        assert_eq!(set.height(), SIZES[0] * LEADING / 100);
    }
}
