use std::collections::HashSet;
use std::sync::Arc;

use tokio::sync::{Semaphore, mpsc, watch};

use super::map_run_live::{Feeding, MapRunLive, Results, Stage};
use super::map_run_start::{describe, origin_of_children};
use super::map_run_update::permits;
use super::{Key, Message, Scheduler};
use crate::arn::Arn;
use crate::decide::Scene;
use crate::execution::{FrameId, MapRunAttempt, Phase};
use crate::map_run::{
    Counts, Done, EarlierChildren, Feeder, MapRunDescription, OUTPUT_CONFIG, ResultWriter, RunId, Tolerance,
};
use crate::objects::ObjectStore;
use crate::store::Record;

/// Most records of children that are not started in memory at once.
const PENDING: usize = 1_000;

impl Scheduler {
    /// Makes a Map Run, as it was kept where it was; it works once it is fed.
    pub(super) fn open_map_run(
        &mut self,
        key: Key,
        frame: FrameId,
        kept: Option<MapRunDescription>,
    ) -> Option<RunId> {
        let (run, writer) = self.made(key, frame, kept)?;
        let id = run.id();
        let results = match writer {
            Some(writer) => self.write_files(&id, writer),
            None => run.results,
        };
        self.shared.add_map_run(&id.arn, run.description.subscribe());
        self.map_runs.insert(id.arn.clone(), MapRunLive { results, ..run });
        Some(id)
    }

    /// A Map Run whose results stay in the output, and who writes its files where it has some.
    fn made(
        &self,
        key: Key,
        frame: FrameId,
        kept: Option<MapRunDescription>,
    ) -> Option<(MapRunLive, Option<ResultWriter>)> {
        let live = self.live.get(&key)?;
        let execution = live.execution.as_ref()?;
        let now = self.parts.clock.now();
        let scene = Scene::of(execution, frame, now)?;
        let Phase::MapRunning(attempt) = &scene.frame.visit.phase else { return None };
        let MapRunAttempt { arn, plan, redrives } = &**attempt;
        let (_, distributed) = scene.state.kind.distributed()?;
        let origin = origin_of_children(execution.origin(), scene.frame.visit.state)?;
        let description = kept.unwrap_or_else(|| describe(arn, &live.arn, (plan, now)));
        let id = RunId { arn: arn.clone(), redrives: *redrives };
        let earlier = (*redrives > 0).then(|| self.earlier_children(&id, &origin, description.redrive_date));
        let most = permits(description.max_concurrency, self.parts.map_concurrency.get());
        let permits = Arc::new(Semaphore::new(most));
        let feeder = feeder(&scene, attempt, (&self.parts.objects, &permits, earlier));
        let config = distributed.writer.as_ref().map(|writer| writer.config);
        let writer = plan.result_target.clone().map(|target| {
            let objects = Arc::clone(&self.parts.objects);
            ResultWriter::new(objects, target, arn.clone(), config.unwrap_or_default())
        });
        let run = MapRunLive {
            parent: key,
            frame,
            origin,
            tolerance: Tolerance::kept(plan, &description),
            feeding: Feeding::Waiting(Some(Box::new(feeder))),
            permits,
            children: HashSet::new(),
            results: Results::in_output(config.unwrap_or(OUTPUT_CONFIG)),
            stage: Stage::Reading,
            failure: None,
            waiting: <(Counts, Counts)>::default(),
            description: watch::Sender::new(description),
        };
        Some((run, writer))
    }

    /// Lets a writer write the files of one attempt at a run, once that of the attempt before is at its end.
    fn write_files(&mut self, run: &RunId, writer: ResultWriter) -> Results {
        let (sender, receiver) = mpsc::unbounded_channel();
        let (outbox, run) = (self.outbox.clone(), run.clone());
        self.writers.retain(|_, writer| !writer.is_finished());
        let before = self.writers.remove(&run.arn);
        let map_run = run.arn.clone();
        let writing = tokio::spawn(async move {
            if let Some(before) = before {
                // A writer that panicked is at its end too.
                let _ = before.await;
            }
            let result = writer.run(receiver).await;
            let _ = outbox.send(Message::ResultsWritten { run, result });
        });
        self.writers.insert(map_run, writing);
        Results::Files(Some(sender))
    }

    /// Records a Map Run as it stands.
    pub(super) fn stage_map_run(&mut self, map_run: &Arn) {
        if let Some(run) = self.map_runs.get(map_run) {
            let description = Box::new(run.description.borrow().clone());
            self.stage_for_restart(|| Record::MapRun(description));
        }
    }
}

/// What hands the children of a run over, once it is let.
fn feeder(
    scene: &Scene<'_>,
    attempt: &MapRunAttempt,
    (objects, permits, earlier): (&Arc<dyn ObjectStore>, &Arc<Semaphore>, Option<EarlierChildren>),
) -> Feeder {
    Feeder {
        machine: Arc::clone(&scene.execution.origin().machine),
        state: scene.frame.visit.state,
        plan: Arc::clone(&attempt.plan),
        objects: Arc::clone(objects),
        permits: Arc::clone(permits),
        pending: Arc::new(Semaphore::new(PENDING)),
        input: Arc::clone(&scene.frame.visit.input),
        variables: scene.frame.variables.clone(),
        context: scene.context().clone(),
        entropy: scene.query().entropy,
        done: Done::default(),
        earlier,
    }
}
