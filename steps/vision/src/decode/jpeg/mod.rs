//! A strict JPEG decoder (ISO/IEC 10918-1) that decodes at reduced scale.
//!
//! ```text
//! segments -> header, tables, application -> decoder --scan--> sequential  --> planes --> compose -> RGB
//!                                                        `---> progressive --> coefficients --^
//! ```
//!
//! Why our own: libjpeg warns and goes on, its bindings drop the warnings, and no safe library both scales and
//! refuses corrupt data (DESIGN section 6). Every rule under which libjpeg warns is a [`Corrupt`](corrupt::Corrupt)
//! here, and some more. At scale 1/8 most coefficients are read only to know that they are sound.

mod application;
mod bits;
mod coefficients;
mod component;
mod compose;
mod corrupt;
mod decoder;
mod header;
mod huffman;
mod inverse_dct;
mod progressive;

mod scan;
mod scan_header;
mod segments;
mod sequential;
mod skip_table;
mod tables;
mod zigzag;

pub(super) use decoder::decode;
