extension JSONReader {
  /// Reads an array.
  ///
  /// - Parameters:
  ///   - minItems: the fewest elements it may have.
  ///   - maxItems: the most elements it may have.
  ///   - element: reads one element.
  @inlinable
  public mutating func array<Element>(
    minItems: Int = 0,
    maxItems: Int = .max,
    element: (inout JSONReader) throws(DecodingStop) -> Element
  ) throws(DecodingStop) -> [Element] {
    guard peek() == UInt8(ascii: "[") else {
      try mismatch("array")
      return []
    }
    let begin = current
    current += 1
    var elements: [Element] = []
    if peek() == UInt8(ascii: "]") {
      current += 1
    } else {
      elements.append(try element(&self))
      while try nextElement() {
        if elements.count == elements.capacity { elements.reserveCapacity(capacity(elements.count, since: begin)) }
        elements.append(try element(&self))
      }
    }
    try check(elements.count, minItems, maxItems, begin)
    return elements
  }

  /// Reads an array of objects, each where it will be: none is copied there.
  ///
  /// - Parameters:
  ///   - type: what they are.
  ///   - minItems: the fewest elements it may have.
  ///   - maxItems: the most elements it may have.
  @inlinable
  public mutating func objects<Element: JSONCodable>(
    of type: Element.Type,
    minItems: Int = 0,
    maxItems: Int = .max
  ) throws(DecodingStop) -> [Element] {
    guard peek() == UInt8(ascii: "[") else {
      try mismatch("array")
      return []
    }
    let begin = current
    current += 1
    var elements: [Element] = []
    if peek() == UInt8(ascii: "]") {
      current += 1
    } else {
      repeat {
        let count = elements.count
        if count == elements.capacity { elements.reserveCapacity(capacity(count, since: begin)) }
        elements.append(Element(placeholder: ()))
        try elements[count].read(from: &self)
      } while try nextElement()
    }
    try check(elements.count, minItems, maxItems, begin)
    return elements
  }

  /// Reads an object.
  @inlinable
  public mutating func object<Object: JSONCodable>(of type: Object.Type) throws(DecodingStop) -> Object {
    var object = Object(placeholder: ())
    try object.read(from: &self)
    return object
  }

  /// For how many elements to make room: as many as fit in the rest of the text if they go on like this, but at most four
  /// times as many as there are, since the text may hold other things.
  @usableFromInline
  func capacity(_ count: Int, since begin: UnsafePointer<UInt8>) -> Int {
    guard count > 0 else { return 1 }
    let average = max((current - begin) / count, 1)
    return min(count * 4, count + (end - current) / average + 1)
  }

  @inlinable
  @inline(__always)
  mutating func check(
    _ count: Int,
    _ minItems: Int,
    _ maxItems: Int,
    _ begin: UnsafePointer<UInt8>
  ) throws(DecodingStop) {
    if count < minItems {
      try record(RawViolation(.minItems, at: begin - start, limit: minItems))
    } else if count > maxItems {
      try record(RawViolation(.maxItems, at: begin - start, limit: maxItems))
    }
  }

  /// Passes what stands between elements.
  ///
  /// - Returns: whether another element follows; if not, the array is left.
  @inlinable
  @inline(__always)
  mutating func nextElement() throws(DecodingStop) -> Bool {
    switch peek() {
    case UInt8(ascii: ","):
      current += 1
      return true
    case UInt8(ascii: "]"):
      current += 1
      return false
    default:
      try malformed("',' or ']' after an element")
      return false
    }
  }
}
