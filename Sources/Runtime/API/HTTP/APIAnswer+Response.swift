import GatewayCore
import HTTPTypes
import Hummingbird
import NIOCore

extension APIAnswer {
  /// The answer as Hummingbird sends it.
  ///
  /// - Parameter isHead: whether only the headers are asked for.
  func response(isHead: Bool) -> Response {
    var fields: HTTPFields = [:]
    for (name, value) in headers {
      if let name = HTTPField.Name(name) { fields[name] = value }
    }
    fields[.contentType] = contentType
    // What stations say stands in answers: nobody may take it for anything but data, or keep it.
    fields[.xContentTypeOptions] = "nosniff"
    fields[.cacheControl] = "no-store"
    let content =
      switch body {
      case .bytes(let bytes): ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
      case .stream(let parts): Self.content(of: parts)
      }
    let response = Response(status: HTTPResponse.Status(code: status.code), headers: fields, body: content)
    return isHead ? response.createHeadResponse() : response
  }

  private static func content(of parts: some AsyncSequence<[UInt8], Never> & Sendable) -> ResponseBody {
    ResponseBody(asyncSequence: parts.map { ByteBuffer(bytes: $0) })
  }
}
