use std::io::{ErrorKind, PipeReader};
use std::process::Stdio;

use tokio::process::{Child, Command};

use super::Launch;

/// Most characters of a reason.
///
/// Source: `reason` of `AttemptContainerDetail` in the API model.
const REASON_LIMIT: usize = 255;

/// Starts a process in a group of its own; gives back what it writes too.
///
/// # Errors
/// Why it cannot be started, as ECS says it of a container.
pub(super) fn spawn(launch: &Launch) -> Result<(Child, PipeReader), String> {
    let Some((program, arguments)) = launch.command.split_first() else {
        return Err(
            "CannotStartContainerError: the job has no command, and images are not run here".to_owned()
        );
    };
    let failed = |error: std::io::Error| reason(program, &error);
    let (output, errors) = std::io::pipe()
        .and_then(|(reader, writer)| Ok((reader, (writer.try_clone()?, writer))))
        .map_err(failed)?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env_clear()
        .envs(launch.environment.iter().map(|(name, value)| (name, value)))
        .current_dir(&launch.folder)
        .stdin(Stdio::null())
        .stdout(errors.0)
        .stderr(errors.1)
        .process_group(0)
        .kill_on_drop(true);
    // The command holds the pipe's ends until it is dropped: then only the process does.
    let child = command.spawn().map_err(failed)?;
    Ok((child, output))
}

fn reason(program: &str, error: &std::io::Error) -> String {
    let why = match error.kind() {
        ErrorKind::NotFound if !program.contains('/') => "executable file not found in $PATH".to_owned(),
        ErrorKind::NotFound => "no such file or directory".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    };
    format!("CannotStartContainerError: exec: {program:?}: {why}").chars().take(REASON_LIMIT).collect()
}
