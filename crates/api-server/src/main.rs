//! `api-server`: reads its settings, then serves until a signal to stop.

use std::io;
use std::process::ExitCode;

use actix_web::rt::System;
use api_server::application::Application;
use api_server::config::{self, Cli, Command, Settings};
use api_server::flags::Flags;
use api_server::shutdown::Signals;
use api_server::{healthcheck, telemetry};

#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let cli = Cli::read(std::env::args_os()).unwrap_or_else(|error| error.exit());
    match cli.command {
        Some(Command::Healthcheck) => healthcheck::run(cli.settings.probe_address()),
        None => serve(&cli.settings),
    }
}

fn serve(settings: &Settings) -> ExitCode {
    telemetry::logs::init(settings.log.clone(), settings.log_format);
    let flags = Flags::open(settings.flags.as_deref(), settings.trusted_proxies())
        .unwrap_or_else(|error| config::invalid_flags(settings, &error).exit());
    let served = System::new().block_on(async {
        let signals = Signals::catch()?;
        let application = Application::bind(settings, flags)?;
        application.run(signals.first()).await
    });
    telemetry::log_writer::finish();
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

/// Reports why the program ended, even if the log is off.
#[expect(clippy::print_stderr, reason = "the log can be off")]
fn fail(error: &io::Error) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::FAILURE
}
