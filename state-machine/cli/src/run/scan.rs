use std::fs::File;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

/// A file of the user's that is to be sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its path below the source folder, `/` between the parts: what the photo keeps in every folder.
    pub(crate) sub_path: String,
}

/// What a walk through the source folder found.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// The photos, in the order of their paths.
    pub(crate) photos: Vec<Found>,
    /// Files that are no photos, by content and by name; they are left alone.
    pub(crate) others: u64,
    /// Files and folders that could not be read, with the reason.
    pub(crate) unreadable: Vec<String>,
}

/// Names under which people keep photos. A file of another content with such a name is a damaged or mis-named photo: it
/// belongs before a person's eyes (review), not among the files that are silently passed over.
const PHOTO_EXTENSIONS: [&str; 8] = ["jpg", "jpeg", "jpe", "jfif", "png", "tif", "tiff", "webp"];

/// Finds the photos below `source`, leaving out `out` where it lies inside; follows no symbolic links.
pub(crate) fn scan(source: &Path, out: &Path) -> Scan {
    let mut scan = Scan::default();
    let walk = WalkDir::new(source).sort_by_file_name().into_iter().filter_entry(|entry| entry.path() != out);
    for entry in walk {
        match entry.map_err(|error| error.to_string()).and_then(|entry| look(source, &entry)) {
            Ok(Look::Photo(found)) => scan.photos.push(found),
            Ok(Look::Other) => scan.others += 1,
            Ok(Look::Folder) => {}
            Err(reason) => scan.unreadable.push(reason),
        }
    }
    scan
}

enum Look {
    Photo(Found),
    Other,
    Folder,
}

fn look(source: &Path, entry: &DirEntry) -> Result<Look, String> {
    if entry.file_type().is_dir() {
        return Ok(Look::Folder);
    }
    if !entry.file_type().is_file() {
        return Ok(Look::Other);
    }
    let path = entry.path();
    let is_photo = named_like_a_photo(path) || starts_like_a_photo(path)?;
    if !is_photo {
        return Ok(Look::Other);
    }
    let below = path.strip_prefix(source).map_err(|error| error.to_string())?;
    let sub_path = std::str::from_utf8(below.as_os_str().as_bytes())
        .map_err(|_| format!("{}: the name is not UTF-8, which S3 keys need", path.display()))?;
    Ok(Look::Photo(Found { path: path.to_owned(), sub_path: sub_path.to_owned() }))
}

fn named_like_a_photo(path: &Path) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| PHOTO_EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str()))
}

fn starts_like_a_photo(path: &Path) -> Result<bool, String> {
    let unreadable = |error| format!("{}: {error}", path.display());
    let mut start = Vec::with_capacity(12);
    File::open(path).map_err(unreadable)?.take(12).read_to_end(&mut start).map_err(unreadable)?;
    Ok(is_photo_magic(&start))
}

/// JPEG, PNG, TIFF (either byte order) and WebP by their first bytes.
fn is_photo_magic(start: &[u8]) -> bool {
    let riff_webp = start.starts_with(b"RIFF") && start.get(8..12) == Some(b"WEBP");
    riff_webp
        || [&b"\xFF\xD8\xFF"[..], b"\x89PNG\r\n\x1A\n", b"II*\0", b"MM\0*"]
            .iter()
            .any(|magic| start.starts_with(magic))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(files: &[(&str, &[u8])]) -> (Vec<String>, u64) {
        let dir = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        let scan = scan(dir.path(), &dir.path().join("out"));
        assert_eq!(scan.unreadable, Vec::<String>::new());
        (scan.photos.into_iter().map(|found| found.sub_path).collect(), scan.others)
    }

    #[test]
    fn a_photo_is_known_by_its_content_whatever_its_name() {
        let (photos, others) = scanned(&[("a/ñ 1.dat", b"\xFF\xD8\xFF\xE1rest"), ("notes.txt", b"hello")]);
        assert_eq!((photos, others), (vec!["a/ñ 1.dat".to_owned()], 1));
    }

    #[test]
    fn a_file_that_claims_to_be_a_photo_is_not_passed_over() {
        let (photos, _) = scanned(&[("empty.JPG", b""), ("text.png", b"hello")]);
        assert_eq!(photos, ["empty.JPG", "text.png"]);
    }

    #[test]
    fn what_an_earlier_run_left_is_not_taken_for_new_photos() {
        let (photos, _) = scanned(&[("b.jpg", b"\xFF\xD8\xFF"), ("out/procesadas/a.jpg", b"\xFF\xD8\xFF")]);
        assert_eq!(photos, ["b.jpg"]);
    }
}
