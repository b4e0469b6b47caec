extension JSONWriter {
  /// Writes a member whose name is known only at run time.
  public mutating func member(_ name: String, _ write: (inout JSONWriter) -> Void) {
    string(name)
    buffer[count - 1] = UInt8(ascii: ":")
    write(&self)
  }

  /// Writes a member that is a string; nothing if there is none.
  public mutating func member(_ name: String, _ value: String?) {
    guard let value else { return }
    member(name) { $0.string(value) }
  }

  /// Writes a member that is an integer; nothing if there is none.
  public mutating func member(_ name: String, _ value: Int?) {
    guard let value else { return }
    member(name) { $0.integer(value) }
  }

  /// Writes a member that is a boolean; nothing if there is none.
  public mutating func member(_ name: String, _ value: Bool?) {
    guard let value else { return }
    member(name) { $0.boolean(value) }
  }

  /// Writes a member of any type; nothing if there is none.
  public mutating func member(_ name: String, _ value: RawJSON?) {
    guard let value else { return }
    member(name) { $0.raw(value) }
  }
}
