//! A stack is created once, changed when it differs, and destroyed only when no photo is left alone without words.

use serde_json::json;

use crate::account::Account;
use crate::packages::{self, STEPS};

const DEPLOY: [&str; 7] =
    ["deploy", "--packages", "zips", "--artifact-bucket", "artifacts", "--yes", "--json"];

const MAKE_BUCKET: &str = "client('s3').create_bucket(Bucket='artifacts', CreateBucketConfiguration={'LocationConstraint': 'eu-west-1'})";

/// An account with the default stack in it.
fn deployed() -> Option<Account> {
    let account = Account::open()?;
    packages::write(&account.folder().join("zips"), b"one");
    account.boto(MAKE_BUCKET);
    let made = account.infra(&DEPLOY).with_code(0);
    assert_eq!(made.json()["result"], "created");
    assert_eq!(made.json()["status"], "CREATE_COMPLETE");
    assert_eq!(made.stderr.matches("uploaded functions/").count(), STEPS.len(), "{}", made.stderr);
    assert!(made.stderr.contains("CREATE_COMPLETE     apoyo  AWS::CloudFormation::Stack"), "{}", made.stderr);
    Some(account)
}

fn photo_bucket(account: &Account) -> String {
    account.boto("print(client('cloudformation').describe_stack_resource(StackName='apoyo', LogicalResourceId='Photos')['StackResourceDetail']['PhysicalResourceId'])")
}

#[test]
fn a_deployed_stack_has_the_functions_code() {
    let Some(account) = deployed() else { return };
    for step in STEPS {
        let found = account.boto(&format!(
            "print(client('lambda').get_function(FunctionName='apoyo-{step}')['Configuration']['CodeSize'])"
        ));
        assert_ne!(found, "0", "{step}");
    }
    let keys = account.boto(
        "print(*sorted(o['Key'] for o in client('s3').list_objects_v2(Bucket='artifacts')['Contents']))",
    );
    assert_eq!(keys.split(' ').filter(|key| key.starts_with("functions/")).count(), STEPS.len(), "{keys}");
}

#[test]
fn the_artifact_bucket_that_is_made_is_closed() {
    let Some(account) = Account::open() else { return };
    packages::write(&account.folder().join("zips"), b"one");
    // There is no TLS here, and that is what the bucket's policy asks for.
    let refused = account.infra(&["deploy", "--packages", "zips", "--yes"]).with_code(1).stderr;
    let bucket = "apoyo-artifacts-123456789012-eu-west-1";
    assert!(refused.contains(&format!("made bucket {bucket}\n")), "{refused}");
    assert!(refused.contains("HeadObject of functions/list-"), "{refused}");
    let closed = account.boto(&format!(
        "print(all(client('s3').get_public_access_block(Bucket='{bucket}')['PublicAccessBlockConfiguration'].values()))"
    ));
    assert_eq!(closed, "True");
    let policy = account.boto(&format!("print(client('s3').get_bucket_policy(Bucket='{bucket}')['Policy'])"));
    assert!(policy.contains("aws:SecureTransport"), "{policy}");
    let rules = account.boto(&format!(
        "print(*sorted(r['ID'] for r in client('s3').get_bucket_lifecycle_configuration(Bucket='{bucket}')['Rules']))"
    ));
    assert_eq!(rules, "AbortIncompleteUploads ExpireTemplates");
}

#[test]
fn a_second_deployment_uploads_nothing_and_changes_nothing() {
    let Some(account) = deployed() else { return };
    let again = account.infra(&DEPLOY).with_code(0);
    assert_eq!(again.json()["result"], "unchanged");
    assert!(!again.stderr.contains("uploaded"), "{}", again.stderr);
    let left =
        account.boto("print(len(client('cloudformation').list_change_sets(StackName='apoyo')['Summaries']))");
    assert_eq!(left, "1", "the one that was executed; the empty one is cleared away");
    let diff = account.infra(&["diff", "--packages", "zips", "--exit-code"]).with_code(0);
    assert_eq!(diff.stdout, "stack apoyo is as it would be deployed\n");
}

#[test]
fn what_differs_is_shown_and_then_deployed() {
    let Some(account) = deployed() else { return };
    std::fs::write(account.folder().join("apoyo.yaml"), "functions: {classifyMebibytes: 2048}").unwrap();
    packages::write(&account.folder().join("zips"), b"two");
    let words = ["diff", "--packages", "zips", "--exit-code", "--json"];
    let facts = account.infra(&words).with_code(4).json();
    let differences = facts["differences"].as_array().unwrap();
    let memory = json!([{"path": "Properties.MemorySize", "old": 1769, "new": 2048}]);
    assert!(
        differences.iter().any(|one| one["logicalId"] == "Classify" && one["places"] == memory),
        "{facts}"
    );
    assert_eq!(
        differences.iter().filter(|one| one["section"] == "parameter").count(),
        STEPS.len(),
        "{facts}"
    );
    let text = account.infra(&["diff", "--packages", "zips"]).with_code(0).stdout;
    // Six zips, the memory, and the description of the version that publishes it.
    assert!(text.starts_with("stack apoyo (CREATE_COMPLETE): 8 differences\n"), "{text}");

    let changed = account.infra(&DEPLOY).with_code(0);
    assert_eq!(changed.json()["result"], "changed");
    assert_eq!(changed.stderr.matches("uploaded functions/").count(), STEPS.len(), "{}", changed.stderr);
    let memory = account.boto(
        "print(client('lambda').get_function(FunctionName='apoyo-classify')['Configuration']['MemorySize'])",
    );
    assert_eq!(memory, "2048");
}

#[test]
fn a_stack_with_a_photo_stays_until_that_is_said_and_its_bucket_outlives_it() {
    let Some(account) = deployed() else { return };
    let bucket = photo_bucket(&account);
    account.boto(&format!(
        "client('s3').put_object(Bucket='{bucket}', Key='por revisar/línea 4/a.jpg', Body=b'x')"
    ));
    let refused = account.infra(&["destroy", "--yes"]).with_code(1);
    assert!(refused.stderr.contains(&format!("bucket {bucket} has 1 photo\n")), "{}", refused.stderr);
    assert!(refused.stderr.contains("por revisar/línea 4/a.jpg"), "{}", refused.stderr);
    account.infra(&["outputs"]).with_code(0);

    let gone = account.infra(&["destroy", "--yes", "--leave-photos", "--json"]).with_code(0);
    let facts = gone.json();
    assert_eq!((&facts["destroyed"], &facts["photos"]["bucket"]), (&json!(true), &json!(bucket)));
    let still = account.boto(&format!(
        "print(client('s3').head_object(Bucket='{bucket}', Key='por revisar/línea 4/a.jpg')['ContentLength'])"
    ));
    assert_eq!(still, "1", "the photo is where it was");
    let none = account.infra(&["outputs"]).with_code(1).stderr;
    assert!(none.contains("stack apoyo does not exist"), "{none}");
    let diff = account.infra(&["diff"]).with_code(0).stdout;
    assert!(diff.starts_with("stack apoyo does not exist; all of it would be new\n"), "{diff}");
}

#[test]
fn an_empty_stack_goes_without_further_words() {
    let Some(account) = deployed() else { return };
    let gone = account.infra(&["destroy", "--yes"]).with_code(0);
    assert_eq!(gone.stdout, "stack apoyo is gone\n");
}

#[test]
fn outputs_are_what_the_stack_tells() {
    let Some(account) = Account::open() else { return };
    account.infra(&["synth", "--out", "."]).with_code(0);
    packages::write(&account.folder().join("zips"), b"one");
    // moto tells outputs of stacks that were created without a change set only.
    account.boto(MAKE_BUCKET);
    account.boto(
        "import yaml\n\
         client('s3').put_object(Bucket='artifacts', Key='list.zip', Body=open('zips/list.zip', 'rb').read())\n\
         text = open('apoyo.template.yaml').read()\n\
         values = {n: 'list.zip' for n in yaml.safe_load(text)['Parameters']} | {'ArtifactBucket': 'artifacts'}\n\
         values = [{'ParameterKey': n, 'ParameterValue': v} for n, v in values.items()]\n\
         client('cloudformation').create_stack(StackName='apoyo', TemplateBody=text, Parameters=values)",
    );
    let told = account.infra(&["outputs", "--json"]).with_code(0).json();
    assert_eq!(told["PhotoBucketName"], photo_bucket(&account));
    assert!(told["StateMachineArn"].as_str().unwrap().ends_with(":stateMachine:apoyo-triage"), "{told}");
    let table = account.infra(&["outputs"]).with_code(0).stdout;
    assert!(table.contains(&format!("  PhotoBucketName      {}\n", photo_bucket(&account))), "{table}");
}
