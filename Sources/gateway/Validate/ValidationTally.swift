/// What became of the lines.
struct ValidationTally: CustomStringConvertible {
  /// What a line is called, in the plural.
  let noun: String
  /// Lines that conform.
  var conforming = 0
  /// Lines that do not.
  var violating = 0
  /// Lines without anything to judge them by.
  var unjudged = 0
  /// Lines and files that can't be used.
  var unusable = 0

  init(noun: String) {
    self.noun = noun
  }

  mutating func add(_ verdict: LineVerdict) {
    switch verdict {
    case .conforms: conforming += 1
    case .violates: violating += 1
    case .unjudged: unjudged += 1
    case .unusable: unusable += 1
    }
  }

  /// 0 all conform, 1 some don't, 2 unusable input.
  var exitCode: Int32 { unusable > 0 ? 2 : violating > 0 ? 1 : 0 }

  var description: String {
    var parts = ["\(conforming) conform", "\(violating) do not"]
    if unjudged > 0 { parts.append("\(unjudged) without a request to judge by") }
    if unusable > 0 { parts.append("\(unusable) unusable") }
    return "\(noun): " + parts.joined(separator: ", ")
  }
}
