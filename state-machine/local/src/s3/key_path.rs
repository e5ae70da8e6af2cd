//! Where a key lies below its bucket's root, and back.
//!
//! A segment of a key (what stands between two `/`) that is a plain file name is stored under that very name.
//! Any other one is escaped:
//!
//! ```text
//! key                 path
//! fotos/a b+c%41.jpg  fotos/a b+c%41.jpg      spaces, accents, + and % stay as they are
//! a/                  a/%~                    the empty segment
//! a//b                a/%-/b                  a folder has a marker of its own: `a/` may be there too
//! ../x                %-../x                  never a real `..`
//! .apoyo/x            %-.apoyo/x              `.apoyo` at the top is our own bookkeeping
//! a%~b, %~b           a%~b, %~%25~b           only a leading marker is ambiguous
//! <bell>              %~%07
//! <300 bytes>         %+<240 bytes>/%~<rest>  a file name has 255 bytes at most
//! a  (beside a/b)     %~a                     a file and a folder cannot share a name
//! ```
//!
//! `%~` opens an escaped file name, `%-` a folder's, `%+` a piece that goes on in the folder's entries; behind them
//! `%XX` is a byte.

use std::path::{Path, PathBuf};

/// The folder at the top of the data root that holds our own bookkeeping.
pub(crate) const BOOKKEEPING: &str = ".apoyo";
const ESCAPED_FILE: &str = "%~";
const ESCAPED_FOLDER: &str = "%-";
const CONTINUED: &str = "%+";
const MARKERS: [&str; 3] = [ESCAPED_FILE, ESCAPED_FOLDER, CONTINUED];
/// Most bytes of a file name on every file system in use.
const NAME_BYTES: usize = 255;
/// Bytes of a long name's piece: leaves room for the marker.
const PIECE_BYTES: usize = 240;

/// Where in the tree a name stands: only at the top is `.apoyo` reserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Top,
    Below,
}

/// The places of one key: its folders, and the two names its file may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyPath {
    folders: Vec<String>,
    plain: Option<String>,
    escaped: Vec<String>,
    prefers_plain: bool,
}

impl KeyPath {
    /// The places of `key`.
    pub(crate) fn new(key: &str) -> Self {
        let mut segments: Vec<&str> = key.split('/').collect();
        let name = segments.pop().unwrap_or_default();
        let name_level = if segments.is_empty() { Level::Top } else { Level::Below };
        let levels = std::iter::once(Level::Top).chain(std::iter::repeat(Level::Below));
        let folders = segments.iter().zip(levels).flat_map(|(segment, level)| folder_pieces(segment, level));
        Self {
            folders: folders.collect(),
            plain: is_file_name(name, name_level).then(|| name.to_owned()),
            escaped: file_pieces(name),
            prefers_plain: is_plain(name, name_level),
        }
    }

    /// The folders above the file, from the bucket's root down.
    pub(crate) fn folders(&self) -> &[String] {
        &self.folders
    }

    /// The file under its own name, where that is a legal file name.
    pub(crate) fn plain(&self, root: &Path) -> Option<PathBuf> {
        self.plain.as_ref().map(|name| self.folder(root).join(name))
    }

    /// The file under its escaped name.
    pub(crate) fn escaped(&self, root: &Path) -> PathBuf {
        self.escaped.iter().fold(self.folder(root), |path, piece| path.join(piece))
    }

    /// The folders that the escaped name needs besides [`KeyPath::folders`].
    pub(crate) fn escaped_folders(&self) -> &[String] {
        &self.escaped[..self.escaped.len() - 1]
    }

    /// Whether a new object of this key is put under its own name.
    pub(crate) fn prefers_plain(&self) -> bool {
        self.prefers_plain
    }

    /// The folder that holds the file.
    pub(crate) fn folder(&self, root: &Path) -> PathBuf {
        self.folders.iter().fold(root.to_owned(), |path, piece| path.join(piece))
    }
}

/// What a name found in a folder says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FoundName {
    /// The segment itself.
    Plain,
    /// This last segment, or its end, escaped.
    EscapedFile(String),
    /// This segment of those above, or its end, escaped.
    EscapedFolder(String),
    /// The beginning of a segment that goes on inside of this folder.
    Continued(String),
    /// It has our marker but we did not write it.
    Foreign,
}

/// Reads a name found in a folder.
pub(crate) fn read_name(name: &str) -> FoundName {
    let kinds: [fn(String) -> FoundName; 3] =
        [FoundName::EscapedFile, FoundName::EscapedFolder, FoundName::Continued];
    for (marker, kind) in MARKERS.into_iter().zip(kinds) {
        if let Some(body) = name.strip_prefix(marker) {
            return unescape(body).map_or(FoundName::Foreign, kind);
        }
    }
    FoundName::Plain
}

/// The folders in which the objects below a key's segment lie: one, or several for a long segment.
pub(crate) fn folder_pieces(segment: &str, level: Level) -> Vec<String> {
    if is_plain(segment, level) { vec![segment.to_owned()] } else { escape(segment, ESCAPED_FOLDER) }
}

/// The pieces of a file's escaped name; the last one names the file itself.
pub(crate) fn file_pieces(name: &str) -> Vec<String> {
    escape(name, ESCAPED_FILE)
}

fn escape(segment: &str, marker: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for c in segment.chars() {
        let token = escape_char(c);
        if pieces.last().is_some_and(|piece| piece.len() + token.len() > PIECE_BYTES) {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push_str(&token);
        }
    }
    let last = pieces.len() - 1;
    let with_marker =
        |(i, piece): (usize, String)| format!("{}{piece}", if i == last { marker } else { CONTINUED });
    pieces.into_iter().enumerate().map(with_marker).collect()
}

/// Whether a file may bear this name and still be read back as this segment.
pub(crate) fn is_file_name(name: &str, level: Level) -> bool {
    let has_marker = MARKERS.iter().any(|marker| name.starts_with(marker));
    let reserved = has_marker || matches!(name, "" | "." | "..");
    let ours = level == Level::Top && name.eq_ignore_ascii_case(BOOKKEEPING);
    !reserved && !ours && name.len() <= NAME_BYTES && !name.contains(['\0', '/'])
}

/// Whether we write a segment under its own name.
pub(crate) fn is_plain(segment: &str, level: Level) -> bool {
    is_file_name(segment, level) && !segment.contains(|c: char| c.is_ascii_control())
}

fn escape_char(c: char) -> String {
    if c == '%' || c.is_ascii_control() { format!("%{:02X}", u32::from(c)) } else { c.to_string() }
}

fn unescape(body: &str) -> Option<String> {
    let mut text = String::with_capacity(body.len());
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        let byte = u8::from_str_radix(after.get(..2)?, 16).ok().filter(u8::is_ascii)?;
        text.push(char::from(byte));
        rest = &after[2..];
    }
    text.push_str(rest);
    Some(text)
}

#[cfg(test)]
mod tests {
    use std::path::Component;

    use proptest::prelude::*;

    use super::*;

    fn key_of(path: &Path) -> String {
        let mut key = String::new();
        let names: Vec<_> = path.components().map(|c| c.as_os_str().to_str().unwrap().to_owned()).collect();
        for (i, name) in names.iter().enumerate() {
            let (segment, ends) = match read_name(name) {
                FoundName::Plain => (name.clone(), true),
                FoundName::EscapedFile(text) | FoundName::EscapedFolder(text) => (text, true),
                FoundName::Continued(text) => (text, false),
                FoundName::Foreign => panic!("we wrote {name}"),
            };
            key.push_str(&segment);
            if ends && i + 1 < names.len() {
                key.push('/');
            }
        }
        key
    }

    fn hostile_key() -> impl Strategy<Value = String> {
        let segment = prop_oneof![
            4 => "[a-zA-ZñÁ %+~._-]{0,12}",
            1 => "\\PC{0,40}",
            1 => "[\u{0}-\u{1f}%~+.]{0,8}",
            1 => Just("..".to_owned()),
            1 => Just(".apoyo".to_owned()),
            1 => "%[~+-][%A-F0-9]{0,4}",
            1 => "[xé%\u{7}]{200,400}",
        ];
        proptest::collection::vec(segment, 1..5).prop_map(|segments| segments.join("/"))
    }

    proptest! {
        #[test]
        fn key_to_path_to_key_is_the_identity_and_stays_inside_the_root(key in hostile_key()) {
            let places = KeyPath::new(&key);
            let root = Path::new("");
            for path in places.plain(root).into_iter().chain([places.escaped(root)]) {
                prop_assert_eq!(key_of(&path), key.clone());
                prop_assert!(path.components().all(|c| matches!(c, Component::Normal(_))), "{:?}", path);
                prop_assert!(path.components().all(|c| c.as_os_str().len() <= NAME_BYTES));
                prop_assert!(!path.starts_with(BOOKKEEPING));
            }
        }

        #[test]
        fn two_keys_never_share_a_path(a in hostile_key(), b in hostile_key()) {
            prop_assume!(a != b);
            let root = Path::new("");
            let (a, b) = (KeyPath::new(&a), KeyPath::new(&b));
            prop_assert_ne!(a.escaped(root), b.escaped(root));
            prop_assert!(a.plain(root).is_none() || a.plain(root) != b.plain(root));
            // Nor does an escaped file take the place of a folder of another key.
            prop_assert!(!b.folder(root).starts_with(a.escaped(root)));
        }
    }

    #[test]
    fn an_ordinary_key_is_the_path_a_person_expects() {
        for key in ["procesadas/vuelo 1/DJI_0001.JPG", "a b+c%41ñ.jpg", ".DS_Store", "x/.apoyo/y", "a%~b"] {
            let places = KeyPath::new(key);
            assert!(places.prefers_plain());
            assert_eq!(places.plain(Path::new("/r")).unwrap(), Path::new("/r").join(key));
        }
    }

    #[test]
    fn names_that_a_person_gave_a_file_keep_meaning_that_file() {
        let bell = KeyPath::new("a\u{7}.jpg");
        assert!(!bell.prefers_plain(), "we escape control characters");
        assert!(bell.plain(Path::new("/r")).is_some(), "but find a file dropped under that name");
    }
}
