use std::path::Path;

use super::photos::fields;
use super::{Kind, TrainError, TrainingPhoto};

/// The scenes that `truth.csv` names, sorted by name.
///
/// It has a header with `key` (path under the folder), `subject` and `has_pylon` (`true` or `false`).
pub(super) fn read_truth(dir: &Path) -> Result<Vec<TrainingPhoto>, TrainError> {
    let path = dir.join("truth.csv");
    let table =
        std::fs::read_to_string(&path).map_err(|source| TrainError::Read { path: path.clone(), source })?;
    let refuse =
        |line: usize, detail: &str| TrainError::Truth { path: path.clone(), line, detail: detail.into() };
    let mut lines = table.lines().enumerate();
    let header = lines.next().map(|(_, line)| fields(line)).unwrap_or_default();
    let column = |name: &str| header.iter().position(|field| field == name);
    let (Some(key), Some(subject), Some(pylon)) = (column("key"), column("subject"), column("has_pylon"))
    else {
        return Err(refuse(1, "the header must name the columns key, subject and has_pylon"));
    };
    let mut scenes = Vec::new();
    for (at, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let fields = fields(line);
        let (Some(key), Some(subject), Some(pylon)) =
            (fields.get(key), fields.get(subject), fields.get(pylon))
        else {
            return Err(refuse(at + 1, "it has fewer columns than the header"));
        };
        let kind = match (pylon.as_str(), subject.as_str()) {
            ("true", _) => Kind::Pylon,
            ("false", "wires") => Kind::WiresOnly,
            ("false", _) => Kind::NoPylon,
            _ => return Err(refuse(at + 1, "has_pylon must be true or false")),
        };
        scenes.push(TrainingPhoto {
            path: dir.join(key),
            name: key.clone(),
            kind,
            source: "rendered".into(),
        });
    }
    scenes.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(scenes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, table: &str) -> Result<Vec<TrainingPhoto>, TrainError> {
        let dir = std::env::temp_dir().join(format!("apoyo-truth-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(dir.join("truth.csv"), table).unwrap();
        let read = read_truth(&dir);
        std::fs::remove_dir_all(&dir).unwrap();
        read
    }

    #[test]
    fn wires_without_a_support_are_a_kind_of_their_own() {
        let table = "key,subject,has_pylon\nc.jpg,wires,true\nb.jpg,wires,false\na.jpg,crane,false\n";
        let kinds: Vec<Kind> = read("kinds", table).unwrap().iter().map(|scene| scene.kind).collect();
        assert_eq!(kinds, [Kind::NoPylon, Kind::WiresOnly, Kind::Pylon]);
    }

    #[test]
    fn a_table_that_says_neither_true_nor_false_is_refused() {
        let refused = read("maybe", "key,subject,has_pylon\na.jpg,crane,maybe\n").unwrap_err().to_string();
        assert!(refused.contains("line 2: has_pylon must be true or false"), "{refused}");
        let refused = read("header", "key,subject\n").unwrap_err().to_string();
        assert!(refused.contains("key, subject and has_pylon"), "{refused}");
    }
}
