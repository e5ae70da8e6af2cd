use std::borrow::Cow;
use std::sync::Arc;

use apoyo_asl::PathRoot;
use serde_json::Value;

use super::function::Function;
use super::{InvalidPath, PathError, Step, evaluate, parse, step};
use crate::data_flow::Query;

/// A path, parsed once.
#[derive(Debug, Clone)]
pub struct Path(Arc<Parsed>);

#[derive(Debug)]
struct Parsed {
    source: Box<str>,
    root: Root,
    steps: Vec<Step>,
    function: Option<Function>,
}

/// What a path starts from.
#[derive(Debug)]
enum Root {
    /// `$`.
    Input,
    /// `$$`.
    Context,
    /// `$name`.
    Variable(Box<str>),
}

impl Path {
    /// Compiles a path of the definition.
    ///
    /// # Errors
    /// When it is not of this dialect.
    pub fn compile(path: &apoyo_asl::Path) -> Result<Self, InvalidPath> {
        let root = match path.root() {
            PathRoot::Input => Root::Input,
            PathRoot::Context => Root::Context,
            PathRoot::Variable(name) => Root::Variable(name.into()),
        };
        let (steps, function) = parse::steps(path.steps())
            .map_err(|fault| InvalidPath { text: path.as_str().to_owned(), ..fault })?;
        Ok(Self(Arc::new(Parsed { source: path.as_str().into(), root, steps, function })))
    }

    /// The path as it is written.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// The steps that follow its root.
    pub(crate) fn steps(&self) -> &[Step] {
        &self.0.steps
    }

    /// Its value.
    ///
    /// # Errors
    /// When it names one place and nothing is there, or selects too much.
    pub fn evaluate<'q>(&self, query: &Query<'q>) -> Result<Cow<'q, Value>, PathError> {
        match &self.0.root {
            Root::Variable(name) => {
                let value = query.variables.get(name).ok_or_else(|| self.nothing())?;
                self.applied(evaluate::follow(value, self.steps())?)
            }
            _ => self.evaluate_in(query.input, query),
        }
    }

    /// As [`Path::evaluate`], with this input in place of the query's.
    ///
    /// # Errors
    /// As [`Path::evaluate`].
    pub fn evaluate_in<'v>(&self, input: &'v Value, query: &Query<'_>) -> Result<Cow<'v, Value>, PathError> {
        match &self.0.root {
            Root::Input => self.applied(evaluate::follow(input, self.steps())?),
            Root::Context => self.applied(Cow::Owned(self.in_context(query)?)),
            Root::Variable(_) => Ok(Cow::Owned(self.evaluate(query)?.into_owned())),
        }
    }

    fn applied<'v>(&self, found: Cow<'v, Value>) -> Result<Cow<'v, Value>, PathError> {
        match &self.0.function {
            Some(function) => function.apply(&found).map(Cow::Owned),
            None => Ok(found),
        }
    }

    /// The context object is built only as far as the path reads it.
    fn in_context(&self, query: &Query<'_>) -> Result<Value, PathError> {
        if let [Step::Names(object), Step::Names(member), rest @ ..] = self.steps()
            && let ([object], [member]) = (object.as_slice(), member.as_slice())
        {
            let value = query.context.member(object, member).ok_or_else(|| self.nothing())?;
            return evaluate::follow(&value, rest).map(Cow::into_owned);
        }
        evaluate::follow(&query.context.to_json(), self.steps()).map(Cow::into_owned)
    }

    fn nothing(&self) -> PathError {
        PathError::NoResults { path: step::written(self.steps()) }
    }
}
