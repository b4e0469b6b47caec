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
        if elements.count == elements.capacity {
          // As many as will fit in the rest of the text if they go on like this, but at most four times as many as
          // there are: the text may hold other things.
          let average = (current - begin) / elements.count
          elements.reserveCapacity(min(elements.count * 4, elements.count + (end - current) / average + 1))
        }
        elements.append(try element(&self))
      }
    }
    if elements.count < minItems {
      try record(RawViolation(.minItems, at: begin - start, limit: minItems))
    } else if elements.count > maxItems {
      try record(RawViolation(.maxItems, at: begin - start, limit: maxItems))
    }
    return elements
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
