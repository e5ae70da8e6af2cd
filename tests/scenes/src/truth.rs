//! What is known about a rendered photo.

use crate::Subject;

/// A line of `truth.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    /// Path of the file below the set's folder, with `/` between folders.
    pub key: String,
    /// What the photo shows.
    pub subject: Subject,
    /// Number of the scene in the set.
    pub index: u64,
    /// Stored width in pixels.
    pub width: u32,
    /// Stored height in pixels.
    pub height: u32,
    /// EXIF orientation.
    pub orientation: u16,
    /// Length of the file.
    pub bytes: u64,
}

impl Truth {
    /// The header of `truth.csv`, without a line end.
    pub const CSV_HEADER: &str = "key,subject,has_pylon,index,width,height,orientation,bytes";

    /// The photo's line, without a line end. Keys and subjects hold no comma and no quote.
    pub fn csv_line(&self) -> String {
        let Self { key, subject, index, width, height, orientation, bytes } = self;
        let has_pylon = subject.has_pylon();
        format!("{key},{subject},{has_pylon},{index},{width},{height},{orientation},{bytes}")
    }
}
