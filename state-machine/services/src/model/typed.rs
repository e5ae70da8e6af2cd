use super::{Location, Member, Model, Shape, Structure};

/// A member with its type, in its table.
#[derive(Clone, Copy)]
pub(crate) struct Typed<'m> {
    pub(crate) model: &'m Model,
    pub(crate) member: &'m Member,
    pub(crate) shape: &'m Shape,
}

impl<'m> Typed<'m> {
    /// The same table's reading of another member.
    pub(crate) fn to(self, member: &'m Member) -> Self {
        self.model.typed(member)
    }

    /// As a structure; an empty one where it is something else.
    pub(crate) fn structure(self) -> &'m Structure {
        static NONE: Structure = Structure {
            members: std::collections::BTreeMap::new(),
            required: Vec::new(),
            payload: None,
            document: false,
        };
        match self.shape {
            Shape::Structure(structure) => structure,
            _ => &NONE,
        }
    }

    /// The members of a structure, with their types.
    pub(crate) fn members(self) -> impl Iterator<Item = (&'m str, Self)> {
        self.structure().members.iter().map(move |(name, member)| (name.as_str(), self.to(member)))
    }

    /// The member that is the whole body, where one is.
    pub(crate) fn payload(self) -> Option<(&'m str, Self)> {
        let name = self.structure().payload.as_deref()?;
        Some((name, self.to(self.structure().members.get(name)?)))
    }

    /// Its name where it goes: its own unless the table gives another.
    pub(crate) fn wire_name(self, name: &'m str) -> &'m str {
        self.member.location_name.as_deref().unwrap_or(name)
    }

    /// Whether it goes there.
    pub(crate) fn is_in(self, location: Location) -> bool {
        self.member.location == Some(location)
    }

    /// Whether it goes into the body.
    pub(crate) fn is_in_body(self) -> bool {
        self.member.location.is_none()
    }

    /// Whether the elements of a list, or the entries of a map, follow each other without an element around them.
    pub(crate) fn is_flattened(self) -> bool {
        let by_type =
            matches!(self.shape, Shape::List { flattened: true, .. } | Shape::Map { flattened: true, .. });
        by_type || self.member.flattened
    }
}
