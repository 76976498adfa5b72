//! Motifs with a place: under the open sky, and where people are.

use std::fmt::Write as _;

use super::print::{Inks, Print, unit};

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

// Where people are.

impl Print<'_> {
    pub(super) fn blinds(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let lean = self.chance.between(20, 60);
        let step = self.chance.between(24, 32);
        for slat in 0..14 {
            let y = slat * step - 90;
            let d = format!(
                "M30 {}L210 {y}V{}L30 {}Z",
                y + lean,
                y + step / 2,
                y + lean + step / 2
            );
            self.path(if slat % 4 == 1 { far } else { light }, &d);
        }
        // Somebody with a hat, seen against the window.
        let x = self.chance.between(90, 150);
        self.path(
            near,
            &format!("M{} 280Q{} 206 {x} 206T{} 280Z", x - 74, x - 66, x + 74),
        );
        self.path(
            near,
            &format!(
                "M{} 152H{}V180Q{} 214 {x} 214T{} 180Z",
                x - 29,
                x + 29,
                x + 29,
                x - 29
            ),
        );
        self.path(
            near,
            &format!(
                "M{} 158Q{x} 138 {} 158Q{x} 172 {} 158Z",
                x - 56,
                x + 56,
                x - 56
            ),
        );
        self.path(
            near,
            &format!("M{} 152Q{} 108 {x} 114T{} 152Z", x - 32, x - 28, x + 32),
        );
        self.line(spark, 6, &format!("M{} 147Q{x} 138 {} 147", x - 29, x + 29));
        self.path(near, "M0 0H30V280H0ZM210 0H240V280H210Z");
    }

    pub(super) fn skyline(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let moon = (self.chance.between(50, 190), self.chance.between(50, 90));
        let r = self.chance.between(24, 40);
        self.circle(light, moon, r);
        let mut x = -10;
        while x < 240 {
            let (width, top) = (self.chance.between(26, 52), self.chance.between(90, 170));
            self.rect(far, (x, top), (width, 200));
            x += width;
        }
        let mut x = -14;
        while x < 240 {
            let (width, top) = (self.chance.between(38, 62), self.chance.between(140, 226));
            self.rect(near, (x, top), (width, 200));
            for row in 0..(270 - top) / 20 {
                for column in 0..(width - 10) / 14 {
                    if self.chance.one_in(3) {
                        let ink = if self.chance.one_in(6) { spark } else { light };
                        self.rect(ink, (x + 8 + column * 14, top + 12 + row * 20), (7, 10));
                    }
                }
            }
            x += width + self.chance.between(0, 6);
        }
    }

    pub(super) fn stairs(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let n = self.chance.between(6, 8);
        let step = 240 / n;
        self.path(light, "M150 0H240V110Z");
        let mut d = "M0 280V262".to_owned();
        for _ in 0..=n {
            let _ = write!(d, "h{step}v-{}", 200 / n);
        }
        d.push_str("V280Z");
        self.path(far, &d);
        let on = self.chance.between(1, n - 3);
        let (x, y) = (on * step + step / 2, 262 - on * (200 / n));
        self.path(near, &format!("M{} {y}L0 280H-200V{}Z", x + 10, y - 40));
        self.path(near, &format!("M{} {y}l8 -46q6 -12 12 0l8 46Z", x - 14));
        self.circle(near, (x, y - 64), 11);
        self.path(spark, &format!("M{} {}q20 -16 40 0Z", x - 20, y - 67));
        self.path(spark, &format!("M{} {}q10 -18 20 0Z", x - 10, y - 70));
    }

    pub(super) fn keyhole(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        self.rect(near, (0, 0), (240, 280));
        let plate = self.chance.between(96, 112);
        self.ring(far, (120, 130), plate, 4);
        let hole = "M120 54a52 52 0 0 1 30 94L172 246H68L90 148a52 52 0 0 1 30 -94Z";
        self.path(light, hole);
        let x = 120 + self.chance.between(-12, 12);
        self.circle(spark, (x, 150), 13);
        self.path(
            spark,
            &format!(
                "M{} 246L{} 178Q{x} 158 {} 178L{} 246Z",
                x - 22,
                x - 16,
                x + 16,
                x + 22
            ),
        );
    }

    pub(super) fn house(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let moon = (self.chance.between(40, 200), self.chance.between(44, 84));
        let r = self.chance.between(16, 30);
        self.circle(light, moon, r);
        let hill = self.chance.between(160, 200);
        self.path(far, &format!("M0 280V210Q80 {hill} 150 206T240 200V280Z"));
        let x = self.chance.between(50, 130);
        self.rect(near, (x, 176), (72, 80));
        self.path(
            near,
            &format!("M{} 180L{} 128L{} 180Z", x - 12, x + 36, x + 84),
        );
        self.rect(near, (x + 50, 134), (12, 30));
        let lit = self.chance.between(0, 3);
        for window in 0..4 {
            let at = (x + 12 + window % 2 * 30, 190 + window / 2 * 30);
            self.rect(if window == lit { spark } else { light }, at, (18, 20));
        }
        self.path(near, "M0 280V250Q120 230 240 254V280Z");
    }

    pub(super) fn curtain(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let x = self.chance.between(95, 145);
        self.glow(
            light,
            &format!("M{} 0H{}L{} 250H{}Z", x - 8, x + 8, x + 70, x - 70),
        );
        let _ = write!(
            self.svg,
            r#"<ellipse cx="{x}" cy="248" rx="70" ry="16" fill="{light}"/>"#
        );
        self.circle(near, (x, 172), 14);
        self.path(
            near,
            &format!(
                "M{} 246L{} 196Q{x} 182 {} 196L{} 246Z",
                x - 24,
                x - 14,
                x + 14,
                x + 24
            ),
        );
        for (left, sign) in [(0, 1), (240, -1)] {
            for fold in 0..4 {
                let width = 76 - fold * 18;
                let ink = if fold % 2 == 0 { spark } else { far };
                let edge = left + sign * width;
                self.path(
                    ink,
                    &format!(
                        "M{left} 0H{edge}Q{} 150 {} 280H{left}Z",
                        left + sign * (width * 7 / 10),
                        left + sign * (width * 8 / 10)
                    ),
                );
            }
        }
        let mut d = "M0 0H240V34".to_owned();
        for _ in 0..6 {
            d.push_str("q-20 34 -40 0");
        }
        d.push('Z');
        self.path(near, &d);
    }

    pub(super) fn projector(&mut self) {
        let Inks {
            far,
            near,
            light,
            spark,
            ..
        } = *self.inks;
        let y = self.chance.between(110, 160);
        self.glow(light, &format!("M78 {y}L240 {}V{}Z", y - 96, y + 96));
        self.rect(near, (18, y - 26), (60, 52));
        for (x, r) in [(30, 30), (76, 24)] {
            self.circle(spark, (x, y - 26 - r), r);
            self.circle(near, (x, y - 26 - r), r / 3);
        }
        self.rect(far, (0, 244), (240, 36));
        for hole in 0..9 {
            self.rect(light, (8 + hole * 28, 255), (14, 14));
        }
    }
}
