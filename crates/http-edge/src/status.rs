//! A status that can only be an error.

use actix_web::http::StatusCode;

/// 4xx or 5xx: a problem cannot claim that all went well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorStatus(StatusCode);

macro_rules! known {
    ($($name:ident)*) => {
        /// Those of RFC 9110 and RFC 6585 that a service is likely to answer.
        impl ErrorStatus {
            $(
                #[doc = concat!("`", stringify!($name), "`")]
                pub const $name: Self = Self(StatusCode::$name);
            )*
        }
    };
}

known! {
    BAD_REQUEST NOT_FOUND METHOD_NOT_ALLOWED REQUEST_TIMEOUT PAYLOAD_TOO_LARGE URI_TOO_LONG
    UNSUPPORTED_MEDIA_TYPE MISDIRECTED_REQUEST UNPROCESSABLE_ENTITY TOO_MANY_REQUESTS REQUEST_HEADER_FIELDS_TOO_LARGE
    INTERNAL_SERVER_ERROR NOT_IMPLEMENTED SERVICE_UNAVAILABLE HTTP_VERSION_NOT_SUPPORTED
}

impl ErrorStatus {
    /// The status, if it is that of an error.
    pub fn new(status: StatusCode) -> Option<Self> {
        let error = status.is_client_error() || status.is_server_error();
        error.then_some(Self(status))
    }

    /// As the framework knows it.
    pub fn code(self) -> StatusCode {
        self.0
    }

    /// Its name.
    pub fn reason(self) -> &'static str {
        self.0.canonical_reason().unwrap_or("Error")
    }
}
