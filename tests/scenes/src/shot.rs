//! The EXIF block of a rendered photo, as an invented drone would write it.

use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};

use crate::geometry::Frame;

/// What the drone knows about a photo.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shot {
    /// Number of the photo in its set: the drone flies along a line and takes one photo every 12 seconds.
    pub(crate) index: u64,
    pub(crate) altitude_metres: f32,
    pub(crate) half_width: f32,
}

/// The invented maker; also how a rendered file is told from a person's photo.
pub(crate) const MAKE: &str = "Apoyo Demo";

/// The content of an APP1 segment for the photo.
pub(crate) fn exif_segment(shot: &Shot, frame: Frame) -> Result<Vec<u8>, exif::Error> {
    let fields = fields(shot, frame);
    let mut writer = Writer::new();
    for field in &fields {
        writer.push_field(field);
    }
    let mut body = Cursor::new(Vec::new());
    writer.write(&mut body, false)?;
    Ok([b"Exif\0\0".to_vec(), body.into_inner()].concat())
}

fn fields(shot: &Shot, frame: Frame) -> Vec<Field> {
    let taken = taken_at(shot.index);
    // 35 mm film is 36 mm wide; the invented sensor is 13.2 mm wide.
    let (film, focal) = (18.0 / shot.half_width, 6.6 / shot.half_width);
    let (latitude, longitude) = position(shot.index);
    vec![
        text(Tag::Make, MAKE),
        text(Tag::Model, "Ojo 2"),
        text(Tag::Software, "apoyo demo"),
        Field {
            tag: Tag::Orientation,
            ifd_num: In::PRIMARY,
            value: Value::Short(vec![frame.orientation.exif()]),
        },
        text(Tag::DateTime, &taken),
        text(Tag::DateTimeOriginal, &taken),
        rational(Tag::ExposureTime, &[(1, 640)]),
        rational(Tag::FNumber, &[(28, 10)]),
        short(Tag::PhotographicSensitivity, 100),
        rational(Tag::FocalLength, &[((focal * 100.0) as u32, 100)]),
        short(Tag::FocalLengthIn35mmFilm, film.round() as u16),
        long(Tag::PixelXDimension, frame.width as u32),
        long(Tag::PixelYDimension, frame.height as u32),
        text(Tag::GPSLatitudeRef, "N"),
        rational(Tag::GPSLatitude, &degrees(latitude)),
        text(Tag::GPSLongitudeRef, "W"),
        rational(Tag::GPSLongitude, &degrees(longitude)),
        Field { tag: Tag::GPSAltitudeRef, ifd_num: In::PRIMARY, value: Value::Byte(vec![0]) },
        rational(Tag::GPSAltitude, &[((GROUND_METRES + shot.altitude_metres) as u32 * 100, 100)]),
    ]
}

/// Height of the land above the sea.
const GROUND_METRES: f32 = 780.0;

/// The first photo is taken on 12 May 2026 at 09:00; a day has 1,500 photos (five hours of flight).
fn taken_at(index: u64) -> String {
    let (day, seconds) = (index / 1500, index % 1500 * 12);
    let (year, month, day_of_month) = (2026 + day / 336, 1 + (4 + day / 28) % 12, 1 + (11 + day % 28) % 28);
    let (hour, minute, second) = (9 + seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}:{month:02}:{day_of_month:02} {hour:02}:{minute:02}:{second:02}")
}

/// Degrees north and west of photo `index`: a line of about 60 m a photo, started anew every 2,000 photos.
fn position(index: u64) -> (f64, f64) {
    let (row, step) = (index / 2000, index % 2000);
    (41.9 + row as f64 * 0.002 + step as f64 * 0.0003, 4.7 - step as f64 * 0.0005)
}

fn degrees(value: f64) -> [(u32, u32); 3] {
    let minutes = value.fract() * 60.0;
    [(value as u32, 1), (minutes as u32, 1), ((minutes.fract() * 60.0 * 10_000.0) as u32, 10_000)]
}

fn text(tag: Tag, value: &str) -> Field {
    Field { tag, ifd_num: In::PRIMARY, value: Value::Ascii(vec![value.as_bytes().to_vec()]) }
}

fn short(tag: Tag, value: u16) -> Field {
    Field { tag, ifd_num: In::PRIMARY, value: Value::Short(vec![value]) }
}

fn long(tag: Tag, value: u32) -> Field {
    Field { tag, ifd_num: In::PRIMARY, value: Value::Long(vec![value]) }
}

fn rational(tag: Tag, values: &[(u32, u32)]) -> Field {
    let values = values.iter().map(|(num, denom)| Rational { num: *num, denom: *denom }).collect();
    Field { tag, ifd_num: In::PRIMARY, value: Value::Rational(values) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_photos_have_dates_that_exist() {
        for index in [0, 1499, 1500, 50_000, 999_999] {
            let taken = taken_at(index);
            let part = |range: std::ops::Range<usize>| taken[range].parse::<u32>().unwrap();
            assert!((1..=12).contains(&part(5..7)) && (1..=28).contains(&part(8..10)), "{taken}");
            assert!((9..=14).contains(&part(11..13)) && part(14..16) < 60 && part(17..19) < 60, "{taken}");
        }
    }
}
