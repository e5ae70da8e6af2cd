use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::{EvaluationError, Query};
use crate::jsonpath::{self, Path};
use crate::payload::Payload;

/// `InputPath` or `OutputPath`, ready to run.
#[derive(Debug, Clone, Default)]
pub enum Selection {
    /// Everything.
    #[default]
    All,
    /// What the path names.
    Path(Path),
    /// An empty object.
    Nothing(Payload),
}

impl Selection {
    pub(crate) fn compile(written: &apoyo_asl::Selection) -> Result<Self, jsonpath::InvalidPath> {
        Ok(match written {
            apoyo_asl::Selection::All => Self::All,
            apoyo_asl::Selection::Path(path) => Self::Path(Path::compile(path)?),
            apoyo_asl::Selection::Nothing => Self::Nothing(Arc::new(Value::Object(Map::new()))),
        })
    }

    /// The selected part of this input; borrowed where nothing has to be made.
    ///
    /// # Errors
    /// When nothing is there.
    pub fn of<'v>(
        &'v self,
        input: &'v Value,
        query: &Query<'_>,
        location: &str,
    ) -> Result<Cow<'v, Value>, EvaluationError> {
        match self {
            Self::All => Ok(Cow::Borrowed(input)),
            Self::Nothing(empty) => Ok(Cow::Borrowed(empty)),
            Self::Path(path) => {
                path.evaluate_in(input, query).map_err(|error| invalid_path(path, &error, location))
            }
        }
    }

    /// As [`Selection::of`], for a payload that is handed on.
    ///
    /// # Errors
    /// When nothing is there.
    pub fn of_payload(
        &self,
        query: &Query<'_>,
        (payload, location): (&Payload, &str),
    ) -> Result<Payload, EvaluationError> {
        match self {
            Self::All => Ok(Arc::clone(payload)),
            _ => Ok(Arc::new(self.of(payload, query, location)?.into_owned())),
        }
    }
}

/// The service's sentence for a field that must find something.
pub(crate) fn invalid_path(path: &Path, error: &jsonpath::PathError, location: &str) -> EvaluationError {
    EvaluationError::rule(location, format!("Invalid path '{}' : {error}", path.source()))
}
