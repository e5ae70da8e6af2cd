use serde::{Deserialize, Serialize};

/// Declares a text that obeys a rule: a newtype whose one door says what is allowed.
macro_rules! text_rule {
    ($(#[$meta:meta])* $name:ident, $holds:expr, $refused:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                let holds: fn(&str) -> bool = $holds;
                if holds(&text) { Ok(Self(text)) } else { Err($refused(&text)) }
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
    };
}

text_rule! {
    /// Name of a queue or a job definition: 1 to 128 letters, digits, hyphens and underscores.
    ResourceName,
    |text| {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        (1..=128).contains(&text.len()) && text.chars().all(is_allowed)
    },
    |text: &str| format!(
        "name {text:?} has a character or a length that is not allowed, 1 to 128 letters, digits, hyphens and underscores are"
    )
}

text_rule! {
    /// Name of an environment variable; those that begin with `AWS_BATCH` are Batch's own.
    VariableName,
    |text| !text.is_empty() && !text.starts_with("AWS_BATCH") && !text.contains(['=', '\0']),
    |text: &str| format!("variable {text:?} is not allowed: a name is not empty, has no `=` and does not begin with AWS_BATCH")
}

/// A program and its arguments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct DeclaredCommand(Vec<String>);

impl DeclaredCommand {
    /// The program, then its arguments.
    pub fn words(&self) -> &[String] {
        &self.0
    }
}

impl TryFrom<Vec<String>> for DeclaredCommand {
    type Error = String;

    fn try_from(words: Vec<String>) -> Result<Self, String> {
        let has_program = words.first().is_some_and(|program| !program.is_empty());
        if has_program && !words.iter().any(|word| word.contains('\0')) {
            return Ok(Self(words));
        }
        Err(format!("a command has at least a program, and no zero byte; {words:?} does not"))
    }
}

impl From<DeclaredCommand> for Vec<String> {
    fn from(command: DeclaredCommand) -> Self {
        command.0
    }
}
