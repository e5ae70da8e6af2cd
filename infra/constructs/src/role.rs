use apoyo_cfn::{GetAtt, LogicalId, PolicyDocument, Principal, Pseudo, Resource, Statement, Sub};
use serde_json::{Value, json};

use crate::{ConstructId, GraphMistake, Stack};

/// What a role is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleProps {
    /// Who takes it on.
    pub service: Service,
    /// For the person who finds it in IAM.
    pub description: String,
}

/// A service of AWS that takes on a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// A function's code.
    Lambda,
    /// A state machine.
    States,
    /// EventBridge Scheduler.
    Scheduler,
    /// An EventBridge rule.
    Events,
    /// An EventBridge pipe.
    Pipes,
    /// A container, and the agent that starts it.
    EcsTasks,
    /// An instance of EC2.
    Ec2,
    /// The control plane of a Kubernetes cluster.
    Eks,
    /// A pod of the stack's Kubernetes cluster that runs as this service account.
    Pod {
        /// Namespace of the pod.
        namespace: &'static str,
        /// The service account.
        account: &'static str,
    },
    /// The flow logs of a network.
    FlowLogs,
}

/// A role under construction: grants collect statements, [`Role::attach`] writes them into the stack.
#[derive(Debug)]
#[must_use = "a role has no policies until it is attached"]
pub struct Role {
    id: LogicalId,
    statements: Vec<Statement>,
    managed: Vec<Sub>,
}

impl Service {
    const fn principal(self) -> &'static str {
        match self {
            Self::Lambda => "lambda.amazonaws.com",
            Self::States => "states.amazonaws.com",
            Self::Scheduler => "scheduler.amazonaws.com",
            Self::Events => "events.amazonaws.com",
            Self::Pipes => "pipes.amazonaws.com",
            Self::EcsTasks => "ecs-tasks.amazonaws.com",
            Self::Ec2 => "ec2.amazonaws.com",
            Self::Eks => "eks.amazonaws.com",
            Self::Pod { .. } => "pods.eks.amazonaws.com",
            Self::FlowLogs => "vpc-flow-logs.amazonaws.com",
        }
    }

    /// Who may take the role on. Services that say for which account they act must act for this one, so that nobody
    /// else's schedule or pipe can borrow the role ("confused deputy"); a pod must say whose it is.
    fn trust(self) -> PolicyDocument {
        let trust = |actions: &[&str]| {
            Statement::allow("AssumeRole", actions, Vec::<Value>::new())
                .of(Principal::Service(self.principal().to_owned()))
        };
        PolicyDocument::new(vec![match self {
            Self::States | Self::Scheduler | Self::Pipes | Self::EcsTasks | Self::FlowLogs => {
                trust(&["sts:AssumeRole"]).when("StringEquals", "aws:SourceAccount", json!(Pseudo::AccountId))
            }
            Self::Lambda | Self::Events | Self::Ec2 | Self::Eks => trust(&["sts:AssumeRole"]),
            Self::Pod { namespace, account } => trust(&["sts:AssumeRole", "sts:TagSession"])
                .when("StringEquals", "aws:RequestTag/eks-cluster-name", json!(Pseudo::StackName))
                .when("StringEquals", "aws:RequestTag/kubernetes-namespace", namespace)
                .when("StringEquals", "aws:RequestTag/kubernetes-service-account", account),
        }])
    }
}

impl Role {
    /// Adds a role that may do nothing yet.
    pub fn define(stack: &mut Stack, id: &ConstructId, props: &RoleProps) -> Self {
        let properties = json!({
            "Description": props.description,
            "AssumeRolePolicyDocument": props.service.trust(),
        });
        let id = stack.open_role(id, Resource::new("AWS::IAM::Role", properties));
        Self { id, statements: Vec::new(), managed: Vec::new() }
    }

    /// Lets whoever has this role do what the statement says; the same statement twice counts once.
    pub fn grant(&mut self, statement: Statement) {
        if !self.statements.contains(&statement) {
            self.statements.push(statement);
        }
    }

    /// Lets whoever has this role do what a policy says that AWS keeps, such as `AmazonEKSClusterPolicy`: for agents of
    /// AWS itself, which need more with each version.
    pub fn grant_managed(&mut self, policy: &str) {
        self.managed.push(
            Sub::new().text("arn:").pseudo(Pseudo::Partition).text(&format!(":iam::aws:policy/{policy}")),
        );
    }

    /// What it may do, so far, apart from the policies of AWS.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// The role as other resources name it.
    pub fn arn(&self) -> Value {
        GetAtt(&self.id, "Arn").into()
    }

    /// The role's logical id.
    pub fn id(&self) -> &LogicalId {
        &self.id
    }

    /// Writes the role's policy, inline: the role is never seen with half of it.
    pub fn attach(self, stack: &mut Stack) {
        for (at, statement) in self.statements.iter().enumerate() {
            if self.statements[..at].iter().any(|earlier| earlier.sid == statement.sid) {
                stack.mistake(GraphMistake::SameSid { id: self.id.clone(), sid: statement.sid.clone() });
            }
        }
        let own = (!self.statements.is_empty()).then(
            || json!([{"PolicyName": "grants", "PolicyDocument": PolicyDocument::new(self.statements)}]),
        );
        let managed = (!self.managed.is_empty()).then_some(self.managed);
        stack.close_role(&self.id, [("ManagedPolicyArns", json!(managed)), ("Policies", json!(own))]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::properties;

    fn defined(stack: &mut Stack, service: Service) -> Role {
        let props = RoleProps { service, description: "trial".into() };
        Role::define(stack, &ConstructId::new("Role"), &props)
    }

    #[test]
    fn a_grant_given_twice_is_written_once() {
        let mut stack = Stack::new("test");
        let mut role = defined(&mut stack, Service::Lambda);
        for _ in 0..2 {
            role.grant(Statement::allow("Read", &["s3:GetObject"], ["arn:aws:s3:::b/*"]));
        }
        role.attach(&mut stack);
        let policies = &properties(&stack, "Role")["Policies"];
        assert_eq!(policies[0]["PolicyDocument"]["Statement"].as_array().unwrap().len(), 1);
        assert!(stack.finish().is_ok());
    }

    #[test]
    fn different_statements_need_different_names() {
        let mut stack = Stack::new("test");
        let mut role = defined(&mut stack, Service::Lambda);
        role.grant(Statement::allow("Read", &["s3:GetObject"], ["a"]));
        role.grant(Statement::allow("Read", &["s3:GetObject"], ["b"]));
        role.attach(&mut stack);
        let mistake = stack.finish().unwrap_err();
        assert_eq!(mistake.to_string(), "role Role has two different statements with the Sid Read");
    }

    #[test]
    fn only_the_pod_that_it_is_for_can_have_a_role() {
        let mut stack = Stack::new("test");
        defined(&mut stack, Service::Pod { namespace: "apoyo", account: "worker" }).attach(&mut stack);
        let trust = &properties(&stack, "Role")["AssumeRolePolicyDocument"]["Statement"][0];
        assert_eq!(trust["Action"], json!(["sts:AssumeRole", "sts:TagSession"]));
        let keys = &trust["Condition"]["StringEquals"];
        assert_eq!(keys["aws:RequestTag/kubernetes-namespace"], json!("apoyo"));
        assert_eq!(keys["aws:RequestTag/kubernetes-service-account"], json!("worker"));
    }

    #[test]
    fn a_policy_of_aws_is_named_in_every_partition() {
        let mut stack = Stack::new("test");
        let mut role = defined(&mut stack, Service::Ec2);
        role.grant_managed("AmazonEKSWorkerNodePolicy");
        role.attach(&mut stack);
        let role = properties(&stack, "Role");
        let arn = "arn:${AWS::Partition}:iam::aws:policy/AmazonEKSWorkerNodePolicy";
        assert_eq!(role["ManagedPolicyArns"], json!([{"Fn::Sub": arn}]));
        assert!(!role.contains_key("Policies"));
    }

    #[test]
    fn a_schedule_of_another_account_cannot_borrow_the_role() {
        let mut stack = Stack::new("test");
        defined(&mut stack, Service::Scheduler).attach(&mut stack);
        let trust = &properties(&stack, "Role")["AssumeRolePolicyDocument"]["Statement"][0];
        assert_eq!(trust["Condition"]["StringEquals"]["aws:SourceAccount"], json!({"Ref": "AWS::AccountId"}));
    }
}
