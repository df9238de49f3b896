//! Faults on their way up: the reference's error text, and diagnostics.
//!
//! The reference stops at its first fault, and each stanza around it puts its own words in front. Here the
//! stanzas that are being decoded stand in a list of scopes; the first fault takes their words into its text,
//! which is what the API answers. Decoding goes on, and every further fault is one more diagnostic.

use std::borrow::Cow;

use super::weak::Misfit;
use crate::diagnostic::{Diagnostic, Place, Span};
use crate::jobspec::hcl1::MAX_DIAGNOSTICS;
use crate::jobspec::messages::{self as words, Message};

/// What a stanza adds to the text of a fault inside it. In the words, `{label}` stands for the label or name of
/// the stanza, `{owner}` for that of the stanza around it, `{index}` for its number, `{count}` for how many there are.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Frame {
    /// These words and a space go before it; if it is a list, before each member of that.
    Before(&'static str),
    /// It becomes one text, which stands for `{error}` in these words.
    Around(&'static str),
}

/// What the placeholders of words stand for.
#[derive(Debug, Clone, Default)]
pub(super) struct Names<'a> {
    pub(super) owner: Cow<'a, str>,
    pub(super) label: Cow<'a, str>,
    pub(super) index: usize,
    pub(super) count: usize,
}

impl Names<'_> {
    /// Words with their placeholders filled.
    pub(super) fn fill(&self, words: &str, error: &str) -> String {
        let mut out = String::with_capacity(words.len() + error.len() + 16);
        let mut rest = words;
        while let Some((before, (name, after))) = rest
            .split_once('{')
            .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            out.push_str(before);
            match name {
                "owner" => out.push_str(&self.owner),
                "label" => out.push_str(&self.label),
                "index" => out.push_str(&self.index.to_string()),
                "count" => out.push_str(&self.count.to_string()),
                _ => out.push_str(error),
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

/// How many members of a list of faults an error text shows, and how long it may be before it is cut.
const MAX_LISTED: usize = 1_000;
const MAX_LENGTH: usize = 1 << 20;

/// The text of a fault, which may be a list.
enum Words {
    One(String),
    /// So many faults, of which at least the first are here.
    Many(usize, Vec<String>),
}

impl Words {
    fn framed(self, frame: Frame, names: &Names<'_>) -> Self {
        match frame {
            Frame::Before(words) => {
                // The reference builds a template of the words, so a label can hold its placeholder too.
                let template = format!("{} {{{{err}}}}", names.fill(words, ""));
                let place = |text: String| template.replace("{{err}}", &text);
                match self {
                    Words::One(text) => Words::One(place(text)),
                    Words::Many(count, texts) => {
                        let mut length = 0_usize;
                        let placed = texts.into_iter().map(place);
                        let short = placed.take_while(|text| {
                            let fits = length < MAX_LENGTH;
                            length += text.len();
                            fits
                        });
                        Words::Many(count, short.collect())
                    }
                }
            }
            Frame::Around(words) => Words::One(names.fill(words, &self.into_text())),
        }
    }

    fn into_text(self) -> String {
        match self {
            Words::One(text) => text,
            Words::Many(count, texts) => words::list(count, &texts),
        }
    }
}

/// Collects faults, and knows where decoding is.
#[derive(Default)]
pub(super) struct Faults<'a> {
    scopes: Vec<(Frame, Names<'a>)>,
    /// The reference's error text, once there is a fault.
    pub(super) refused: Option<String>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'a> Faults<'a> {
    /// Goes into a stanza.
    pub(super) fn enter(&mut self, frames: &[Frame], names: &Names<'a>) {
        self.scopes
            .extend(frames.iter().map(|frame| (*frame, names.clone())));
    }

    /// Comes out of one again.
    pub(super) fn leave(&mut self, frames: &[Frame]) {
        self.scopes
            .truncate(self.scopes.len().saturating_sub(frames.len()));
    }

    /// One fault.
    pub(super) fn add(&mut self, message: Message, span: Span) {
        self.refuse(|| Words::One(message.text.clone()));
        self.diagnose(|| Diagnostic::error(message.code, message.text, Place::at(span)));
    }

    /// Keys that a stanza does not have, and the keys that it has.
    pub(super) fn unknown_keys(
        &mut self,
        unknown: &[(Cow<'a, str>, Span)],
        stanza: &str,
        keys: &[&'static str],
    ) {
        if unknown.is_empty() {
            return;
        }
        self.refuse(|| {
            let listed = unknown.iter().take(MAX_LISTED);
            Words::Many(
                unknown.len(),
                listed.map(|(key, _)| words::invalid_key(key)).collect(),
            )
        });
        self.diagnose_keys(unknown, stanza, keys);
    }

    /// The same for an object inside a stanza that is read by rules of its own.
    pub(super) fn unexpected_keys(
        &mut self,
        unknown: &[(String, Span)],
        inside: &str,
        stanza: &str,
        keys: &[&'static str],
    ) {
        self.refuse(|| {
            let unknown: Vec<&str> = unknown.iter().map(|(key, _)| key.as_str()).collect();
            Words::One(words::unexpected_keys(inside, &unknown))
        });
        self.diagnose_keys(unknown, stanza, keys);
    }

    fn diagnose_keys(&mut self, unknown: &[(impl AsRef<str>, Span)], stanza: &str, keys: &[&'static str]) {
        for (key, span) in unknown {
            self.diagnose(|| {
                let message = words::unknown_key(key.as_ref(), stanza);
                let diagnostic = Diagnostic::error(message.code, message.text, Place::at(*span));
                match closest(key.as_ref(), keys) {
                    Some(key) => diagnostic.with_hint(words::did_you_mean(key)),
                    None => diagnostic,
                }
            });
        }
    }

    /// Values that do not fit their members.
    pub(super) fn misfits(&mut self, misfits: Vec<Misfit>) {
        if misfits.is_empty() {
            return;
        }
        self.refuse(|| {
            let texts = misfits.iter().map(|misfit| misfit.text.clone());
            Words::One(words::misfits(&mut texts.collect::<Vec<_>>()))
        });
        for Misfit { text, span } in misfits {
            self.diagnose(|| Diagnostic::error(words::MISFIT, text, Place::at(span)));
        }
    }

    fn refuse(&mut self, words: impl FnOnce() -> Words) {
        if self.refused.is_none() {
            let framed = self
                .scopes
                .iter()
                .rev()
                .fold(words(), |words, (frame, names)| words.framed(*frame, names));
            self.refused = Some(framed.into_text());
        }
    }

    fn diagnose(&mut self, diagnostic: impl FnOnce() -> Diagnostic) {
        if self.diagnostics.len() < MAX_DIAGNOSTICS {
            self.diagnostics.push(diagnostic());
        }
    }
}

/// The key that somebody who wrote this one may have meant.
fn closest(written: &str, keys: &[&'static str]) -> Option<&'static str> {
    // Nobody means a short word by a very long one.
    if written.len() > 64 {
        return None;
    }
    let plain = written.to_lowercase().replace('-', "_");
    let distance = |key: &'static str| (strsim::osa_distance(&plain, key), key);
    let (distance, key) = keys.iter().map(|key| distance(key)).min()?;
    (distance <= written.len().max(3) / 3).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(frames: &[Frame], fault: impl FnOnce(&mut Faults<'_>)) -> String {
        let mut faults = Faults::default();
        let names = Names {
            owner: "own".into(),
            label: "{error}".into(),
            index: 2,
            count: 3,
        };
        faults.enter(frames, &names);
        fault(&mut faults);
        faults.leave(frames);
        faults.refused.unwrap()
    }

    #[test]
    fn each_stanza_puts_its_words_before_each_fault_of_a_list() {
        let frames = [
            Frame::Around("job: {error}"),
            Frame::Before("'{owner}',"),
            Frame::Before("({index}):"),
        ];
        let unknown = [("a".into(), Span::default()), ("b".into(), Span::default())];
        assert_eq!(
            refused(&frames, |faults| faults.unknown_keys(&unknown, "task", &[])),
            "job: 2 errors occurred:\n\t* 'own', (2): invalid key: a\n\t* 'own', (2): invalid key: b\n\n"
        );
        let frames = [Frame::Before("x"), Frame::Around("{count} {label}, {error}")];
        assert_eq!(
            refused(&frames, |faults| faults.unknown_keys(&unknown[..1], "task", &[])),
            "x 3 {error}, 1 error occurred:\n\t* invalid key: a\n\n"
        );
    }

    #[test]
    fn long_lists_are_cut() {
        let unknown: Vec<_> = (0..5_000)
            .map(|n| (n.to_string().into(), Span::default()))
            .collect();
        let text = refused(&[], |faults| faults.unknown_keys(&unknown, "task", &[]));
        assert!(text.starts_with("5000 errors occurred:\n\t* invalid key: 0\n"));
        assert!(text.ends_with("\t* invalid key: 999\n\t* 4000 more\n\n"));
    }

    #[test]
    fn the_closest_key_is_offered_if_it_is_close() {
        let keys = ["count", "constraint", "kill_timeout"];
        assert_eq!(closest("cuont", &keys), Some("count"));
        assert_eq!(closest("constraints", &keys), Some("constraint"));
        assert_eq!(closest("Kill-Timeout", &keys), Some("kill_timeout"));
        assert_eq!(closest("provider", &keys), None);
        assert_eq!(closest("x", &keys), None);
        assert_eq!(closest(&"count".repeat(100), &keys), None);
    }
}
