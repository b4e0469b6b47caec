import OCPP201

extension StationStateMachine {
  /// Carries out a command.
  ///
  /// - Returns: the answer; nil for what the station doesn't support.
  mutating func answer201(to message: any OCPPMessage) -> (any OCPPMessage)? {
    switch message {
    case let request as ChangeAvailabilityRequest:
      if let evse = request.evse, connectorIndex(evse.id) == nil {
        return ChangeAvailabilityResponse(status: .rejected)
      }
      let isDone = changeAvailability(of: request.evse?.id, isOperative: request.operationalStatus == .operative)
      return ChangeAvailabilityResponse(status: isDone ? .accepted : .scheduled)
    case is ClearCacheRequest:
      authorization.clearCache()
      return ClearCacheResponse(status: configuration.isOn("AuthorizationCacheEnabled") ? .accepted : .rejected)
    case let request as DataTransferRequest:
      let isOwn = request.vendorId == identity.group.vendor
      return DataTransferResponse(status: isOwn ? .accepted : .unknownVendorId, data: isOwn ? request.data : nil)
    case let request as RequestStartTransactionRequest:
      let starts = startRemotely(
        request.idToken.idToken, connector: request.evseId, remoteStartID: request.remoteStartId)
      return RequestStartTransactionResponse(
        status: starts ? .accepted : .rejected, transactionId: starts ? transactionIDs[transactionCount] : nil)
    case let request as RequestStopTransactionRequest:
      guard let number = transactions.values.first(where: { $0.entry.id == request.transactionId })?.entry.number,
        let connector = connector(ofTransaction: number)
      else { return RequestStopTransactionResponse(status: .rejected) }
      endTransaction(at: connector, .remote)
      return RequestStopTransactionResponse(status: .accepted)
    case let request as ResetRequest: return reset(request)
    case let request as UnlockConnectorRequest:
      guard let index = connectorIndex(request.evseId), request.connectorId == 1 else {
        return UnlockConnectorResponse(status: .unknownConnector)
      }
      let isBusy = connectors[index].transaction != nil
      return UnlockConnectorResponse(status: isBusy ? .ongoingAuthorizedTransaction : .unlocked)
    case let request as TriggerMessageRequest: return TriggerMessageResponse(status: trigger(request))
    case let request as GetTransactionStatusRequest: return transactionStatus(request)
    case let request as GetLogRequest:
      startUpload(isLog: true, requestID: request.requestId)
      return GetLogResponse(status: .accepted, filename: "log-\(identity.id)-\(now / 1000).log")
    case let request as UpdateFirmwareRequest:
      updateFirmware(at: request.firmware.retrieveDateTime.millisecondsSinceEpoch ?? now, requestID: request.requestId)
      return UpdateFirmwareResponse(status: .accepted)
    default:
      return listAnswer201(to: message) ?? variableAnswer201(to: message)
    }
  }

  private mutating func reset(_ request: ResetRequest) -> any OCPPMessage {
    // Its EVSEs can't be reset by themselves.
    guard request.evseId == nil else { return ResetResponse(status: .rejected) }
    let isBusy = connectors.contains { $0.transaction != nil }
    if request.type == .onIdle, isBusy {
      resetsWhenIdle = true
      return ResetResponse(status: .scheduled)
    }
    timers.set(.reset(isHard: request.type == .immediate), at: now + 1_000)
    return ResetResponse(status: .accepted)
  }

  private mutating func trigger(_ request: TriggerMessageRequest) -> TriggerMessageStatusEnumType {
    let number = request.evse?.id
    if let number, connectorIndex(number) == nil { return .rejected }
    let chosen = connectors.indices.filter { number == nil || number == $0 + 1 }
    switch request.requestedMessage {
    case .bootNotification: boot(.triggered)
    case .heartbeat: notify(heartbeatRequest201, .heartbeat, isTriggered: true)
    case .statusNotification:
      for index in chosen {
        notify(statusRequest201(index + 1, status(of: connectors[index])), isTriggered: true)
      }
    case .meterValues:
      for index in chosen {
        connectors[index].meter.update(at: now)
        sendSample201(nil, at: index, .trigger)
      }
    case .transactionEvent:
      let active = chosen.filter { connectors[$0].transaction != nil }
      guard !active.isEmpty else { return .rejected }
      for index in active { sendSample201(connectors[index].transaction, at: index, .trigger) }
    case .logStatusNotification: notify(uploadStatusRequest201(logUpload.state), isTriggered: true)
    case .firmwareStatusNotification: notify(firmwareStatusRequest201(firmware.state), isTriggered: true)
    default: return .notImplemented
    }
    return .accepted
  }

  private func transactionStatus(_ request: GetTransactionStatusRequest) -> any OCPPMessage {
    let waiting = queue.compactMap(\.transaction) + [outstanding?.transaction].compactMap { $0 }
    guard let id = request.transactionId else {
      return GetTransactionStatusResponse(messagesInQueue: !waiting.isEmpty)
    }
    let number = transactionIDs.first { $0.value == id }?.key
    return GetTransactionStatusResponse(
      ongoingIndicator: number.map { connector(ofTransaction: $0) != nil } ?? false,
      messagesInQueue: number.map { waiting.contains($0) } ?? false)
  }
}
