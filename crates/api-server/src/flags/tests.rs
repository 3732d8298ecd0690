//! The same file means here what it means in flagd, and what is not understood is refused.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::*;

/// A flag `csv` whose default is off, with these members besides.
fn flag(members: &Value) -> Result<FlagSet, String> {
    let mut csv = json!({
        "state": "ENABLED",
        "variants": {"on": true, "off": false},
        "defaultVariant": "off",
    });
    for (name, value) in members.as_object().unwrap() {
        csv[name] = value.clone();
    }
    FlagSet::parse(json!({"flags": {"csv": csv}}).to_string().as_bytes())
}

fn is_on(flags: &FlagSet, key: &str, cohort: Option<&str>) -> bool {
    let targeting_key = key.into();
    let context = Context {
        targeting_key,
        cohort,
    };
    flags.of(Flag::Csv).is_on(Flag::Csv, &context)
}

#[test]
fn every_rule_decides_as_in_flagd() {
    let table: Value = serde_json::from_str(include_str!("../../tests/data/flagd.json")).unwrap();
    let contexts = table["contexts"].as_array().unwrap();
    let mut decided = 0;
    for rule in table["rules"].as_array().unwrap() {
        let targeting = &rule["targeting"];
        let flags = ["on", "off"].map(|default| {
            flag(&json!({"defaultVariant": default, "targeting": targeting})).unwrap()
        });
        let mut expected = rule["on"].as_str().unwrap().chars();
        for context in contexts {
            let (key, cohort) = (&context["targetingKey"], context["cohort"].as_str());
            for flags in &flags {
                let on = is_on(flags, key.as_str().unwrap(), cohort);
                assert_eq!(
                    expected.next(),
                    Some(if on { '1' } else { '0' }),
                    "{targeting} {context}"
                );
                decided += 1;
            }
        }
    }
    assert!(decided > 3000, "only {decided} decisions");
}

#[test]
fn a_share_of_the_keys_is_as_large_as_its_weight() {
    let flags = flag(&json!({"targeting": {"fractional": [["on", 1], ["off", 99]]}})).unwrap();
    let on = (0..100_000)
        .filter(|key: &u32| is_on(&flags, &key.to_string(), None))
        .count();
    assert!((900..1100).contains(&on), "{on} of 100000");
}

#[test]
fn a_share_that_grows_keeps_those_that_were_in_it() {
    let share = |weight: u32| {
        let buckets = json!([["on", weight], ["off", 100 - weight]]);
        flag(&json!({"targeting": {"fractional": buckets}})).unwrap()
    };
    let (small, large) = (share(5), share(25));
    for key in (0..10_000).map(|key: u32| key.to_string()) {
        assert!(
            !is_on(&small, &key, None) || is_on(&large, &key, None),
            "{key}"
        );
    }
}

#[test]
fn what_is_disabled_or_absent_is_as_the_program_has_it() {
    let default = Flag::Csv.about().default;
    let other = if default { "off" } else { "on" };
    let absent = FlagSet::parse(br#"{"flags": {"another": 3}, "metadata": {}}"#).unwrap();
    let disabled = flag(&json!({"state": "DISABLED", "defaultVariant": other})).unwrap();
    let nothing = flag(&json!({"defaultVariant": null})).unwrap();
    for (flags, reason) in [
        (absent, "default"),
        (disabled, "disabled"),
        (nothing, "default"),
    ] {
        assert_eq!(is_on(&flags, "key", None), default, "{reason}");
        assert_eq!(flags.of(Flag::Csv).reason, reason);
    }
}

#[test]
fn what_is_not_understood_is_refused_by_its_name() {
    let messages = [
        json!({"state": "enabled"}),
        json!({"variants": {"on": 1}}),
        json!({"variants": {}}),
        json!({"defaultVariant": "none"}),
        json!({"variant": "on"}),
        json!({"targeting": "beta"}),
        json!({"targeting": {"if": [true, "none"]}}),
        json!({"targeting": {"ends_with": [{"var": "cohort"}, "a"]}}),
        json!({"targeting": {"if": [{"starts_with": [{"var": "cohort"}, "a"]}, "on"]}}),
        json!({"targeting": {"if": [{"==": [{"var": "email"}, "a"]}, "on"]}}),
        json!({"targeting": {"if": [{"==": [{"var": "cohort"}]}, "on"]}}),
        json!({"targeting": {"if": [{"==": [{"var": "cohort"}, 1]}, "on"]}}),
        json!({"targeting": {"if": [{"and": []}, "on"]}}),
        json!({"targeting": {"if": [{"or": []}, "on"]}}),
        json!({"targeting": {"if": [true, "on"], "fractional": [["on"]]}}),
        json!({"targeting": {"$ref": "beta"}}),
        json!({"targeting": {"fractional": []}}),
        json!({"targeting": {"fractional": [["on", 0]]}}),
        json!({"targeting": {"fractional": [["on", -1], ["off", 1]]}}),
        json!({"targeting": {"fractional": [["on", 0.5], ["off", 0.5]]}}),
        json!({"targeting": {"fractional": [["on", 2_147_483_647], ["off", 1]]}}),
        json!({"targeting": {"fractional": [["on", 4_294_967_295_u32], ["off", 1]]}}),
        json!({"targeting": {"fractional": [["on", 1, 2]]}}),
    ]
    .map(|members| match flag(&members) {
        Ok(_) => panic!("{members} is taken"),
        Err(message) => format!("{members}\n  {message}"),
    });
    insta::assert_snapshot!(messages.join("\n"));
    for text in ["", "{", "[]", "{}", r#"{"flags": []}"#] {
        assert!(FlagSet::parse(text.as_bytes()).is_err(), "{text}");
    }
}

/// A folder of this test's own.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("flags-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn write(path: &Path, variant: &str) {
    let csv = json!({
        "state": "ENABLED",
        "variants": {"on": true, "off": false},
        "defaultVariant": variant,
    });
    fs::write(path, json!({"flags": {"csv": csv}}).to_string()).unwrap();
}

#[track_caller]
fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_mins(1), "in time: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn open(file: &Path) -> io::Result<Flags> {
    Flags::open(Some(file), TrustedProxies::default())
}

fn csv(flags: &Flags) -> bool {
    flags.is_on_for_client(Flag::Csv, None, &HeaderMap::new())
}

#[test]
fn a_file_that_is_renamed_over_is_read_and_a_broken_one_is_not_taken() {
    let folder = Folder::new("rename");
    let (file, new) = (folder.path("flags.json"), folder.path("new"));
    let rename = || fs::rename(&new, &file).unwrap();
    write(&file, "off");
    let flags = open(&file).unwrap();
    assert!(!csv(&flags));

    write(&new, "on");
    rename();
    wait_until("it is on", || csv(&flags));

    for (text, errors) in [("{", 1), ("", 2)] {
        fs::write(&new, text).unwrap();
        rename();
        wait_until("the error is counted", || {
            flags.shared.reload_errors.get() == errors
        });
        assert!(csv(&flags));
    }
    fs::remove_file(&file).unwrap();
    wait_until("the error is counted", || {
        flags.shared.reload_errors.get() == 3
    });
    assert!(csv(&flags));

    write(&new, "off");
    rename();
    wait_until("it is off", || !csv(&flags));
    assert_eq!(flags.shared.reload_errors.get(), 3);
}

/// As a volume of Kubernetes changes.
#[test]
#[cfg(unix)]
fn a_link_that_leads_elsewhere_is_followed() {
    use std::os::unix::fs::symlink;

    let folder = Folder::new("link");
    for variant in ["on", "off"] {
        fs::create_dir(folder.path(variant)).unwrap();
        write(&folder.path(variant).join("flags.json"), variant);
    }
    symlink("off", folder.path("..data")).unwrap();
    symlink("..data/flags.json", folder.path("flags.json")).unwrap();
    let flags = open(&folder.path("flags.json")).unwrap();
    assert!(!csv(&flags));
    symlink("on", folder.path("..data_tmp")).unwrap();
    fs::rename(folder.path("..data_tmp"), folder.path("..data")).unwrap();
    wait_until("it is on", || csv(&flags));
}

/// To open it would wait for a writer, and for ever if there is none.
#[test]
#[cfg(unix)]
fn a_pipe_in_the_place_of_the_file_is_an_error_and_not_waited_for() {
    let folder = Folder::new("pipe");
    let (file, new) = (folder.path("flags.json"), folder.path("new"));
    let rename = || fs::rename(&new, &file).unwrap();
    write(&file, "off");
    let flags = open(&file).unwrap();

    let made = std::process::Command::new("mkfifo").arg(&new).status();
    assert!(made.unwrap().success());
    rename();
    wait_until("the error is counted", || {
        flags.shared.reload_errors.get() == 1
    });
    let error = open(&file).unwrap_err().to_string();
    assert_eq!(error, "it is not a regular file");

    write(&new, "on");
    rename();
    wait_until("it is on", || csv(&flags));
}

#[test]
fn a_file_must_be_good_at_the_start() {
    let folder = Folder::new("start");
    let error = |path: &Path| open(path).unwrap_err().to_string();
    assert!(error(&folder.path("none")).contains("No such file"));
    assert_eq!(error(&folder.0), "it is not a regular file");
    let long = folder.path("long");
    fs::write(&long, " ".repeat(1_000_001)).unwrap();
    assert_eq!(error(&long), "it has more than 1000000 bytes");
    fs::write(&long, "{").unwrap();
    assert!(error(&long).starts_with("EOF while parsing"));
}

#[test]
fn a_share_of_requests_is_a_share_of_those_of_one_client_too() {
    let folder = Folder::new("requests");
    let file = folder.path("flags.json");
    let verify = json!({
        "state": "ENABLED",
        "variants": {"on": true, "off": false},
        "defaultVariant": "off",
        "targeting": {"fractional": [["on", 10], ["off", 90]]},
    });
    fs::write(&file, json!({"flags": {"verify": verify}}).to_string()).unwrap();
    let flags = open(&file).unwrap();
    let on = (0..10_000)
        .filter(|_| flags.is_on_for_request(Flag::Verify))
        .count();
    assert!((800..1200).contains(&on), "{on} of 10000");
}
