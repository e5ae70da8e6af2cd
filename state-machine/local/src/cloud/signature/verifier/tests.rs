use std::time::Duration;

use apoyo_engine::ManualClock;
use http::{HeaderValue, Method, Request};
use jiff::Timestamp;

use super::*;

const SECRET: &str = "apoyo-secret";

/// A verifier at a time, and who signs at times of their own.
struct Stage {
    verifier: Verifier,
    now: Timestamp,
}

impl Stage {
    fn new() -> Self {
        let clock = ManualClock::default();
        clock.advance_time_by(Duration::from_secs(1_795_000_000));
        let now = clock.now();
        let key = AccessKey { id: "apoyo".to_owned(), secret: SECRET.to_owned() };
        Self { verifier: Verifier::new(key, Arc::new(clock)), now }
    }

    fn sign(&self, id: &str, secret: &str, after_seconds: i64) -> Parts {
        let at = self.now + jiff::SignedDuration::from_secs(after_seconds);
        signed(request(), b"{}", (id, secret), at)
    }
}

fn request() -> Request<()> {
    Request::post("/2015-03-31/functions/arn%3Aaws%3Alambda/invocations?b=2&a=1%2B%20x")
        .header("host", "127.0.0.1:4566")
        .header("x-amz-target", "AWSStepFunctions.ListActivities")
        .header("user-agent", "somebody/1.0")
        .body(())
        .unwrap()
}

/// As an SDK signs it.
fn signed(request: Request<()>, body: &[u8], (id, secret): (&str, &str), at: Timestamp) -> Parts {
    let identity = Credentials::new(id, secret, None, None, "test").into();
    let time = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(at.as_second().unsigned_abs());
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region("eu-west-1")
        .name("states")
        .time(time)
        .settings(SigningSettings::default())
        .build()
        .unwrap()
        .into();
    let (mut parts, ()) = request.into_parts();
    let uri = format!("http://127.0.0.1:4566{}", parts.uri);
    let headers: Vec<_> =
        parts.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
    let signable =
        SignableRequest::new(parts.method.as_str(), uri, headers.into_iter(), SignableBody::Bytes(body));
    let (instructions, _) = sign(signable.unwrap(), &params).unwrap().into_parts();
    for header in instructions.into_parts().0 {
        parts.headers.insert(header.name(), HeaderValue::from_str(header.value()).unwrap());
    }
    parts
}

#[test]
fn what_is_signed_with_the_key_is_let_in() {
    let stage = Stage::new();
    assert_eq!(stage.verifier.check(&stage.sign("apoyo", SECRET, 0), b"{}"), Ok(()));
    for seconds in [-300, 300] {
        assert_eq!(stage.verifier.check(&stage.sign("apoyo", SECRET, seconds), b"{}"), Ok(()));
    }
}

#[test]
fn another_key_or_secret_is_refused() {
    let stage = Stage::new();
    assert_eq!(stage.verifier.check(&stage.sign("other", SECRET, 0), b"{}"), Err(Refused::UnknownKey));
    assert_eq!(stage.verifier.check(&stage.sign("apoyo", "guessed", 0), b"{}"), Err(Refused::Mismatch));
}

#[test]
fn whatever_is_changed_after_signing_breaks_the_signature() {
    type Change = fn(&mut Parts);
    let stage = Stage::new();
    assert_eq!(stage.verifier.check(&stage.sign("apoyo", SECRET, 0), b"{} "), Err(Refused::Mismatch));
    let changes: [(&str, Change); 5] = [
        ("method", |parts| parts.method = Method::PUT),
        ("path", |parts| parts.uri = "/2015-03-31/functions/f/invocations?b=2&a=1%2B%20x".parse().unwrap()),
        ("query", |parts| parts.uri = parts.uri.to_string().replace("b=2", "b=3").parse().unwrap()),
        ("target", |parts| {
            parts.headers.insert("x-amz-target", "AWSStepFunctions.StopExecution".parse().unwrap());
        }),
        ("host", |parts| {
            parts.headers.insert("host", "127.0.0.1:80".parse().unwrap());
        }),
    ];
    for (what, change) in changes {
        let mut parts = stage.sign("apoyo", SECRET, 0);
        change(&mut parts);
        assert_eq!(stage.verifier.check(&parts, b"{}"), Err(Refused::Mismatch), "{what}");
    }
}

#[test]
fn a_header_that_tells_aws_something_must_be_signed() {
    let stage = Stage::new();
    let mut parts = stage.sign("apoyo", SECRET, 0);
    parts.headers.insert("x-amz-invocation-type", "Event".parse().unwrap());
    let Err(Refused::Wrong(words)) = stage.verifier.check(&parts, b"{}") else { panic!("let in") };
    assert!(words.ends_with("not signed: x-amz-invocation-type"), "{words}");
    let mut parts = stage.sign("apoyo", SECRET, 0);
    let header = parts.headers["authorization"].to_str().unwrap().replace("host;", "");
    parts.headers.insert("authorization", header.parse().unwrap());
    let Err(Refused::Wrong(words)) = stage.verifier.check(&parts, b"{}") else { panic!("let in") };
    assert!(words.starts_with("'Host' or ':authority'"), "{words}");
}

#[test]
fn a_signature_of_another_time_is_refused_with_the_times() {
    let stage = Stage::new();
    for (seconds, words) in [(-301, "Signature expired: "), (301, "Signature not yet current: ")] {
        let parts = stage.sign("apoyo", SECRET, seconds);
        let Err(Refused::Wrong(told)) = stage.verifier.check(&parts, b"{}") else { panic!("let in") };
        assert!(told.starts_with(words) && told.contains("5 min.)"), "{told}");
    }
    let mut parts = stage.sign("apoyo", SECRET, 0);
    parts.headers.insert("x-amz-date", "20150830T123600Z".parse().unwrap());
    let Err(Refused::Wrong(told)) = stage.verifier.check(&parts, b"{}") else { panic!("let in") };
    assert!(told.contains("!= '20150830', from '20150830T123600Z'"), "{told}");
    parts.headers.insert("x-amz-date", "yesterday".parse().unwrap());
    assert!(matches!(stage.verifier.check(&parts, b"{}"), Err(Refused::Incomplete(_))));
}

#[test]
fn a_header_that_is_no_text_is_a_mismatch_and_no_panic() {
    let stage = Stage::new();
    for (name, value) in [("host", &b"\xff"[..]), ("x-amz-target", b"\xc3"), ("host", b"")] {
        let mut parts = stage.sign("apoyo", SECRET, 0);
        parts.headers.insert(name, HeaderValue::from_bytes(value).unwrap());
        assert_eq!(stage.verifier.check(&parts, b"{}"), Err(Refused::Mismatch), "{name}");
    }
}

/// Source: the request `get-vanilla` of AWS's test suite for Signature Version 4.
#[test]
fn the_published_example_is_let_in() {
    let clock = ManualClock::default();
    let at: Timestamp = "2015-08-30T12:36:00Z".parse().unwrap();
    clock.advance_time_by(Duration::from_secs(at.as_second().unsigned_abs()));
    let key = AccessKey {
        id: "AKIDEXAMPLE".to_owned(),
        secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned(),
    };
    let signature = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
    let header = format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
         SignedHeaders=host;x-amz-date, Signature={signature}"
    );
    let request = Request::get("/")
        .header("host", "example.amazonaws.com")
        .header("x-amz-date", "20150830T123600Z")
        .header("authorization", header);
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let verifier = Verifier::new(key, Arc::new(clock));
    assert_eq!(verifier.check(&parts, b""), Ok(()));
    assert_eq!(verifier.check(&parts, b"x"), Err(Refused::Mismatch));
}
