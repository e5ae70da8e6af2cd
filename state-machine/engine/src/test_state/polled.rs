/// The operation that is asked how the job of a `.sync` task is, whose response its mock must be.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html>, "Testing Activity, .sync, and
/// .waitForTaskToken states"; the operations are those that
/// <https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html> asks rights for.
const POLLED: [(&str, &str, &str, &str); 30] = [
    ("athena", "startQueryExecution", "athena", "getQueryExecution"),
    ("batch", "submitJob", "batch", "describeJobs"),
    ("bedrock", "createModelCustomizationJob", "bedrock", "getModelCustomizationJob"),
    ("codebuild", "startBuild", "codebuild", "batchGetBuilds"),
    ("codebuild", "startBuildBatch", "codebuild", "batchGetBuildBatches"),
    ("databrew", "startJobRun", "databrew", "describeJobRun"),
    ("ecs", "runTask", "ecs", "describeTasks"),
    ("eks", "createCluster", "eks", "describeCluster"),
    ("eks", "createFargateProfile", "eks", "describeFargateProfile"),
    ("eks", "createNodegroup", "eks", "describeNodegroup"),
    ("eks", "deleteCluster", "eks", "describeCluster"),
    ("eks", "deleteFargateProfile", "eks", "describeFargateProfile"),
    ("eks", "deleteNodegroup", "eks", "describeNodegroup"),
    ("elasticmapreduce", "addStep", "emr", "describeStep"),
    ("elasticmapreduce", "createCluster", "emr", "describeCluster"),
    ("elasticmapreduce", "terminateCluster", "emr", "describeCluster"),
    ("emr-containers", "deleteVirtualCluster", "emrcontainers", "describeVirtualCluster"),
    ("emr-containers", "startJobRun", "emrcontainers", "describeJobRun"),
    ("emr-serverless", "createApplication", "emrserverless", "getApplication"),
    ("emr-serverless", "deleteApplication", "emrserverless", "getApplication"),
    ("emr-serverless", "startApplication", "emrserverless", "getApplication"),
    ("emr-serverless", "startJobRun", "emrserverless", "getJobRun"),
    ("emr-serverless", "stopApplication", "emrserverless", "getApplication"),
    ("glue", "startJobRun", "glue", "getJobRun"),
    ("mediaconvert", "createJob", "mediaconvert", "getJob"),
    ("sagemaker", "createHyperParameterTuningJob", "sagemaker", "describeHyperParameterTuningJob"),
    ("sagemaker", "createLabelingJob", "sagemaker", "describeLabelingJob"),
    ("sagemaker", "createProcessingJob", "sagemaker", "describeProcessingJob"),
    ("sagemaker", "createTrainingJob", "sagemaker", "describeTrainingJob"),
    ("sagemaker", "createTransformJob", "sagemaker", "describeTransformJob"),
];

/// The SDK's name of the service, and its operation; none where nothing is known to be polled.
pub(super) fn polled(service: &str, action: &str) -> Option<(String, String)> {
    if (service, action) == ("states", "startExecution") {
        return Some(("sfn".to_owned(), "describeExecution".to_owned()));
    }
    let row = POLLED.iter().find(|(of, call, ..)| (*of, *call) == (service, action))?;
    Some((row.2.to_owned(), row.3.to_owned()))
}
