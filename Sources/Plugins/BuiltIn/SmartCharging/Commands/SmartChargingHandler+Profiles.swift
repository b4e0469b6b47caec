import GatewayCore
import Logging
import OCPP16
import OCPPCodec

extension SmartChargingHandler {
  /// Checks a profile, sends it, and records it once the station accepted it (OCPP 1.6 §5.16).
  func setProfile(
    _ request: OCPP16.SetChargingProfileRequest, _ context: CallContext,
    _ next: TypedNext<OCPP16.SetChargingProfileRequest>
  ) async throws -> OCPP16.SetChargingProfileResponse {
    let station = try await StationCharging(of: context.station, in: context.store)
    let problems = rules(station, context).problems(of: request)
    guard problems.isEmpty else { throw CallError(problems) }
    var request = request
    // A profile for a transaction names it, so that it can't hit the next one (OCPP 1.6 §5.16).
    if request.csChargingProfiles.chargingProfilePurpose == .txProfile {
      request.csChargingProfiles.transactionId =
        request.csChargingProfiles.transactionId
        ?? station.transactions.first { $0.connector == request.connectorId }?.id
    }
    let profile = request.csChargingProfiles
    let isOfSite = configuration.isOfSite(profile.chargingProfileId)
    return try await tracked("SetChargingProfile", isSilent: isOfSite, context, details: request.operationDetails) {
      let response = try await next(request)
      if response.status == .accepted,
        let purpose = ChargingProfilePurpose(rawValue: profile.chargingProfilePurpose.text)
      {
        try await context.store.recordChargingProfile(
          ChargingProfileRecord(
            station: context.station, connector: request.connectorId, id: profile.chargingProfileId, purpose: purpose,
            stackLevel: profile.stackLevel, transaction: profile.transactionId, profile: profile.json,
            origin: isOfSite ? .site : .command, acceptedAt: context.clock.milliseconds))
      }
      return TrackedAnswer(
        response, response.status == .accepted ? .succeeded : .rejected, status: response.status.text)
    }
  }

  /// Lets a station clear profiles, and forgets the same ones (OCPP 1.6 §5.5).
  func clearProfiles(
    _ request: OCPP16.ClearChargingProfileRequest, _ context: CallContext,
    _ next: TypedNext<OCPP16.ClearChargingProfileRequest>
  ) async throws -> OCPP16.ClearChargingProfileResponse {
    try await tracked("ClearChargingProfile", context, details: .raw(request.json)) {
      let response = try await next(request)
      // A station that knows none has none of them any more either.
      if response.status == .accepted || response.status == .unknown {
        _ = try await context.store.clearChargingProfiles(ChargingProfileFilter(request), of: context.station)
      }
      return TrackedAnswer(
        response, response.status == .accepted ? .succeeded : .rejected, status: response.status.text)
    }
  }

  /// Checks the profile of a remote start and keeps it for the transaction that follows (OCPP 1.6 §5.11, §5.16.2).
  func startRemotely(
    _ request: OCPP16.RemoteStartTransactionRequest, _ context: CallContext,
    _ next: TypedNext<OCPP16.RemoteStartTransactionRequest>
  ) async throws -> OCPP16.RemoteStartTransactionResponse {
    guard let profile = request.chargingProfile else { return try await next(request) }
    let station = try await StationCharging(of: context.station, in: context.store)
    let problems = rules(station, context).problems(of: request)
    guard problems.isEmpty else { throw CallError(problems) }
    let response = try await next(request)
    if response.status == .accepted {
      try await context.store.recordChargingProfile(
        ChargingProfileRecord(
          station: context.station, connector: request.connectorId, id: profile.chargingProfileId,
          purpose: .transaction,
          stackLevel: profile.stackLevel, idTag: request.idTag, profile: profile.json, origin: .remoteStart,
          acceptedAt: context.clock.milliseconds))
    }
    return response
  }

  private func rules(_ station: StationCharging, _ context: CallContext) -> ChargingProfileRules {
    ChargingProfileRules(
      capabilities: station.capabilities, transactions: station.transactions, installed: station.profiles,
      now: context.clock.milliseconds / 1000)
  }

  /// Sends a command as an operation, whose outcome is kept: the one that it is sent again for, or a new one.
  ///
  /// - Parameter isSilent: whether it is one of many that the gateway sends by itself, and none is kept.
  private func tracked<Response: Sendable>(
    _ kind: String, isSilent: Bool = false, _ context: CallContext, details: APIValue,
    _ body: () async throws -> TrackedAnswer<Response>
  ) async throws -> Response {
    if isSilent { return try await body().response }
    let operations = context.services.operations
    var operation = UncertainProfiles.operation
    if operation == nil { operation = try await operations.create(kind, of: context.station, details: details) }
    guard let operation else { throw CallError(.internalError, "the operation was not recorded") }
    return try await operations.track(operation, body)
  }
}

extension ChargingProfileFilter {
  init(_ request: OCPP16.ClearChargingProfileRequest) {
    self.init(
      id: request.id, connector: request.connectorId,
      purpose: request.chargingProfilePurpose.flatMap { ChargingProfilePurpose(rawValue: $0.text) },
      stackLevel: request.stackLevel)
  }
}

extension OCPP16.SetChargingProfileRequest {
  /// What its operation tells of it.
  fileprivate var operationDetails: APIValue {
    [
      "connectorId": .integer(connectorId), "chargingProfileId": .integer(csChargingProfiles.chargingProfileId),
      "chargingProfilePurpose": .text(csChargingProfiles.chargingProfilePurpose.text),
      "stackLevel": .integer(csChargingProfiles.stackLevel),
      "transactionId": .optional(csChargingProfiles.transactionId), "request": .raw(json),
    ]
  }
}
