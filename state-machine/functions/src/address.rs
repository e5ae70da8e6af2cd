use apoyo_engine::Realm;

use crate::{FunctionName, Refusal};

/// Which function is meant: its name, and the version or alias where one is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) name: String,
    pub(crate) qualifier: Option<String>,
    /// Region and account, where an ARN names them.
    place: Place,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Place {
    region: Option<String>,
    account: Option<String>,
}

/// The one version that there is.
pub(crate) const LATEST: &str = "$LATEST";

impl Address {
    /// Reads `name`, `account:function:name`, `function:name` or an ARN, each with or without `:version` behind it.
    ///
    /// Source: `FunctionName` of <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut rest: Vec<&str> = text.split(':').collect();
        let mut place = Place::default();
        if rest.first() == Some(&"arn") {
            let [_, partition, "lambda", region, ..] = rest[..] else { return None };
            place.region = Some(region.to_owned()).filter(|_| partition.starts_with("aws"));
            place.region.as_ref()?;
            rest.drain(..4);
        }
        if rest.first().is_some_and(|part| part.len() == 12 && part.bytes().all(|byte| byte.is_ascii_digit()))
        {
            // A name of twelve digits stands alone or before a version, an account before `function`.
            if rest.get(1) == Some(&"function") {
                place.account = Some(rest.remove(0).to_owned());
            }
        }
        if rest.first() == Some(&"function") && rest.len() > 1 {
            rest.remove(0);
        } else if place.region.is_some() {
            return None;
        }
        let (name, qualifier) = match rest[..] {
            [name] => (name, None),
            [name, qualifier] => (name, Some(qualifier)),
            _ => return None,
        };
        let is_qualifier = |text: &str| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"$-_".contains(&b))
        };
        let holds = FunctionName::holds(name) && qualifier.is_none_or(is_qualifier);
        holds.then(|| Self { name: name.to_owned(), qualifier: qualifier.map(str::to_owned), place })
    }

    /// The name, if it is of this realm and of the one version that there is.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] otherwise.
    pub(crate) fn latest(&self, realm: &Realm) -> Result<&str, Refusal> {
        let is_here = |named: &Option<String>, own: &str| named.as_deref().is_none_or(|named| named == own);
        let here = is_here(&self.place.region, &realm.region) && is_here(&self.place.account, &realm.account);
        if here && self.qualifier.as_deref().is_none_or(|qualifier| qualifier == LATEST) {
            return Ok(&self.name);
        }
        Err(self.not_found(realm))
    }

    /// There is no such function.
    pub(crate) fn not_found(&self, realm: &Realm) -> Refusal {
        let region = self.place.region.as_ref().unwrap_or(&realm.region);
        let account = self.place.account.as_ref().unwrap_or(&realm.account);
        let qualifier = self.qualifier.as_ref().map(|text| format!(":{text}")).unwrap_or_default();
        Refusal::NotFound(format!("arn:aws:lambda:{region}:{account}:function:{}{qualifier}", self.name))
    }
}

/// ARN of a function of this realm.
pub(crate) fn arn(realm: &Realm, name: &str) -> String {
    format!("arn:aws:lambda:{}:{}:function:{name}", realm.region, realm.account)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latest(text: &str) -> Result<String, String> {
        let address = Address::read(text).ok_or("malformed")?;
        let name = address.latest(&Realm::default()).map_err(|refusal| refusal.to_string());
        name.map(str::to_owned)
    }

    #[test]
    fn a_function_is_found_by_each_form_of_its_name() {
        for text in [
            "f",
            "f:$LATEST",
            "function:f",
            "000000000000:function:f",
            "000000000000:function:f:$LATEST",
            "arn:aws:lambda:us-east-1:000000000000:function:f",
            "arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST",
        ] {
            assert_eq!(latest(text).as_deref(), Ok("f"), "{text}");
        }
        assert_eq!(latest("123456789012").as_deref(), Ok("123456789012"), "a name may be digits");
        assert_eq!(latest("function").as_deref(), Ok("function"));
    }

    #[test]
    fn other_versions_accounts_and_regions_are_not_here() {
        for (text, arn) in [
            ("f:7", "arn:aws:lambda:us-east-1:000000000000:function:f:7"),
            ("f:live", "arn:aws:lambda:us-east-1:000000000000:function:f:live"),
            ("123456789012:function:f", "arn:aws:lambda:us-east-1:123456789012:function:f"),
            (
                "arn:aws:lambda:eu-west-1:000000000000:function:f",
                "arn:aws:lambda:eu-west-1:000000000000:function:f",
            ),
        ] {
            assert_eq!(latest(text), Err(format!("Function not found: {arn}")), "{text}");
        }
    }

    #[test]
    fn what_is_no_name_is_none() {
        for text in
            ["", "a b", "f:", "f:1:2", "arn:aws:s3:::b", "arn:aws:lambda:us-east-1:000000000000:layer:f", "ñ"]
        {
            assert_eq!(Address::read(text), None, "{text}");
        }
    }
}
