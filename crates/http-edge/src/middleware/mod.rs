//! What holds for every request and its response, whichever resource it is for. The order is that of
//! [`Middleware::call`]; each concern has a file.

mod closing;
mod cors;
mod expect;
mod headers;
mod host;
mod options;
mod panics;
mod problems;

use std::rc::Rc;
use std::time::Instant;

use actix_http::{Request, Response};
use actix_service::Service;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::{Error, HttpMessage, HttpResponse};

use self::closing::Tracked;
pub use self::cors::Origin;
pub(crate) use self::host::LastHost;
use crate::connection::{Event, Shared};
use crate::drain::Drain;
use crate::observer::{Observer, RequestObserver};

/// What one worker needs for it.
pub(crate) struct Middleware<O> {
    pub(crate) drain: Drain,
    pub(crate) origins: Vec<Origin>,
    pub(crate) observer: Rc<O>,
    pub(crate) last_host: LastHost,
}

impl<O: Observer> Middleware<O> {
    pub(crate) fn call<S>(
        self: &Rc<Self>,
        mut request: Request,
        app: &S,
    ) -> impl Future<Output = Result<Response<Tracked>, Error>> + use<O, S>
    where
        S: Service<Request, Response = ServiceResponse, Error = Error>,
        S::Future: 'static,
    {
        let this = Rc::clone(self);
        let start = Instant::now();
        let connection = request.conn_data::<Rc<Shared>>().map(Rc::clone);
        if let Some(connection) = &connection {
            connection.on(Event::Request);
            expect::ask_for_body(connection, &mut request);
        }
        let client_closes = closing::asked_for(&request);
        let origin = cors::permitted(request.headers(), &self.origins);
        let mut observed = InFlight {
            observer: self.observer.request(&request),
            start,
            finished: false,
        };
        // Responses that do not depend on the resource.
        let early = self
            .last_host
            .check(request.headers())
            .or_else(|| options::of_server(&request))
            .or_else(|| cors::preflight(&request, &self.origins));
        let handled = match early {
            Some(response) => Err(response),
            None => Ok(panics::caught(app.call(request))),
        };
        async move {
            let mut response = match handled {
                Err(response) => response,
                Ok(handled) => match handled.await {
                    Ok(Ok(response)) => {
                        observed.observer.responded(&response);
                        response.into()
                    }
                    Ok(Err(error)) => error.error_response(),
                    Err(panic) => {
                        observed.observer.panicked(&*panic);
                        panics::internal_error()
                    }
                },
            };
            problems::as_problem(&mut response);
            headers::add(response.headers_mut());
            cors::permit(response.headers_mut(), origin, &this.origins);
            let last = closing::is_last(connection.as_deref(), client_closes, &this.drain);
            if last {
                closing::announce(&mut response);
            }
            let now = observed.finish(&response);
            Ok(closing::track(response, connection, last, now))
        }
    }
}

/// A request, which is aborted if it is dropped before it has a response.
struct InFlight<R: RequestObserver> {
    observer: R,
    start: Instant,
    finished: bool,
}

impl<R: RequestObserver> InFlight<R> {
    /// The time that the response is there.
    fn finish(&mut self, response: &HttpResponse<BoxBody>) -> Instant {
        let now = Instant::now();
        let duration = now.duration_since(self.start);
        let size = response.body().size();
        self.finished = true;
        self.observer.finished(response.head(), size, duration);
        now
    }
}

impl<R: RequestObserver> Drop for InFlight<R> {
    fn drop(&mut self) {
        if !self.finished {
            self.observer.aborted(self.start.elapsed());
        }
    }
}
