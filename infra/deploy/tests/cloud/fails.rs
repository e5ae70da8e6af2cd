//! Each way in which a deployment fails is told, and leaves nothing half-done that nobody knows of.

use apoyo_deploy::{DeployError, Notice};

use crate::answers::{change_set, empty, events, no_stack, refused, stack, throttled};
use crate::scene::Scene;

#[tokio::test]
async fn a_failed_creation_names_the_first_failure_first() {
    let mut scene = Scene::new().await;
    scene
        .wire
        .answer("DescribeStacks", [no_stack(), stack("ROLLBACK_IN_PROGRESS"), stack("ROLLBACK_COMPLETE")]);
    let failed = [
        (2, "Letters", "CREATE_FAILED", "queue name is taken"),
        (3, "Other", "CREATE_FAILED", "Resource creation cancelled"),
        (4, "apoyo", "ROLLBACK_IN_PROGRESS", "The following resource(s) failed to create: [Letters, Other]."),
        (5, "apoyo", "ROLLBACK_COMPLETE", ""),
    ];
    scene
        .wire
        .answer("DescribeStackEvents", [events(&[], ""), events(&failed[..3], ""), events(&failed, "")]);
    let ended = scene.deploy().await.unwrap();
    assert!(!ended.is_success());
    let [cause] = &ended.causes[..] else { panic!("one cause, and not what was cancelled for it") };
    assert_eq!(
        (cause.logical_id.as_str(), cause.reason.as_deref()),
        ("Letters", Some("queue name is taken"))
    );
    assert_eq!(scene.happened().len(), 4);
}

#[tokio::test]
async fn polling_goes_on_through_throttling_and_slows_down() {
    let mut scene = Scene::new().await;
    scene.wire.answer(
        "DescribeStacks",
        [
            no_stack(),
            throttled(),
            throttled(),
            refused(503, "", ""),
            stack("CREATE_IN_PROGRESS"),
            stack("CREATE_COMPLETE"),
        ],
    );
    let end = [(1, "apoyo", "CREATE_COMPLETE", "")];
    scene.wire.answer("DescribeStackEvents", [events(&[], ""), events(&[], ""), events(&end, "")]);
    assert!(scene.deploy().await.unwrap().is_success());
    assert_eq!(scene.waits.seconds(), [4, 8, 16, 2]);
    let unanswered = scene.told.iter().filter(|notice| matches!(notice, Notice::Unanswered { .. }));
    assert_eq!(unanswered.count(), 3);
}

#[tokio::test]
async fn the_end_is_believed_once_an_event_says_it_or_after_a_while() {
    let mut scene = Scene::new().await;
    // The status of before the operation is told at first, and the event of its end never comes.
    scene.wire.answer("DescribeStacks", [stack("CREATE_COMPLETE"), stack("CREATE_COMPLETE")]);
    scene.wire.answer("DescribeStackEvents", [events(&[], "")]);
    assert!(scene.deploy().await.unwrap().is_success());
    assert_eq!(scene.waits.seconds().len(), 10);
}

#[tokio::test]
async fn another_operation_on_the_stack_is_waited_out_by_the_person() {
    let mut scene = Scene::new().await;
    scene.wire.answer("DescribeStacks", [stack("UPDATE_IN_PROGRESS")]);
    let refused = scene.prepare().await.unwrap_err().to_string();
    assert!(refused.starts_with("stack apoyo is in UPDATE_IN_PROGRESS: another operation"), "{refused}");
    assert_eq!(scene.wire.asked_of("PutObject").len(), 0, "nothing is uploaded in vain");
}

#[tokio::test]
async fn a_rolled_back_creation_says_what_clears_it_away() {
    let mut scene = Scene::new().await;
    scene.wire.answer("DescribeStacks", [stack("ROLLBACK_COMPLETE")]);
    let refused = scene.prepare().await.unwrap_err().to_string();
    assert!(refused.contains("ROLLBACK_COMPLETE") && refused.contains("`apoyo infra destroy`"), "{refused}");
}

#[tokio::test]
async fn a_refused_template_is_told_in_cloudformations_words_and_leaves_no_stack() {
    let mut scene = Scene::new().await;
    let reason = "Transform AWS::Nothing failed";
    scene.wire.answer("DescribeChangeSet", [change_set("FAILED", reason, "")]);
    let refused = scene.prepare().await.unwrap_err();
    assert!(matches!(&refused, DeployError::Refused { reason: told } if told == reason), "{refused}");
    assert_eq!(scene.wire.asked_of("DeleteChangeSet").len(), 1);
    assert_eq!(scene.wire.asked_of("DeleteStack").len(), 1);
}

#[tokio::test]
async fn changes_that_something_else_overtook_are_not_made() {
    let mut scene = Scene::new().await;
    scene.wire.answer("DescribeStackEvents", [events(&[], "")]);
    scene.wire.answer("ExecuteChangeSet", [refused(400, "InvalidChangeSetStatus", "status OBSOLETE")]);
    let refused = scene.deploy().await.unwrap_err().to_string();
    assert!(refused.contains("ExecuteChangeSet") && refused.contains("OBSOLETE"), "{refused}");
}

#[tokio::test]
async fn a_change_set_that_never_ends_is_given_up() {
    let mut scene = Scene::new().await;
    scene.wire.answer("DescribeChangeSet", [change_set("CREATE_IN_PROGRESS", "", "")]);
    let refused = scene.prepare().await.unwrap_err().to_string();
    assert_eq!(
        refused,
        "the change set is still in CREATE_IN_PROGRESS after 10 minutes; it is left as it is"
    );
}

#[tokio::test]
async fn a_bucket_of_somebody_else_is_not_used() {
    let mut scene = Scene::new().await;
    scene.wire.answer("HeadBucket", [empty(403)]);
    let refused = scene.prepare().await.unwrap_err().to_string();
    assert!(
        refused.contains("apoyo-artifacts-123456789012-eu-west-1") && refused.contains("--artifact-bucket")
    );
}

#[tokio::test]
async fn what_may_not_be_asked_is_not_asked_again() {
    let mut scene = Scene::new().await;
    scene.wire.answer("DescribeStacks", [refused(403, "AccessDenied", "not authorized to DescribeStacks")]);
    let refused = scene.prepare().await.unwrap_err().to_string();
    assert_eq!(refused, "DescribeStacks of stack apoyo: AccessDenied: not authorized to DescribeStacks");
    assert_eq!(scene.wire.asked_of("DescribeStacks").len(), 1);
}
