use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// An element of an XML document, without namespaces.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: String,
    /// Attributes, with the prefixes that they are written with.
    attributes: Vec<(String, String)>,
    /// The text directly inside of it.
    pub(super) text: String,
    pub(super) children: Vec<Element>,
}

/// Deepest nesting of a document; replies of services have about ten.
const DEPTH_LIMIT: usize = 64;

impl Element {
    /// The root of a document; none where the text is no well-formed XML or nests deeper than 64 levels.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader::from_str(text);
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) if open.len() <= DEPTH_LIMIT => open.push(Self::begin(&start)?),
                Event::Start(_) => return None,
                Event::Empty(start) => open.last_mut()?.children.push(Self::begin(&start)?),
                Event::End(_) => {
                    let element = open.pop()?;
                    open.last_mut()?.children.push(element.trimmed());
                }
                Event::Text(text) => open.last_mut()?.text.push_str(&text.decode().ok()?),
                Event::CData(text) => open.last_mut()?.text.push_str(&text.decode().ok()?),
                Event::GeneralRef(reference) => {
                    let text = &mut open.last_mut()?.text;
                    match reference.resolve_char_ref().ok()? {
                        Some(character) => text.push(character),
                        None => text.push_str(resolve_predefined_entity(&reference.decode().ok()?)?),
                    }
                }
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        let document = open.pop().filter(|_| open.is_empty())?;
        document.children.into_iter().next()
    }

    fn begin(start: &BytesStart<'_>) -> Option<Self> {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
        let attributes = start.attributes().filter_map(Result::ok).filter_map(|attribute| {
            let value = std::str::from_utf8(&attribute.value).ok()?;
            Some((text(attribute.key.as_ref())?, quick_xml::escape::unescape(value).ok()?.into_owned()))
        });
        Some(Self {
            name: text(start.local_name().as_ref())?,
            attributes: attributes.collect(),
            ..Self::default()
        })
    }

    /// White space between elements is no text.
    fn trimmed(mut self) -> Self {
        if !self.children.is_empty() {
            self.text = String::new();
        }
        self
    }

    /// The first child with this name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.all(name).next()
    }

    /// All children with this name.
    pub(super) fn all<'n>(&self, name: &'n str) -> impl Iterator<Item = &Self> + use<'_, 'n> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// An attribute, by its name as it is written.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// This element, or what is inside of it, with this name.
    pub(super) fn find(&self, name: &str) -> Option<&Self> {
        if self.name == name { Some(self) } else { self.children.iter().find_map(|child| child.find(name)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_with_entities_attributes_and_prefixes() {
        let text = "<?xml version=\"1.0\"?>\n<a:R xmlns:a=\"u\">\n <K>a&amp;b &#60;ñ&gt;</K><G a:type=\"x &lt; y\"/><K/>\n</a:R>";
        let root = Element::parse(text).unwrap();
        assert_eq!(root.name, "R");
        assert_eq!(root.text, "");
        assert_eq!(root.child("K").unwrap().text, "a&b <ñ>");
        assert_eq!(root.all("K").count(), 2);
        assert_eq!(root.child("G").unwrap().attribute("a:type"), Some("x < y"));
    }

    #[test]
    fn what_is_no_document_is_none() {
        let deep = "<a>".repeat(100) + &"</a>".repeat(100);
        for text in ["", "<a>", "<a></b>", "no", "{\"a\":1}", "</a>", "<a>&nope;</a>", &deep] {
            assert_eq!(Element::parse(text), None, "{text}");
        }
    }
}
