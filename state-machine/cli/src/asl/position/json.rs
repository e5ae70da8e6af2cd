use super::{Position, Wanted, element};

/// Deepest value that is looked into: twice as deep as any that is read as a definition.
const DEEPEST: usize = 256;

/// Goes through a JSON text, as far as it is one.
pub(super) fn walk(text: &str, wanted: &mut Wanted) {
    let mut walker = Walker { text, at: 0, cursor: (0, Position::START), wanted };
    let _ = walker.value(&mut String::new(), 0);
}

struct Walker<'t, 'w> {
    text: &'t str,
    at: usize,
    /// The last place that was met, in bytes and in lines and columns: the next one is counted from there.
    cursor: (usize, Position),
    wanted: &'w mut Wanted,
}

/// Nothing where the text ends or is no JSON.
type Walked = Option<()>;

impl Walker<'_, '_> {
    fn value(&mut self, place: &mut String, depth: usize) -> Walked {
        if depth > DEEPEST {
            return None;
        }
        match self.peek()? {
            b'{' => self.object(place, depth),
            b'[' => self.array(place, depth),
            b'"' => self.string().map(drop),
            _ => self.scalar(),
        }
    }

    fn object(&mut self, place: &mut String, depth: usize) -> Walked {
        self.at += 1;
        while self.peek()? != b'}' {
            let (start, length) = (self.at, place.len());
            let key = self.string()?;
            place.push('/');
            place.push_str(&key);
            self.meet(place, start);
            self.expect(b':')?;
            self.value(place, depth + 1)?;
            place.truncate(length);
            if self.peek()? == b',' {
                self.at += 1;
            }
        }
        self.at += 1;
        Some(())
    }

    fn array(&mut self, place: &mut String, depth: usize) -> Walked {
        self.at += 1;
        let mut index = 0;
        while self.peek()? != b']' {
            let length = place.len();
            element(place, index);
            self.meet(place, self.at);
            self.value(place, depth + 1)?;
            place.truncate(length);
            index += 1;
            if self.peek()? == b',' {
                self.at += 1;
            }
        }
        self.at += 1;
        Some(())
    }

    fn string(&mut self) -> Option<String> {
        let start = self.at;
        self.expect(b'"')?;
        loop {
            match self.text.as_bytes().get(self.at)? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        serde_json::from_str(self.text.get(start..self.at)?).ok()
    }

    fn scalar(&mut self) -> Walked {
        let rest = &self.text[self.at..];
        let length = rest.find([',', '}', ']', ' ', '\n', '\r', '\t']).unwrap_or(rest.len());
        self.at += length;
        (length > 0).then_some(())
    }

    fn expect(&mut self, byte: u8) -> Walked {
        let is_there = self.peek()? == byte;
        self.at += 1;
        is_there.then_some(())
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..)?;
        self.at += rest.iter().take_while(|byte| b" \t\r\n".contains(byte)).count();
        self.text.as_bytes().get(self.at).copied()
    }

    fn meet(&mut self, place: &str, byte: usize) {
        let (from, mut position) = self.cursor;
        for c in self.text[from..byte].chars() {
            match c {
                '\n' => position = Position { line: position.line + 1, column: 1 },
                _ => position.column += 1,
            }
        }
        self.cursor = (byte, position);
        self.wanted.meet(place, position);
    }
}
