/// What may be mended in the text of a frame, since only one thing can have been meant.
package enum FrameDefect: String, Sendable, CaseIterable {
  /// NUL bytes or a byte order mark around the frame.
  case padding
  /// A comma with nothing before it, as in `[,{`.
  case emptyElements = "empty_elements"
  /// A member without a value, as in `"transactionId":,`: left out.
  case missingValues = "missing_values"
  /// A comma with nothing after it, as in `{"a":1,}`.
  case trailingCommas = "trailing_commas"
  /// A backslash that begins no escape: kept as a backslash.
  case strayBackslashes = "stray_backslashes"
  /// A control character in a string that should have been escaped.
  case controlCharacters = "control_characters"
  /// A member that comes twice with the same value.
  case repeatedMembers = "repeated_members"
  /// A number such as `.5`, `5.` or `+5`.
  case numberForms = "number_forms"
  /// `True`, `FALSE`, `None`: a literal in the spelling of another language.
  case literals
  /// A message id that is a number instead of a text.
  case numericIDs = "numeric_ids"
  /// A CALL or CALLRESULT without a payload: `{}` is put in.
  case missingPayload = "missing_payload"
  /// An action in other letter case.
  case actionCase = "action_case"
}
