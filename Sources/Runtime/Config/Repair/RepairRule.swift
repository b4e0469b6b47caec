package import OCPPCodec

/// How a value that breaks its schema is mended.
package struct RepairRule: Sendable {
  /// What is done to the value.
  package enum Operation: String, Sendable, CaseIterable {
    /// A number or boolean becomes its text.
    case toString = "to_string"
    /// The text of a number becomes the number.
    case toNumber = "to_number"
    /// `"true"` and `"false"` become booleans.
    case toBoolean = "to_boolean"
    /// A number with a fraction is rounded, half away from zero.
    case round
    /// A text is replaced by another, by a table.
    case rename
    /// The value is replaced by another, whatever it is.
    case set
    /// The member or element is left out.
    case drop
    /// A member that is absent is put in.
    case insert
    /// A value becomes an array of itself.
    case wrap
    /// An array of one becomes its element.
    case unwrap
    /// A date and time gets a zone.
    case addZone = "add_zone"
    /// A date and time in another spelling is spelled as RFC 3339 has it.
    case dateTime = "date_time"
    /// Control characters and white space at both ends are left out.
    case trim
    /// A text is cut to the length allowed.
    case truncate
    /// A text gets the letter case of the one allowed value that differs in nothing else.
    case fixCase = "fix_case"
    /// A member's name gets the letter case of the one known name that differs in nothing else.
    case fixName = "fix_name"
  }

  /// What a value is.
  package enum Kind: String, Sendable, CaseIterable {
    case null, boolean, number, string, array, object
  }

  /// The types and formats that a schema may want.
  package enum Expected: String, Sendable, CaseIterable {
    case string, integer, number, boolean, array, object
    case dateTime = "date-time"
    case uri
  }

  /// What the log calls it.
  package let name: String
  package let scope: RepairScope
  /// What is broken; `nil` for anything.
  package let keyword: ConstraintKeyword?
  /// What the schema wants; `nil` for anything.
  package let expected: Expected?
  /// What is there; `nil` for anything.
  package let found: Kind?
  /// What the text that is there may be; none for any.
  package let texts: [String]
  package let operation: Operation
  /// The value of ``Operation/set`` and ``Operation/insert``; the plain text `$received` is the time of receipt.
  package let value: YAMLNode?
  /// The table of ``Operation/rename``.
  package let names: [String: String]
  /// The zone of ``Operation/addZone``.
  package let zone: String
  /// Where it stands.
  package let location: ConfigurationLocation
}

extension RepairRule {
  init?(reading reader: ConfigurationReader) {
    scope = RepairScope(reading: reader)
    keyword = reader.optionalEnumeration("keyword", help: "The keyword of JSON Schema that is broken; without it, any.")
    expected = reader.optionalEnumeration(
      "expected", help: "The type or format that the schema wants; without it, any.")
    found = reader.optionalEnumeration("found", help: "The type of the value that is there; without it, any.")
    texts = reader.strings("texts", help: "What the text that is there may be; without it, any.").map(\.value)
    reader.require("do")
    let operation: Operation? = reader.optionalEnumeration("do", help: "What is done to the value.")
    value = reader.raw("value")
    reader.record(
      "value", type: "any value", help: "For `set` and `insert`. The text `$received` is the time of receipt.")
    let table = reader.section("values", help: "For `rename`: the texts that are replaced, each with its replacement.")
    names = Dictionary(
      table.entries().compactMap { entry in
        table.item(entry.value, at: table.path.appending(entry.key.value), expected: "text") { (entry.key.value, $0) }
      }
    ) { first, _ in first }
    zone =
      reader.value(
        "zone", type: "zone", default: "Z", expected: "Z or an offset such as +01:00", help: "For `add_zone`."
      ) { text throws(ConfigurationValueProblem) in
        guard DateTime(rfc3339: "2026-01-01T00:00:00\(text)") != nil else { throw ConfigurationValueProblem() }
        return text
      } ?? "Z"
    name = reader.string(
      "name", default: operation?.rawValue ?? "", length: 1...80, defaultText: "the operation",
      help: "What the log calls the rule.")
    location = reader.location
    guard let operation else { return nil }
    self.operation = operation
    checkArguments(reader)
  }

  private func checkArguments(_ reader: ConfigurationReader) {
    if [.set, .insert].contains(operation) != (value != nil) {
      reader.report(
        value == nil ? "'\(operation.rawValue)' needs a 'value'" : "'\(operation.rawValue)' takes no 'value'", at: "do")
    }
    if (operation == .rename) == names.isEmpty {
      reader.report(
        names.isEmpty ? "'rename' needs 'values'" : "'\(operation.rawValue)' takes no 'values'", at: "do")
    }
    if operation != .addZone, reader.contains("zone") {
      reader.report("'\(operation.rawValue)' takes no 'zone'", at: "zone")
    }
    if operation == .insert, let keyword, keyword != .required {
      reader.report("'insert' mends what breaks 'required'", at: "keyword")
    }
  }
}
