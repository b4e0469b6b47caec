import HTTPTypes
import Hummingbird
import NIOCore
import OCPPCodec

/// What a request is answered with.
struct APIAnswer: Sendable {
  var status: HTTPResponse.Status
  var headers: HTTPFields
  var contentType: String
  var body: [UInt8]

  /// An answer of any type.
  init(_ status: HTTPResponse.Status, contentType: String, body: [UInt8], headers: HTTPFields = [:]) {
    self.status = status
    self.headers = headers
    self.contentType = contentType
    self.body = body
  }

  /// `{"success":…,"message":…,"data":…}`
  ///
  /// - Parameters:
  ///   - success: whether it is what was asked for; nil: if the status says so.
  ///   - message: for people.
  init(
    _ status: HTTPResponse.Status,
    success: Bool? = nil,
    _ message: String,
    data: APIValue = .null,
    headers: HTTPFields = [:]
  ) {
    let isSuccess = success ?? (status.code < 400)
    let envelope: APIValue = ["success": .boolean(isSuccess), "message": .text(message), "data": data]
    self.init(status, contentType: "application/json", body: envelope.bytes, headers: headers)
  }

  /// `{"success":true,…}` with status 200.
  init(_ message: String, data: APIValue = .null) {
    self.init(.ok, message, data: data)
  }

  /// The answer as Hummingbird sends it.
  ///
  /// - Parameter isHead: whether only the headers are asked for.
  func response(isHead: Bool) -> Response {
    var headers = headers
    headers[.contentType] = contentType
    // What stations say stands in answers: nobody may take it for anything but data, or keep it.
    headers[.xContentTypeOptions] = "nosniff"
    headers[.cacheControl] = "no-store"
    let response = Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    return isHead ? response.createHeadResponse() : response
  }
}
