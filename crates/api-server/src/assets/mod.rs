//! Files that the binary contains, compressed once and sent in slices.

mod body;
pub mod named;

use std::io::Write;

use actix_web::http::header::{
    AcceptEncoding, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    Encoding, EntityTag, Header, IfNoneMatch, VARY,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use flate2::write::GzEncoder;
use flate2::{Compression, Crc};

use self::body::AssetBody;

/// A file, in gzip for nearly every client.
#[derive(Debug)]
pub struct Asset {
    media_type: &'static str,
    policy: Option<&'static str>,
    gzip: Bytes,
    /// The content, unless it was stored compressed: then it is inflated while it is sent (3.5 ms of CPU time
    /// for a megabyte), so that no second copy stays in memory for the few clients that do not accept gzip.
    plain: Option<Bytes>,
    /// The length of the content.
    length: u64,
    /// Length and CRC-32 of the content: unlike a hash of the standard library, the same in every build.
    digest: String,
    /// A strong tag identifies the very bytes, coding included (RFC 9110, section 8.8.1).
    gzip_tag: String,
}

impl Asset {
    /// A file of this media type, which should name the charset of a text.
    ///
    /// It is compressed here, so this belongs in a `LazyLock`: the first client waits for it, less than a
    /// millisecond for 20 kB, and the start of the service does not.
    pub fn new(media_type: &'static str, content: impl Into<Bytes>) -> Self {
        let content = content.into();
        Self {
            plain: Some(content.clone()),
            ..Self::from_gzip(media_type, gzip(&content))
        }
    }

    /// A file that is stored compressed: one gzip member, of less than 4 GiB of content.
    pub fn from_gzip(media_type: &'static str, gzip: Bytes) -> Self {
        // A member ends with the CRC-32 and the length of its content, 32 bits each (RFC 1952).
        let trailer = u64::from_le_bytes(gzip.last_chunk().copied().unwrap_or_default());
        let mut gzip_crc = Crc::new();
        gzip_crc.update(&gzip);
        Self {
            media_type,
            policy: None,
            plain: None,
            length: trailer >> 32,
            digest: format!("{trailer:016x}"),
            gzip_tag: format!("{:08x}{:08x}-gzip", gzip_crc.amount(), gzip_crc.sum()),
            gzip,
        }
    }

    /// The same with a Content-Security-Policy, which a document needs.
    #[must_use]
    pub fn with_policy(mut self, policy: &'static str) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Identifies the content: hexadecimal digits.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Responds to GET and HEAD: 304 to a client that has the file, else 200 with as few bytes as the client
    /// understands. A cache may keep it but must revalidate it each time, so that no document outlives the
    /// version of the service that it belongs to.
    pub fn respond(&self, request: &HttpRequest) -> HttpResponse {
        self.respond_with(request, "no-cache")
    }

    fn respond_with(&self, request: &HttpRequest, cache_control: &'static str) -> HttpResponse {
        let as_gzip = accepts_gzip(request);
        let tag = if as_gzip {
            &self.gzip_tag
        } else {
            &self.digest
        };
        let tag = EntityTag::new_strong(tag.clone());
        let unchanged = matches_tag(request, &tag);

        let mut response = if unchanged {
            HttpResponse::NotModified()
        } else {
            HttpResponse::Ok()
        };
        response
            .insert_header((ETAG, tag.to_string()))
            .insert_header((CACHE_CONTROL, cache_control))
            .insert_header((VARY, "Accept-Encoding"));
        if let Some(policy) = self.policy {
            response.insert_header((CONTENT_SECURITY_POLICY, policy));
        }
        if unchanged {
            return response.finish();
        }
        response.insert_header((CONTENT_TYPE, self.media_type));
        if as_gzip {
            response.insert_header((CONTENT_ENCODING, "gzip"));
        }
        response.body(match &self.plain {
            _ if as_gzip => AssetBody::stored(self.gzip.clone()),
            Some(plain) => AssetBody::stored(plain.clone()),
            None => AssetBody::inflated(self.gzip.clone(), self.length),
        })
    }
}

fn gzip(content: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // A vector takes all that is written to it, so neither can fail.
    drop(encoder.write_all(content));
    encoder.finish().unwrap_or_default().into()
}

fn accepts_gzip(request: &HttpRequest) -> bool {
    let forms = [Encoding::gzip(), Encoding::identity()];
    AcceptEncoding::parse(request)
        .is_ok_and(|accepted| accepted.negotiate(forms.iter()) == Some(Encoding::gzip()))
}

fn matches_tag(request: &HttpRequest, tag: &EntityTag) -> bool {
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

    use actix_web::body::{MessageBody, to_bytes};
    use actix_web::http::StatusCode;
    use actix_web::http::header::{ACCEPT_ENCODING, HeaderName, IF_NONE_MATCH};
    use actix_web::rt::System;
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
        asset.respond(&request.to_http_request())
    }

    fn header(response: &HttpResponse, name: HeaderName) -> Option<&str> {
        response.headers().get(name)?.to_str().ok()
    }

    fn body(response: HttpResponse) -> Bytes {
        let body = to_bytes(response.into_body());
        System::new().block_on(body).unwrap()
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
    fn a_client_that_has_the_file_gets_a_304() {
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
        // The tag of one form does not match the other.
        let fields = [(ACCEPT_ENCODING, "gzip"), (IF_NONE_MATCH, tags[0])];
        assert_eq!(ask(&asset(), &fields).status(), StatusCode::OK);
    }

    #[test]
    fn a_file_that_is_stored_compressed_is_the_same_to_clients() {
        let stored = Asset::from_gzip("text/plain", gzip(TEXT.as_bytes()));
        assert_eq!(stored.digest(), asset().digest());
        for fields in [&[][..], &[(ACCEPT_ENCODING, "gzip")]] {
            let (response, wanted) = (ask(&stored, fields), ask(&asset(), fields));
            assert_eq!(header(&response, ETAG), header(&wanted, ETAG));
            assert_eq!(response.body().size(), wanted.body().size());
            assert_eq!(body(response), body(wanted));
        }
    }

    #[test]
    fn a_policy_is_sent_with_the_document_and_with_nothing_else() {
        let document = asset().with_policy("default-src 'none'");
        let policy = header(&ask(&document, &[]), CONTENT_SECURITY_POLICY).map(str::to_owned);
        assert_eq!(policy.as_deref(), Some("default-src 'none'"));
        assert_eq!(header(&ask(&asset(), &[]), CONTENT_SECURITY_POLICY), None);
    }
}
