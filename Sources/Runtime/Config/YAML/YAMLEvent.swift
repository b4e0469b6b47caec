/// One step of reading a YAML text.
struct YAMLEvent {
  enum Kind {
    case streamStart
    case streamEnd
    case documentStart
    case documentEnd
    case alias(String)
    case scalar(YAMLScalar)
    case sequenceStart
    case sequenceEnd
    case mappingStart
    case mappingEnd
  }

  let kind: Kind
  /// The name under which aliases refer to the node that begins here.
  let anchor: String?
  /// An explicit tag such as `!!str`.
  let tag: String?
  let location: SourceLocation
  /// The line of its end, from 1; `nil` where libyaml can't know: a block ends only where the next thing begins.
  let lastLine: Int?
}
