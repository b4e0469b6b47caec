import CJansson
import Glibc

/// Reads schema files by jansson.
enum SchemaParser {
  /// - Parameter path: the file.
  /// - Throws: ``Diagnostic`` when it can't be read or is no JSON.
  static func parse(_ path: String) throws(Diagnostic) -> SchemaNode {
    var bytes = try read(path)
    // The official archive has files that begin with a byte order mark.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    var error = json_error_t()
    let flags = Int(JSON_REJECT_DUPLICATES)
    guard let root = bytes.withUnsafeBytes({ json_loadb($0.baseAddress, $0.count, flags, &error) }) else {
      let text = withUnsafeBytes(of: error.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      throw Diagnostic(file: "\(path):\(error.line):\(error.column)", pointer: "", message: text)
    }
    defer { gateway_json_release(root) }
    return node(root, file: path, pointer: "")
  }

  private static func read(_ path: String) throws(Diagnostic) -> [UInt8] {
    guard let file = fopen(path, "rb") else {
      throw Diagnostic(file: path, pointer: "", message: "can't be opened: \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return bytes
  }

  private static func node(_ json: UnsafeMutablePointer<json_t>, file: String, pointer: String) -> SchemaNode {
    let value: SchemaNode.Value
    switch json_type(UInt32(gateway_json_type(json))) {
    case JSON_OBJECT:
      var members: [(name: String, value: SchemaNode)] = []
      var iterator = json_object_iter(json)
      while let current = iterator {
        let name = String(cString: json_object_iter_key(current))
        let escaped = name.replacing("~", with: "~0").replacing("/", with: "~1")
        if let member = json_object_iter_value(current) {
          members.append((name, node(member, file: file, pointer: pointer + "/" + escaped)))
        }
        iterator = json_object_iter_next(json, current)
      }
      value = .object(members)
    case JSON_ARRAY:
      value = .array(
        (0..<json_array_size(json)).compactMap { index in
          json_array_get(json, index).map { node($0, file: file, pointer: "\(pointer)/\(index)") }
        })
    case JSON_STRING: value = .string(String(cString: json_string_value(json)))
    case JSON_INTEGER: value = .number(String(json_integer_value(json)))
    case JSON_REAL: value = .number(String(json_real_value(json)))
    case JSON_TRUE: value = .boolean(true)
    case JSON_FALSE: value = .boolean(false)
    default: value = .null
    }
    return SchemaNode(value: value, file: file, pointer: pointer)
  }
}
