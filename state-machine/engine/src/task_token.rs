use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::arn::Arn;

/// Names one attempt at a task for those who report on it from outside: `$$.Task.Token`, and what `GetActivityTask` gives.
///
/// It holds on after a restart, and nobody can guess it: it ends in a proof that only the execution can make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TaskToken {
    pub(crate) execution: Arn,
    /// Id of the event that scheduled the task.
    pub(crate) event: u64,
    proof: String,
}

impl TaskToken {
    /// The token of an attempt; `seed` is the execution's.
    pub(crate) fn new(execution: Arn, event: u64, seed: u64) -> Self {
        let secret = format!("{execution} {event} {seed}");
        let proof = hex::encode(&Sha256::digest(secret.as_bytes())[..16]);
        Self { execution, event, proof }
    }

    /// The token as text.
    pub(crate) fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}\n{}\n{}", self.execution, self.event, self.proof))
    }

    /// What a text says; none where it is no token. Whether it is true only the execution knows.
    pub(crate) fn of_text(text: &str) -> Option<Self> {
        let decoded = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let [execution, event, proof] = decoded.split('\n').collect::<Vec<_>>()[..] else { return None };
        Some(Self { execution: execution.into(), event: event.parse().ok()?, proof: proof.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_as_text_and_no_other_seed_makes_it() {
        let token = TaskToken::new("arn:aws:states:us-east-1:0:execution:m:ñ".into(), 3, 7);
        assert_eq!(TaskToken::of_text(&token.to_text()).as_ref(), Some(&token));
        assert_ne!(TaskToken::new(token.execution.clone(), 3, 8), token);
        for text in ["", "no token", "YQ", "YQpiCmM"] {
            assert_eq!(TaskToken::of_text(text), None, "{text}");
        }
    }
}
