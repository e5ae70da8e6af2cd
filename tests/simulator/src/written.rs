//! What may be written where, by whom, and what it must say.

use apoyo_photo::{Folder, Mark, Verdict};

use crate::caller::Caller;
use crate::conservation::{Broken, Place, shown};
use crate::photo::{MODEL, truth};
use crate::s3::{Object, Operation, Request, Store};

/// No photo is ever overwritten, and no record that is written once.
pub(crate) fn is_replaced(place: Place, key: &str, (before, after): (&Object, &Object)) -> Broken {
    let is_once = key.ends_with("/manifest.jsonl") || key.contains("/classified/");
    match place {
        Place::Photos(_) => {
            let (old, new) = (shown(&before.bytes), shown(&after.bytes));
            Err(format!("{key}: {old} was overwritten by {new}"))
        }
        Place::Records if is_once && before.bytes != after.bytes => {
            Err(format!("{key} was written again, with other lines"))
        }
        Place::Records | Place::Elsewhere => Ok(()),
    }
}

/// Each folder is written by its own step, by copies of photos alone.
pub(crate) fn is_written(
    (caller, request): (&Caller, &Request),
    (place, key): (Place, &str),
    object: &Object,
    store: &Store,
) -> Broken {
    let Place::Photos(folder) = place else {
        return if place == Place::Records { Ok(()) } else { Err(format!("{caller} wrote {key}")) };
    };
    let may = match folder {
        Folder::Waiting => "",
        Folder::InWork => "stage",
        Folder::Kept | Folder::Review => "keep",
        Folder::Trash => "delete",
    };
    if caller.step != may || request.operation != Operation::CopyObject {
        return Err(format!("{caller} wrote {key}"));
    }
    match folder {
        Folder::Waiting | Folder::InWork => Ok(()),
        settled => is_settled_rightly(settled, (key, object), store, &request.copy_source()),
    }
}

/// A photo reaches a folder by a verdict that is true, and the trash with everything that the verdict rests on.
fn is_settled_rightly(folder: Folder, (key, copy): (&str, &Object), store: &Store, source: &str) -> Broken {
    // A damaged copy is judged by what it should be: its source is still there.
    let bytes = store.objects().get(source).map_or(&copy.bytes, |source| &source.bytes);
    let judgement = truth(bytes);
    let wanted = match judgement.verdict {
        Verdict::Keep => Folder::Kept,
        Verdict::Review => Folder::Review,
        Verdict::Discard => Folder::Trash,
    };
    if wanted != folder {
        return Err(format!("{key}: {} came there, its verdict is {:?}", shown(bytes), judgement.verdict));
    }
    let mark = |mark| copy.mark(mark);
    let number = |name| mark(name).and_then(|text| text.parse::<f64>().ok());
    let is_recorded = mark(Mark::Execution).is_some()
        && mark(Mark::Model).as_deref() == Some(MODEL)
        && number(Mark::Score) == judgement.score.map(apoyo_photo::Score::value);
    let is_under = number(Mark::Score) < number(Mark::DiscardBelow);
    if is_recorded && (folder != Folder::Trash || is_under) {
        return Ok(());
    }
    Err(format!("{key} does not say which execution, model, score and threshold brought it there"))
}

pub(crate) fn names_all(receipt: &[u8]) -> bool {
    let Ok(record) = serde_json::from_slice::<serde_json::Value>(receipt) else { return false };
    let number = |name: &str| record[name].as_f64();
    record["execution"].is_string()
        && record["model"] == MODEL
        && matches!((number("score"), number("discardBelow")), (Some(score), Some(below)) if score < below)
}
