use apoyo_cfn::{LogicalId, Pseudo, Ref, Resource, Statement, Sub};
use serde_json::json;

use crate::{ConstructId, LogGroup, LogGroupProps, LogRetention, Role, RoleProps, Service, Stack};

/// One line for each pair of addresses in this many seconds: the longer of the two spans that there are. What decodes
/// hostile bytes runs here, and after an incident this is what tells where it went.
const AGGREGATION_SECONDS: u16 = 600;

/// Adds a log of all that passes the network's interfaces, let through or refused.
pub(super) fn define(stack: &mut Stack, id: &ConstructId, vpc: &LogicalId, retention: LogRetention) {
    let name = Sub::new().text("/aws/vpc/").pseudo(Pseudo::StackName).text("-flows");
    let group = LogGroup::define(stack, &id.child("Log"), &LogGroupProps { name, retention });
    let description = "Lets the network write down who talked to whom.".to_owned();
    let props = RoleProps { service: Service::FlowLogs, description };
    let mut role = Role::define(stack, &id.child("Role"), &props);
    grant_delivery(&group, &mut role);
    let properties = json!({
        "ResourceType": "VPC",
        "ResourceId": Ref(vpc),
        "TrafficType": "ALL",
        "MaxAggregationInterval": AGGREGATION_SECONDS,
        "LogDestinationType": "cloud-watch-logs",
        "LogGroupName": group.name(),
        "DeliverLogsPermissionArn": role.arn(),
    });
    role.attach(stack);
    stack.add(id, Resource::new("AWS::EC2::FlowLog", properties));
}

/// Source: <https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html>; which groups there are is asked
/// of all groups at once.
fn grant_delivery(group: &LogGroup, role: &mut Role) {
    group.grant_write(role);
    role.grant(Statement::allow("FindStreams", &["logs:DescribeLogStreams"], [group.arn()]));
    let groups = [Sub::arn("logs", "log-group:*")];
    role.grant(Statement::allow("FindGroups", &["logs:DescribeLogGroups"], groups));
}
