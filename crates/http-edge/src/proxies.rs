//! Who a client is, if a proxy that the operator runs stands before the service: what `Forwarded` (RFC 7239)
//! or `X-Forwarded-For` say is believed of those only.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use actix_web::http::header::{FORWARDED, HeaderMap, HeaderName, X_FORWARDED_FOR};
use ipnet::IpNet;

/// The address of a proxy, or the network of some: `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProxyNet(IpNet);

impl FromStr for ProxyNet {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let net = text.parse::<IpNet>().ok();
        let net = net.or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
        net.map(Self)
            .ok_or("a proxy is an IP address, or a network in CIDR notation")
    }
}

/// The proxies that are trusted; by default none.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<ProxyNet>);

impl From<Vec<ProxyNet>> for TrustedProxies {
    fn from(proxies: Vec<ProxyNet>) -> Self {
        Self(proxies)
    }
}

impl TrustedProxies {
    /// The address of the client behind this peer; nothing if the peer is not a proxy that is trusted.
    ///
    /// It is the last hop that is no proxy of ours: what stands before it, a client may have made up. The
    /// proxies may write either field, so if both are there and disagree, one of them is the client's own:
    /// then, as if a hop hides its address, the last proxy that is known is returned.
    pub fn client(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        if self.0.is_empty() {
            return None;
        }
        let peer = peer?.ip().to_canonical();
        if !self.trust(peer) {
            return None;
        }
        let of = |name: HeaderName, address: fn(&str) -> Option<IpAddr>| {
            headers
                .contains_key(&name)
                .then(|| self.last_stranger(peer, headers, &name, address))
        };
        match (
            of(FORWARDED, forwarded_for),
            of(X_FORWARDED_FOR, host_address),
        ) {
            (Some(one), Some(other)) if one != other => Some(peer),
            (one, other) => Some(one.or(other).unwrap_or(peer)),
        }
    }

    fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|ProxyNet(net)| net.contains(&address))
    }

    /// Goes back from hop to hop as long as they are ours.
    fn last_stranger(
        &self,
        peer: IpAddr,
        headers: &HeaderMap,
        name: &HeaderName,
        address: fn(&str) -> Option<IpAddr>,
    ) -> IpAddr {
        let mut last = peer;
        let fields: Vec<_> = headers.get_all(name).collect();
        let hops = fields.iter().rev().flat_map(|field| {
            let text = field.to_str().unwrap_or_default();
            text.rsplit(',')
        });
        for hop in hops {
            let Some(address) = address(hop.trim()) else {
                return last;
            };
            last = address;
            if !self.trust(address) {
                return last;
            }
        }
        last
    }
}

/// The address in an element of `Forwarded`: `for=192.0.2.60;proto=http`, `For="[2001:db8::1]:4711"`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    let value = value.trim();
    let quoted = value
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'));
    host_address(quoted.unwrap_or(value))
}

/// An address, perhaps with a port, and then in brackets if it is of version 6.
fn host_address(host: &str) -> Option<IpAddr> {
    let bare = || host.parse::<IpAddr>().ok();
    let with_port = || host.parse::<SocketAddr>().ok().map(|address| address.ip());
    let bracketed = || host.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let address = bare().or_else(with_port).or_else(bracketed)?;
    Some(address.to_canonical())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    /// Behind proxies in `10.0.0.0/8` and `fd00::1`.
    fn client(peer: &str, fields: &[(&'static str, &str)]) -> Option<String> {
        let proxies = ["10.0.0.0/8", "fd00::1"].map(|net| net.parse().unwrap());
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            let value = HeaderValue::from_str(value).unwrap();
            headers.append(HeaderName::from_static(name), value);
        }
        let peer = SocketAddr::new(peer.parse().unwrap(), 4711);
        let client = TrustedProxies::from(proxies.to_vec()).client(Some(peer), &headers);
        client.map(|address| address.to_string())
    }

    const XFF: &str = "x-forwarded-for";

    #[test]
    fn only_a_configured_proxy_is_believed() {
        for field in [(XFF, "192.0.2.1"), ("forwarded", "for=192.0.2.1")] {
            assert_eq!(client("203.0.113.5", &[field]), None);
            for proxy in ["10.1.2.3", "::ffff:10.1.2.3", "fd00::1"] {
                assert_eq!(client(proxy, &[field]).unwrap(), "192.0.2.1");
            }
        }
        let none = TrustedProxies::default();
        let peer = Some(([10, 0, 0, 1], 1).into());
        assert_eq!(none.client(peer, &HeaderMap::new()), None);
    }

    #[test]
    fn what_a_client_makes_up_stands_before_its_own_address() {
        let forged = "10.9.9.9, 198.51.100.1, 192.0.2.1, 10.0.0.2";
        assert_eq!(client("10.0.0.1", &[(XFF, forged)]).unwrap(), "192.0.2.1");
        // A client may send a field of its own, and the proxy adds another one.
        let fields = [(XFF, "198.51.100.1"), (XFF, "192.0.2.1")];
        assert_eq!(client("10.0.0.1", &fields).unwrap(), "192.0.2.1");
        let forged = "for=198.51.100.1, for=192.0.2.1;by=10.0.0.1";
        assert_eq!(
            client("10.0.0.1", &[("forwarded", forged)]).unwrap(),
            "192.0.2.1"
        );
        // A quoted comma is no way to hide: what cannot be read ends the search at the proxy.
        let forged = "for=\"192.0.2.7, for=198.51.100.1";
        assert_eq!(
            client("10.0.0.1", &[("forwarded", forged)]).unwrap(),
            "198.51.100.1"
        );
    }

    #[test]
    fn a_field_that_the_proxy_does_not_write_is_not_believed_beside_the_one_that_it_does() {
        let fields = [("forwarded", "for=198.51.100.1"), (XFF, "192.0.2.1")];
        assert_eq!(client("10.0.0.1", &fields).unwrap(), "10.0.0.1");
        let agree = [("forwarded", "for=192.0.2.1"), (XFF, "192.0.2.1")];
        assert_eq!(client("10.0.0.1", &agree).unwrap(), "192.0.2.1");
    }

    #[test]
    fn an_address_is_read_however_it_is_written() {
        for (field, address) in [
            ((XFF, "192.0.2.1:4711"), "192.0.2.1"),
            ((XFF, "2001:db8::1"), "2001:db8::1"),
            ((XFF, "[2001:db8::1]:4711"), "2001:db8::1"),
            ((XFF, "::ffff:192.0.2.1"), "192.0.2.1"),
            (
                ("forwarded", "proto=https; For=\"[2001:DB8::1]\""),
                "2001:db8::1",
            ),
            (("forwarded", "for=\"192.0.2.1:80\""), "192.0.2.1"),
        ] {
            assert_eq!(client("10.0.0.1", &[field]).as_deref(), Some(address));
        }
    }

    #[test]
    fn a_hop_that_hides_ends_at_the_last_proxy_that_is_known() {
        for field in [
            (XFF, "unknown, 10.0.0.2"),
            ("forwarded", "for=_secret, for=10.0.0.2"),
        ] {
            assert_eq!(client("10.0.0.1", &[field]).unwrap(), "10.0.0.2");
        }
        for fields in [&[(XFF, "")][..], &[("forwarded", "by=10.0.0.1")], &[]] {
            assert_eq!(client("10.0.0.1", fields).unwrap(), "10.0.0.1");
        }
    }

    #[test]
    fn a_proxy_is_an_address_or_a_network() {
        for text in ["10.0.0.1", "10.0.0.0/8", "::1", "fd00::/8"] {
            assert!(text.parse::<ProxyNet>().is_ok(), "{text}");
        }
        for text in ["", "proxy.test", "10.0.0.0/33", "10.0.0.0/", "*"] {
            assert!(text.parse::<ProxyNet>().is_err(), "{text}");
        }
    }
}
