//! What people and machines do meanwhile.

use std::sync::{Arc, PoisonError};

use apoyo_engine::{Arn, Failure, MemoryStore, Realm, Redrive};

use crate::Fault;
use crate::conservation::shown;
use crate::driver::{Driver, Go};
use crate::engine::{self, MACHINE};
use crate::s3::{Checksum, Operation, Request};
use crate::schedule::{Action, Lane, Tool, Upload};
use crate::world::Matter;

impl Driver {
    /// Carries out what is planned.
    pub(crate) async fn act(&mut self, action: Action) -> Go {
        match action {
            Action::Start => self.start_execution("").map(|_| ()),
            Action::DryRun => {
                self.tally.met(Fault::DryRun);
                let name = self.start_execution(r#", "dryRun": true"#)?;
                self.conservation.must_not_move(name);
                Ok(())
            }
            Action::Redrive => {
                self.redrive();
                Ok(())
            }
            Action::Stop => {
                self.stop();
                Ok(())
            }
            Action::Upload(upload) => {
                let fault = self.conservation.kind_of(&upload);
                self.tally.met(fault);
                self.upload(&upload);
                Ok(())
            }
            Action::EngineRestart => {
                self.tally.met(Fault::EngineRestart);
                self.end_engine("the engine dies").await;
                self.start_engine().await
            }
            Action::ProcessKilled => {
                self.tally.met(Fault::ProcessKilled);
                self.jobs.kill_all();
                self.functions.sandboxes.kill_all();
                self.end_engine("the process is killed").await;
                self.lose_what_was_not_sent();
                self.histories = Arc::new(MemoryStore::for_restarts());
                self.started.clear();
                self.start_engine().await
            }
        }
    }

    /// What was under way when the process died has reached S3, or has not.
    fn lose_what_was_not_sent(&mut self) {
        for item in self.world.take_all() {
            if let Matter::Request { caller, request, .. } = item.matter
                && self.dice.chance(500)
            {
                let now_ms = self.world.now_ms();
                self.world.add(item.label, now_ms, Matter::Request { caller, request, reply: None });
            }
        }
    }

    async fn end_engine(&mut self, why: &str) {
        self.trace.say(self.world.now_ms(), why);
        drop(self.slot.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.world.quiet().await;
    }

    pub(crate) async fn start_engine(&mut self) -> Go {
        self.engines += 1;
        let seed = self.seed.wrapping_add(self.engines << 32);
        let engine = Arc::new(engine::start(
            &self.world,
            (&self.histories, seed),
            (self.functions.clone(), self.jobs.clone()),
        ));
        *self.slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&engine));
        let resumed = engine.resume(|_| Some(engine::revision())).await;
        let resumed = resumed.map_err(|error| error.to_string())?;
        if let Some((arn, why)) = resumed.damaged.first() {
            return Err(format!("{arn} cannot go on: {why}"));
        }
        self.trace
            .say(self.world.now_ms(), format_args!("an engine starts, {} executions go on", resumed.resumed));
        Ok(())
    }

    /// Gives back its name.
    fn start_execution(&mut self, more_input: &str) -> Result<String, String> {
        let Some(engine) = self.slot.lock().unwrap_or_else(PoisonError::into_inner).clone() else {
            return Err("there is no engine".to_owned());
        };
        let name = format!("x{}", self.network.next_number());
        let machine = Realm::default().state_machine(MACHINE);
        let lane = match self.lane {
            Lane::Lambda => "auto",
            Lane::Batch => "batch",
        };
        let input = format!(r#"{{"lane": "{lane}"{more_input}}}"#);
        if self.started.iter().any(|arn| self.is_running(arn)) {
            self.tally.met(Fault::Overlap);
        }
        self.started.push(Realm::default().execution(MACHINE, &name));
        self.trace.say(self.world.now_ms(), format_args!("execution {name} starts"));
        let started = name.clone();
        tokio::spawn(async move { engine.start_execution(&machine, Some(&name), &input).await.map(|_| ()) });
        Ok(started)
    }

    /// Redrives one of what has ended without success.
    fn redrive(&mut self) {
        let Some(engine) = self.slot.lock().unwrap_or_else(PoisonError::into_inner).clone() else { return };
        let failed: Vec<Arn> = self.started.iter().filter(|arn| self.has_failed(arn)).cloned().collect();
        let at = self.dice.below(failed.len().max(1));
        let Some(arn) = failed.get(at).cloned() else { return };
        self.tally.met(Fault::Redriven);
        self.trace.say(self.world.now_ms(), format_args!("execution {} is redriven", arn.name()));
        tokio::spawn(async move {
            let redrive = Redrive { execution: &arn, client_token: None };
            engine.redrive_execution(redrive, |_| Some(engine::revision())).await.map(|_| ())
        });
    }

    fn stop(&mut self) {
        let running: Vec<Arn> = self.started.iter().filter(|arn| self.is_running(arn)).cloned().collect();
        let at = self.dice.below(running.len().max(1));
        let Some(arn) = running.get(at) else { return };
        self.tally.met(Fault::Stopped);
        self.trace.say(self.world.now_ms(), format_args!("execution {} is stopped", arn.name()));
        if let Some(engine) = &*self.slot.lock().unwrap_or_else(PoisonError::into_inner) {
            let _ = engine.stop_execution(arn, Failure::new("Stopped", "by a person"));
        }
    }

    pub(crate) fn upload(&mut self, upload: &Upload) {
        let key = upload.key();
        let mut request = Request { body: upload.bytes.clone(), ..Request::new(Operation::PutObject, &key) };
        if upload.tool == Tool::Sha256 {
            let checksum = Checksum::sha256(&upload.bytes);
            request.headers.insert(checksum.algorithm.header().to_owned(), checksum.value);
        }
        request.headers.insert("content-type".to_owned(), "image/jpeg".to_owned());
        let now = self.world.now();
        let change = self.network.upload(&request, upload.tool, now);
        self.trace.say(self.world.now_ms(), format_args!("a person uploads {key}: {}", shown(&upload.bytes)));
        if let Some(change) = change {
            self.conservation.uploaded(upload, &change, self.network.store());
        }
    }
}
