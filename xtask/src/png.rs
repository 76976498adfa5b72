//! Pictures of few colours as PNG files with a palette: a fifth of what a browser writes.

use std::collections::{BTreeMap, HashMap};
use std::io::Write as _;

use anyhow::{Context, Result, ensure};
use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

/// The most colours that a palette has.
const COLOURS: usize = 256;
const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// Red, green, blue, opacity.
type Colour = [u8; 4];

/// The PNG of rows of pixels. Colours beyond the 256 that are most frequent become the nearest of them: where
/// surfaces are flat, those are in-between colours of their edges.
///
/// # Errors
/// When there are not as many pixels as that.
pub(crate) fn encode(pixels: &[Colour], [width, height]: [u32; 2]) -> Result<Vec<u8>> {
    let row = usize::try_from(width)?;
    ensure!(
        row > 0 && pixels.len() == row * usize::try_from(height)?,
        "{} pixels are no picture of {width} × {height}",
        pixels.len()
    );
    let palette = palette(pixels);
    let indices = indices(pixels, &palette);
    let mut rows = ZlibEncoder::new(Vec::new(), Compression::best());
    for row in indices.chunks(row) {
        // No filter: neighbours of a flat surface are equal already.
        rows.write_all(&[0])?;
        rows.write_all(row)?;
    }
    let rows = rows.finish().context("compressing in memory")?;
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    // Eight bits a pixel, by a palette; the only compression, the only filters, not interlaced.
    header.extend([8, 3, 0, 0, 0]);
    let colours: Vec<u8> = palette.iter().flat_map(|it| it[..3].to_vec()).collect();
    let opacities: Vec<u8> = palette.iter().map(|it| it[3]).collect();
    let mut png = SIGNATURE.to_vec();
    for (kind, body) in [
        (b"IHDR", header),
        (b"PLTE", colours),
        (b"tRNS", opacities),
        (b"IDAT", rows),
        (b"IEND", Vec::new()),
    ] {
        let mut crc = Crc::new();
        crc.update(kind);
        crc.update(&body);
        png.extend(u32::try_from(body.len())?.to_be_bytes());
        png.extend(kind);
        png.extend(&body);
        png.extend(crc.sum().to_be_bytes());
    }
    Ok(png)
}

/// The most frequent colours.
fn palette(pixels: &[Colour]) -> Vec<Colour> {
    let mut counts: BTreeMap<Colour, usize> = BTreeMap::new();
    for &pixel in pixels {
        *counts.entry(pixel).or_default() += 1;
    }
    let mut colours: Vec<(Colour, usize)> = counts.into_iter().collect();
    // Stable: equally frequent ones stay in their order.
    colours.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    colours.truncate(COLOURS);
    colours.into_iter().map(|(colour, _)| colour).collect()
}

/// Where in the palette the nearest colour of each pixel is.
fn indices(pixels: &[Colour], palette: &[Colour]) -> Vec<u8> {
    let distance = |a: Colour, b: Colour| {
        let parts = a.iter().zip(&b);
        parts
            .map(|(&a, &b)| u32::from(a.abs_diff(b)).pow(2))
            .sum::<u32>()
    };
    let nearest = |pixel: Colour| {
        let indices = (0..=u8::MAX).zip(palette);
        indices
            .min_by_key(|&(_, &colour)| distance(pixel, colour))
            .map_or(0, |(index, _)| index)
    };
    let mut known = HashMap::new();
    let mut index = |pixel| *known.entry(pixel).or_insert_with(|| nearest(pixel));
    pixels.iter().map(|&pixel| index(pixel)).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::ZlibDecoder;

    use super::*;

    /// The body of a chunk.
    fn chunk<'a>(png: &'a [u8], kind: &[u8; 4]) -> &'a [u8] {
        let at = png.windows(4).position(|it| it == kind).expect("a chunk");
        let length: [u8; 4] = png[at - 4..at].try_into().expect("four bytes");
        &png[at + 4..][..u32::from_be_bytes(length) as usize]
    }

    #[test]
    fn pixels_are_found_again_by_the_palette() {
        const RED: Colour = [200, 0, 0, 255];
        const NOTHING: Colour = [0, 0, 0, 0];
        let png = encode(&[RED, RED, NOTHING, RED], [2, 2]).expect("a picture");
        assert!(png.starts_with(&SIGNATURE));
        assert_eq!(chunk(&png, b"PLTE"), [200, 0, 0, 0, 0, 0]);
        assert_eq!(chunk(&png, b"tRNS"), [255, 0]);
        let mut rows = Vec::new();
        let mut decoder = ZlibDecoder::new(chunk(&png, b"IDAT"));
        decoder.read_to_end(&mut rows).expect("compressed");
        assert_eq!(rows, [0, 0, 0, 0, 1, 0]);
    }

    #[test]
    fn a_colour_too_many_becomes_the_nearest() {
        let pixel = |n: usize| [(n % 256) as u8, (n / 256) as u8 * 9, 0, 255];
        // Twice all but the last.
        let pixels: Vec<Colour> = (0..256).chain(0..257).map(pixel).collect();
        let palette = palette(&pixels);
        assert_eq!(palette.len(), COLOURS);
        let last = indices(&pixels, &palette)[512];
        assert_eq!(palette[usize::from(last)], pixel(0));
    }

    #[test]
    fn a_number_of_pixels_that_fits_no_picture_is_refused() {
        assert!(encode(&[[0; 4]; 3], [2, 2]).is_err());
        assert!(encode(&[], [0, 0]).is_err());
    }
}
