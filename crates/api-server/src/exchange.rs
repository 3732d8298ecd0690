//! One request and its answer: what holds for all of them, whichever resource they are for.

use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;

use actix_http::{ConnectionType, Request, Response};
use actix_service::Service;
use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, X_CONTENT_TYPE_OPTIONS};
use actix_web::{Error, HttpMessage, HttpResponse, ResponseError};
use futures_util::FutureExt;

use crate::connection::Activity;
use crate::host;
use crate::problem::Problem;
use crate::readiness::Readiness;
use crate::telemetry::Recorder;
use crate::telemetry::access::Access;

/// Answers a request by the resources of `app`, and with a problem where they cannot.
pub(crate) fn exchange<S>(
    request: Request,
    app: &S,
    readiness: Arc<Readiness>,
    recorder: &Rc<Recorder>,
) -> impl Future<Output = Result<Response<BoxBody>, Error>> + use<S>
where
    S: Service<Request, Response = ServiceResponse, Error = Error>,
{
    let activity = request.conn_data::<Rc<Activity>>().map(Rc::clone);
    let allowed = activity.as_deref().is_none_or(Activity::begin);
    let closes = request.head().connection_type() == ConnectionType::Close;
    let mut access = Access::begin(&request, recorder);
    let answering = if allowed {
        host::check(request.headers()).map(|()| AssertUnwindSafe(app.call(request)).catch_unwind())
    } else {
        // Nobody will see it.
        Err(Problem::new(StatusCode::BAD_REQUEST, "no more answers"))
    };
    async move {
        if let (false, Some(activity)) = (allowed, &activity) {
            activity.gone().await;
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
            Err(problem) => problem.error_response(),
        };
        let headers = answer.headers_mut();
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        let last = closes || !readiness.is_ready();
        if last {
            answer.head_mut().set_connection_type(ConnectionType::Close);
        }
        let now = access.end(&answer);
        if let (true, Some(activity)) = (allowed, activity) {
            activity.answer(last, now);
        }
        Ok(answer.into())
    }
}

/// What a handler that panicked leaves to say. The request fails, and nothing else.
fn failed() -> Problem {
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "the service failed, and the request is not the reason",
    )
}
