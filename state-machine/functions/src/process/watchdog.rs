use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// Kills the processes of functions when this process ends without doing it, as after `kill -9`: a shell that is told their
/// groups, and kills them when nobody holds the other end of its standard input any more.
///
/// It is one shell for all, in a group of its own so that Ctrl-C in a terminal does not reach it.
#[derive(Debug)]
pub(crate) struct Watchdog {
    shell: Mutex<Option<Shell>>,
}

#[derive(Debug)]
struct Shell {
    process: Child,
    input: ChildStdin,
}

/// Remembers the groups that began and did not end.
const SCRIPT: &str = r#"
groups=
while read -r what group; do
    case $what in
        begins) groups="$groups $group" ;;
        ends)
            others=
            for one in $groups; do
                [ "$one" = "$group" ] || others="$others $one"
            done
            groups=$others ;;
    esac
done
for one in $groups; do
    kill -s KILL -- "-$one" 2>/dev/null
done
"#;

impl Watchdog {
    /// Starts the shell. Where there is none, this is said, and processes may outlive this one when that is killed.
    pub(crate) fn start() -> Self {
        let shell = Shell::start().inspect_err(|error| {
            tracing::warn!(%error, "no shell to end functions if this process is killed");
        });
        Self { shell: Mutex::new(shell.ok()) }
    }

    /// This group began.
    pub(super) fn begins(&self, group: i32) {
        self.tell("begins", group);
    }

    /// This group is no more.
    pub(super) fn ends(&self, group: i32) {
        self.tell("ends", group);
    }

    fn tell(&self, what: &str, group: i32) {
        let mut shell = self.shell.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = shell.as_mut()
            && let Err(error) = writeln!(running.input, "{what} {group}")
        {
            tracing::warn!(%error, "the shell that ends functions if this process is killed is gone");
            *shell = None;
        }
    }
}

impl Shell {
    fn start() -> io::Result<Self> {
        let mut process = Command::new("sh")
            .args(["-c", SCRIPT])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        let input =
            process.stdin.take().ok_or_else(|| io::Error::other("the shell has no standard input"))?;
        Ok(Self { process, input })
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        let shell = self.shell.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Shell { mut process, input }) = shell {
            drop(input);
            // It ends at once, and is waited for so that no zombie is left.
            let _ = process.wait();
        }
    }
}
