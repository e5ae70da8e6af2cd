//! Alarms, dashboard and budget.
//!
//! | alarm | says |
//! |---|---|
//! | executions-failed | an execution failed, ran out of time or was stopped: look, then replay |
//! | quiet | nothing succeeded for hours: the schedule or the machine is dead |
//! | throttled | functions were refused for a quarter of an hour: the account's limit is too low |
//! | dead-letters | a start could not be delivered |
//! | waiting-too-long | a photo has waited for longer than an execution should take to come |
//! | uploads-waiting | uploads are not taken from the queue |

use std::time::Duration;

use apoyo_constructs::{
    Alarm, AlarmProps, AlertTopic, Budget, ConstructId, Dashboard, Graph, Metric, Queue, Stack, StateMachine,
    Wrong,
};

use crate::config::{Config, Switch};
use crate::steps::Steps;

/// What is watched.
pub(crate) struct Watched<'w> {
    pub(crate) triage: &'w StateMachine,
    pub(crate) steps: &'w Steps,
    pub(crate) dead_letters: &'w Queue,
    /// Where uploads are gathered, if they are.
    pub(crate) uploads: Option<&'w Queue>,
}

const FIVE_MINUTES: Duration = Duration::from_mins(5);

pub(crate) fn define(stack: &mut Stack, config: &Config, watched: &Watched<'_>) {
    let emails: Vec<String> = config.alerts.emails.iter().map(|email| email.as_str().to_owned()).collect();
    let topic = AlertTopic::define(stack, &ConstructId::new("Alerts"), &emails);
    for (id, props) in alarms(config, watched) {
        Alarm::define(stack, &ConstructId::new("Alarm").child(id), &props, &topic);
    }
    Dashboard::define(stack, &ConstructId::new("Dashboard"), &graphs(watched));
    if config.alerts.monthly_budget_dollars.get() > 0 {
        let dollars = config.alerts.monthly_budget_dollars.get();
        Budget::define(stack, &ConstructId::new("Budget"), dollars, &topic);
    }
    stack.output("AlertTopicArn", "Topic that alarms are said on.", topic.arn());
}

fn alarms(config: &Config, watched: &Watched<'_>) -> Vec<(&'static str, AlarmProps)> {
    let mut alarms = vec![
        ("ExecutionsFailed", failed(watched.triage)),
        ("Throttled", throttled(watched.steps)),
        ("DeadLetters", dead_letters(watched.dead_letters)),
    ];
    let hours = config.alerts.quiet_hours.get();
    if hours > 0 && config.schedule.state == Switch::Enabled {
        alarms.push(("Quiet", quiet(watched.triage, hours)));
    }
    let hours = config.alerts.waiting_hours.get();
    if hours > 0 {
        alarms.push(("WaitingTooLong", waiting_too_long(watched.triage, hours)));
    }
    alarms.extend(watched.uploads.map(|queue| ("UploadsWaiting", uploads_waiting(queue))));
    alarms
}

fn failed(triage: &StateMachine) -> AlarmProps {
    let ends = ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"];
    AlarmProps {
        name: "executions-failed",
        description:
            "An execution failed, ran out of time or was stopped. No photo is lost: `apoyo show` says why, \
                      `apoyo replay` goes on."
                .to_owned(),
        metrics: ends.map(|name| of_states(triage, name)).into(),
        period: FIVE_MINUTES,
        periods: 1,
        wrong: Wrong::Above(0),
    }
}

fn quiet(triage: &StateMachine, hours: u16) -> AlarmProps {
    AlarmProps {
        name: "quiet",
        description: format!(
            "No execution succeeded for {hours} hours. Is the schedule in force, and who owns it?"
        ),
        metrics: vec![of_states(triage, "ExecutionsSucceeded")],
        period: Duration::from_hours(1),
        periods: hours,
        wrong: Wrong::Below(1),
    }
}

fn throttled(steps: &Steps) -> AlarmProps {
    AlarmProps {
        name: "throttled",
        description:
            "Functions were refused for a quarter of an hour. Executions try again and are slow; ask for a \
                      higher limit of concurrent executions."
                .to_owned(),
        metrics: of_functions(steps, "Throttles"),
        period: FIVE_MINUTES,
        periods: 3,
        wrong: Wrong::Above(0),
    }
}

fn dead_letters(queue: &Queue) -> AlarmProps {
    AlarmProps {
        name: "dead-letters",
        description:
            "A start could not be delivered and waits in the dead-letter queue. Its photos wait too: \
                      `apoyo start` takes them up."
                .to_owned(),
        metrics: vec![of_queue(queue, "ApproximateNumberOfMessagesVisible")],
        period: FIVE_MINUTES,
        periods: 1,
        wrong: Wrong::Above(0),
    }
}

fn waiting_too_long(triage: &StateMachine, hours: u16) -> AlarmProps {
    AlarmProps {
        name: "waiting-too-long",
        description: format!(
            "A photo waited for more than {hours} hours before an execution listed it. Were executions too seldom, or \
             did each leave it out? The alarm ends when an execution lists the folder and finds none so old."
        ),
        metrics: vec![oldest_waiting(triage)],
        period: FIVE_MINUTES,
        periods: 1,
        wrong: Wrong::LastAbove(u32::from(hours) * 3600),
    }
}

fn uploads_waiting(queue: &Queue) -> AlarmProps {
    AlarmProps {
        name: "uploads-waiting",
        description: "An upload has waited for an hour for an execution. Does the pipe run?".to_owned(),
        metrics: vec![of_queue(queue, "ApproximateAgeOfOldestMessage")],
        period: FIVE_MINUTES,
        periods: 1,
        wrong: Wrong::Above(3600),
    }
}

fn graphs(watched: &Watched<'_>) -> Vec<Graph> {
    let ends = ["ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsFailed", "ExecutionsTimedOut"];
    let queues = [Some(watched.dead_letters), watched.uploads];
    let visible =
        queues.into_iter().flatten().map(|queue| of_queue(queue, "ApproximateNumberOfMessagesVisible"));
    let age = watched.uploads.map(|queue| of_queue(queue, "ApproximateAgeOfOldestMessage"));
    vec![
        Graph { title: "Executions", metrics: ends.map(|name| of_states(watched.triage, name)).into() },
        Graph { title: "Age of the oldest waiting photo (s)", metrics: vec![oldest_waiting(watched.triage)] },
        Graph { title: "Calls of the steps", metrics: of_functions(watched.steps, "Invocations") },
        Graph { title: "Errors of the steps", metrics: of_functions(watched.steps, "Errors") },
        Graph { title: "Calls refused", metrics: of_functions(watched.steps, "Throttles") },
        Graph {
            title: "Duration of the steps (p95, ms)",
            metrics: of_functions(watched.steps, "Duration")
                .into_iter()
                .map(|metric| Metric { statistic: "p95", ..metric })
                .collect(),
        },
        Graph { title: "Queues: messages, and age of the oldest (s)", metrics: visible.chain(age).collect() },
    ]
}

fn of_states(triage: &StateMachine, name: &'static str) -> Metric {
    Metric { namespace: "AWS/States", name, dimension: ("StateMachineArn", triage.arn()), statistic: "Sum" }
}

/// What `list` says each time that it lists the waiting folder: `apoyo_list` has the names.
fn oldest_waiting(triage: &StateMachine) -> Metric {
    Metric {
        namespace: "Apoyo",
        name: "OldestWaitingSeconds",
        dimension: ("StateMachine", triage.name()),
        statistic: "Maximum",
    }
}

fn of_functions(steps: &Steps, name: &'static str) -> Vec<Metric> {
    let of = |step: &apoyo_constructs::Function| Metric {
        namespace: "AWS/Lambda",
        name,
        dimension: ("FunctionName", step.name()),
        statistic: "Sum",
    };
    steps.all().map(of).into()
}

fn of_queue(queue: &Queue, name: &'static str) -> Metric {
    Metric { namespace: "AWS/SQS", name, dimension: ("QueueName", queue.name()), statistic: "Maximum" }
}
