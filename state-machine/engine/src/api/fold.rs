use crate::arn::Arn;
use crate::execution::{Effect, Execution, Origin};
use crate::store::{Store, StoreError};

/// Most that is read of a history at once.
const PAGE: usize = 1_000;

/// The execution that a history tells, and everything that was to be done for it; or why the history cannot be.
///
/// # Errors
/// When the store cannot be read.
pub(crate) async fn fold(
    store: &dyn Store,
    arn: &Arn,
    origin: Origin,
) -> Result<Result<(Execution, Vec<Effect>), String>, StoreError> {
    let mut execution = Execution::new(origin);
    let mut effects = Vec::new();
    loop {
        let page = store.load(arn, execution.next_event_id() - 1, PAGE).await?;
        if page.is_empty() {
            return Ok(Ok((execution, effects)));
        }
        for event in page {
            let (next, due) = match execution.apply(&event) {
                Ok(applied) => applied,
                Err(illegal) => return Ok(Err(illegal.to_string())),
            };
            execution = next;
            effects.extend(due);
        }
    }
}
