import OCPP16

extension StationStateMachine {
  /// Carries out a command.
  ///
  /// - Returns: the answer; nil for what the station doesn't support.
  mutating func answer16(to message: any OCPPMessage) -> (any OCPPMessage)? {
    switch message {
    case let request as ChangeAvailabilityRequest: return changeAvailability(request)
    case let request as ChangeConfigurationRequest: return changeConfiguration(request)
    case is ClearCacheRequest:
      authorization.clearCache()
      return ClearCacheResponse(status: configuration.isOn("AuthorizationCacheEnabled") ? .accepted : .rejected)
    case let request as DataTransferRequest:
      let isOwn = request.vendorId == identity.group.vendor
      return DataTransferResponse(status: isOwn ? .accepted : .unknownVendorId, data: isOwn ? request.data : nil)
    case let request as GetConfigurationRequest: return getConfiguration(request)
    case let request as RemoteStartTransactionRequest: return remoteStart(request)
    case let request as RemoteStopTransactionRequest:
      let transaction = transactions.values.first { $0.entry.id == String(request.transactionId) }
      guard let number = transaction?.entry.number, let connector = connector(ofTransaction: number) else {
        return RemoteStopTransactionResponse(status: .rejected)
      }
      endTransaction(at: connector, .remote)
      return RemoteStopTransactionResponse(status: .accepted)
    case let request as ResetRequest:
      timers.set(.reset(isHard: request.type == .hard), at: now + 1_000)
      return ResetResponse(status: .accepted)
    case let request as UnlockConnectorRequest: return unlock(request)
    case let request as TriggerMessageRequest:
      return TriggerMessageResponse(status: trigger(request.requestedMessage.text, connector: request.connectorId))
    case let request as GetDiagnosticsRequest: return getDiagnostics(request)
    case let request as UpdateFirmwareRequest:
      updateFirmware(at: request.retrieveDate.millisecondsSinceEpoch ?? now, requestID: nil)
      return UpdateFirmwareResponse()
    default:
      return optionalAnswer16(to: message)
    }
  }

  private mutating func changeAvailability(_ request: ChangeAvailabilityRequest) -> any OCPPMessage {
    guard request.connectorId == 0 || connectorIndex(request.connectorId) != nil else {
      return ChangeAvailabilityResponse(status: .rejected)
    }
    let isDone = changeAvailability(
      of: request.connectorId == 0 ? nil : request.connectorId, isOperative: request.type == .operative)
    return ChangeAvailabilityResponse(status: isDone ? .accepted : .scheduled)
  }

  private mutating func changeConfiguration(_ request: ChangeConfigurationRequest) -> any OCPPMessage {
    let change = configuration.change(request.key, to: request.value)
    if change == .accepted { settingChanged(request.key) }
    return ChangeConfigurationResponse(status: Self.status(change))
  }

  private static func status(_ change: StationConfiguration.Change) -> ConfigurationStatus {
    switch change {
    case .accepted: .accepted
    case .rejected: .rejected
    case .rebootRequired: .rebootRequired
    case .notSupported: .notSupported
    }
  }

  private func getConfiguration(_ request: GetConfigurationRequest) -> any OCPPMessage {
    let keys = request.key ?? []
    let settings = keys.isEmpty ? configuration.settings : keys.compactMap { configuration.setting($0) }
    let unknown = keys.filter { configuration.setting($0) == nil }
    return GetConfigurationResponse(
      configurationKey: settings.map { KeyValue(key: $0.key, readonly: $0.isReadOnly, value: $0.value) },
      unknownKey: unknown.isEmpty ? nil : unknown)
  }

  private mutating func remoteStart(_ request: RemoteStartTransactionRequest) -> any OCPPMessage {
    guard startRemotely(request.idTag, connector: request.connectorId) else {
      return RemoteStartTransactionResponse(status: .rejected)
    }
    if let profile = request.chargingProfile,
      let connector = connectors.last(where: { $0.transaction == transactionCount })
    {
      let installed = installed(profile, connector: connector.number)
      if let installed, accepts(installed) { install(installed) }
    }
    return RemoteStartTransactionResponse(status: .accepted)
  }

  private mutating func unlock(_ request: UnlockConnectorRequest) -> any OCPPMessage {
    guard let index = connectorIndex(request.connectorId) else {
      return UnlockConnectorResponse(status: .notSupported)
    }
    if connectors[index].transaction != nil { endTransaction(at: request.connectorId, .unlockCommand) }
    return UnlockConnectorResponse(status: .unlocked)
  }

  private mutating func getDiagnostics(_ request: GetDiagnosticsRequest) -> any OCPPMessage {
    startUpload(isLog: false)
    return GetDiagnosticsResponse(fileName: "diagnostics-\(identity.id)-\(now / 1000).log")
  }

  /// - Parameter message: what is asked for, by its name in the schema.
  mutating func trigger(_ message: String, connector: Int?) -> TriggerMessageStatus {
    if let connector, connectorIndex(connector) == nil, connector != 0 { return .rejected }
    switch MessageTrigger(text: message) {
    case .bootNotification: boot(.triggered)
    case .heartbeat: notify(heartbeatRequest16, .heartbeat, isTriggered: true)
    case .statusNotification: triggerStatus(connector)
    case .meterValues:
      for index in connectors.indices where connector == nil || connector == 0 || connector == index + 1 {
        connectors[index].meter.update(at: now)
        sendSample16(connectors[index].transaction, at: index, .trigger)
      }
    case .diagnosticsStatusNotification:
      notify(uploadStatusRequest16(diagnosticsUpload.state, isLog: false), isTriggered: true)
    case .firmwareStatusNotification: notify(firmwareStatusRequest16(firmware.state), isTriggered: true)
    case .unrecognized: return .notImplemented
    }
    return .accepted
  }

  mutating func triggerStatus(_ connector: Int?) {
    if connector == nil || connector == 0 {
      notify(statusRequest16(0, isOperative ? .available : .unavailable), isTriggered: true)
    }
    for each in connectors where connector == nil || connector == each.number {
      notify(statusRequest16(each.number, status(of: each)), isTriggered: true)
    }
  }
}
