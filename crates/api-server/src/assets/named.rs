//! Files that documents load. Their names contain a digest, so that caches may keep them.

use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse};

use super::Asset;

/// The name of such a file in the source, `page.js`, and the file. It is served as `page.<digest>.js`.
pub type NamedAsset = (&'static str, LazyLock<Asset>);

/// A year, by convention "for good".
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// Serves the file that has this name with a digest; `None`, if there is no such file.
///
/// During a rolling update, a document of one version may request the file from an instance of the other. The
/// response then is the file of this version, which no cache may keep under that name.
pub fn respond(files: &[NamedAsset], name: &str, request: &HttpRequest) -> Option<HttpResponse> {
    let (file, digest) = files.iter().find_map(|(plain_name, file)| {
        let (stem, extension) = plain_name.rsplit_once('.')?;
        let digest = name
            .strip_prefix(stem)?
            .strip_suffix(extension)?
            .strip_prefix('.')?
            .strip_suffix('.')?;
        let is_digest = digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        (is_digest && !digest.is_empty()).then_some((file, digest))
    })?;
    Some(if digest == file.digest() {
        file.respond_with(request, IMMUTABLE)
    } else {
        file.respond(request)
    })
}

/// A document in which the paths of these files, `folder/page.js`, have the digests.
pub fn link(files: &[NamedAsset], document: &str) -> String {
    let mut linked = document.to_owned();
    for (name, file) in files {
        let path = format!("/{name}");
        if linked.contains(&path)
            && let Some((stem, extension)) = path.rsplit_once('.')
        {
            let with_digest = format!("{stem}.{}.{extension}", file.digest());
            linked = linked.replace(&path, &with_digest);
        }
    }
    linked
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use actix_web::http::StatusCode;
    use actix_web::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
    use actix_web::test::TestRequest;

    use super::*;

    static FILES: [NamedAsset; 2] = [
        (
            "a.css",
            LazyLock::new(|| Asset::new("text/css", "p { color: red }")),
        ),
        (
            "a.min.js",
            LazyLock::new(|| Asset::new("text/javascript", "1 + 1")),
        ),
    ];

    fn get(name: &str) -> Option<HttpResponse> {
        respond(&FILES, name, &TestRequest::get().to_http_request())
    }

    fn cache_control(response: &HttpResponse) -> &str {
        response
            .headers()
            .get(CACHE_CONTROL)
            .unwrap()
            .to_str()
            .unwrap()
    }

    #[test]
    fn a_document_names_files_that_caches_keep() {
        let document = link(&FILES, "<a.css> <x/a.css> <x/a.min.js>");
        let [css, js] = FILES.each_ref().map(|(_, file)| file.digest());
        assert_eq!(
            document,
            format!("<a.css> <x/a.{css}.css> <x/a.min.{js}.js>")
        );
        for name in [format!("a.{css}.css"), format!("a.min.{js}.js")] {
            let response = get(&name).unwrap();
            assert_eq!(
                cache_control(&response),
                "public, max-age=31536000, immutable"
            );
            // A 304 updates the fields that a cache has stored.
            let tag = response.headers().get(ETAG).unwrap().to_str().unwrap();
            let request = TestRequest::get().append_header((IF_NONE_MATCH, tag));
            let response = respond(&FILES, &name, &request.to_http_request()).unwrap();
            assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
            assert!(cache_control(&response).ends_with("immutable"));
        }
    }

    #[test]
    fn the_digest_of_another_version_gets_this_file_but_no_cache_keeps_it() {
        let response = get("a.0123456789ab.css").unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(cache_control(&response), "no-cache");
    }

    #[test]
    fn any_other_name_is_no_file() {
        for name in [
            "",
            "a",
            "a.css",
            "a..css",
            "a.x.css",
            "a.1.js",
            "b.1.css",
            "a.1.css.css",
            "a1.css",
            "a.min..js",
            "a.min.js",
        ] {
            assert!(get(name).is_none(), "{name}");
        }
    }
}
