use apoyo_cfn::{GetAtt, LogicalId, Ref, Resource};
use serde_json::{Value, json};

use crate::{ConstructId, Stack};

/// Where packets of some subnets go.
pub(super) struct RouteTable {
    id: LogicalId,
    path: ConstructId,
}

impl RouteTable {
    pub(super) fn define(
        stack: &mut Stack,
        id: &ConstructId,
        vpc: &LogicalId,
        subnets: &[LogicalId; 2],
    ) -> Self {
        let table = stack.add(id, Resource::new("AWS::EC2::RouteTable", json!({"VpcId": Ref(vpc)})));
        for (part, subnet) in ["Zone1", "Zone2"].into_iter().zip(subnets) {
            let properties = json!({"RouteTableId": Ref(&table), "SubnetId": Ref(subnet)});
            stack.add(&id.child(part), Resource::new("AWS::EC2::SubnetRouteTableAssociation", properties));
        }
        Self { id: table, path: id.clone() }
    }

    pub(super) fn id(&self) -> &LogicalId {
        &self.id
    }

    pub(super) fn to_internet(&self, stack: &mut Stack, network: &ConstructId, vpc: &LogicalId) {
        let gateway =
            stack.add(&network.child("Gateway"), Resource::new("AWS::EC2::InternetGateway", json!({})));
        let attachment = json!({"VpcId": Ref(vpc), "InternetGatewayId": Ref(&gateway)});
        let attachment = Resource::new("AWS::EC2::VPCGatewayAttachment", attachment);
        let attachment = stack.add(&network.child("GatewayAttachment"), attachment);
        let route = self.default_route(("GatewayId", &Ref(&gateway).into()));
        // A route to a gateway that is not attached yet is refused.
        stack.add(&self.path.child("Internet"), route.after(&attachment));
    }

    pub(super) fn to_nat(&self, stack: &mut Stack, network: &ConstructId, subnet: &LogicalId) {
        let address = Resource::new("AWS::EC2::EIP", json!({"Domain": "vpc"}));
        let address = stack.add(
            &network.child("NatAddress"),
            address.after(&network.child("GatewayAttachment").logical_id()),
        );
        let nat = json!({"AllocationId": GetAtt(&address, "AllocationId"), "SubnetId": Ref(subnet)});
        let nat = stack.add(&network.child("Nat"), Resource::new("AWS::EC2::NatGateway", nat));
        let route = self.default_route(("NatGatewayId", &Ref(&nat).into()));
        stack.add(&self.path.child("Nat"), route);
    }

    fn default_route(&self, (kind, target): (&str, &Value)) -> Resource {
        let properties =
            json!({"RouteTableId": Ref(&self.id), "DestinationCidrBlock": "0.0.0.0/0", kind: target});
        Resource::new("AWS::EC2::Route", properties)
    }
}
