use std::fmt;
use std::str::FromStr;

/// A kind of thing that may go wrong, or come in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// A function's process dies at a request: before S3 has seen the request, or after.
    Crash,
    /// The connection breaks before S3 has seen the request.
    LostRequest,
    /// S3 has done what was asked, and the connection breaks before the answer is there.
    LostReply,
    /// A request is done, and done once more later.
    Duplicate,
    /// A request reaches S3 up to two minutes late, also when its caller has given up by then.
    Delay,
    /// S3 answers 500 or 503; one time in four it has done what was asked.
    ServerError,
    /// `CopyObject` answers 200 with an error in the body, and has copied nothing.
    ErrorIn200,
    /// A conditional write is answered with 409 since another one was under way.
    Conflict,
    /// The copy that `CopyObject` makes is cut short, and the answer says nothing of it.
    DamagedCopy,
    /// Lambda refuses an invocation for now.
    Throttled,
    /// A function is invoked twice for one task, both at once.
    InvokedTwice,
    /// A function whose caller has given up goes on.
    Zombie,
    /// What is ready goes on in any order, not in the order in which it became ready.
    Reordered,
    /// Time passes while requests are under way, so that time-outs come first.
    TimeFlies,
    /// A new photo is uploaded meanwhile.
    Upload,
    /// A photo is replaced meanwhile, wherever it is in its way through the folders.
    Replaced,
    /// A photo is uploaded again with the same bytes.
    UploadedAgain,
    /// Executions run at once.
    Overlap,
    /// An execution is stopped by a person.
    Stopped,
    /// The engine dies and goes on with what it had stored; functions and requests go on meanwhile.
    EngineRestart,
    /// The whole process dies, as `apoyo run` does: engine, functions, and what they had not sent.
    ProcessKilled,
    /// Step Functions cannot read a manifest or write results.
    MapIo,
    /// An execution that did not succeed is redriven, though others may have taken up its photos by then.
    Redriven,
    /// A dry run in between, which must leave everything as it is.
    DryRun,
}

impl Fault {
    /// Every kind.
    pub const ALL: [Self; 24] = [
        Self::Crash,
        Self::LostRequest,
        Self::LostReply,
        Self::Duplicate,
        Self::Delay,
        Self::ServerError,
        Self::ErrorIn200,
        Self::Conflict,
        Self::DamagedCopy,
        Self::Throttled,
        Self::InvokedTwice,
        Self::Zombie,
        Self::Reordered,
        Self::TimeFlies,
        Self::Upload,
        Self::Replaced,
        Self::UploadedAgain,
        Self::Overlap,
        Self::Stopped,
        Self::EngineRestart,
        Self::ProcessKilled,
        Self::MapIo,
        Self::Redriven,
        Self::DryRun,
    ];

    /// Whether the simulator had the kind when its first seeds were found to break something: those stay what they are, since
    /// kinds that came later are drawn apart.
    pub(crate) fn is_of_the_first(self) -> bool {
        !matches!(self, Self::Redriven | Self::DryRun)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// A text that names no kind of fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFault(String);

impl fmt::Display for UnknownFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = Fault::ALL.map(|fault| fault.to_string()).join(", ");
        write!(f, "{:?} is no kind of fault, allowed are {known}", self.0)
    }
}

impl std::error::Error for UnknownFault {}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let found = Self::ALL.into_iter().find(|fault| fault.to_string().eq_ignore_ascii_case(text));
        found.ok_or_else(|| UnknownFault(text.to_owned()))
    }
}

/// A set of kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Faults(u32);

impl Faults {
    /// None.
    pub const NONE: Self = Self(0);

    /// This set and this kind.
    pub fn with(self, fault: Fault) -> Self {
        Self(self.0 | Self::bit(fault))
    }

    /// This set without this kind.
    pub fn without(self, fault: Fault) -> Self {
        Self(self.0 & !Self::bit(fault))
    }

    /// Whether the kind is in the set.
    pub fn has(self, fault: Fault) -> bool {
        self.0 & Self::bit(fault) != 0
    }

    /// The kinds in the set.
    pub fn kinds(self) -> impl Iterator<Item = Fault> {
        Fault::ALL.into_iter().filter(move |fault| self.has(*fault))
    }

    fn bit(fault: Fault) -> u32 {
        1 << fault as u32
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.kinds().map(|fault| fault.to_string()).collect();
        f.write_str(if names.is_empty() { "none" } else { "" })?;
        f.write_str(&names.join(" "))
    }
}

impl FromIterator<Fault> for Faults {
    fn from_iter<I: IntoIterator<Item = Fault>>(faults: I) -> Self {
        faults.into_iter().fold(Self::NONE, Self::with)
    }
}
