//! What the binary serves out of itself: files that are compiled in, tagged and compressed once.

use std::hash::{DefaultHasher, Hasher};
use std::io::Write;

use actix_web::http::header::{
    AcceptEncoding, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    Encoding, EntityTag, Header, IfNoneMatch, VARY,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use flate2::Compression;
use flate2::write::GzEncoder;

/// A file. To make one compresses it, so it belongs into a `LazyLock`: whoever asks first waits a
/// moment, and the start of the service does not.
#[derive(Debug)]
pub struct Asset {
    media_type: &'static str,
    policy: Option<&'static str>,
    plain: Representation,
    /// Only if that makes it smaller.
    gzip: Option<Representation>,
}

/// Bytes as they are sent. Each has a tag of its own: a strong one stands for the very bytes
/// (RFC 9110, section 8.8.1), a coding included.
#[derive(Debug)]
struct Representation {
    bytes: Bytes,
    tag: EntityTag,
}

impl Asset {
    /// A file of this media type, which should name the charset of a text.
    pub fn new(media_type: &'static str, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let digest = digest(&bytes);
        let gzip = gzip(&bytes).filter(|smaller| smaller.len() < bytes.len());
        Self {
            media_type,
            policy: None,
            plain: Representation {
                bytes,
                tag: EntityTag::new_strong(digest.clone()),
            },
            gzip: gzip.map(|bytes| Representation {
                bytes: bytes.into(),
                tag: EntityTag::new_strong(format!("{digest}-gzip")),
            }),
        }
    }

    /// The same with a Content-Security-Policy, which a document needs.
    #[must_use]
    pub fn with_policy(mut self, policy: &'static str) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Answers GET and HEAD: 304 to a client that has it, else 200 with as few bytes as the client
    /// understands. A cache may keep it but has to ask each time, so that no page outlives the
    /// version of the service that it belongs to.
    pub fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let gzip = self.gzip.as_ref().filter(|_| accepts_gzip(request));
        let chosen = gzip.unwrap_or(&self.plain);
        let known = is_known(request, &chosen.tag);

        let mut response = if known {
            HttpResponse::NotModified()
        } else {
            HttpResponse::Ok()
        };
        response
            .insert_header((ETAG, chosen.tag.to_string()))
            .insert_header((CACHE_CONTROL, "no-cache"));
        if self.gzip.is_some() {
            response.insert_header((VARY, "Accept-Encoding"));
        }
        if let Some(policy) = self.policy {
            response.insert_header((CONTENT_SECURITY_POLICY, policy));
        }
        if known {
            return response.finish();
        }
        response.insert_header((CONTENT_TYPE, self.media_type));
        if gzip.is_some() {
            response.insert_header((CONTENT_ENCODING, "gzip"));
        }
        response.body(chosen.bytes.clone())
    }
}

/// The same for the same bytes in every process of one build, which is all that a tag needs.
fn digest(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    format!("{:016x}", hasher.finish())
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // A vector takes whatever is written to it.
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

/// Also a client that takes nothing else gets a file that has no other form: better than none.
fn accepts_gzip(request: &HttpRequest) -> bool {
    let forms = [Encoding::gzip(), Encoding::identity()];
    AcceptEncoding::parse(request)
        .is_ok_and(|accepted| accepted.negotiate(forms.iter()) == Some(Encoding::gzip()))
}

fn is_known(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
        Err(_) => false,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use std::io::Read;

    use actix_web::body::MessageBody;
    use actix_web::http::StatusCode;
    use actix_web::http::header::{ACCEPT_ENCODING, HeaderName, IF_NONE_MATCH};
    use actix_web::test::TestRequest;
    use flate2::read::GzDecoder;

    use super::*;

    const TEXT: &str = "one and one and one and one and one and one and one and one is eight";

    fn asset() -> Asset {
        Asset::new("text/plain; charset=utf-8", TEXT)
    }

    fn ask(asset: &Asset, fields: &[(HeaderName, &str)]) -> HttpResponse {
        let request = fields
            .iter()
            .fold(TestRequest::get(), |request, (name, value)| {
                request.append_header((name.clone(), *value))
            });
        asset.answer(&request.to_http_request())
    }

    fn header(response: &HttpResponse, name: HeaderName) -> Option<&str> {
        response.headers().get(name)?.to_str().ok()
    }

    fn body(response: HttpResponse) -> Bytes {
        response.into_body().try_into_bytes().unwrap()
    }

    #[test]
    fn a_client_that_names_no_coding_gets_the_file_as_it_is() {
        for coding in [
            None,
            Some("br"),
            Some("gzip;q=0"),
            Some("*;q=0"),
            Some("gzip;q=0.2, identity"),
            Some(","),
        ] {
            let fields: Vec<_> = coding
                .map(|coding| (ACCEPT_ENCODING, coding))
                .into_iter()
                .collect();
            let response = ask(&asset(), &fields);
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(
                header(&response, CONTENT_TYPE),
                Some("text/plain; charset=utf-8")
            );
            assert_eq!(header(&response, CACHE_CONTROL), Some("no-cache"));
            assert_eq!(header(&response, VARY), Some("Accept-Encoding"));
            assert_eq!(header(&response, CONTENT_ENCODING), None, "{coding:?}");
            assert_eq!(body(response), TEXT, "{coding:?}");
        }
    }

    #[test]
    fn a_client_that_takes_gzip_gets_fewer_bytes_for_the_same_text() {
        for coding in [
            "gzip",
            "GZIP",
            "gzip, deflate, br, zstd",
            "br;q=1, gzip;q=0.5",
            "gzip, *;q=0",
        ] {
            let response = ask(&asset(), &[(ACCEPT_ENCODING, coding)]);
            assert_eq!(
                header(&response, CONTENT_ENCODING),
                Some("gzip"),
                "{coding}"
            );
            let bytes = body(response);
            assert!(bytes.len() < TEXT.len());
            let mut text = String::new();
            GzDecoder::new(&*bytes).read_to_string(&mut text).unwrap();
            assert_eq!(text, TEXT);
        }
    }

    #[test]
    fn what_compression_makes_longer_is_sent_as_it_is() {
        let response = ask(&Asset::new("text/plain", "1"), &[(ACCEPT_ENCODING, "gzip")]);
        assert_eq!(header(&response, CONTENT_ENCODING), None);
        assert_eq!(header(&response, VARY), None);
        assert_eq!(body(response), "1");
    }

    #[test]
    fn a_client_that_has_the_file_is_told_so() {
        let asset = asset();
        let tag = header(&ask(&asset, &[]), ETAG).unwrap().to_owned();
        for known in [&tag, &format!("\"other\", {tag}"), &format!("W/{tag}"), "*"] {
            let response = ask(&asset, &[(IF_NONE_MATCH, known)]);
            assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{known}");
            assert_eq!(header(&response, ETAG), Some(&*tag));
            assert_eq!(header(&response, VARY), Some("Accept-Encoding"));
            assert_eq!(header(&response, CACHE_CONTROL), Some("no-cache"));
            assert!(body(response).is_empty());
        }
        for other in ["\"other\"", "nonsense"] {
            let response = ask(&asset, &[(IF_NONE_MATCH, other)]);
            assert_eq!(response.status(), StatusCode::OK, "{other}");
        }
    }

    #[test]
    fn each_form_and_each_content_has_a_tag_of_its_own() {
        let plain = ask(&asset(), &[]);
        let gzip = ask(&asset(), &[(ACCEPT_ENCODING, "gzip")]);
        let other = ask(&Asset::new("text/plain", TEXT.to_uppercase()), &[]);
        let again = ask(&asset(), &[]);
        let tags = [&plain, &gzip, &other].map(|response| header(response, ETAG).unwrap());
        assert!(tags[0] != tags[1] && tags[0] != tags[2], "{tags:?}");
        assert!(tags.iter().all(|tag| tag.starts_with('"')), "{tags:?}");
        assert_eq!(header(&again, ETAG), Some(tags[0]));
        // The tag of one form says nothing about the other.
        let fields = [(ACCEPT_ENCODING, "gzip"), (IF_NONE_MATCH, tags[0])];
        assert_eq!(ask(&asset(), &fields).status(), StatusCode::OK);
    }

    #[test]
    fn a_policy_is_sent_with_the_document_and_with_nothing_else() {
        let document = asset().with_policy("default-src 'none'");
        let policy = header(&ask(&document, &[]), CONTENT_SECURITY_POLICY).map(str::to_owned);
        assert_eq!(policy.as_deref(), Some("default-src 'none'"));
        assert_eq!(header(&ask(&asset(), &[]), CONTENT_SECURITY_POLICY), None);
    }
}
