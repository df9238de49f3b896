//! Plays a scenario: its requests, and the clients, nodes and clock behind the side door.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use regex_lite::Regex;
use serde_json::{Map, Value, json};

use super::client::{Request, Response, send};
use super::pattern;
use super::placeholder::{Bindings, Mismatch};

/// How long a request that must wait is given to be answered all the same.
const PATIENCE: Duration = Duration::from_millis(100);

/// Plays a scenario to its first difference.
pub(super) fn play(address: SocketAddr, scenario: &Value) -> Result<(), Mismatch> {
    let mut player = Player {
        address,
        bindings: Bindings::default(),
        nodes: BTreeMap::new(),
        pending: BTreeMap::new(),
    };
    player.begin(scenario)?;
    for (number, step) in list(&scenario["steps"]).enumerate() {
        let outcome = player.step(step);
        outcome.map_err(|fault| format!("step {number} ({}): {fault}", describe(step)))?;
    }
    Ok(())
}

fn describe(step: &Value) -> String {
    let request = [&step["http"], &step["http_start"]]
        .into_iter()
        .find(|request| request.is_object());
    match request {
        Some(request) => format!("{} {}", text(&request["method"]), text(&request["path"])),
        None => step
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, _)| key.as_str())
            .collect::<Vec<_>>()
            .join(" "),
    }
}

struct Player {
    address: SocketAddr,
    bindings: Bindings,
    nodes: BTreeMap<String, Value>,
    /// Requests that wait for their answer.
    pending: BTreeMap<String, JoinHandle<Response>>,
}

impl Player {
    fn begin(&mut self, scenario: &Value) -> Result<(), Mismatch> {
        let seed = scenario["seed"].as_u64().unwrap_or(1);
        self.control("reset", &json!({"ACL": scenario["acl"] == true, "Seed": seed}))?;
        let later = list(&scenario["steps"]).flat_map(|step| list(&step["nodes"]));
        for node in list(&scenario["nodes"]).chain(later) {
            let id = text(&node["ID"]).to_owned();
            self.bindings
                .nodes
                .insert(id.clone(), text(&node["Name"]).to_owned());
            self.nodes.insert(id, node.clone());
        }
        if list(&scenario["nodes"]).next().is_some() {
            self.control("nodes", &scenario["nodes"])?;
            self.control("settle", &json!({}))?;
        }
        Ok(())
    }

    fn step(&mut self, step: &Value) -> Result<(), Mismatch> {
        let members = step.as_object().unwrap();
        for (key, value) in members {
            return match key.as_str() {
                "http" => {
                    let request = self.request(value);
                    self.expect(step, &send(self.address, &request))
                }
                "http_start" => {
                    let (request, address) = (self.request(value), self.address);
                    let waits = thread::spawn(move || send(address, &request));
                    self.pending.insert(text(&value["as"]).to_owned(), waits);
                    thread::sleep(PATIENCE);
                    Ok(())
                }
                "http_still_blocked" => match self.pending.get(text(value)) {
                    Some(waits) if !waits.is_finished() => Ok(()),
                    _ => Err("it has been answered already".to_owned()),
                },
                "http_finish" => {
                    let waits = self.pending.remove(text(value)).unwrap();
                    let response = waits.join().map_err(|_| "it was never answered".to_owned())?;
                    self.expect(step, &response)
                }
                "nodes" => {
                    let nodes = self.filled(value);
                    self.control("nodes", &nodes).map(drop)
                }
                "node_update" => {
                    let id = self.filled(&value["id"]);
                    self.control("node-status", &json!({"NodeID": id, "Status": value["status"]}))
                        .map(drop)
                }
                "client_update" => self.client_update(value),
                "settle" => self.control("settle", &json!({})).map(drop),
                "advance_ms" => self.control("clock", &json!({"AdvanceMS": value})).map(drop),
                "tally" => self.tally(value),
                "assert_diff" => self.check_distance(value),
                _ => continue,
            };
        }
        Err("no such step".to_owned())
    }

    // The side door.

    fn control(&self, what: &str, body: &Value) -> Result<Value, Mismatch> {
        let request = Request {
            method: "POST".to_owned(),
            path: format!("/v1/sim/{what}"),
            body: Some(body.to_string().into_bytes()),
            ..Request::default()
        };
        let response = send(self.address, &request);
        if response.status != 200 {
            return Err(format!("{what}: {} {}", response.status, response.text()));
        }
        Ok(serde_json::from_slice(&response.body).unwrap_or_default())
    }

    fn now(&self) -> i64 {
        let request = Request {
            method: "GET".to_owned(),
            path: "/v1/sim/clock".to_owned(),
            ..Request::default()
        };
        let clock: Value = serde_json::from_slice(&send(self.address, &request).body).unwrap();
        clock["Now"].as_i64().unwrap()
    }

    fn filled(&mut self, value: &Value) -> Value {
        let now = self.now();
        self.bindings.filled(value, now)
    }

    fn client_update(&mut self, update: &Value) -> Result<(), Mismatch> {
        let wanted = self.filled(&update["match"]);
        let mut allocs = self.rows("/v1/allocations", &update["token"])?;
        allocs.retain(|alloc| {
            list_of_tests(alloc)
                .iter()
                .all(|(key, value)| is_in(value, &wanted[*key]))
        });
        allocs.sort_by_key(|alloc| {
            let group = (
                text(&alloc["JobID"]).to_owned(),
                text(&alloc["TaskGroup"]).to_owned(),
            );
            let created = (alloc["CreateIndex"].as_u64(), text(&alloc["ID"]).to_owned());
            (group, index_of(alloc), created)
        });
        if let Some(limit) = wanted["limit"].as_u64() {
            allocs.truncate(usize::try_from(limit).unwrap());
        }
        let count = update["count"]
            .as_u64()
            .map(|count| usize::try_from(count).unwrap());
        if allocs.is_empty() || count.is_some_and(|count| count != allocs.len()) {
            return Err(format!(
                "{} allocations match {wanted}, expected {count:?}",
                allocs.len()
            ));
        }
        let mut rest = Map::new();
        for (from, to) in [
            ("task_states", "TaskStates"),
            ("deployment_status", "DeploymentStatus"),
        ] {
            if !update[from].is_null() {
                rest.insert(to.to_owned(), update[from].clone());
            }
        }
        let mut updates = Vec::new();
        for alloc in &allocs {
            let mut one = json!({
                "ID": alloc["ID"],
                "ClientStatus": update["client_status"],
                "ClientDescription": text(&update["client_description"]),
            });
            let rest = self.filled(&Value::Object(rest.clone()));
            one.as_object_mut()
                .unwrap()
                .extend(rest.as_object().unwrap().clone());
            updates.push(one);
        }
        self.control("allocs", &Value::Array(updates)).map(drop)
    }

    // Requests and what is expected of their answers.

    fn request(&mut self, http: &Value) -> Request {
        let now = self.now();
        let headers = http["headers"].as_object().into_iter().flatten();
        let headers: Vec<_> = headers
            .map(|(name, value)| (name.clone(), self.bindings.filled_text(text(value), now)))
            .collect();
        let body = if let Some(json) = http.get("json") {
            Some(self.bindings.filled(json, now).to_string())
        } else {
            http["text"]
                .as_str()
                .map(|text| self.bindings.filled_text(text, now))
        };
        Request {
            method: text(&http["method"]).to_owned(),
            path: self.bindings.filled_text(text(&http["path"]), now),
            headers,
            body: body.map(String::into_bytes),
        }
    }

    fn expect(&mut self, step: &Value, response: &Response) -> Result<(), Mismatch> {
        let mark = self.bindings.mark();
        let outcome = self.compare(&step["expect"], response);
        if outcome.is_err() {
            self.bindings.undo(mark);
        }
        outcome
    }

    fn compare(&mut self, expected: &Value, response: &Response) -> Result<(), Mismatch> {
        if let Some(status) = expected["status"].as_u64()
            && status != response.status
        {
            let (got, body) = (response.status, response.text());
            return Err(format!(
                "expected {status}, got {got}: {}",
                body.chars().take(200).collect::<String>()
            ));
        }
        for (name, value) in expected["headers"].as_object().into_iter().flatten() {
            let outcome = match (value.as_str(), response.header(name)) {
                (None, None) => Ok(()),
                (None, Some(got)) => Err(format!("is {got:?}, expected to be absent")),
                (Some(value), None) => Err(format!("is absent, expected {value:?}")),
                (Some(value), Some(got)) => match super::placeholder::only(value) {
                    Some(token) => self.bindings.meet(token, &json!(got), true),
                    None => self.bindings.meet_text(value, &json!(got)),
                },
            };
            outcome.map_err(|fault| format!("header {name}: {fault}"))?;
        }
        if expected["empty"] == true && !response.body.is_empty() {
            return Err(format!("expected no body, got {}", response.text()));
        }
        if let Some(text) = expected["text"].as_str() {
            self.bindings.meet_text(text, &json!(response.text()))?;
        }
        if let Some(form) = expected["text_regex"].as_str()
            && !Regex::new(&format!("(?s){form}"))
                .unwrap()
                .is_match(&response.text())
        {
            return Err(format!("expected {form}, got {}", response.text()));
        }
        let Some(json) = expected.get("json") else {
            return Ok(());
        };
        let body = serde_json::from_slice(&response.body);
        let body = body.map_err(|error| format!("{error}: {}", response.text()))?;
        pattern::check(json, &body, &mut self.bindings)
    }

    fn rows(&mut self, path: &str, token: &Value) -> Result<Vec<Value>, Mismatch> {
        let now = self.now();
        let token = token.as_str().map(|token| self.bindings.filled_text(token, now));
        let request = Request {
            method: "GET".to_owned(),
            path: path.to_owned(),
            headers: token
                .map(|token| ("X-Nomad-Token".to_owned(), token))
                .into_iter()
                .collect(),
            body: None,
        };
        let response = send(self.address, &request);
        if response.status != 200 {
            return Err(format!("GET {path}: {} {}", response.status, response.text()));
        }
        Ok(serde_json::from_slice(&response.body).unwrap())
    }

    /// Counts the rows of a list by a field.
    fn tally(&mut self, tally: &Value) -> Result<(), Mismatch> {
        let now = self.now();
        let path = self.bindings.filled_text(text(&tally["path"]), now);
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for row in self.rows(&path, &tally["token"])? {
            let mut conditions = tally["where"].as_object().into_iter().flatten();
            if conditions.any(|(key, value)| row[key] != *value) {
                continue;
            }
            let by = &row[text(&tally["by"])];
            let key = match tally["node_attr"].as_str() {
                Some(attribute) => self.node_attribute(text(by), attribute),
                None => by.clone(),
            };
            let key = key.as_str().map_or_else(|| key.to_string(), str::to_owned);
            *counts.entry(key).or_default() += 1;
        }
        if let Some(expected) = tally["expect_values"].as_array() {
            let mut expected: Vec<_> = expected.iter().filter_map(Value::as_u64).collect();
            let mut found: Vec<_> = counts.values().copied().collect();
            expected.sort_unstable();
            found.sort_unstable();
            return (expected == found)
                .then_some(())
                .ok_or_else(|| format!("expected {expected:?}, got {counts:?}"));
        }
        pattern::check(&tally["expect"], &json!(counts), &mut self.bindings)
    }

    fn node_attribute(&self, node: &str, attribute: &str) -> Value {
        let Some(node) = self.nodes.get(node) else {
            return Value::Null;
        };
        match attribute {
            "datacenter" => node["Datacenter"].clone(),
            "name" => node["Name"].clone(),
            "class" => node["NodeClass"].clone(),
            _ => match attribute.strip_prefix("meta.") {
                Some(key) => node["Meta"][key].clone(),
                None => node["Attributes"][attribute].clone(),
            },
        }
    }

    /// The distance of two bound values; that of times in milliseconds.
    fn check_distance(&self, step: &Value) -> Result<(), Mismatch> {
        let bound = |key: &Value| self.bindings.value(text(key)).and_then(Value::as_f64);
        let (Some(a), Some(b)) = (bound(&step["a"]), bound(&step["b"])) else {
            return Err("a placeholder is not bound".to_owned());
        };
        let unit = if text(&step["a"]).starts_with("t:") {
            1e6
        } else {
            1.0
        };
        let distance = (a - b) / unit;
        let (min, max) = (step["min"].as_f64().unwrap(), step["max"].as_f64().unwrap());
        let is_right = (min..=max).contains(&distance);
        is_right
            .then_some(())
            .ok_or_else(|| format!("{distance} is not within {min} and {max}"))
    }
}

/// What a client update can ask of an allocation.
fn list_of_tests(alloc: &Value) -> [(&'static str, Value); 9] {
    [
        ("id", alloc["ID"].clone()),
        ("job", alloc["JobID"].clone()),
        ("group", alloc["TaskGroup"].clone()),
        ("index", json!(index_of(alloc))),
        ("version", alloc["JobVersion"].clone()),
        ("node", alloc["NodeID"].clone()),
        ("client_status", alloc["ClientStatus"].clone()),
        ("desired_status", alloc["DesiredStatus"].clone()),
        ("canary", json!(alloc["DeploymentStatus"]["Canary"] == true)),
    ]
}

fn is_in(value: &Value, wanted: &Value) -> bool {
    match wanted {
        Value::Null => true,
        Value::Array(wanted) => wanted.contains(value),
        wanted => wanted == value,
    }
}

/// The number in an allocation's name.
fn index_of(alloc: &Value) -> i64 {
    let name = text(&alloc["Name"]).strip_suffix(']');
    let number = name.and_then(|name| name.rsplit_once('['));
    number.and_then(|(_, number)| number.parse().ok()).unwrap_or(-1)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
