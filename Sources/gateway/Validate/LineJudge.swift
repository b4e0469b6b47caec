import OCPPCodec

/// What a line of input turned out to be.
enum LineVerdict {
  /// It conforms.
  case conforms
  /// It doesn't.
  case violates
  /// Nothing says what it should be.
  case unjudged
  /// It isn't what the format says.
  case unusable
}

/// Judges the lines of one input, in order.
protocol LineJudge {
  /// - Parameters:
  ///   - line: the line.
  ///   - writer: takes the answer, one JSON object.
  mutating func judge(_ line: InputLine, _ writer: inout JSONWriter) -> LineVerdict
}

extension JSONWriter {
  /// Writes bytes of the input that are one JSON value.
  mutating func member(_ name: String, verbatim value: UnsafeBufferPointer<UInt8>?) {
    member(name) { writer in
      if let value { writer.verbatim(value) } else { writer.verbatim("null") }
      writer.verbatim(",")
    }
  }

  /// Writes the member `violations`.
  mutating func violations(_ violations: [Violation]) {
    member("violations") { writer in
      writer.array(violations) { writer, violation in
        writer.violation(
          violation.pointer, violation.keyword, violation.code, violation.message, member: violation.member)
      }
    }
  }

  /// Writes a violation.
  mutating func violation(
    _ pointer: String,
    _ keyword: ConstraintKeyword,
    _ code: CallErrorCode,
    _ message: String,
    member: String? = nil
  ) {
    beginObject()
    self.member("pointer", pointer)
    self.member("keyword", keyword.rawValue)
    self.member("code", code.rawValue)
    self.member("message", message)
    self.member("member", member)
    endObject()
  }
}
