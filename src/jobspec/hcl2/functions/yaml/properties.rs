//! The tokens before a node or a document: anchors and aliases, tags, directives.

use super::fault::Fault;
use super::scan::{Kind, Scanned, Scanner, is_blank, is_blank_or_end, is_break_or_end};

impl Scanner {
    /// `&` or `*` and a name.
    pub(super) fn anchor(&mut self) -> Scanned {
        let start = self.mark;
        let alias = self.read() == '*';
        let name = self.word();
        let next = self.char();
        if name.is_empty() || !(is_blank_or_end(next) || "?:,]}%@`".contains(next)) {
            return Err(Fault::scanning(
                self.mark,
                "did not find expected alphabetic or numeric character",
            ));
        }
        self.push(
            if alias {
                Kind::Alias(name)
            } else {
                Kind::Anchor(name)
            },
            start,
        );
        Ok(())
    }

    /// Letters, digits, `_` and `-`.
    fn word(&mut self) -> String {
        let mut word = String::new();
        while is_word(self.char()) {
            word.push(self.read());
        }
        word
    }

    /// `!` and what belongs to it.
    pub(super) fn tag(&mut self) -> Scanned {
        let start = self.mark;
        let (handle, suffix) = if self.char_at(1) == '<' {
            self.skip();
            self.skip();
            let suffix = self.uri(None)?;
            if self.char() != '>' {
                return Err(Fault::scanning(self.mark, "did not find the expected '>'"));
            }
            self.skip();
            (String::new(), suffix)
        } else {
            let handle = self.handle(false)?;
            if handle.len() > 1 && handle.ends_with('!') {
                let suffix = self.uri(None)?;
                (handle, suffix)
            } else {
                match self.uri(Some(&handle))? {
                    // A lone exclamation mark.
                    suffix if suffix.is_empty() => (suffix, "!".to_owned()),
                    suffix => ("!".to_owned(), suffix),
                }
            }
        };
        if !is_blank_or_end(self.char()) {
            return Err(Fault::scanning(
                self.mark,
                "did not find expected whitespace or line break",
            ));
        }
        self.push(Kind::Tag { handle, suffix }, start);
        Ok(())
    }

    fn handle(&mut self, directive: bool) -> Scanned<String> {
        let missing = |mark| Err(Fault::scanning(mark, "did not find expected '!'"));
        if self.char() != '!' {
            return missing(self.mark);
        }
        let mut handle = String::from(self.read());
        handle.push_str(&self.word());
        if self.char() == '!' {
            handle.push(self.read());
        } else if directive && handle != "!" {
            return missing(self.mark);
        }
        Ok(handle)
    }

    /// The rest of a tag, after what was taken for its handle.
    fn uri(&mut self, head: Option<&str>) -> Scanned<String> {
        const MARKS: &str = ";/?:@&=+$,.!~*'()[]%";
        let mut uri = head.and_then(|head| head.get(1..)).unwrap_or_default().to_owned();
        let mut found = head.is_some();
        while is_word(self.char()) || MARKS.contains(self.char()) {
            if self.char() == '%' {
                uri.push(self.escaped_char()?);
            } else {
                uri.push(self.read());
            }
            found = true;
        }
        if !found {
            return Err(Fault::scanning(self.mark, "did not find expected tag URI"));
        }
        Ok(uri)
    }

    /// A character in UTF-8, each byte as a percent sign and two digits.
    fn escaped_char(&mut self) -> Scanned<char> {
        let mut bytes: Vec<u8> = Vec::new();
        loop {
            let digits = (
                self.char(),
                self.char_at(1).to_digit(16),
                self.char_at(2).to_digit(16),
            );
            let ('%', Some(high), Some(low)) = digits else {
                return Err(Fault::scanning(self.mark, "did not find URI escaped octet"));
            };
            let byte = u8::try_from(high << 4 | low).unwrap_or(0);
            if bytes.is_empty() && (0x80..0xc0).contains(&byte) || byte >= 0xf8 {
                return Err(Fault::scanning(
                    self.mark,
                    "found an incorrect leading UTF-8 octet",
                ));
            }
            if !bytes.is_empty() && byte & 0xc0 != 0x80 {
                return Err(Fault::scanning(
                    self.mark,
                    "found an incorrect trailing UTF-8 octet",
                ));
            }
            bytes.push(byte);
            (0..3).for_each(|_| self.skip());
            let whole = match bytes.first() {
                Some(0xf0..) => 4,
                Some(0xe0..) => 3,
                Some(0xc0..) => 2,
                _ => 1,
            };
            if bytes.len() == whole {
                let text = String::from_utf8_lossy(&bytes);
                return Ok(text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER));
            }
        }
    }

    /// `%` and the rest of its line.
    pub(super) fn directive(&mut self) -> Scanned {
        self.leave_blocks()?;
        let start = self.mark;
        self.skip();
        let name = self.word();
        if name.is_empty() {
            return Err(Fault::scanning(
                self.mark,
                "could not find expected directive name",
            ));
        }
        if !is_blank_or_end(self.char()) {
            return Err(Fault::scanning(
                self.mark,
                "found unexpected non-alphabetical character",
            ));
        }
        let kind = match name.as_str() {
            "YAML" => self.version()?,
            "TAG" => self.tag_directive()?,
            _ => return Err(Fault::scanning(self.mark, "found unknown directive name")),
        };
        self.push(kind, start);
        self.skip_blanks();
        self.skip_comment();
        if !is_break_or_end(self.char()) {
            return Err(Fault::scanning(
                self.mark,
                "did not find expected comment or line break",
            ));
        }
        self.read_break();
        Ok(())
    }

    fn version(&mut self) -> Scanned<Kind> {
        self.skip_blanks();
        let major = self.version_number()?;
        if self.char() != '.' {
            return Err(Fault::scanning(
                self.mark,
                "did not find expected digit or '.' character",
            ));
        }
        self.skip();
        Ok(Kind::Version(major, self.version_number()?))
    }

    fn version_number(&mut self) -> Scanned<u32> {
        const MOST_DIGITS: u32 = 2;
        let (mut value, mut length) = (0, 0);
        while let Some(digit) = self.char().to_digit(10) {
            length += 1;
            if length > MOST_DIGITS {
                return Err(Fault::scanning(self.mark, "found extremely long version number"));
            }
            value = value * 10 + digit;
            self.skip();
        }
        if length == 0 {
            return Err(Fault::scanning(self.mark, "did not find expected version number"));
        }
        Ok(value)
    }

    fn tag_directive(&mut self) -> Scanned<Kind> {
        self.skip_blanks();
        let handle = self.handle(true)?;
        if !is_blank(self.char()) {
            return Err(Fault::scanning(self.mark, "did not find expected whitespace"));
        }
        self.skip_blanks();
        let prefix = self.uri(None)?;
        if !is_blank_or_end(self.char()) {
            return Err(Fault::scanning(
                self.mark,
                "did not find expected whitespace or line break",
            ));
        }
        Ok(Kind::TagDirective { handle, prefix })
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}
