import CLibYAML

/// libyaml's parser over one text.
final class YAMLEventStream {
  private let source: SourceText
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>

  /// - Throws: ``YAMLSyntaxError`` when there is no memory left.
  init(_ source: SourceText) throws(YAMLSyntaxError) {
    // libyaml keeps pointers to both across calls, so they need addresses of their own.
    self.source = source
    self.parser = .allocate(capacity: 1)
    self.input = .allocate(capacity: source.bytes.count)
    _ = input.initialize(from: source.bytes)
    guard yaml_parser_initialize(parser) == 1 else {
      // All zero is what yaml_parser_delete takes as empty.
      parser.initialize(to: yaml_parser_t())
      throw YAMLSyntaxError(
        message: "not enough memory", location: SourceLocation(file: source.name, line: 1, column: 1), hint: nil)
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, UnsafePointer(input.baseAddress), input.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  /// The next event; after `streamEnd` there is none.
  func next() throws(YAMLSyntaxError) -> YAMLEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
    defer { yaml_event_delete(&event) }
    let (kind, anchor, tag) = Self.content(of: event)
    return YAMLEvent(
      kind: kind,
      anchor: anchor.map { String(cString: $0) },
      tag: tag.map { String(cString: $0) },
      location: location(of: event.start_mark),
      lastLine: lastLine(of: event))
  }

  private typealias Name = UnsafeMutablePointer<yaml_char_t>?

  private static func content(of event: yaml_event_t) -> (YAMLEvent.Kind, anchor: Name, tag: Name) {
    switch event.type {
    case YAML_STREAM_START_EVENT: return (.streamStart, nil, nil)
    case YAML_DOCUMENT_START_EVENT: return (.documentStart, nil, nil)
    case YAML_DOCUMENT_END_EVENT: return (.documentEnd, nil, nil)
    case YAML_SEQUENCE_END_EVENT: return (.sequenceEnd, nil, nil)
    case YAML_MAPPING_END_EVENT: return (.mappingEnd, nil, nil)
    case YAML_ALIAS_EVENT:
      let anchor = event.data.alias.anchor
      return (.alias(anchor.map { String(cString: $0) } ?? ""), nil, nil)
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      return (.sequenceStart, start.anchor, start.tag)
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      return (.mappingStart, start.anchor, start.tag)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
      let text = String(decoding: bytes, as: UTF8.self)
      return (.scalar(YAMLScalar(text: text, isPlain: isPlain)), scalar.anchor, scalar.tag)
    default: return (.streamEnd, nil, nil)
    }
  }

  private func lastLine(of event: yaml_event_t) -> Int? {
    let (start, end) = (event.start_mark, event.end_mark)
    guard start.index < end.index else { return nil }
    // The text of a block scalar ends with its line break, at the beginning of the line after it.
    let isPast = end.column == 0 && end.line > start.line
    return Int(end.line) + (isPast ? 0 : 1)
  }

  private func location(of mark: yaml_mark_t) -> SourceLocation {
    SourceLocation(file: source.name, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }

  private func syntaxError() -> YAMLSyntaxError {
    let parser = parser.pointee
    let problem = parser.problem.map { String(cString: $0) } ?? "not enough memory"
    let context = parser.context.map { String(cString: $0) } ?? ""
    var location = location(of: parser.problem_mark)
    if parser.error == YAML_READER_ERROR {
      location = source.location(ofByte: parser.problem_offset)
    }
    var message = problem
    if !context.isEmpty {
      message += " \(context)"
      let start = self.location(of: parser.context_mark)
      if source.isBlank(fromLine: location.line) {
        // The end of the file has nothing to show: what is not closed there does.
        location = start
        message += " that begins here"
      } else if start.line != location.line {
        message += " that begins on line \(start.line)"
      }
    }
    let hint = YAMLSyntaxError.hint(
      problem: problem, context: context, line: source.line(location.line, limit: SourceText.longestShownLine) ?? "",
      column: location.column)
    return YAMLSyntaxError(message: message, location: location, hint: hint)
  }
}
