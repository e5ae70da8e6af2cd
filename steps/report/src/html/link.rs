use apoyo_photo::{Folders, Outcome};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stays readable in a link; everything else is percent-encoded, `:` too, so that no name becomes a scheme.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The way from `<executions>/<execution>/report.html` to where the photo is now.
pub(crate) fn to_photo(folders: &Folders, photo: &Outcome) -> String {
    let levels = folders.executions_prefix().matches('/').count() + 1;
    let key = photo.to.as_ref().unwrap_or(&photo.key).as_str();
    format!("{}{}", "../".repeat(levels), utf8_percent_encode(key, PATH))
}

#[cfg(test)]
mod tests {
    use super::*;
    use apoyo_photo::OutcomeKind;

    #[test]
    fn a_name_with_anything_in_it_becomes_a_relative_link() {
        let photo = Outcome {
            outcome: OutcomeKind::Kept,
            key: "sin procesar/x.jpg".parse().unwrap(),
            to: Some("procesadas/línea 4/javascript:a\"b?#%.jpg".parse().unwrap()),
            size: 1,
            score: None,
            reason: None,
            thumbnail: None,
            error: None,
            cause: None,
        };
        assert_eq!(
            to_photo(&Folders::default(), &photo),
            "../../procesadas/l%C3%ADnea%204/javascript%3Aa%22b%3F%23%25.jpg"
        );
    }
}
