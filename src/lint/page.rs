//! The pages of the lints as people read them: one in a terminal, all of them as a document.

use std::fmt::Write as _;

use super::{LINTS, Lint};

/// An example on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The stanza in which it stands: `job`, `group` or `task`; `file` if it is a whole file.
    pub stanza: String,
    /// Whether it is about a fleet that is known.
    pub with_fleet: bool,
    /// What it says.
    pub text: String,
}

/// The examples of a lint's page: first what it finds, then how it is mended.
///
/// They are code blocks whose language is `hcl`, with the stanza behind it: `hcl,group` or `hcl,job,fleet`.
#[must_use]
pub fn examples(lint: &Lint) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut is_inside = false;
    for line in plain(lint.doc).lines() {
        match (line.strip_prefix("```"), is_inside) {
            (Some(_), true) => is_inside = false,
            (Some(language), false) => {
                is_inside = true;
                examples.push(Example {
                    stanza: language.split(',').nth(1).unwrap_or_default().to_owned(),
                    with_fleet: language.ends_with(",fleet"),
                    text: String::new(),
                });
            }
            (None, true) => {
                if let Some(example) = examples.last_mut() {
                    example.text.extend([line, "\n"]);
                }
            }
            (None, false) => {}
        }
    }
    examples
}

/// The documentation without the space that comments have before each line.
fn plain(doc: &str) -> String {
    let lines = doc.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
    lines.fold(String::new(), |text, line| text + line + "\n")
}

/// The page of a lint, in Markdown, its headings of this level.
#[must_use]
pub fn page(lint: &Lint, level: usize) -> String {
    let sign = "#".repeat(level);
    let mut page = format!("{sign} {}\n\n", lint.name());
    let _ = writeln!(page, "`{}` · {}\n", lint.code, lint.severity.as_str());
    for line in plain(lint.doc).lines() {
        let line = match line.strip_prefix("## ") {
            Some(heading) => format!("{sign}# {heading}"),
            None if line.starts_with("```hcl") => "```hcl".to_owned(),
            None => line.to_owned(),
        };
        page.push_str(&line);
        page.push('\n');
    }
    page
}

/// What stands before the pages in the document.
const HEAD: &str = "\
# Lints

What Nomad accepts without a word, and what is still probably not what was meant. A *warning* says that the job
probably does not do what was meant, a *hint* that it could be better. The API's answers never have them.

This page is made from the source, `src/lint/rules`; do not edit it. In a terminal: `foreplan explain`, and
`foreplan explain unused-port` for one of them.

## Silencing

A comment in the job file names the lints that are silent. On a line of its own it is about the stanza or argument
that begins on the next line, with all that is inside; at the end of a line, about what begins on that line; before the
first line with code, about the whole file:

```hcl
# foreplan: allow(image-not-pinned)

job \"web\" {
  group \"web\" {
    network {
      port \"debug\" {} # foreplan: allow(unused-port)
    }

    # foreplan: allow(service-without-check, count-without-update)
    service {
      name = \"web\"
    }
  }
}
```

Callers silence lints by an option, `allow` (in Rust: `lint::Options`).

## All of them

";

/// All pages as one document, in Markdown.
#[must_use]
pub fn document() -> String {
    let mut text = format!("{HEAD}| lint | severity | what it finds |\n| --- | --- | --- |\n");
    for lint in LINTS {
        let name = lint.name();
        let severity = lint.severity.as_str();
        let _ = writeln!(text, "| [{name}](#{name}) | {severity} | {} |", lint.summary());
    }
    for lint in LINTS {
        text.push('\n');
        text.push_str(&page(lint, 2));
    }
    text
}
