//! Where people are.

use std::fmt::Write as _;

use super::super::inks::Inks;
use super::print::Print;

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
