/// Cuts a JSON array that comes in pieces into the texts of its elements, without holding more than one of them.
///
/// Result files reach gigabytes for a million photos. Only brackets and strings are followed here; `serde_json` reads
/// each element afterwards and finds what else may be wrong.
#[derive(Debug, Default)]
pub(crate) struct ArrayElements {
    depth: usize,
    string: Option<Escape>,
    element: Vec<u8>,
    ended: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Escape {
    No,
    NextByte,
}

impl ArrayElements {
    /// The elements that this piece ends.
    pub(crate) fn feed(&mut self, piece: &[u8]) -> Vec<Vec<u8>> {
        piece.iter().filter_map(|byte| self.feed_byte(*byte)).collect()
    }

    /// Whether the array's last bracket has come.
    pub(crate) fn is_ended(&self) -> bool {
        self.ended
    }

    /// The element that this byte ends.
    pub(crate) fn feed_byte(&mut self, byte: u8) -> Option<Vec<u8>> {
        if let Some(escape) = self.string {
            self.string = match (escape, byte) {
                (Escape::No, b'\\') => Some(Escape::NextByte),
                (Escape::No, b'"') => None,
                (Escape::NextByte | Escape::No, _) => Some(Escape::No),
            };
            self.element.push(byte);
            return None;
        }
        match byte {
            b'[' | b'{' => self.depth += 1,
            b']' | b'}' => self.depth = self.depth.saturating_sub(1),
            b'"' => self.string = Some(Escape::No),
            _ => {}
        }
        let ends_array = byte == b']' && self.depth == 0;
        self.ended |= ends_array;
        if ends_array || (byte == b',' && self.depth == 1) {
            let element = std::mem::take(&mut self.element);
            return (!element.trim_ascii().is_empty()).then_some(element);
        }
        let opens_array = byte == b'[' && self.depth == 1;
        if self.depth > 0 && !opens_array {
            self.element.push(byte);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, size: usize) -> Vec<String> {
        let mut elements = ArrayElements::default();
        let found: Vec<_> = text.as_bytes().chunks(size).flat_map(|piece| elements.feed(piece)).collect();
        assert!(elements.is_ended(), "{text}");
        found.into_iter().map(|element| String::from_utf8(element).unwrap().trim().to_owned()).collect()
    }

    #[test]
    fn elements_come_out_whole_wherever_the_pieces_are_cut() {
        let text = r#" [ {"a": "],\"[{", "b": [1, {"c": 2}]} , {"é": "\\"},[] ] "#;
        for size in 1..text.len() {
            assert_eq!(cut(text, size), [r#"{"a": "],\"[{", "b": [1, {"c": 2}]}"#, r#"{"é": "\\"}"#, "[]"]);
        }
        assert!(cut("[]", 1).is_empty());
    }

    #[test]
    fn an_array_cut_short_is_not_ended() {
        let mut elements = ArrayElements::default();
        assert!(elements.feed(br#"[{"a": 1}, {"b""#).len() == 1 && !elements.is_ended());
    }
}
