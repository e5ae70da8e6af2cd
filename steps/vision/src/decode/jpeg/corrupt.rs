use super::super::fault::Fault;

/// What is wrong with the entropy-coded data or the segments of a JPEG.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Corrupt {
    #[error("the file ends before the picture does")]
    EndOfFile,
    #[error("the picture data ends before the picture does")]
    EndOfData,
    #[error("bytes are left over where the picture data should end")]
    LeftOver,
    #[error("the picture data does not end at a whole byte")]
    Padding,
    #[error("a code in the picture data is in none of its tables")]
    Code,
    #[error("a run of coefficients leaves its block")]
    Run,
    #[error("a block is brighter or darker than a photo can be")]
    Brightness,
    #[error("a restart marker is missing or out of order")]
    Restart,
    #[error("a run of empty blocks leaves the picture")]
    EmptyBlocks,
    #[error("bytes that belong to no segment stand between two segments")]
    BetweenSegments,
    #[error("a segment is too short for what it holds")]
    ShortSegment,
    #[error("a Huffman table contradicts itself")]
    HuffmanTable,
    #[error("a quantisation table contradicts itself")]
    QuantisationTable,
    #[error("a scan uses a table that was never sent")]
    MissingTable,
    #[error("the header contradicts itself")]
    Header,
    #[error("a scan contradicts the header or the scans before it")]
    Scan,
    #[error("the file ends before the last scan of the picture")]
    MissingScan,
    #[error("a marker stands where none may")]
    Marker,
}

impl From<Corrupt> for Fault {
    fn from(corrupt: Corrupt) -> Self {
        Self::damaged(corrupt)
    }
}
