//! Settings: flags, each with an environment variable. All are checked before a port is bound.
//!
//! Names follow a standard where there is one (`PORT`, `RUST_LOG`); the others begin with `SUM_`,
//! so that no variable of a shell or a platform (some export `HOST`) is taken for ours.

mod settings;

use std::ffi::OsString;
use std::io;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser, Subcommand};

pub use self::settings::{AdminAddress, Settings};
use crate::version;

/// The command line.
#[derive(Debug, Parser)]
#[command(version = version::describe(), about = "Exact sums over HTTP", args_override_self = true)]
pub struct Cli {
    /// What to do instead of serving.
    #[command(subcommand)]
    pub command: Option<Command>,
    #[expect(
        missing_docs,
        reason = "clap would take a comment here for the program's description"
    )]
    #[command(flatten)]
    pub settings: Settings,
}

/// What the program can do besides serving.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum Command {
    /// Ask the service at the configured admin address (or the public one, if that is off) for /health;
    /// exit 0 if it is healthy, else 1
    Healthcheck,
}

impl Cli {
    /// Reads the arguments and the environment.
    ///
    /// # Errors
    ///
    /// An error, whose message names the flag, its variable and the allowed range; and also the
    /// texts of `--help` and `--version`. `clap::Error::exit` prints either and ends the program.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        Self::try_parse_from(arguments).map_err(name_the_variable)
    }
}

/// The error of a file of flags that cannot be read. It is read when the service starts only: `healthcheck` must
/// not depend on it.
pub fn invalid_flags(settings: &Settings, error: &io::Error) -> clap::Error {
    let file = settings.flags.as_deref().unwrap_or(Path::new("")).display();
    let message =
        format!("invalid value '{file}' for '--flags <FILE>' or the variable SUM_FLAGS: {error}\n");
    clap::Error::raw(ErrorKind::ValueValidation, message).with_cmd(&Cli::command())
}

/// Clap's errors name the flag only; an operator who set the variable must find it in the message too.
fn name_the_variable(mut error: clap::Error) -> clap::Error {
    let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg) else {
        return error;
    };
    let mut command = Cli::command();
    command.build();
    let Some(argument) = command
        .get_arguments()
        .find(|argument| argument.to_string() == *flag)
    else {
        return error;
    };
    let (Some(variable), Some(help)) = (argument.get_env(), argument.get_help()) else {
        return error;
    };
    let tip = format!("{flag} or the variable {}: {help}", variable.display());
    error.insert(
        ContextKind::Suggested,
        ContextValue::StyledStrs(vec![tip.into()]),
    );
    error
}
