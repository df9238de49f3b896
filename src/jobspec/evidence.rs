//! What a text looks like, for a file that is correct in no dialect: whose error helps more?
//!
//! HCL1 has values and nothing that computes them. A text is taken for HCL2 if there is, outside of comments,
//!
//! - a block that only HCL2 has: `variable`, `variables`, `locals` or `dynamic`
//! - a reference to what such blocks define: `var.x` or `local.x`, in the open or in `${…}`
//! - a call of a function: a name with a parenthesis behind it, in the open or at the beginning of `${…}`
//! - an operator or a `for` in the open, or a template directive `%{…}` in quotes

/// Words that open a block of HCL2.
const BLOCKS: [&[u8]; 4] = [b"variable", b"variables", b"locals", b"dynamic"];

/// Names whose members are references in HCL2.
const ROOTS: [&[u8]; 2] = [b"var", b"local"];

/// What begins an operator that HCL1 does not know.
const OPERATORS: [&[u8]; 10] = [
    b"==", b"!=", b"<=", b">=", b"&&", b"||", b"? ", b"=>", b"...", b"(",
];

/// Whether a text looks like HCL2. Takes time linear in its length.
pub(super) fn looks_like_hcl2(text: &[u8]) -> bool {
    let mut rest = Reader { rest: text };
    let mut begins_item = true;
    while let Some(first) = rest.rest.first() {
        let is_hcl2 = match first {
            b'#' => rest.skip_line(),
            b'/' if rest.rest.starts_with(b"//") => rest.skip_line(),
            b'/' if rest.rest.starts_with(b"/*") => rest.skip_past(b"*/"),
            b'"' => rest.quoted(),
            b'<' if rest.rest.starts_with(b"<<") => rest.heredoc(),
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => rest.word(begins_item),
            _ => rest.sign(),
        };
        if is_hcl2 {
            return true;
        }
        begins_item = match first {
            b'\n' | b'{' | b'}' | b';' => true,
            b' ' | b'\t' | b'\r' => begins_item,
            _ => false,
        };
    }
    false
}

/// What has not been looked at yet. Each step says whether what it passed is HCL2.
struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    fn skip_line(&mut self) -> bool {
        let end = memchr::memchr(b'\n', self.rest).unwrap_or(self.rest.len());
        self.skip(end);
        false
    }

    fn skip_past(&mut self, end: &[u8]) -> bool {
        let at = memchr::memmem::find(self.rest, end).map_or(self.rest.len(), |at| at + end.len());
        self.skip(at);
        false
    }

    /// A name, with what stands behind it.
    fn word(&mut self, begins_item: bool) -> bool {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let length = self.rest.iter().take_while(|byte| is_part(byte)).count();
        let (word, behind) = self.rest.split_at(length);
        self.rest = behind;
        let next = behind.trim_ascii_start().first();
        let opens = matches!(next, Some(b'{' | b'"'));
        (begins_item && BLOCKS.contains(&word) && opens)
            || behind.first() == Some(&b'(')
            || (ROOTS.contains(&word) && behind.first() == Some(&b'.'))
            || (word == b"for" && !begins_item && behind.first() == Some(&b' '))
    }

    /// A character that is no part of a name.
    fn sign(&mut self) -> bool {
        let is_operator = OPERATORS.iter().any(|operator| self.rest.starts_with(operator));
        self.skip(1);
        is_operator
    }

    /// Text in quotes, which may hold templates, which may hold text in quotes.
    fn quoted(&mut self) -> bool {
        self.skip(1);
        let mut depth = 0_usize;
        while let Some(first) = self.rest.first() {
            match first {
                b'\\' => self.skip(2),
                b'$' if self.rest.starts_with(b"$${") => self.skip(3),
                b'$' if self.rest.starts_with(b"${") => {
                    if is_expression(self.rest) {
                        return true;
                    }
                    depth += 1;
                    self.skip(2);
                }
                b'%' if is_directive(self.rest) => return true,
                b'}' => {
                    depth = depth.saturating_sub(1);
                    self.skip(1);
                }
                b'"' | b'\n' if depth == 0 => {
                    self.skip(1);
                    return false;
                }
                _ => self.skip(1),
            }
        }
        false
    }

    /// A heredoc: its lines up to its anchor.
    fn heredoc(&mut self) -> bool {
        let line_end = |text: &[u8]| memchr::memchr(b'\n', text).map_or(text.len(), |at| at + 1);
        let (head, mut body) = self.rest.split_at(line_end(self.rest));
        let anchor = head.get(2..).unwrap_or_default().trim_ascii();
        let anchor = anchor.strip_prefix(b"-").unwrap_or(anchor);
        self.rest = body;
        while !body.is_empty() {
            let (line, behind) = body.split_at(line_end(body));
            self.rest = behind;
            if line.trim_ascii() == anchor {
                return false;
            }
            let mut places = memchr::memchr2_iter(b'$', b'%', line).filter_map(|at| line.get(at..));
            if places.any(|rest| is_expression(rest) || is_directive(rest)) {
                return true;
            }
            body = behind;
        }
        false
    }
}

/// Whether a template begins here that is a reference or a call of HCL2.
fn is_expression(text: &[u8]) -> bool {
    let Some(inside) = text.strip_prefix(b"${") else {
        return false;
    };
    let inside = inside.strip_prefix(b"~").unwrap_or(inside).trim_ascii_start();
    let length = inside
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
        .count();
    let (word, behind) = inside.split_at(length);
    let next = behind.first();
    !word.is_empty() && (next == Some(&b'(') || (next == Some(&b'.') && ROOTS.contains(&word)))
}

/// Whether a template directive begins here.
fn is_directive(text: &[u8]) -> bool {
    let Some(inside) = text.strip_prefix(b"%{") else {
        return false;
    };
    let inside = inside.strip_prefix(b"~").unwrap_or(inside).trim_ascii_start();
    [&b"if "[..], b"for ", b"else", b"end"]
        .iter()
        .any(|word| inside.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_hcl2_has_is_seen() {
        for text in [
            "variable \"zone\" {\n}",
            "job \"a\" {}\nlocals {\n x = 1\n}",
            "job \"a\" {\n dynamic \"group\" {\n}",
            "a = var.zone",
            "a = [\n  local.b,\n]",
            "a = \"x-${var.zone}\"",
            "a = \"x-${ local.zone }\"",
            "a = upper(\"b\")",
            "a = \"${upper(\"b\")}\"",
            "a = <<EOF\nx ${var.a}\nEOF\n",
            "a = <<-EOF\n  %{ if x }\n  EOF\n",
            "a = [for x in y : x]",
            "a = b ? 1 : 2",
            "a = (1 + 2)",
            "a = 1 == 2",
        ] {
            assert!(looks_like_hcl2(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn what_hcl1_has_as_well_is_no_evidence() {
        for text in [
            "",
            "job \"a\" {\n  datacenters = [dc1]\n}",
            "# variable \"a\" {}\n// var.x\n/* upper(1) */",
            "a = \"${NOMAD_PORT_http} ${attr.kernel.name} ${meta.x}\"",
            "a = \"var.zone upper(1) variable {\"",
            "a = \"$${var.zone}\"",
            "a = <<EOF\n{{ key \"x\" }} f(1) == 2 var.a\nEOF\nb = 1",
            "a = \"100%{\"",
            "env {\n  variable = \"x\"\n  var = 1\n}",
            "a = \"unterminated\nb = \"\\\"",
            "a = <<",
            "\u{0}\u{1f600}",
        ] {
            assert!(!looks_like_hcl2(text.as_bytes()), "{text}");
        }
    }
}
