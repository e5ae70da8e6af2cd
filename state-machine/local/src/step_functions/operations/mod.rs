//! One file an operation, or a few kin: the request, what it may hold, and what is done.

mod create_activity;
mod create_state_machine;
mod create_state_machine_alias;
mod delete_activity;
mod delete_state_machine;
mod delete_state_machine_alias;
mod delete_state_machine_version;
mod describe_activity;
mod describe_execution;
mod describe_map_run;
mod describe_state_machine;
mod describe_state_machine_alias;
mod describe_state_machine_for_execution;
mod get_activity_task;
mod get_execution_history;
mod list_activities;
mod list_executions;
mod list_map_runs;
mod list_state_machine_aliases;
mod list_state_machine_versions;
mod list_state_machines;
mod publish_state_machine_version;
mod redrive_execution;
mod send_task;
mod start_execution;
mod start_sync_execution;
mod stop_execution;
mod tags;
mod test_state;
mod update_map_run;
mod update_state_machine;
mod update_state_machine_alias;
mod validate_state_machine_definition;

use super::operation::Entry;

/// All operations of the service, in alphabetical order.
pub(super) const TABLE: [Entry; 37] = [
    Entry::of::<create_activity::CreateActivity>(),
    Entry::of::<create_state_machine::CreateStateMachine>(),
    Entry::of::<create_state_machine_alias::CreateStateMachineAlias>(),
    Entry::of::<delete_activity::DeleteActivity>(),
    Entry::of::<delete_state_machine::DeleteStateMachine>(),
    Entry::of::<delete_state_machine_alias::DeleteStateMachineAlias>(),
    Entry::of::<delete_state_machine_version::DeleteStateMachineVersion>(),
    Entry::of::<describe_activity::DescribeActivity>(),
    Entry::of::<describe_execution::DescribeExecution>(),
    Entry::of::<describe_map_run::DescribeMapRun>(),
    Entry::of::<describe_state_machine::DescribeStateMachine>(),
    Entry::of::<describe_state_machine_alias::DescribeStateMachineAlias>(),
    Entry::of::<describe_state_machine_for_execution::DescribeStateMachineForExecution>(),
    Entry::of::<get_activity_task::GetActivityTask>(),
    Entry::of::<get_execution_history::GetExecutionHistory>(),
    Entry::of::<list_activities::ListActivities>(),
    Entry::of::<list_executions::ListExecutions>(),
    Entry::of::<list_map_runs::ListMapRuns>(),
    Entry::of::<list_state_machine_aliases::ListStateMachineAliases>(),
    Entry::of::<list_state_machine_versions::ListStateMachineVersions>(),
    Entry::of::<list_state_machines::ListStateMachines>(),
    Entry::of::<tags::ListTagsForResource>(),
    Entry::of::<publish_state_machine_version::PublishStateMachineVersion>(),
    Entry::of::<redrive_execution::RedriveExecution>(),
    Entry::of::<send_task::SendTaskFailure>(),
    Entry::of::<send_task::SendTaskHeartbeat>(),
    Entry::of::<send_task::SendTaskSuccess>(),
    Entry::of::<start_execution::StartExecution>(),
    Entry::of::<start_sync_execution::StartSyncExecution>(),
    Entry::of::<stop_execution::StopExecution>(),
    Entry::of::<tags::TagResource>(),
    Entry::of::<test_state::TestState>(),
    Entry::of::<tags::UntagResource>(),
    Entry::of::<update_map_run::UpdateMapRun>(),
    Entry::of::<update_state_machine::UpdateStateMachine>(),
    Entry::of::<update_state_machine_alias::UpdateStateMachineAlias>(),
    Entry::of::<validate_state_machine_definition::ValidateStateMachineDefinition>(),
];
