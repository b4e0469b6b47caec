package import GatewayCore
import OCPP16
import OCPP201
import OCPPCodec

/// The handler `passwords`: the passwords with which stations connect (security profiles 1 and 2).
///
/// A station that is told a new password and accepts it is expected to use it from its next connection on; until it does,
/// the old one counts too, since nobody knows when it changes.
package struct PasswordHandler: Sendable {
  /// What the configuration calls it.
  package static let name = "passwords"

  /// Makes the handler.
  package static func make() -> RoutedHandler {
    var handler = RoutedHandler(name: name)
    handler.onCommand(OCPP16.ChangeConfigurationRequest.self) { request, context, next in
      // OCPP 1.6 security whitepaper A01.FR.02
      guard request.key.lowercased() == "authorizationkey" else { return try await next(request) }
      guard let bytes = Hexadecimal.bytes(request.value.utf8), (16...20).contains(bytes.count) else {
        throw CallError(
          .propertyConstraintViolation, "AuthorizationKey must be 16 to 20 bytes, in hexadecimal (32 to 40 digits)")
      }
      let response = try await next(request)
      if response.status == .accepted || response.status == .rebootRequired {
        try await succeed(with: StationPassword(wire: bytes), context)
      }
      return response
    }
    handler.onCommand(OCPP201.SetVariablesRequest.self) { request, context, next in
      let places = request.setVariableData.indices.filter { isPassword(request.setVariableData[$0]) }
      for place in places where StationPassword(chosen: request.setVariableData[place].attributeValue) == nil {
        throw CallError(
          .propertyConstraintViolation, "BasicAuthPassword must have 16 to 40 printable ASCII characters")
      }
      let response = try await next(request)
      for place in places where hasAccepted(response, place) {
        guard let password = StationPassword(chosen: request.setVariableData[place].attributeValue) else { continue }
        try await succeed(with: password, context)
      }
      return response
    }
    handler.addEndpoints { PasswordEndpoints($0).endpoints }
    return handler
  }

  /// OCPP 2.0.1 A01.FR.02
  private static func isPassword(_ data: OCPP201.SetVariableDataType) -> Bool {
    data.component.name.lowercased() == "securityctrlr" && data.variable.name.lowercased() == "basicauthpassword"
      && (data.attributeType ?? .actual) == .actual
  }

  private static func hasAccepted(_ response: OCPP201.SetVariablesResponse, _ place: Int) -> Bool {
    // Results come in the order of the request.
    guard response.setVariableResult.indices.contains(place) else { return false }
    let status = response.setVariableResult[place].attributeStatus
    return status == .accepted || status == .rebootRequired
  }

  private static func succeed(with password: StationPassword, _ context: CallContext) async throws {
    try await StationPasswords(context.services).add(password, to: context.station, isRandom: false)
  }
}
