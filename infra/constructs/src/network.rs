//! Where containers run.
//!
//! ```text
//!            internet gateway
//!   public 1        |        public 2          workers are here without a NAT gateway: a public address, nobody let in
//!   private 1  [NAT gateway]  private 2        workers are here with one
//!            S3 gateway endpoint               photos never pass the NAT gateway, and cost nothing to reach
//! ```

mod cidr;
mod flow_log;
mod route;

use apoyo_cfn::{GetAtt, LogicalId, Pseudo, Ref, Resource, Sub};
use serde_json::{Value, json};

use crate::{ConstructId, LogRetention, Stack};
use route::RouteTable;

pub use cidr::{Cidr, InvalidCidr};

/// What a network is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NetworkProps {
    /// Its addresses; cut into four subnets of equal size.
    pub cidr: Cidr,
    /// How private subnets reach the world.
    pub nat: Nat,
    /// How long it is known who talked to whom.
    pub log_retention: LogRetention,
}

/// How private subnets reach the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nat {
    /// Not at all, but for S3.
    None,
    /// Through one gateway in the first zone: paid by the hour and by the byte.
    Single,
}

/// Two public and two private subnets in two zones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    workers: [LogicalId; 2],
    all: [LogicalId; 4],
    vpc: LogicalId,
    path: ConstructId,
    nat: Nat,
}

impl Network {
    /// Adds the network.
    pub fn define(stack: &mut Stack, id: &ConstructId, props: &NetworkProps) -> Self {
        let vpc = json!({"CidrBlock": props.cidr.to_string(), "EnableDnsSupport": true, "EnableDnsHostnames": true,
            "Tags": name("")});
        let vpc = stack.add(id, Resource::new("AWS::EC2::VPC", vpc));
        let [a, b, c, d] = props.cidr.quarters();
        let public = [subnet(stack, id, ("Public1", 0, a), &vpc), subnet(stack, id, ("Public2", 1, b), &vpc)];
        let private =
            [subnet(stack, id, ("Private1", 0, c), &vpc), subnet(stack, id, ("Private2", 1, d), &vpc)];
        let outer = RouteTable::define(stack, &id.child("PublicRoutes"), &vpc, &public);
        let inner = RouteTable::define(stack, &id.child("PrivateRoutes"), &vpc, &private);
        outer.to_internet(stack, id, &vpc);
        if props.nat == Nat::Single {
            inner.to_nat(stack, id, &public[0]);
        }
        s3_endpoint(stack, id, &vpc, [&outer, &inner]);
        flow_log::define(stack, &id.child("Flows"), &vpc, props.log_retention);
        let all = [public[0].clone(), public[1].clone(), private[0].clone(), private[1].clone()];
        let workers = if props.nat == Nat::Single { private } else { public };
        Self { workers, all, vpc, path: id.clone(), nat: props.nat }
    }

    /// The subnets that workers start in.
    pub fn worker_subnets(&self) -> Value {
        json!([Ref(&self.workers[0]), Ref(&self.workers[1])])
    }

    /// Every subnet.
    pub fn subnets(&self) -> Value {
        self.all.iter().map(|subnet| Value::from(Ref(subnet))).collect()
    }

    /// Adds the security group of workers that are in no cluster: nobody is let in, and they reach AWS by TLS.
    pub fn worker_groups(&self, stack: &mut Stack) -> Value {
        let properties = json!({
            "GroupDescription": "Workers: nobody is let in; they reach AWS by TLS.",
            "VpcId": Ref(&self.vpc),
            "SecurityGroupEgress": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0",
                "Description": "S3, ECR and CloudWatch Logs, by TLS"}],
        });
        let group = Resource::new("AWS::EC2::SecurityGroup", properties);
        json!([GetAtt(&stack.add(&self.path.child("Workers"), group), "GroupId")])
    }

    /// Whether workers need an address of their own to reach the world: `ENABLED` or `DISABLED`, as Batch writes it.
    pub fn assign_public_ip(&self) -> &'static str {
        match self.nat {
            Nat::None => "ENABLED",
            Nat::Single => "DISABLED",
        }
    }
}

fn name(part: &str) -> Value {
    json!([{"Key": "Name", "Value": Sub::new().pseudo(Pseudo::StackName).text(part)}])
}

fn subnet(
    stack: &mut Stack,
    id: &ConstructId,
    (part, zone, cidr): (&'static str, u8, Cidr),
    vpc: &LogicalId,
) -> LogicalId {
    let properties = json!({
        "VpcId": Ref(vpc),
        "CidrBlock": cidr.to_string(),
        "AvailabilityZone": {"Fn::Select": [zone, {"Fn::GetAZs": ""}]},
        // An instance in a public subnet without an address could not even fetch its image.
        "MapPublicIpOnLaunch": part.starts_with("Public"),
        "Tags": name(&format!("-{}", part.to_lowercase())),
    });
    stack.add(&id.child(part), Resource::new("AWS::EC2::Subnet", properties))
}

/// No policy of its own: image layers come from buckets of ECR, and the roles say which photos may be reached.
fn s3_endpoint(stack: &mut Stack, id: &ConstructId, vpc: &LogicalId, tables: [&RouteTable; 2]) {
    let service = Sub::new().text("com.amazonaws.").pseudo(Pseudo::Region).text(".s3");
    let properties = json!({
        "VpcId": Ref(vpc),
        "VpcEndpointType": "Gateway",
        "ServiceName": service,
        "RouteTableIds": tables.map(|table| Value::from(Ref(table.id()))),
    });
    stack.add(&id.child("S3Endpoint"), Resource::new("AWS::EC2::VPCEndpoint", properties));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::properties;

    fn defined(nat: Nat) -> (Stack, Network) {
        let mut stack = Stack::new("test");
        let log_retention = LogRetention::days(30).unwrap();
        let props = NetworkProps { cidr: "10.42.0.0/16".parse().unwrap(), nat, log_retention };
        let network = Network::define(&mut stack, &ConstructId::new("Network"), &props);
        (stack, network)
    }

    #[test]
    fn without_nat_nothing_is_paid_by_the_hour_and_workers_are_public() {
        let (stack, network) = defined(Nat::None);
        assert!(stack.template().resources.values().all(|resource| resource.kind != "AWS::EC2::NatGateway"));
        assert_eq!(network.assign_public_ip(), "ENABLED");
        assert_eq!(network.worker_subnets(), json!([{"Ref": "NetworkPublic1"}, {"Ref": "NetworkPublic2"}]));
        stack.finish().unwrap();
    }

    #[test]
    fn with_nat_workers_are_private() {
        let (stack, network) = defined(Nat::Single);
        assert_eq!(network.worker_subnets(), json!([{"Ref": "NetworkPrivate1"}, {"Ref": "NetworkPrivate2"}]));
        stack.finish().unwrap();
    }

    #[test]
    fn subnets_lie_in_two_zones_and_reach_s3_without_the_internet() {
        let (stack, _) = defined(Nat::None);
        let zone = |id: &str| properties(&stack, id)["AvailabilityZone"]["Fn::Select"][0].clone();
        assert_eq!([zone("NetworkPublic1"), zone("NetworkPublic2")], [json!(0), json!(1)]);
        assert_eq!(properties(&stack, "NetworkS3Endpoint")["RouteTableIds"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn who_talked_to_whom_is_written_down() {
        let (stack, _) = defined(Nat::None);
        let log = properties(&stack, "NetworkFlows");
        assert_eq!((&log["TrafficType"], &log["ResourceId"]), (&json!("ALL"), &json!({"Ref": "Network"})));
    }

    #[test]
    fn nobody_is_let_in() {
        let (mut stack, network) = defined(Nat::None);
        network.worker_groups(&mut stack);
        assert!(!properties(&stack, "NetworkWorkers").contains_key("SecurityGroupIngress"));
    }
}
