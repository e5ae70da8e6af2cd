use sha2::{Digest, Sha256};

use apoyo_photo::{Folder, Folders, InvalidPhotoKey, PhotoKey};

/// Lengths of the suffixes tried, in hexadecimal digits: 8 part any two photos of one name in practice; 16 are for the
/// one case in four thousand million.
const SUFFIX_DIGITS: [usize; 2] = [8, 16];

/// What stands between the file name and the suffix.
const SEPARATOR: char = '~';

/// The names that a photo tries in a folder, in this order: its own, then its own with a short hash of what it is.
///
/// `content` names the bytes (an `ETag`), so two photos of one name both survive, and a repeated move tries the same
/// names again.
///
/// # Errors
/// When the folder's name makes the key longer than S3 allows.
pub fn names_for(
    folders: &Folders,
    folder: Folder,
    sub_path: &str,
    content: &str,
) -> Result<Vec<PhotoKey>, InvalidPhotoKey> {
    let plain = folders.key_in(folder, sub_path)?;
    let hash = short_hash(&[content]);
    let room = PhotoKey::MAX_BYTES - folders.prefix(folder).len();
    let mut names = vec![plain];
    for digits in SUFFIX_DIGITS {
        names.push(folders.key_in(folder, &suffixed(sub_path, &hash[..digits], room))?);
    }
    Ok(names)
}

/// The first 32 hexadecimal digits of the SHA-256 of these parts; parts are kept apart.
pub fn short_hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hex::encode(&hasher.finalize()[..16])
}

/// A sub-path without the suffix that [`names_for`] may have given it.
pub fn without_suffix(sub_path: &str) -> String {
    let (stem, extension) = part(sub_path);
    match stem.rsplit_once(SEPARATOR) {
        Some((bare, digits)) if is_suffix(digits) && !bare.is_empty() && !bare.ends_with('/') => {
            format!("{bare}{extension}")
        }
        _ => sub_path.to_owned(),
    }
}

fn is_suffix(digits: &str) -> bool {
    SUFFIX_DIGITS.contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// The suffix goes before the extension, so that the file still opens by a double click.
fn suffixed(sub_path: &str, digits: &str, room: usize) -> String {
    let (stem, extension) = part(sub_path);
    let spare = room.saturating_sub(extension.len() + digits.len() + SEPARATOR.len_utf8());
    let stem = &stem[..stem.floor_char_boundary(spare)];
    format!("{stem}{SEPARATOR}{digits}{extension}")
}

/// Stem and extension (with its dot). An extension is short; what follows the last dot of `.hidden` or of a long
/// sentence is none.
fn part(sub_path: &str) -> (&str, &str) {
    let name_at = sub_path.rfind('/').map_or(0, |at| at + 1);
    match sub_path[name_at..].rfind('.') {
        Some(dot) if dot > 0 && sub_path.len() - name_at - dot <= 12 => sub_path.split_at(name_at + dot),
        _ => (sub_path, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(sub_path: &str) -> Vec<String> {
        let names = names_for(&Folders::default(), Folder::Kept, sub_path, "\"etag\"").unwrap();
        names.into_iter().map(String::from).collect()
    }

    #[test]
    fn the_hash_goes_before_the_extension() {
        let found = names("línea 4/DJI.0001.jpg");
        assert_eq!(found[0], "procesadas/línea 4/DJI.0001.jpg");
        assert!(
            found[1].starts_with("procesadas/línea 4/DJI.0001~")
                && found[1].rsplit('.').next() == Some("jpg"),
            "{found:?}"
        );
        assert_eq!(found[1].len() + 8, found[2].len());
        assert!(names("a.b/.hidden")[1].starts_with("procesadas/a.b/.hidden~"));
    }

    proptest! {
        #[test]
        fn the_suffix_comes_off_again(sub_path in "([a-zé .]{1,9}/){0,2}[a-zé~.]{0,9}[a-zé](\\.jpg)?") {
            let prefix = "procesadas/";
            for name in &names(&sub_path)[1..] {
                prop_assert_eq!(without_suffix(&name[prefix.len()..]), sub_path.clone());
            }
        }

        #[test]
        fn the_longest_key_is_shortened_at_a_character(sub_path in "[é]{498,504}(\\.jpg)?") {
            for name in names(&sub_path) {
                prop_assert!(name.len() <= PhotoKey::MAX_BYTES);
            }
        }
    }
}
