/// Why a text is no path that this dialect has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("path {text:?} cannot be parsed: {reason} at byte {at}")]
pub struct InvalidPath {
    /// The text found.
    pub text: String,
    /// What is wrong in it.
    pub reason: &'static str,
    /// Where.
    pub at: usize,
}

/// Why a path has no value, in the words of the service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// Nothing is there.
    #[error("No results for path: {path}")]
    NoResults {
        /// The whole path in bracket notation.
        path: String,
    },
    /// A member on the way is not there.
    #[error("Missing property in path {path}")]
    MissingProperty {
        /// The path as far as the missing member.
        path: String,
    },
    /// A value on the way is no object.
    #[error("Expected to find an object with property {property} in path {path} but found '{found}'.")]
    NoObject {
        /// The member wanted.
        property: String,
        /// Where.
        path: String,
        /// Kind of what is there.
        found: &'static str,
    },
    /// A function was called on a value that it does not take.
    #[error("the function {function} cannot be applied to {found}")]
    Function {
        /// Its name.
        function: &'static str,
        /// Kind of the value.
        found: &'static str,
    },
    /// The values that the path selects are together longer than any payload.
    #[error("The path selects more than {limit} bytes")]
    TooLong {
        /// Most bytes, as JSON.
        limit: usize,
    },
    /// The path selects more values than any payload can hold.
    #[error("The path selects more than {limit} values")]
    TooMany {
        /// Most values.
        limit: usize,
    },
}
