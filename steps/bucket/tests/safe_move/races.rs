//! Two movers, every order of their calls.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use apoyo_bucket::model::{Call, Fault, S3Model, Script};
use apoyo_bucket::{BucketError, Marks, Move, MoveEnd, MovePhoto, Owner, WhenSame, names_for};
use apoyo_photo::{Folder, Folders, Mark};
use futures::future::BoxFuture;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::conservation::{assert_at_rest, assert_somewhere};
use crate::scene::{SUB_PATH, Upload, claim, model, moved_to};

/// Holds every call of one mover until the driver lets it go.
#[derive(Debug, Default, Clone)]
struct Gate(Arc<Mutex<VecDeque<oneshot::Sender<()>>>>);

impl Script for Gate {
    fn decide(&self, _call: Call) -> BoxFuture<'static, Fault> {
        let (open, opened) = oneshot::channel();
        self.0.lock().unwrap().push_back(open);
        Box::pin(async move {
            let _ = opened.await;
            Fault::None
        })
    }
}

type Mover = JoinHandle<Result<MoveEnd, BucketError>>;

/// Runs two movers in the order that `choices` says (which mover's call goes next, where both wait) and 0 after its
/// end; gives back the choices that were there to make.
async fn race(model: &S3Model, moves: [Move; 2], choices: &[usize]) -> (Vec<usize>, [MoveEnd; 2]) {
    let gates = [Gate::default(), Gate::default()];
    let [first, second] = moves;
    let start = |gate: &Gate, wanted: Move| -> Mover {
        let bucket = model.bucket(Arc::new(gate.clone()));
        tokio::spawn(async move { bucket.move_photo(&wanted).await })
    };
    let running = [start(&gates[0], first), start(&gates[1], second)];
    let mut made = Vec::new();
    loop {
        settle(&gates, &running).await;
        let waiting: Vec<usize> = (0..2).filter(|at| !gates[*at].0.lock().unwrap().is_empty()).collect();
        let next = match waiting[..] {
            [] => break,
            [only] => only,
            _ => {
                let choice = choices.get(made.len()).copied().unwrap_or(0);
                made.push(choice);
                choice
            }
        };
        let open = gates[next].0.lock().unwrap().pop_front().unwrap();
        open.send(()).unwrap();
        settle(&gates, &running).await;
        assert_somewhere(model, &format!("in the race {choices:?}"));
    }
    let [first, second] = running;
    (made, [first.await.unwrap().unwrap(), second.await.unwrap().unwrap()])
}

/// Until each mover waits at its gate or has ended.
async fn settle(gates: &[Gate; 2], movers: &[Mover; 2]) {
    while (0..2).any(|at| gates[at].0.lock().unwrap().is_empty() && !movers[at].is_finished()) {
        tokio::task::yield_now().await;
    }
}

/// Every order: depth first over the choices, as a counter in base 2 of unknown length.
async fn every_order(
    scene: impl Fn() -> (S3Model, [Move; 2]),
    check: impl Fn(&S3Model, &[usize], [MoveEnd; 2]),
) -> usize {
    let mut choices = Vec::new();
    let mut orders = 0;
    loop {
        let (model, moves) = scene();
        let (made, ends) = race(&model, moves, &choices).await;
        check(&model, &made, ends);
        orders += 1;
        choices = made;
        while choices.last() == Some(&1) {
            choices.pop();
        }
        match choices.last_mut() {
            Some(last) => *last = 1,
            None => return orders,
        }
    }
}

#[tokio::test]
async fn of_two_executions_that_claim_one_photo_exactly_one_wins() {
    for upload in [Upload::Plain, Upload::OldInParts] {
        let orders = every_order(
            || {
                let model = model(upload);
                let moves = [claim(&model, "x"), claim(&model, "y")];
                (model, moves)
            },
            |model, order, ends| {
                let winners = ends.iter().filter(|end| moved_to(end).is_some()).count();
                assert_eq!(winners, 1, "{upload:?} {order:?}: {ends:?}");
                assert_at_rest(model, &format!("{order:?}"));
                assert_eq!(model.keys("procesando/").len(), 1);
            },
        )
        .await;
        assert!(orders > 30, "only {orders} orders were tried");
    }
}

#[tokio::test]
async fn two_tries_of_one_execution_at_once_both_say_moved() {
    let orders = every_order(
        || {
            let model = model(Upload::Plain);
            let moves = [claim(&model, "x"), claim(&model, "x")];
            (model, moves)
        },
        |model, order, ends| {
            let keys = model.keys("");
            assert!(ends.iter().all(|end| moved_to(end) == Some(&keys[0])), "{order:?}: {ends:?}");
            assert_at_rest(model, &format!("{order:?}"));
        },
    )
    .await;
    assert!(orders > 30, "only {orders} orders were tried");
}

/// The first execution settles the photo while the second still claims it.
#[tokio::test]
async fn a_claim_that_races_with_a_settling_never_makes_two_of_one() {
    let claimed = || {
        let model = model(Upload::Plain);
        let late = claim(&model, "y");
        (model, late)
    };
    every_order(
        || {
            let (model, late) = claimed();
            let in_work = "procesando/línea 4+5/a b%.jpg";
            let bytes = model.get(late.source.as_str()).unwrap().bytes;
            model.remove(late.source.as_str());
            let object = model.put(in_work, &bytes);
            model.alter(in_work, |object| {
                object.headers.insert("x-amz-meta-apoyo-execution".into(), "x".into());
                object.headers.insert("x-amz-meta-apoyo-from".into(), encoded(late.source.as_str()));
            });
            let settling = Move {
                source: in_work.parse().unwrap(),
                size: Some(bytes.len() as u64),
                owner: Owner::Is(Some("x".parse().unwrap())),
                targets: names_for(&Folders::default(), Folder::Kept, SUB_PATH, &object.etag).unwrap(),
                etag: object.etag,
                claim: claim_x(&late),
                marks: Marks::new().with(Mark::Verdict, "keep"),
                carried: vec![Mark::Execution, Mark::From],
                same: WhenSame::Merge,
            };
            (model, [settling, late])
        },
        |model, order, ends| {
            assert_eq!(moved_to(&ends[0]), Some("procesadas/línea 4+5/a b%.jpg"), "{order:?}");
            assert_eq!(moved_to(&ends[1]), None, "{order:?}");
            assert_at_rest(model, &format!("{order:?}"));
        },
    )
    .await;
}

fn claim_x(late: &Move) -> apoyo_bucket::Claim {
    apoyo_bucket::Claim { execution: "x".parse().unwrap(), listed: late.source.clone() }
}

fn encoded(key: &str) -> String {
    key.replace('%', "%25").replace('í', "%C3%AD").replace(' ', "%20")
}
