//! What a rule can ask about a request.

use std::borrow::Cow;
use std::net::SocketAddr;

use actix_web::http::header::{HeaderMap, HeaderName};
use http_edge::TrustedProxies;

/// The group that a load balancer has put the client into.
const COHORT: HeaderName = HeaderName::from_static("x-cohort");

/// The evaluation context, in the words of OpenFeature.
#[derive(Debug, Default)]
pub struct Context<'request> {
    /// `targetingKey`: what stays the same as long as the variant should.
    pub targeting_key: Cow<'request, str>,
    /// `cohort`, if there is one.
    pub cohort: Option<&'request str>,
}

impl<'request> Context<'request> {
    /// That of a client: its address is the key, its cohort the one field `X-Cohort`. Both are believed of
    /// proxies that are trusted only; the key of any other client is the address it has.
    pub fn of_client(
        peer: Option<SocketAddr>,
        headers: &'request HeaderMap,
        proxies: &TrustedProxies,
    ) -> Self {
        let client = proxies.client(peer, headers);
        let mut cohorts = headers.get_all(COHORT);
        let cohort = match (client, cohorts.next(), cohorts.next()) {
            // Of two, one is the client's own.
            (Some(_), Some(only), None) => only.to_str().ok(),
            _ => None,
        };
        let address = client.or_else(|| peer.map(|peer| peer.ip().to_canonical()));
        Self {
            targeting_key: address.map_or(Cow::Borrowed(""), |address| address.to_string().into()),
            cohort,
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use actix_web::http::header::{HeaderValue, X_FORWARDED_FOR};

    use super::*;

    fn context(peer: [u8; 4], cohorts: &[&'static str]) -> (String, Option<String>) {
        let proxies = TrustedProxies::from(vec!["10.0.0.0/8".parse().unwrap()]);
        let mut headers = HeaderMap::new();
        headers.append(X_FORWARDED_FOR, HeaderValue::from_static("192.0.2.7"));
        for cohort in cohorts {
            headers.append(COHORT, HeaderValue::from_static(cohort));
        }
        let context = Context::of_client(Some((peer, 4711).into()), &headers, &proxies);
        (
            context.targeting_key.into_owned(),
            context.cohort.map(ToOwned::to_owned),
        )
    }

    #[test]
    fn the_cohort_and_the_address_are_those_that_a_trusted_proxy_gives() {
        let (key, cohort) = context([10, 0, 0, 1], &["beta"]);
        assert_eq!(
            (key.as_str(), cohort.as_deref()),
            ("192.0.2.7", Some("beta"))
        );
        assert_eq!(context([10, 0, 0, 1], &[]).1, None);
    }

    #[test]
    fn a_client_cannot_choose_its_cohort_or_its_key() {
        let (key, cohort) = context([203, 0, 113, 5], &["beta"]);
        assert_eq!((key.as_str(), cohort), ("203.0.113.5", None));
    }

    #[test]
    fn of_two_cohorts_none_is_believed() {
        assert_eq!(context([10, 0, 0, 1], &["beta", "staff"]).1, None);
    }
}
