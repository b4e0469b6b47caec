import GatewayCore
import OCPP16
import OCPPCodec

/// A charging profile that is used again and again.
struct ChargingTemplate: Sendable, Equatable {
  var profile: OCPP16.ChargingProfile

  init(profile: OCPP16.ChargingProfile) { self.profile = profile }

  /// What is put in where the template is used; nil: as in the template.
  struct Adjustments: Sendable, Equatable {
    var id: Int?
    var transaction: Int?
    var stackLevel: Int?
    var startSchedule: DateTime?
    var validFrom: DateTime?
    var validTo: DateTime?
  }

  /// The profile to send.
  func profile(_ adjustments: Adjustments) -> OCPP16.ChargingProfile {
    var profile = profile
    if let id = adjustments.id { profile.chargingProfileId = id }
    if let level = adjustments.stackLevel { profile.stackLevel = level }
    if let transaction = adjustments.transaction { profile.transactionId = transaction }
    if let start = adjustments.startSchedule { profile.chargingSchedule.startSchedule = start }
    if let validFrom = adjustments.validFrom { profile.validFrom = validFrom }
    if let validTo = adjustments.validTo { profile.validTo = validTo }
    return profile
  }

  /// What is wrong with a template by itself, whatever station it is for.
  static func problems(_ profile: OCPP16.ChargingProfile) -> [PayloadProblem] {
    let rules = ChargingProfileRules(now: .min)
    // As it would be for the one place where its purpose fits, but for the transaction, which comes later.
    var profile = profile
    profile.transactionId = nil
    if profile.chargingProfilePurpose == .txProfile {
      return rules.problems(of: OCPP16.RemoteStartTransactionRequest(idTag: "", chargingProfile: profile)).map {
        PayloadProblem(
          pointer: String($0.pointer.dropFirst("/chargingProfile".count)),
          message: $0.message.replacing("/chargingProfile/", with: "/"))
      }
    }
    return rules.problems(of: OCPP16.SetChargingProfileRequest(connectorId: 0, csChargingProfiles: profile)).map {
      PayloadProblem(
        pointer: String($0.pointer.dropFirst("/csChargingProfiles".count)),
        message: $0.message.replacing("/csChargingProfiles/", with: "/"))
    }
  }
}
