//! Under the open sky.

use std::fmt::Write as _;

use super::super::inks::Inks;
use super::print::{Print, unit};

impl Print<'_> {
    pub(super) fn rays(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let (x, y) = (self.chance.between(50, 190), self.chance.between(130, 230));
        let n = self.chance.between(9, 15);
        for ray in 0..n {
            let a = unit(ray, n);
            let b = unit(2 * ray + 1, 2 * n);
            let d = format!(
                "M{x} {y}L{} {}L{} {}Z",
                x + a.0 * 4 / 10,
                y + a.1 * 4 / 10,
                x + b.0 * 4 / 10,
                y + b.1 * 4 / 10
            );
            self.path(far, &d);
        }
        let r = self.chance.between(34, 58);
        self.circle(light, (x, y), r + 10);
        self.circle(spark, (x, y), r);
        self.path(near, "M0 280V246Q60 226 120 244T240 240V280Z");
    }

    pub(super) fn planet(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        self.sprinkle(light, 34, 270);
        let (x, y, r) = (
            self.chance.between(90, 150),
            self.chance.between(120, 170),
            self.chance.between(56, 76),
        );
        let tilt = self.chance.between(-28, 28);
        self.circle(far, (x, y), r);
        self.path(
            near,
            &format!(
                "M{x} {}A{r} {r} 0 0 1 {x} {}A{} {r} 0 0 0 {x} {}Z",
                y - r,
                y + r,
                r / 2,
                y - r
            ),
        );
        let _ = write!(
            self.svg,
            r#"<g transform="rotate({tilt} {x} {y})"><path d="M{} {y}A{} {} 0 0 0 {} {y}" fill="none" stroke="{spark}" stroke-width="9"/></g>"#,
            x - r - 34,
            r + 34,
            r / 3,
            x + r + 34
        );
        let moon = (self.chance.between(30, 70), self.chance.between(30, 60));
        self.circle(light, moon, 15);
    }

    pub(super) fn mesas(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let sun = (self.chance.between(60, 180), self.chance.between(90, 150));
        let r = self.chance.between(36, 56);
        self.circle(light, sun, r);
        let (a, b) = (self.chance.between(0, 60), self.chance.between(130, 180));
        self.path(
            far,
            &format!(
                "M0 280V190H{}L{} 130H{}L{} 190H{b}L{} 156H{}L{} 190H240V280Z",
                a,
                a + 12,
                a + 60,
                a + 74,
                b + 10,
                b + 46,
                b + 58
            ),
        );
        let bend = self.chance.between(196, 226);
        self.path(
            near,
            &format!("M0 280V236Q70 {bend} 130 236T240 {}V280Z", bend + 10),
        );
        let x = self.chance.between(40, 200);
        self.line(
            spark,
            10,
            &format!("M{x} 268V196M{x} 240H{}V220M{x} 228H{}V206", x - 20, x + 20),
        );
    }

    pub(super) fn sea(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let (x, y) = (self.chance.between(70, 170), self.chance.between(80, 130));
        let r = self.chance.between(40, 58);
        self.circle(light, (x, y), r);
        for row in 0..6 {
            let y = 150 + row * 26;
            let shift = self.chance.between(-30, 0);
            let mut d = format!("M{shift} 280V{y}");
            for _ in 0..7 {
                d.push_str("q20 -15 40 0");
            }
            d.push_str("V280Z");
            self.path(if row % 2 == 0 { far } else { near }, &d);
            if row == 1 {
                let x = self.chance.between(60, 180);
                self.path(spark, &format!("M{x} 112V176L{} 176Z", x + 34));
                self.path(light, &format!("M{} 126V176H{}Z", x - 5, x - 28));
                self.path(
                    near,
                    &format!("M{} 182H{}L{} 200H{}Z", x - 38, x + 44, x + 28, x - 24),
                );
            }
        }
    }

    pub(super) fn forest(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let moon = (self.chance.between(70, 170), self.chance.between(70, 120));
        let r = self.chance.between(32, 52);
        self.circle(light, moon, r);
        for (ink, top, step) in [(far, 120, 30), (near, 164, 40)] {
            let mut x = self.chance.between(-20, 0);
            while x < 250 {
                let height = self.chance.between(-24, 24);
                self.path(
                    ink,
                    &format!(
                        "M{x} {}L{} 280H{}Z",
                        top + height,
                        x - step * 2 / 3,
                        x + step * 2 / 3
                    ),
                );
                x += step + self.chance.between(-8, 8);
            }
        }
        let x = self.chance.between(60, 180);
        self.circle(spark, (x, 250), 6);
        self.circle(spark, (x + 20, 250), 6);
    }

    pub(super) fn road(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let x = self.chance.between(80, 160);
        let sun = self.chance.between(40, 60);
        self.circle(spark, (x, 138), sun);
        self.path(
            far,
            &format!("M0 280V138H240V280ZM0 138L{} 104L{} 138Z", x / 3, x * 2 / 3),
        );
        self.path(near, &format!("M{} 138H{}L250 280H-10Z", x - 4, x + 4));
        for (y, height, width) in [(150, 8, 2), (168, 14, 4), (194, 22, 7), (230, 34, 11)] {
            let middle = x + (120 - x) * (y - 138) / 142;
            self.rect(light, (middle - width / 2, y), (width, height));
        }
        for (y, height) in [(140, 20), (142, 34), (146, 56)] {
            let pole = 232 - (height - 20) * 2;
            self.line(
                near,
                height / 9,
                &format!(
                    "M{pole} {}V{}M{} {}h{}",
                    y + height,
                    y - height,
                    pole - height / 4,
                    y - height + 6,
                    height / 2
                ),
            );
        }
    }

    pub(super) fn castle(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let moon = (self.chance.between(50, 190), self.chance.between(46, 80));
        self.circle(light, moon, 30);
        self.sprinkle(light, 12, 120);
        let peak = self.chance.between(60, 180);
        self.path(far, &format!("M-20 280L{peak} 110L260 280Z"));
        let x = self.chance.between(84, 120);
        for (dx, top, width) in [(-34, 178, 26), (0, 136, 34), (42, 164, 24)] {
            let left = x + dx;
            self.rect(near, (left, top), (width, 160));
            self.path(
                spark,
                &format!(
                    "M{} {top}L{} {}L{} {top}Z",
                    left - 5,
                    left + width / 2,
                    top - 40,
                    left + width + 5
                ),
            );
            self.rect(light, (left + width / 2 - 4, top + 22), (8, 14));
        }
        self.path(near, "M0 280V244Q120 214 240 248V280Z");
    }

    pub(super) fn searchlights(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let n = self.chance.between(3, 5);
        for beam in 0..n {
            let foot = 30 + beam * 180 / (n - 1);
            let top = self.chance.between(0, 240);
            self.glow(light, &format!("M{foot} 250L{} 0H{}Z", top - 26, top + 26));
        }
        let (x, y) = (self.chance.between(60, 180), self.chance.between(50, 90));
        self.path(spark, &format!("M{} {y}h30l18 -18h10l-8 18h26l8 -8h8l-4 12l4 12h-8l-8 -8h-26l8 18h-10l-18 -18h-30q-10 -4 0 -8Z", x - 44));
        self.path(far, "M0 280V238Q40 214 84 236T170 226T240 238V280Z");
        self.path(near, "M0 280V258Q60 238 120 256T240 250V280Z");
    }
}
