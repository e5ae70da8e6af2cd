use std::ops::Add;

use crate::workload::count;

/// Calls of S3, by what they are paid as. The tests count those of the steps' own handlers and compare.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct S3Calls {
    /// GET and HEAD.
    pub reads: f64,
    /// PUT, COPY, POST and LIST.
    pub writes: f64,
    /// DELETE.
    pub deletes: f64,
}

impl S3Calls {
    /// A safe move: HEAD, COPY, HEAD, DELETE.
    pub const SAFE_MOVE: Self = Self { reads: 2.0, writes: 1.0, deletes: 1.0 };
    /// `stage`, and each of `keep` and `delete`: one safe move.
    pub const STAGE: Self = Self::SAFE_MOVE;
    /// `keep`, and `delete` where there is a trash.
    pub const SETTLE: Self = Self::SAFE_MOVE;
    /// `delete` where there is none: HEAD, PUT of the receipt, DELETE.
    pub const DESTROY: Self = Self { reads: 1.0, writes: 1.0, deletes: 1.0 };
    /// `classify`, and the worker's share of it: GET of the photo, PUT of the thumbnail.
    pub const CLASSIFY: Self = Self { reads: 1.0, writes: 1.0, deletes: 0.0 };

    /// Objects in a page of a listing.
    const PAGE: u64 = 1000;
    /// Photos of each verdict that the report shows, with their thumbnails (`steps/report/src/sheet.rs`).
    const SHOWN: u64 = 400;
    /// Bytes of a part of a long record (`steps/bucket/src/record_writer.rs`).
    const PART_BYTES: f64 = 8.0 * 1024.0 * 1024.0;

    /// `list`, over so many photos that wait: GET of a manifest that is not there yet, LIST of what is in work, LIST of
    /// what waits page by page, PUT of the manifest.
    pub fn list(photos: u64, manifest_bytes: f64) -> Self {
        let pages = count(photos.div_ceil(Self::PAGE).max(1));
        Self { reads: 1.0, writes: 1.0 + pages + Self::record(manifest_bytes), deletes: 0.0 }
    }

    /// `report`, over so many photos, of which these shares were kept and discarded: LIST of the results, GET of their
    /// manifest and file and of the photos' manifest, GET of the thumbnails shown, PUT of three reports.
    pub fn report(shown: [u64; 2], table_bytes: f64) -> Self {
        let thumbnails: u64 = shown.into_iter().map(|photos| photos.min(Self::SHOWN)).sum();
        let writes = 1.0 + 1.0 + 2.0 * Self::record(table_bytes);
        Self { reads: 3.0 + count(thumbnails), writes, deletes: 0.0 }
    }

    /// Step Functions reads the manifest and writes `manifest.json` and one file of results, for each Distributed Map.
    pub const MAP_RUN: Self = Self { reads: 1.0, writes: 2.0, deletes: 0.0 };

    /// Writes that a record of so many bytes takes: one PUT, or a multipart upload.
    fn record(bytes: f64) -> f64 {
        if bytes < Self::PART_BYTES { 1.0 } else { 2.0 + (bytes / Self::PART_BYTES).ceil() }
    }

    /// These calls so many times.
    pub fn times(self, times: f64) -> Self {
        Self { reads: self.reads * times, writes: self.writes * times, deletes: self.deletes * times }
    }
}

impl Add for S3Calls {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            reads: self.reads + other.reads,
            writes: self.writes + other.writes,
            deletes: self.deletes + other.deletes,
        }
    }
}
