//! Launch times of periodic jobs.

use foreplan::model::job::PeriodicConfig;
use foreplan::notation::cron::Cron;
use foreplan::notation::{quote::quoted, zone};
use foreplan::validate;
use jiff::Timestamp;
use serde_json::{Value, json};

pub(crate) fn answer(family: &str, input: &Value) -> Option<Value> {
    (family == "cron").then(|| launches(input).unwrap_or_else(|error| json!({ "error": error, "next": [] })))
}

fn launches(input: &Value) -> Result<Value, String> {
    let text = |key: &str| input[key].as_str().unwrap_or_default();
    let spec = text("spec");
    let mut answer = json!({ "next": [] });
    let periodic = PeriodicConfig {
        enabled: Some(true),
        spec: Some(spec.to_owned()),
        spec_type: Some("cron".to_owned()),
        ..PeriodicConfig::default()
    };
    let report = validate::periodic(&periodic);
    if !report.is_valid() {
        answer["validate_error"] = json!(report.error());
    }
    let zone = zone::load(text("zone"))?;
    let from: Timestamp = text("from")
        .parse()
        .map_err(|error: jiff::Error| error.to_string())?;
    let cron = match Cron::parse(spec) {
        Ok(cron) => cron,
        Err(error) => {
            answer["error"] = json!(format!(
                "failed parsing cron expression: {}: {error}",
                quoted(spec)
            ));
            return Ok(answer);
        }
    };
    let mut launches = Vec::new();
    let mut unix = from.as_second();
    for _ in 0..5 {
        match cron.next(unix, &zone) {
            Ok(Some(next)) => {
                let instant = Timestamp::from_second(next).map_err(|error| error.to_string())?;
                let local = instant.to_zoned(zone.clone());
                let offset = if local.offset().is_zero() { "Z" } else { "%:z" };
                launches.push(json!(
                    local.strftime(&format!("%Y-%m-%dT%H:%M:%S{offset}")).to_string()
                ));
                unix = next;
            }
            Ok(None) => {
                answer["exhausted"] = json!(true);
                break;
            }
            Err(_) => {
                answer["error"] = json!(format!("failed parsing cron expression: {}", quoted(spec)));
                break;
            }
        }
    }
    answer["next"] = Value::Array(launches);
    Ok(answer)
}
