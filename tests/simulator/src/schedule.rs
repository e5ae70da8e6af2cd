use std::fmt;

use bytes::Bytes;

use crate::dice::Dice;
use crate::photo::{self, SUB_PATHS};
use crate::s3::ETags;
use crate::{Fault, Faults, Mutant};

/// What a simulation is to be, all of it drawn from one number.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// The number.
    pub seed: u64,
    /// What may go wrong.
    pub faults: Faults,
    /// The fault that is planted in the steps.
    pub mutant: Option<Mutant>,
    /// Requests and invocations of a thousand that meet a fault.
    pub(crate) per_mille: u64,
    /// Photos that wait at the start.
    pub(crate) photos: Vec<Upload>,
    /// What people and machines do meanwhile.
    pub(crate) plan: Vec<Planned>,
    pub(crate) etags: ETags,
    pub(crate) page_objects: usize,
    /// Whether discarded photos are destroyed at once.
    pub(crate) retention: Kept,
    pub(crate) lane: Lane,
}

/// Which lane executions take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    Lambda,
    Batch,
}

/// What becomes of what is discarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    InTrash,
    Not,
}

/// A photo that a person uploads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Upload {
    pub(crate) sub_path: &'static str,
    pub(crate) bytes: Bytes,
    pub(crate) tool: Tool,
}

impl Upload {
    /// Where it waits.
    pub(crate) fn key(&self) -> String {
        format!("sin procesar/{}", self.sub_path)
    }
}

/// With what it is uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    /// It has a CRC64NVME.
    Modern,
    /// It has a SHA-256.
    Sha256,
    /// It comes in parts, and has no checksum over the whole.
    InParts,
}

/// Something that happens after so many steps, or when nothing else is left to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Planned {
    pub(crate) after_steps: Option<u64>,
    pub(crate) action: Action,
}

/// Something that a person or a machine does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Action {
    Start,
    Stop,
    Upload(Upload),
    EngineRestart,
    ProcessKilled,
}

/// Steps in which most executions of a few photos are at work.
const USUAL_STEPS: u64 = 60;

/// How many schedules of a thousand have a kind of fault. What ends everything at once hides what else could go wrong.
fn often(fault: Fault) -> u64 {
    match fault {
        Fault::ProcessKilled => 150,
        Fault::EngineRestart | Fault::Stopped | Fault::MapIo => 250,
        _ => 450,
    }
}

impl Schedule {
    /// The schedule of this seed.
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let faults = Fault::ALL.into_iter().filter(|fault| dice.chance(often(*fault))).collect();
        let per_mille = *dice.pick(&[0, 10, 30, 60, 100, 200]);
        let mut photos: Vec<Upload> = Vec::new();
        for number in 0..dice.between(1, 4) {
            let upload = any_upload(usize::try_from(number).unwrap_or_default(), &mut dice);
            // A second one of the same name would replace the first before anything has begun.
            if photos.iter().all(|photo| photo.sub_path != upload.sub_path) {
                photos.push(upload);
            }
        }
        let mut schedule = Self {
            seed,
            faults,
            mutant: None,
            per_mille,
            plan: Vec::new(),
            etags: if dice.chance(300) { ETags::Unique } else { ETags::Md5 },
            page_objects: *dice.pick(&[1, 2, 1000]),
            retention: if dice.chance(200) { Kept::Not } else { Kept::InTrash },
            lane: if dice.chance(200) { Lane::Batch } else { Lane::Lambda },
            photos,
        };
        schedule.plan = schedule.planned(&mut dice);
        schedule
    }

    /// The same with a fault planted in the steps.
    pub fn with_mutant(self, mutant: Mutant) -> Self {
        Self { mutant: Some(mutant), ..self }
    }

    /// The same without one kind of fault; everything else falls as before, where it does not hang on the fault.
    pub fn without(self, fault: Fault) -> Self {
        Self { faults: self.faults.without(fault), ..self }
    }

    /// What the simulator's command line is given to simulate this schedule.
    pub fn arguments(&self) -> String {
        let all = Self::of(self.seed).faults;
        let off: Vec<String> =
            all.kinds().filter(|fault| !self.faults.has(*fault)).map(|fault| fault.to_string()).collect();
        let without = if off.is_empty() { String::new() } else { format!(" --without {}", off.join(",")) };
        let planted = self.mutant.map_or_else(String::new, |mutant| format!(" --plant {mutant}"));
        format!("--seed {}{without}{planted}", self.seed)
    }

    /// Of every kind of fault a plan has its own; those that are off are left out when it is carried out.
    fn planned(&self, dice: &mut Dice) -> Vec<Planned> {
        let mut plan = Vec::new();
        let executions = dice.between(1, 3);
        let horizon = USUAL_STEPS * executions;
        for execution in 0..executions {
            let at = dice.between(0, horizon);
            let is_behind = execution > 0 && !self.faults.has(Fault::Overlap);
            plan.push(Planned { after_steps: (!is_behind).then_some(at), action: Action::Start });
        }
        let mut number = self.photos.len();
        let mut meanwhile = |fault, action: &mut dyn FnMut(&mut Dice) -> Action| {
            let times = dice.between(1, 2);
            for _ in 0..times {
                let planned = Planned { after_steps: Some(dice.between(0, horizon)), action: action(dice) };
                if self.faults.has(fault) {
                    plan.push(planned);
                }
            }
        };
        meanwhile(Fault::Stopped, &mut |_| Action::Stop);
        meanwhile(Fault::EngineRestart, &mut |_| Action::EngineRestart);
        meanwhile(Fault::ProcessKilled, &mut |_| Action::ProcessKilled);
        meanwhile(Fault::Upload, &mut |dice| {
            number += 1;
            Action::Upload(any_upload(number, dice))
        });
        meanwhile(Fault::Replaced, &mut |dice| {
            number += 1;
            let sub_path = dice.pick(&self.photos).sub_path;
            Action::Upload(upload((sub_path, number), dice))
        });
        meanwhile(Fault::UploadedAgain, &mut |dice| Action::Upload(dice.pick(&self.photos).clone()));
        // What a killed process had begun, the next one takes up: another execution behind each kill.
        let kills = plan.iter().filter(|planned| planned.action == Action::ProcessKilled).count();
        plan.extend((0..kills).map(|_| Planned { after_steps: None, action: Action::Start }));
        plan
    }
}

fn any_upload(number: usize, dice: &mut Dice) -> Upload {
    let sub_path = *dice.pick(&SUB_PATHS);
    upload((sub_path, number), dice)
}

/// A photo of this sub-path, with bytes that no other has.
pub(crate) fn upload((sub_path, number): (&'static str, usize), dice: &mut Dice) -> Upload {
    let tool = *dice.pick(&[Tool::Modern, Tool::Modern, Tool::Sha256, Tool::InParts]);
    Upload { sub_path, bytes: photo::content(number, dice), tool }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, faults, photos, plan, per_mille, .. } = self;
        write!(f, "seed {seed}: {} photos, {} actions, ", photos.len(), plan.len())?;
        write!(f, "faults {per_mille} in 1000: {faults}")
    }
}
