/// A pattern for JSON pointers: `*` stands for any one step, `**` for any number of them.
package struct PointerPattern: Sendable, Hashable {
  private let steps: [String]

  /// - Parameter text: as the configuration has it.
  package init(_ text: String) {
    steps = JSONPointer(text).steps
  }

  /// Whether a pointer matches.
  package func matches(_ pointer: JSONPointer) -> Bool {
    // As with names: of several `**` only the last one passed is tried again, so the time is bounded.
    let path = pointer.steps
    var position = 0
    var index = 0
    var star: (index: Int, position: Int)?
    while position < path.count {
      if index < steps.count, steps[index] == "**" {
        star = (index, position)
        index += 1
      } else if index < steps.count, steps[index] == "*" || steps[index] == path[position] {
        index += 1
        position += 1
      } else if let last = star {
        star = (last.index, last.position + 1)
        index = last.index + 1
        position = last.position + 1
      } else {
        return false
      }
    }
    return steps[index...].allSatisfy { $0 == "**" }
  }
}
