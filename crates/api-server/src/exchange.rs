//! One request and its answer: what holds for all of them, whichever resource they are for.

use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;

use actix_http::{ConnectionType, Payload, Request, Response};
use actix_service::Service;
use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, X_CONTENT_TYPE_OPTIONS};
use actix_web::{Error, HttpMessage, HttpResponse, ResponseError};
use futures_util::FutureExt;

use crate::connection::Activity;
use crate::cors::{self, Origin};
use crate::host;
use crate::problem::Problem;
use crate::readiness::Readiness;
use crate::telemetry::Recorder;
use crate::telemetry::access::Access;

/// What one worker has for all of them.
pub(crate) struct Exchange {
    pub(crate) readiness: Arc<Readiness>,
    pub(crate) recorder: Rc<Recorder>,
    /// Whose pages may read the answers.
    pub(crate) origins: Vec<Origin>,
}

impl Exchange {
    /// Answers a request by the resources of `app`, and with a problem where they cannot.
    pub(crate) fn answer<S>(
        self: &Rc<Self>,
        mut request: Request,
        app: &S,
    ) -> impl Future<Output = Result<Response<BoxBody>, Error>> + use<S>
    where
        S: Service<Request, Response = ServiceResponse, Error = Error>,
    {
        let this = Rc::clone(self);
        let activity = request.conn_data::<Rc<Activity>>().map(Rc::clone);
        let wanted = activity.as_deref().is_none_or(Activity::begin);
        let closes = request.head().connection_type() == ConnectionType::Close;
        let has_body = !matches!(request.payload(), Payload::None);
        let origin = cors::permitted(request.headers(), &self.origins);
        let mut access = Access::begin(&request, &self.recorder);
        let answering = match self.without_resource(&request) {
            None if wanted => Ok(AssertUnwindSafe(app.call(request)).catch_unwind()),
            None => Err(HttpResponse::BadRequest().finish()),
            Some(answer) => Err(answer),
        };
        async move {
            if let (false, Some(activity)) = (wanted, &activity) {
                activity.gone().await;
                return Ok(HttpResponse::BadRequest().finish().into());
            }
            let mut answer: HttpResponse = match answering {
                Ok(answering) => match answering.await {
                    Ok(Ok(answer)) => {
                        access.receive(&answer);
                        answer.into()
                    }
                    Ok(Err(error)) => error.error_response(),
                    Err(panic) => {
                        access.panic(&*panic);
                        failed().error_response()
                    }
                },
                Err(answer) => answer,
            };
            let headers = answer.headers_mut();
            headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            if !this.origins.is_empty() {
                cors::permit(headers, origin);
            }
            // To a body that was not read the framework may say that it closes, and then not do it.
            let unread = has_body && !access.has_whole_body();
            let last = closes || unread || !this.readiness.is_ready();
            if last {
                answer.head_mut().set_connection_type(ConnectionType::Close);
            }
            let now = access.end(&answer);
            if let Some(activity) = activity {
                activity.answer(last, now);
            }
            Ok(answer.into())
        }
    }

    /// What is answered whatever the resource is.
    fn without_resource(&self, request: &Request) -> Option<HttpResponse> {
        match host::check(request.headers()) {
            Ok(()) => cors::preflight(request, &self.origins),
            Err(problem) => Some(problem.error_response()),
        }
    }
}

/// What a handler that panicked leaves to say. The request fails, and nothing else.
fn failed() -> Problem {
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "the service failed, and the request is not the reason",
    )
}
