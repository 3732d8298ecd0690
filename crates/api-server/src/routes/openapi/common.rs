//! What all operations have in common: every error is a problem, and where there is GET, there is HEAD.

use http_edge::{ErrorStatus, Problem};
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, Required, Response};
use utoipa::{Modify, PartialSchema, ToSchema};

use crate::problem::{ErrorCode, ProblemBody, ProblemType};
use crate::schemas::{Coding, Number};

/// The problems that a request can run into before it reaches its handler.
const BEFORE: [(ErrorStatus, &str, &str); 7] = [
    (
        ErrorStatus::BAD_REQUEST,
        "BadRequest",
        "The request is not valid HTTP/1.1, or its `Host` is not a host.",
    ),
    (
        ErrorStatus::REQUEST_TIMEOUT,
        "RequestTimeout",
        "The head of the request did not arrive within 5 seconds.",
    ),
    (
        ErrorStatus::URI_TOO_LONG,
        "UriTooLong",
        "The request line has more than 65536 bytes.",
    ),
    (
        ErrorStatus::REQUEST_HEADER_FIELDS_TOO_LARGE,
        "RequestHeaderFieldsTooLarge",
        "The head of the request has more than 131072 bytes or 96 fields.",
    ),
    (
        ErrorStatus::INTERNAL_SERVER_ERROR,
        "InternalServerError",
        "An internal error; the request was not at fault.",
    ),
    (
        ErrorStatus::SERVICE_UNAVAILABLE,
        "ServiceUnavailable",
        "The connection limit is reached.",
    ),
    (
        ErrorStatus::HTTP_VERSION_NOT_SUPPORTED,
        "HttpVersionNotSupported",
        "The request is neither HTTP/1.1 nor HTTP/1.0.",
    ),
];

/// Completes the document.
pub(super) struct Common;

impl Modify for Common {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_default();
        let mut shared = |name: &str, response: Response| {
            components
                .responses
                .insert(name.to_owned(), response.into());
        };
        for (status, name, description) in BEFORE {
            shared(name, problem(status, description));
        }
        // These two belong to no operation.
        let not_found = problem(ErrorStatus::NOT_FOUND, "There is no such path.");
        shared("NotFound", not_found);
        let description = "The resource has no such method.";
        let mut not_allowed = problem(ErrorStatus::METHOD_NOT_ALLOWED, description);
        let methods = HeaderBuilder::new().description(Some("The methods that it has."));
        not_allowed
            .headers
            .insert("Allow".to_owned(), methods.build().into());
        shared("MethodNotAllowed", not_allowed);

        // Schemas of parameters are not found by themselves.
        let schemas = &mut components.schemas;
        schemas.insert(Number::name().into_owned(), Number::schema());
        schemas.insert(Coding::name().into_owned(), Coding::schema());
        schemas.insert(ErrorCode::name().into_owned(), ErrorCode::schema());
        schemas.insert(ProblemType::name().into_owned(), ProblemType::schema());

        document.paths.paths.values_mut().for_each(complete);
    }
}

fn complete(item: &mut PathItem) {
    let operations = [&mut item.get, &mut item.post, &mut item.options];
    for operation in operations.into_iter().flatten() {
        let responses = &mut operation.responses.responses;
        for (status, response) in responses.iter_mut() {
            let status = status.parse().ok().and_then(ErrorStatus::new);
            if let (Some(status), RefOr::T(response)) = (status, response) {
                add_problem(status, response);
            }
        }
        for (status, name, _) in BEFORE {
            let shared = || Ref::from_response_name(name).into();
            responses
                .entry(status.code().as_str().to_owned())
                .or_insert_with(shared);
        }
        if let Some(RefOr::T(body)) = &mut operation.request_body {
            // A handler's attribute cannot say so.
            body.required = Some(Required::False);
        }
    }
    item.head = item.get.as_ref().map(head);
}

fn problem(status: ErrorStatus, description: &str) -> Response {
    let mut response = Response::new(description);
    add_problem(status, &mut response);
    response
}

/// Gives an error that has no body the one that it has.
fn add_problem(status: ErrorStatus, response: &mut Response) {
    if response.content.is_empty() {
        let example = Problem::new(status, &*response.description);
        let content = ContentBuilder::new()
            .schema(Some(Ref::from_schema_name(ProblemBody::name())))
            .example(serde_json::to_value(example).ok())
            .build();
        response
            .content
            .insert(Problem::MEDIA_TYPE.to_owned(), content.into());
    }
}

/// The same without bodies.
fn head(get: &Operation) -> Operation {
    let mut head = get.clone();
    head.summary = Some("The same without the body.".to_owned());
    head.description = None;
    if let Some(id) = &mut head.operation_id {
        *id = id.replacen("get_", "head_", 1);
    }
    for response in head.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            response.content.clear();
        }
    }
    head
}
