import OCPP201

/// The device model: variables that stand for the settings of 1.6 of the same meaning (OCPP 2.0.1 Part 2, appendix).
extension StationStateMachine {
  private static let maximumReportItems = 10

  private static let variables: [(component: String, variable: String, key: String)] = [
    ("OCPPCommCtrlr", "HeartbeatInterval", "HeartbeatInterval"),
    ("OCPPCommCtrlr", "MessageAttempts", "TransactionMessageAttempts"),
    ("OCPPCommCtrlr", "MessageAttemptInterval", "TransactionMessageRetryInterval"),
    ("OCPPCommCtrlr", "WebSocketPingInterval", "WebSocketPingInterval"),
    ("SampledDataCtrlr", "TxUpdatedInterval", "MeterValueSampleInterval"),
    ("AlignedDataCtrlr", "Interval", "ClockAlignedDataInterval"),
    ("AuthCtrlr", "AuthorizeRemoteStart", "AuthorizeRemoteTxRequests"),
    ("AuthCtrlr", "LocalAuthorizeOffline", "LocalAuthorizeOffline"),
    ("AuthCtrlr", "LocalPreAuthorize", "LocalPreAuthorize"),
    ("AuthCtrlr", "OfflineTxForUnknownIdEnabled", "AllowOfflineTxForUnknownId"),
    ("AuthCacheCtrlr", "Enabled", "AuthorizationCacheEnabled"),
    ("LocalAuthListCtrlr", "Enabled", "LocalAuthListEnabled"),
    ("LocalAuthListCtrlr", "ItemsPerMessage", "SendLocalListMaxLength"),
    ("ReservationCtrlr", "NonEvseSpecific", "ReserveConnectorZeroSupported"),
    ("TxCtrlr", "EVConnectionTimeOut", "ConnectionTimeOut"),
    ("TxCtrlr", "StopTxOnInvalidId", "StopTransactionOnInvalidId"),
    ("TxCtrlr", "StopTxOnEVSideDisconnect", "StopTransactionOnEVSideDisconnect"),
  ]

  mutating func variableAnswer201(to message: any OCPPMessage) -> (any OCPPMessage)? {
    switch message {
    case let request as GetVariablesRequest:
      return GetVariablesResponse(getVariableResult: request.getVariableData.map { get($0) })
    case let request as SetVariablesRequest:
      var results: [SetVariableResultType] = []
      for item in request.setVariableData { results.append(set(item)) }
      return SetVariablesResponse(setVariableResult: results)
    case let request as GetBaseReportRequest:
      report(request.requestId, Self.variables.map(\.key))
      return GetBaseReportResponse(status: .accepted)
    case let request as GetReportRequest: return getReport(request)
    default: return nil
    }
  }

  private func get(_ item: GetVariableDataType) -> GetVariableResultType {
    var result = GetVariableResultType(
      attributeStatus: .accepted, attributeType: item.attributeType, component: item.component,
      variable: item.variable)
    guard item.attributeType == nil || item.attributeType == .actual else {
      result.attributeStatus = .notSupportedAttributeType
      return result
    }
    guard let key = Self.key(item.component, item.variable) else {
      result.attributeStatus = Self.hasComponent(item.component) ? .unknownVariable : .unknownComponent
      return result
    }
    result.attributeValue = configuration.setting(key)?.value
    return result
  }

  private mutating func set(_ item: SetVariableDataType) -> SetVariableResultType {
    var result = SetVariableResultType(
      attributeType: item.attributeType, attributeStatus: .accepted, component: item.component,
      variable: item.variable)
    guard item.attributeType == nil || item.attributeType == .actual else {
      result.attributeStatus = .notSupportedAttributeType
      return result
    }
    guard let key = Self.key(item.component, item.variable) else {
      result.attributeStatus = Self.hasComponent(item.component) ? .unknownVariable : .unknownComponent
      return result
    }
    switch configuration.change(key, to: item.attributeValue) {
    case .accepted: settingChanged(key)
    case .rejected: result.attributeStatus = .rejected
    case .rebootRequired: result.attributeStatus = .rebootRequired
    case .notSupported: result.attributeStatus = .unknownVariable
    }
    return result
  }

  private static func key(_ component: ComponentType, _ variable: VariableType) -> String? {
    variables.first {
      $0.component.lowercased() == component.name.lowercased() && $0.variable.lowercased() == variable.name.lowercased()
    }?.key
  }

  private static func hasComponent(_ component: ComponentType) -> Bool {
    variables.contains { $0.component.lowercased() == component.name.lowercased() }
  }

  private mutating func getReport(_ request: GetReportRequest) -> any OCPPMessage {
    let wanted = request.componentVariable
    let keys = Self.variables.filter { each in
      guard let wanted else { return true }
      return wanted.contains { item in
        item.component.name.lowercased() == each.component.lowercased()
          && (item.variable.map { $0.name.lowercased() == each.variable.lowercased() } ?? true)
      }
    }.map(\.key)
    guard !keys.isEmpty else { return GetReportResponse(status: .emptyResultSet) }
    report(request.requestId, keys)
    return GetReportResponse(status: .accepted)
  }

  /// Tells the values in as many messages as they need (OCPP 2.0.1 B07, B08).
  private mutating func report(_ requestID: Int, _ keys: [String]) {
    let items = Self.variables.filter { keys.contains($0.key) }.map { item($0.component, $0.variable, $0.key) }
    let pages = stride(from: 0, to: items.count, by: Self.maximumReportItems).map {
      Array(items[$0..<min($0 + Self.maximumReportItems, items.count)])
    }
    for (number, page) in pages.enumerated() {
      notify(
        NotifyReportRequest(
          requestId: requestID, generatedAt: time, reportData: page, tbc: number < pages.count - 1, seqNo: number),
        isTriggered: true)
    }
  }

  private func item(_ component: String, _ variable: String, _ key: String) -> ReportDataType {
    let setting = configuration.setting(key)
    let type: DataEnumType =
      switch setting?.kind {
      case .integer: .integer
      case .boolean: .boolean
      case .text, nil: .string
      }
    return ReportDataType(
      component: ComponentType(name: component), variable: VariableType(name: variable),
      variableAttribute: [
        VariableAttributeType(
          type: .actual, value: setting?.value, mutability: setting?.isReadOnly ?? true ? .readOnly : .readWrite)
      ],
      variableCharacteristics: VariableCharacteristicsType(dataType: type, supportsMonitoring: false))
  }
}
