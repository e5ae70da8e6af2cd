use unicode_width::UnicodeWidthChar;

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    /// Names of states: 13 px, semi-bold.
    Name,
    /// Everything else: 11 px.
    Small,
}

impl Face {
    /// Size in pixels.
    pub(crate) const fn pixels(self) -> f64 {
        match self {
            Self::Name => 13.0,
            Self::Small => 11.0,
        }
    }

    /// Width against the regular face, with a reserve for fonts wider than Arial: nobody knows which one will be there.
    const fn stretch(self) -> f64 {
        match self {
            Self::Name => 1.12,
            Self::Small => 1.06,
        }
    }
}

/// About how wide a text is, in pixels.
pub(crate) fn width(text: &str, face: Face) -> f64 {
    let ems: f64 = text.chars().map(ems).sum();
    ems * face.pixels() * face.stretch()
}

/// The text where it fits into this many pixels, else its beginning and an ellipsis.
pub(crate) fn fitted(text: &str, face: Face, pixels: f64) -> String {
    if width(text, face) <= pixels {
        return text.to_owned();
    }
    let end = fitting(text, face, pixels - width("…", face));
    format!("{}…", text[..end].trim_end())
}

/// The text in at most so many lines, each of which fits into this many pixels; the last ends in an ellipsis where there is
/// more. Lines end between words where that leaves them more than half full.
pub(crate) fn wrapped(text: &str, face: Face, pixels: f64, lines: usize) -> Vec<String> {
    let mut wrapped = Vec::new();
    let mut rest = text.trim();
    while wrapped.len() + 1 < lines && width(rest, face) > pixels {
        let end = fitting(rest, face, pixels).max(rest.chars().next().map_or(0, char::len_utf8));
        let space = rest[..end].rfind([' ', '.', '/', '-']).map(|at| at + 1).filter(|at| at * 2 > end);
        let (line, after) = rest.split_at(space.unwrap_or(end));
        wrapped.push(line.trim_end().to_owned());
        rest = after.trim_start();
    }
    wrapped.push(fitted(rest, face, pixels));
    wrapped
}

/// Length in bytes of the beginning of a text that fits; a letter is not parted from its accents, which follow it.
fn fitting(text: &str, face: Face, pixels: f64) -> usize {
    let mut used = 0.0;
    let fits = |c: &char| {
        used += ems(*c) * face.pixels() * face.stretch();
        used <= pixels
    };
    let mut end = text.chars().take_while(fits).map(char::len_utf8).sum();
    while text[end..].chars().next().is_some_and(|next| next.width() == Some(0)) {
        end -= text[..end].chars().next_back().map_or(end, char::len_utf8);
    }
    end
}

/// Width of a character in ems, after Arial; wide ones are those of East Asian scripts and emoji.
fn ems(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.27,
        't' | 'f' | 'r' | '(' | ')' | '[' | ']' | '{' | '}' | '/' | '\\' | ' ' | '-' | '"' | '`' => 0.36,
        'm' | 'M' | 'W' | '@' | '%' => 0.9,
        'w' | 'G' | 'O' | 'Q' => 0.76,
        'A'..='Z' => 0.68,
        ' '..='~' => 0.56,
        _ => match c.width() {
            Some(0) | None => 0.0,
            Some(1) => 0.64,
            Some(_) => 1.04,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_fits_stays_as_it_is() {
        assert_eq!(fitted("Stage", Face::Name, 200.0), "Stage");
    }

    #[test]
    fn a_long_text_ends_in_an_ellipsis_and_fits() {
        for text in ["x".repeat(80), "检查订单并等待".repeat(11), "ñ".repeat(80), "👩‍🚀".repeat(40)]
        {
            let shown = fitted(&text, Face::Name, 150.0);
            assert!(shown.ends_with('…') && width(&shown, Face::Name) <= 150.0, "{shown}");
        }
    }

    #[test]
    fn a_long_text_goes_on_in_the_next_line_and_loses_nothing_but_the_space() {
        let text = "Wait until the customer has answered all three letters";
        let lines = wrapped(text, Face::Name, 230.0, 2);
        assert_eq!(lines.join(" "), text);
        assert_eq!(lines.len(), 2);
        let narrow = wrapped(&"検".repeat(60), Face::Name, 40.0, 2);
        assert!(narrow.len() == 2 && narrow[1].ends_with('…'), "{narrow:?}");
        assert_eq!(wrapped("", Face::Name, 40.0, 2), [""]);
    }

    #[test]
    fn a_letter_keeps_its_accent() {
        let text = "e\u{301}".repeat(80);
        let shown = fitted(&text, Face::Small, 100.0);
        assert!(shown.trim_end_matches('…').ends_with('\u{301}'), "{shown}");
    }
}
