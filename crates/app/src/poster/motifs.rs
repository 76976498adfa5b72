//! What is on a poster: two dozen pictures, each drawn differently for every movie. Those of one thing,
//! large, are here; those with a place are in `scenes`.
//!
//! Coordinates are whole numbers in a box of 240 × 280, light from above.

use std::fmt::Write as _;

use super::print::{Chance, Inks, Print};

/// A picture.
#[allow(
    missing_docs,
    reason = "each is drawn by a function that says what it is"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motif {
    Rays,
    Planet,
    Blinds,
    Skyline,
    Mesas,
    Sea,
    Curtain,
    Circles,
    Balloons,
    Eye,
    Spiral,
    Searchlights,
    Castle,
    Projector,
    Speed,
    Forest,
    Target,
    Stairs,
    Keyhole,
    House,
    Road,
    Piano,
    Umbrella,
    Smile,
}

use Motif::{
    Balloons, Blinds, Castle, Circles, Curtain, Eye, Forest, House, Keyhole, Mesas, Piano, Planet,
    Projector, Rays, Road, Sea, Searchlights, Skyline, Smile, Speed, Spiral, Stairs, Target,
    Umbrella,
};

/// The motifs of each genre.
const BY_GENRE: [(&str, &[Motif]); 18] = [
    ("Action", &[Speed, Target, Rays, Skyline, Searchlights]),
    ("Adventure", &[Mesas, Road, Rays, Sea, Castle, Forest]),
    ("Animation", &[Balloons, Castle, Forest, Rays, Smile, Sea]),
    (
        "Children's",
        &[Balloons, Smile, House, Forest, Castle, Rays],
    ),
    (
        "Comedy",
        &[Smile, Curtain, Balloons, Rays, Umbrella, House, Speed],
    ),
    ("Crime", &[Skyline, Target, Keyhole, Stairs, Blinds]),
    ("Documentary", &[Projector, Road, Mesas, Sea, Rays]),
    (
        "Drama",
        &[
            House, Sea, Umbrella, Stairs, Circles, Road, Forest, Curtain, Mesas, Skyline,
        ],
    ),
    ("Fantasy", &[Castle, Planet, Forest, Spiral, Balloons]),
    ("Film-Noir", &[Blinds, Stairs, Skyline, Umbrella]),
    ("Horror", &[Eye, Forest, House, Stairs, Keyhole, Spiral]),
    (
        "Musical",
        &[Piano, Curtain, Umbrella, Searchlights, Balloons],
    ),
    ("Mystery", &[Keyhole, Eye, Spiral, Stairs, Blinds]),
    ("Romance", &[Circles, Sea, Umbrella, Balloons, House, Rays]),
    ("Sci-Fi", &[Planet, Rays, Eye, Spiral, Searchlights]),
    ("Thriller", &[Spiral, Eye, Target, Stairs, Keyhole, Speed]),
    ("War", &[Searchlights, Target, Mesas, Rays]),
    ("Western", &[Mesas, Road, Rays]),
];

impl Motif {
    /// Chooses a motif of one of the genres: the first after one that chance picks that is not `taken`,
    /// or that one where all are.
    pub(super) fn choose(genres: &[&str], taken: &[Self], chance: &mut Chance) -> Self {
        let own: Vec<Self> = BY_GENRE
            .iter()
            .filter(|(name, _)| genres.contains(name))
            .flat_map(|(_, motifs)| *motifs)
            .copied()
            .collect();
        if own.is_empty() {
            return Projector;
        }
        let picked = *chance.pick(&own);
        let first = own.iter().position(|it| *it == picked).unwrap_or_default();
        let (before, after) = own.split_at(first);
        let mut in_turn = after.iter().chain(before);
        *in_turn.find(|it| !taken.contains(it)).unwrap_or(&picked)
    }

    /// Draws the picture over its sky.
    pub(super) fn draw(self, svg: &mut String, inks: &Inks, chance: &mut Chance) {
        let mut print = Print { svg, inks, chance };
        match self {
            Rays => print.rays(),
            Planet => print.planet(),
            Blinds => print.blinds(),
            Skyline => print.skyline(),
            Mesas => print.mesas(),
            Sea => print.sea(),
            Curtain => print.curtain(),
            Circles => print.circles(),
            Balloons => print.balloons(),
            Eye => print.eye(),
            Spiral => print.spiral(),
            Searchlights => print.searchlights(),
            Castle => print.castle(),
            Projector => print.projector(),
            Speed => print.speed(),
            Forest => print.forest(),
            Target => print.target(),
            Stairs => print.stairs(),
            Keyhole => print.keyhole(),
            House => print.house(),
            Road => print.road(),
            Piano => print.piano(),
            Umbrella => print.umbrella(),
            Smile => print.smile(),
        }
    }
}

impl Print<'_> {
    pub(super) fn circles(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let r = self.chance.between(58, 74);
        let shift = self.chance.between(28, 44);
        let rise = self.chance.between(-30, 30);
        let (a, b) = ((120 - shift, 140 + rise), (120 + shift, 140 - rise));
        self.circle(near, a, r);
        let _ = write!(
            self.svg,
            r#"<circle cx="{}" cy="{}" r="{r}" fill="{spark}" opacity=".82"/>"#,
            b.0, b.1
        );
        self.ring(light, a, r + 14, 3);
        self.ring(far, b, r + 14, 3);
    }

    pub(super) fn balloons(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let knot = self.chance.between(90, 150);
        let n = self.chance.between(5, 8);
        for balloon in 0..n {
            let at = (
                40 + balloon * 160 / (n - 1) + self.chance.between(-12, 12),
                self.chance.between(50, 150),
            );
            let r = self.chance.between(22, 34);
            self.line(
                near,
                2,
                &format!(
                    "M{} {}Q{} 220 {knot} 280",
                    at.0,
                    at.1 + r,
                    (at.0 + knot) / 2
                ),
            );
            let ink = [spark, far, light, near][balloon as usize % 4];
            self.circle(ink, at, r);
        }
    }

    pub(super) fn eye(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let y = self.chance.between(120, 160);
        let lid = self.chance.between(80, 110);
        for lash in 0..9 {
            let x = 20 + lash * 25;
            self.line(
                near,
                5,
                &format!(
                    "M120 {y}L{} {}",
                    x + (x - 120) / 3,
                    y - lid - (lash % 2) * 16
                ),
            );
        }
        self.path(
            light,
            &format!("M8 {y}Q120 {} 232 {y}Q120 {} 8 {y}Z", y - lid, y + lid),
        );
        let x = 120 + self.chance.between(-22, 22);
        self.circle(far, (x, y), 46);
        self.ring(near, (x, y), 36, 4);
        self.circle(near, (x, y), 24);
        self.circle(spark, (x + 9, y - 9), 8);
    }

    pub(super) fn spiral(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let (x, y) = (self.chance.between(95, 145), self.chance.between(120, 160));
        let turn = self.chance.between(14, 20);
        for ring in (1..=12).rev() {
            let ink = if ring % 2 == 0 { near } else { far };
            let offset = if ring % 4 < 2 { ring } else { -ring };
            self.circle(ink, (x + offset, y + offset / 2), ring * turn);
        }
        self.circle(light, (x, y), turn);
        // Somebody falls.
        let foot = (x + self.chance.between(-40, 40), y + 70);
        self.circle(spark, (foot.0, foot.1 - 34), 8);
        self.line(
            spark,
            9,
            &format!(
                "M{} {}l-4 28l-16 22M{} {}l18 20M{} {}l-22 -8M{} {}l20 -14",
                foot.0,
                foot.1 - 22,
                foot.0 - 4,
                foot.1 + 4,
                foot.0,
                foot.1 - 18,
                foot.0,
                foot.1 - 18
            ),
        );
    }

    pub(super) fn speed(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let mut y = -120;
        while y < 300 {
            let height = self.chance.between(10, 34);
            let ink = *self.chance.pick(&[far, near, spark, light]);
            self.path(
                ink,
                &format!("M0 {}L240 {y}v{height}L0 {}Z", y + 120, y + 120 + height),
            );
            y += height + self.chance.between(14, 40);
        }
        let (x, y) = (self.chance.between(80, 160), self.chance.between(110, 170));
        self.circle(near, (x, y), 52);
        self.circle(light, (x, y), 34);
        self.circle(spark, (x, y), 16);
    }

    pub(super) fn target(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let (x, y) = (self.chance.between(80, 160), self.chance.between(110, 170));
        for (ring, ink) in (1..=6).rev().zip([near, light, near, light, far, spark]) {
            self.circle(ink, (x, y), ring * 19);
        }
        for _ in 0..self.chance.between(2, 4) {
            let hole = (
                x + self.chance.between(-70, 70),
                y + self.chance.between(-70, 70),
            );
            self.circle(near, hole, 8);
            self.ring(light, hole, 10, 2);
        }
    }

    pub(super) fn piano(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let lean = self.chance.between(-16, 16);
        let _ = write!(self.svg, r#"<g transform="rotate({lean} 120 140)">"#);
        for key in -2..8 {
            self.rect(light, (key * 36 + 2, 110), (32, 240));
        }
        for key in -2..8_i32 {
            if key.rem_euclid(7) != 2 && key.rem_euclid(7) != 6 {
                self.rect(near, (key * 36 + 26, 110), (20, 110));
            }
        }
        let pressed = self.chance.between(1, 4);
        self.rect(spark, (pressed * 36 + 2, 222), (32, 130));
        self.rect(far, (-60, 70), (360, 44));
        self.svg.push_str("</g>");
        let (x, y) = (self.chance.between(60, 160), 52);
        self.line(near, 5, &format!("M{x} {y}V14L{} 6V44", x + 36));
        self.circle(near, (x - 8, y), 11);
        self.circle(near, (x + 28, y - 8), 11);
    }

    pub(super) fn umbrella(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        for _ in 0..40 {
            let (x, y) = (self.chance.between(0, 250), self.chance.between(-10, 270));
            self.line(far, 3, &format!("M{x} {y}l-8 24"));
        }
        let (x, y) = (self.chance.between(90, 150), self.chance.between(120, 150));
        self.line(near, 6, &format!("M{x} {y}V232q0 18 -16 18"));
        self.path(spark, &format!("M{} {y}A84 84 0 0 1 {} {y}q-14 -16 -28 0q-14 -16 -28 0q-14 -16 -28 0q-14 -16 -28 0q-14 -16 -28 0q-14 -16 -28 0Z", x - 84, x + 84));
        self.path(
            light,
            &format!(
                "M{x} {}Q{} {} {} {y}q14 -16 28 0Q{} {} {x} {}Z",
                y - 84,
                x - 36,
                y - 40,
                x - 28,
                x + 16,
                y - 40,
                y - 84
            ),
        );
        self.path(near, "M0 280V264Q60 256 120 264T240 262V280Z");
    }

    pub(super) fn smile(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let (x, y) = (self.chance.between(100, 140), self.chance.between(125, 155));
        let r = self.chance.between(80, 96);
        self.circle(far, (x + 8, y + 8), r);
        self.circle(light, (x, y), r);
        let wink = self.chance.one_in(2);
        self.circle(near, (x - 30, y - 22), 11);
        if wink {
            self.line(near, 7, &format!("M{} {}q14 12 28 0", x + 16, y - 22));
        } else {
            self.circle(near, (x + 30, y - 22), 11);
        }
        self.path(
            near,
            &format!(
                "M{} {}Q{x} {} {} {}Q{x} {} {} {}Z",
                x - 52,
                y + 14,
                y + 98,
                x + 52,
                y + 14,
                y + 40,
                x - 52,
                y + 14
            ),
        );
        self.path(
            spark,
            &format!(
                "M{} {}Q{x} {} {} {}Q{x} {} {} {}Z",
                x - 26,
                y + 48,
                y + 36,
                x + 26,
                y + 48,
                y + 72,
                x - 26,
                y + 48
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_motif_is_on_some_poster() {
        let used: Vec<Motif> = BY_GENRE.iter().flat_map(|(_, own)| *own).copied().collect();
        let mut distinct: Vec<String> = used.iter().map(|motif| format!("{motif:?}")).collect();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), 24);
    }

    #[test]
    fn a_genre_that_nobody_knows_shows_a_projector() {
        let mut chance = Chance::new(1);
        assert_eq!(Motif::choose(&["Telenovela"], &[], &mut chance), Projector);
        assert_eq!(Motif::choose(&[], &[], &mut chance), Projector);
    }
}
