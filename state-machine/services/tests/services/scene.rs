//! An engine whose one task is the integration that a test tries.

use std::sync::Arc;

use apoyo_asl::MachineType;
use apoyo_engine::{
    Engine, ExecutionDescription, Failure, MAP_CONCURRENCY, MemoryObjects, MemoryStore, Parts, Realm,
    TokioClock,
};
use apoyo_services::{Endpoints, Signer, services};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use serde_json::{Value, json};

pub(crate) fn engine(endpoints: Endpoints) -> Engine {
    let clock = Arc::new(TokioClock);
    Engine::start(Parts {
        clock: clock.clone(),
        store: Arc::new(MemoryStore::default()),
        tasks: Arc::new(services(endpoints, clock)),
        objects: Arc::new(MemoryObjects::default()),
        realm: Realm::default(),
        seed: 1,
        map_concurrency: MAP_CONCURRENCY,
    })
}

/// Runs a machine with one task.
pub(crate) async fn run(engine: &Engine, resource: &str, arguments: &Value) -> ExecutionDescription {
    let definition = json!({"QueryLanguage": "JSONata", "StartAt": "Call", "States": {
        "Call": {"Type": "Task", "Resource": resource, "Arguments": arguments, "End": true},
    }});
    let role = "arn:aws:iam::000000000000:role/test";
    let name = format!("machine-{}", uuid::Uuid::new_v4());
    let machine = engine
        .create_state_machine(&name, MachineType::Standard, (&definition.to_string(), role))
        .unwrap_or_else(|error| panic!("{resource}: {error}"));
    let started = engine.start_execution(&machine, None, "{}").await.unwrap();
    engine.wait_for_end(&started.execution_arn).await.unwrap()
}

/// What a task gives.
pub(crate) async fn result(engine: &Engine, resource: &str, arguments: Value) -> Value {
    let ended = run(engine, resource, &arguments).await;
    assert_eq!(ended.failure, None, "{resource} {arguments}");
    (*ended.output.unwrap()).clone()
}

/// Why a task fails.
pub(crate) async fn failure(engine: &Engine, resource: &str, arguments: Value) -> (String, String) {
    let ended = run(engine, resource, &arguments).await;
    let Failure { error, cause } = ended.failure.expect("the task must fail");
    (error.unwrap_or_default(), cause.unwrap_or_default())
}

/// These keys, in us-east-1.
pub(crate) fn signer(access_key: &str, secret_key: &str) -> Signer {
    let keys = Credentials::new(access_key, secret_key, None, None, "a test");
    Signer { region: "us-east-1".into(), credentials: SharedCredentialsProvider::new(keys) }
}
