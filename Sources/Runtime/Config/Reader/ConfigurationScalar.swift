/// The text of an option, from the file or from the environment.
struct ConfigurationScalar {
  let text: String
  /// Whether it was written without quotes; true for the environment, where there are none.
  let isPlain: Bool
  let location: ConfigurationLocation

  /// How YAML writes that there is no value.
  var isNull: Bool {
    guard isPlain, case .source = location else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }
}
