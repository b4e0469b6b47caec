/// What a station can be made to have.
enum SettingRules {
  /// Why a key can't have a value; nil if it can.
  static func problem(key: String, value: String) -> String? {
    guard (1...StandardSetting.maximumKeyLength).contains(key.unicodeScalars.count) else {
      return "a key must have 1 to \(StandardSetting.maximumKeyLength) characters"
    }
    guard value.unicodeScalars.count <= StandardSetting.maximumValueLength else {
      return "the value of '\(key)' must have at most \(StandardSetting.maximumValueLength) characters"
    }
    guard let standard = StandardSetting.named(key) else { return nil }
    switch standard.access {
    case .readOnly: return "'\(key)' is read-only: a station says what it has"
    case .writeOnly: return "'\(key)' is a secret, which is not kept here"
    case .either, .readWrite: return standard.problem(with: value).map { "the value of '\(key)' \($0)" }
    }
  }
}
