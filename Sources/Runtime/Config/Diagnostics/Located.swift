/// A value together with the place in the configuration that it comes from.
///
/// Two are equal when their values are: the place serves messages only.
package struct Located<Value: Sendable>: Sendable {
  /// The value.
  package let value: Value
  /// Where it stands.
  package let location: ConfigurationLocation

  /// Puts a value in its place.
  package init(_ value: Value, at location: ConfigurationLocation) {
    self.value = value
    self.location = location
  }
}

extension Located: Equatable where Value: Equatable {
  /// Compares the values.
  package static func == (left: Located, right: Located) -> Bool { left.value == right.value }
}

extension Located: Hashable where Value: Hashable {
  /// Hashes the value.
  package func hash(into hasher: inout Hasher) { hasher.combine(value) }
}
