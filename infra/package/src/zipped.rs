use std::io::{Cursor, Read, Write};

use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// What Lambda starts: <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html>.
const BOOTSTRAP: &str = "bootstrap";

/// Lambda starts it under a user of its own, so everybody may read and run it.
const MODE: u32 = 0o755;

/// The smallest that Deflate gets; it takes a second once, and saves at each cold start.
const LEVEL: i64 = 9;

/// The zip of a binary. The same bytes give the same zip: the time in it is always the zip format's first.
///
/// # Errors
/// When the binary has over 4 GiB.
pub(crate) fn pack(binary: &[u8]) -> ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(MODE);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(BOOTSTRAP, options)?;
    zip.write_all(binary)?;
    Ok(zip.finish()?.into_inner())
}

/// The binary of a zip.
///
/// # Errors
/// When the bytes are no zip, or there is no `bootstrap` in it that everybody may run.
pub(crate) fn unpack(zip: &[u8]) -> ZipResult<Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(zip))?;
    let mut bootstrap = zip.by_name(BOOTSTRAP)?;
    if bootstrap.unix_mode().is_none_or(|mode| mode & 0o555 != 0o555) {
        return Err(zip::result::ZipError::InvalidArchive("bootstrap in it is not executable".into()));
    }
    let mut binary = Vec::new();
    bootstrap.read_to_end(&mut binary)?;
    Ok(binary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_binary_gives_the_same_bytes_and_comes_out_again() {
        let binary = b"\x7fELF and so on".repeat(1000);
        let zip = pack(&binary).unwrap();
        assert_eq!(zip, pack(&binary).unwrap());
        assert!(zip.len() < binary.len() / 10);
        assert_eq!(unpack(&zip).unwrap(), binary);
    }

    #[test]
    fn bootstrap_lies_at_the_top_and_may_be_run_by_everybody() {
        let mut zip = ZipArchive::new(Cursor::new(pack(b"x").unwrap())).unwrap();
        assert_eq!(zip.len(), 1);
        assert_eq!(zip.by_name("bootstrap").unwrap().unix_mode(), Some(0o100_755));
    }

    #[test]
    fn what_is_no_zip_or_has_no_bootstrap_to_run_is_refused() {
        assert!(unpack(b"not a zip").is_err());
        let zip_of = |name: &str, mode| {
            let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
            let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
            zip.start_file(name, options.unix_permissions(mode)).unwrap();
            zip.finish().unwrap().into_inner()
        };
        assert!(unpack(&zip_of("bin/bootstrap", 0o755)).is_err());
        let refused = unpack(&zip_of("bootstrap", 0o644)).unwrap_err().to_string();
        assert!(refused.contains("not executable"), "{refused}");
    }
}
