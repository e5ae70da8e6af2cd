use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::TrainError;
use super::truth::read_truth;

/// What a training photo shows; also the name of its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A pylon or pole of a power line.
    Pylon,
    /// Neither pylon nor wires.
    NoPylon,
    /// Wires whose pylons are out of sight. Not trained on: review is right for them.
    WiresOnly,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Pylon, Self::NoPylon, Self::WiresOnly];

    /// The folder of its photos.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Pylon => "pylon",
            Self::NoPylon => "no_pylon",
            Self::WiresOnly => "wires_only",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.folder())
    }
}

/// One photo of a training folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingPhoto {
    /// Where it lies.
    pub path: PathBuf,
    /// Its path under the training folder, with `/`.
    pub name: String,
    /// What it shows.
    pub kind: Kind,
    /// Whose camera or collection it is from; photos of one source are held out together.
    pub source: String,
}

/// The photos of a training folder, sorted by name.
///
/// ```text
/// DIR/pylon/ no_pylon/ wires_only/   photos, sub-folders allowed; wires_only may be missing
/// DIR/sources.csv                    optional: a header with `file` (path under DIR) and `repository` (the source)
/// ```
/// A photo that `sources.csv` does not name, or where there is none, belongs to the source that its sub-folder is
/// named after; one without a sub-folder to the part of its name before the first `-` or `_`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingPhotos {
    /// The photos.
    pub photos: Vec<TrainingPhoto>,
}

impl TrainingPhotos {
    /// Lists a training folder.
    ///
    /// # Errors
    /// When it cannot be read, has no photo at all, or its `sources.csv` is no such table.
    pub fn open(dir: &Path) -> Result<Self, TrainError> {
        let sources = read_sources(&dir.join("sources.csv"))?;
        let mut photos = Vec::new();
        for kind in Kind::ALL {
            let folder = dir.join(kind.folder());
            if folder.is_dir() {
                collect(&folder, &mut |path| photos.push(photo(dir, path, kind, &sources)))?;
            }
        }
        if photos.is_empty() {
            let detail = "has no photos in pylon/, no_pylon/ or wires_only/".into();
            return Err(TrainError::Folder { dir: dir.into(), detail });
        }
        photos.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self { photos })
    }

    /// Lists the scenes of folders that `apoyo demo` wrote, by their `truth.csv`; their source is `rendered`.
    ///
    /// # Errors
    /// When there is no such table, or it lacks a column.
    pub(crate) fn rendered(dirs: &[PathBuf]) -> Result<Self, TrainError> {
        let photos: Result<Vec<_>, _> = dirs.iter().map(|dir| read_truth(dir)).collect();
        Ok(Self { photos: photos?.concat() })
    }

    /// How many there are of each kind.
    pub fn counts(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for photo in &self.photos {
            *counts.entry(photo.kind.to_string()).or_default() += 1;
        }
        counts
    }
}

fn collect(folder: &Path, found: &mut impl FnMut(PathBuf)) -> Result<(), TrainError> {
    let failed = |source| TrainError::Read { path: folder.into(), source };
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        match entry.file_type().map_err(failed)? {
            _ if hidden => {}
            kind if kind.is_dir() => collect(&entry.path(), found)?,
            _ => found(entry.path()),
        }
    }
    Ok(())
}

fn photo(dir: &Path, path: PathBuf, kind: Kind, sources: &BTreeMap<String, String>) -> TrainingPhoto {
    let below = path.strip_prefix(dir).unwrap_or(&path);
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    let name = parts.join("/");
    let source = sources.get(&name).cloned().unwrap_or_else(|| match &parts[..] {
        [_, folder, .., _] => folder.to_string(),
        [.., file] => file.split(['-', '_', '.']).next().unwrap_or_default().to_owned(),
        [] => String::new(),
    });
    TrainingPhoto { path, name, kind, source }
}

fn read_sources(path: &Path) -> Result<BTreeMap<String, String>, TrainError> {
    let table = match std::fs::read_to_string(path) {
        Ok(table) => table,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(source) => return Err(TrainError::Read { path: path.into(), source }),
    };
    let refuse =
        |line: usize, detail: &str| TrainError::Sources { path: path.into(), line, detail: detail.into() };
    let mut lines = table.lines().enumerate();
    let header = lines.next().map(|(_, line)| fields(line)).unwrap_or_default();
    let column = |name: &str| header.iter().position(|field| field == name);
    let (Some(file), Some(repository)) = (column("file"), column("repository")) else {
        return Err(refuse(1, "the header must name the columns file and repository"));
    };
    let mut sources = BTreeMap::new();
    for (at, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let fields = fields(line);
        let (Some(file), Some(repository)) = (fields.get(file), fields.get(repository)) else {
            return Err(refuse(at + 1, "it has fewer columns than the header"));
        };
        sources.insert(file.clone(), repository.clone());
    }
    Ok(sources)
}

/// The fields of one line of CSV; quotes may hold commas, a doubled quote is one.
pub(super) fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        let field = fields.last_mut().expect("there is always one");
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => field.push(other),
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_csv_may_quote_commas_and_quotes() {
        assert_eq!(fields(r#"a,"b,c","say ""x""",,"#), ["a", "b,c", "say \"x\"", "", ""]);
    }

    #[test]
    fn the_source_is_the_table_then_the_sub_folder_then_the_prefix() {
        let dir = Path::new("/t");
        let table = BTreeMap::from([("pylon/a-1.jpg".to_owned(), "someone/a".to_owned())]);
        let source = |path: &str| photo(dir, dir.join(path), Kind::Pylon, &table).source;
        assert_eq!(source("pylon/a-1.jpg"), "someone/a");
        assert_eq!(source("pylon/camera 2/x/a-1.jpg"), "camera 2");
        assert_eq!(source("pylon/DJI_0001.JPG"), "DJI");
    }
}
