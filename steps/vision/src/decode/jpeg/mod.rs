//! JPEG (ISO/IEC 10918-1).

mod provisional;

pub(super) use provisional::decode;
