use std::collections::BTreeMap;

use serde::Deserialize;

/// A type.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum Shape {
    Structure(Structure),
    List {
        member: Member,
        #[serde(default)]
        flattened: bool,
    },
    Map {
        key: Member,
        value: Member,
        #[serde(default)]
        flattened: bool,
    },
    String {
        /// The values that there are; any where empty.
        #[serde(default, rename = "enum")]
        values: Vec<String>,
        /// Shortest length, in characters.
        #[serde(default)]
        min: u64,
    },
    Blob {
        /// Shortest length, in bytes.
        #[serde(default)]
        min: u64,
    },
    Boolean,
    Integer,
    Long,
    Float,
    Double,
    Timestamp {
        #[serde(default, rename = "timestampFormat")]
        format: Option<TimestampFormat>,
    },
    /// Stands for a type that a table lacks; none does.
    #[serde(skip)]
    Unknown,
}

/// An object with members of its own.
#[derive(Debug, Default, PartialEq, Deserialize)]
pub(crate) struct Structure {
    /// Members, by their names in the API.
    #[serde(default)]
    pub(crate) members: BTreeMap<String, Member>,
    /// Those that must be given.
    #[serde(default)]
    pub(crate) required: Vec<String>,
    /// The member that is the whole body.
    #[serde(default)]
    pub(crate) payload: Option<String>,
    /// Whether it is any JSON at all.
    #[serde(default)]
    pub(crate) document: bool,
}

/// The use of a type: as a member of a structure, an element of a list, an end of an operation.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Member {
    /// Name of the type.
    pub(crate) shape: String,
    /// Where it goes; the body by default.
    #[serde(default)]
    pub(crate) location: Option<Location>,
    /// Its name there; default the member's own.
    #[serde(default)]
    pub(crate) location_name: Option<String>,
    /// Whether the elements of a list follow each other without one around them.
    #[serde(default)]
    pub(crate) flattened: bool,
    /// Whether it is an attribute of an element.
    #[serde(default)]
    pub(crate) xml_attribute: bool,
    /// Namespace of its element.
    #[serde(default)]
    pub(crate) namespace: Option<String>,
    /// Prefix of the namespace.
    #[serde(default)]
    pub(crate) prefix: Option<String>,
    #[serde(default)]
    pub(crate) timestamp_format: Option<TimestampFormat>,
    /// Whether the caller's SDK makes one up where none is given.
    #[serde(default)]
    pub(crate) idempotency_token: bool,
}

/// Where a member goes that is not in the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Location {
    Uri,
    #[serde(rename = "querystring")]
    Query,
    Header,
    /// One header for each entry of a map, with a prefix.
    Headers,
    /// The status of the reply.
    StatusCode,
}

/// How a moment is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum TimestampFormat {
    /// `2026-11-21T17:00:00Z`
    Iso8601,
    /// `Sat, 21 Nov 2026 17:00:00 GMT`
    Rfc822,
    /// Seconds since 1970, with a fraction where there is one.
    UnixTimestamp,
}
