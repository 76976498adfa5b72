//! What is on a poster: two dozen pictures, each drawn differently for every movie.
//!
//! Coordinates are whole numbers in a box of 240 × 280, light from above.

mod landscapes;
mod print;
mod rooms;
mod things;

use super::chance::Chance;
use super::inks::Inks;

use print::Print;

/// A picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Motif {
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
    /// A motif of one of the genres.
    pub(super) fn choose(genres: &[&str], chance: &mut Chance) -> Self {
        let own: Vec<Self> = BY_GENRE
            .iter()
            .filter(|(name, _)| genres.contains(name))
            .flat_map(|(_, motifs)| *motifs)
            .copied()
            .collect();
        if own.is_empty() {
            Projector
        } else {
            *chance.pick(&own)
        }
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
        assert_eq!(Motif::choose(&["Telenovela"], &mut chance), Projector);
        assert_eq!(Motif::choose(&[], &mut chance), Projector);
    }
}
