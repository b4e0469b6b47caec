/// How a management request ended, by the codes of HTTP (RFC 9110 §15).
package struct APIStatus: Sendable, Hashable {
  package let code: Int

  package init(_ code: Int) { self.code = code }

  package static let ok = APIStatus(200)
  package static let created = APIStatus(201)
  package static let accepted = APIStatus(202)
  package static let badRequest = APIStatus(400)
  package static let unauthorized = APIStatus(401)
  package static let forbidden = APIStatus(403)
  package static let notFound = APIStatus(404)
  package static let methodNotAllowed = APIStatus(405)
  package static let requestTimeout = APIStatus(408)
  package static let conflict = APIStatus(409)
  package static let contentTooLarge = APIStatus(413)
  package static let internalServerError = APIStatus(500)
  package static let badGateway = APIStatus(502)
  package static let serviceUnavailable = APIStatus(503)
}
