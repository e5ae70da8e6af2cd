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
    /// As what it comes in between; none for what belongs to every simulation.
    pub(crate) fault: Option<Fault>,
}

impl Planned {
    /// An execution that begins after all else.
    pub(crate) const LAST_START: Self = Self { after_steps: None, action: Action::Start, fault: None };
}

/// Something that a person or a machine does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Action {
    Start,
    DryRun,
    Redrive,
    Stop,
    Upload(Upload),
    EngineRestart,
    ProcessKilled,
}

/// Steps in which most executions of a few photos are at work.
const USUAL_STEPS: u64 = 60;

/// Parts the dice for kinds of faults that came later from the first ones.
const LATER: u64 = 0x7265_6472_6976_656e;

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
        let mut later = Dice::new(seed ^ LATER);
        let mut is_drawn = |fault: &Fault| {
            let dice = if fault.is_of_the_first() { &mut dice } else { &mut later };
            dice.chance(often(*fault))
        };
        let faults = Fault::ALL.into_iter().filter(|fault| is_drawn(fault)).collect();
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
        schedule.plan.extend(schedule.planned_later(&mut later));
        schedule
    }

    /// The same with a fault planted in the steps.
    pub fn with_mutant(self, mutant: Mutant) -> Self {
        Self { mutant: Some(mutant), ..self }
    }

    /// The same without one kind of fault; everything else falls as before, where it does not hang on the fault.
    pub fn without(mut self, fault: Fault) -> Self {
        self.plan.retain(|planned| planned.fault != Some(fault));
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

    /// Draws of every kind of fault, also of those that this schedule has not, so that the rest hangs on none of them.
    fn planned(&self, dice: &mut Dice) -> Vec<Planned> {
        let mut plan = Vec::new();
        let executions = dice.between(1, 3);
        let horizon = USUAL_STEPS * executions;
        for execution in 0..executions {
            let at = dice.between(0, horizon);
            let is_behind = execution > 0 && !self.faults.has(Fault::Overlap);
            plan.push(Planned { after_steps: (!is_behind).then_some(at), ..Planned::LAST_START });
        }
        let mut number = self.photos.len();
        let mut meanwhile = |fault, action: &mut dyn FnMut(&mut Dice) -> Action| {
            let times = dice.between(1, 2);
            for _ in 0..times {
                let after_steps = Some(dice.between(0, horizon));
                let planned = Planned { after_steps, action: action(dice), fault: Some(fault) };
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
        plan.extend((0..kills).map(|_| Planned::LAST_START));
        plan
    }

    /// Redrives at any time, and one of what has failed in the end; dry runs at any time.
    fn planned_later(&self, dice: &mut Dice) -> Vec<Planned> {
        let mut at = || Some(dice.between(0, 3 * USUAL_STEPS));
        let redrive = |after_steps| (after_steps, Action::Redrive, Fault::Redriven);
        let all =
            [redrive(at()), redrive(at()), redrive(None), (at(), Action::DryRun, Fault::DryRun)].into_iter();
        let all = all.filter(|(_, _, fault)| self.faults.has(*fault));
        all.map(|(after_steps, action, fault)| Planned { after_steps, action, fault: Some(fault) }).collect()
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
