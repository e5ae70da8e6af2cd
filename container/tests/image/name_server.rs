//! A name server of one answer: every name is this machine.

use std::net::Ipv4Addr;

use tokio::net::UdpSocket;

/// Where `/etc/resolv.conf` can point: it has no field for a port. All of 127.0.0.0/8 is this machine.
pub(crate) const ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 53, 10, 1);

/// Longest query without extensions, and with those that a resolver sends.
const QUERY_BYTES: usize = 1232;

/// Answers until the test ends.
pub(crate) async fn serve() -> std::io::Result<()> {
    let socket = UdpSocket::bind((ADDRESS, 53)).await?;
    tokio::spawn(async move {
        let mut query = [0; QUERY_BYTES];
        while let Ok((length, from)) = socket.recv_from(&mut query).await {
            let _ = socket.send_to(&answer(&query[..length]), from).await;
        }
    });
    Ok(())
}

/// The answer of RFC 1035, section 4.1: the header, the question as it came, and, where it asks for an IPv4 address, one.
fn answer(query: &[u8]) -> Vec<u8> {
    let name = query[12..].iter().position(|byte| *byte == 0).unwrap_or_default();
    let question = &query[12..12 + name + 5];
    let asks_for_ipv4 = question[name + 1..name + 3] == [0, 1];
    let mut answer = query[..2].to_vec();
    answer.extend([0x81, 0x80, 0, 1, 0, u8::from(asks_for_ipv4), 0, 0, 0, 0]);
    answer.extend(question);
    if asks_for_ipv4 {
        // The name by a pointer to the question; type A, class IN, 60 seconds, 4 bytes.
        answer.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4]);
        answer.extend(Ipv4Addr::LOCALHOST.octets());
    }
    answer
}
