import GatewayCore
import GatewayHandlers
import GatewayTestSupport

extension HandlerFixture {
  /// A gateway with the handler `core`, and others before it.
  static func core(
    _ configuration: CoreConfiguration = CoreConfiguration(),
    rules: [(configuration: CoreConfiguration, station: String)] = [],
    before handlers: [any Handler] = []
  ) throws -> HandlerFixture {
    var options = StationOptions(configuration)
    for (index, rule) in rules.enumerated() { options.rules[index] = rule.configuration }
    let stationRules = rules.map { rule in
      StationRule(chains: []) { id, _ in id.text == rule.station }
    }
    return try HandlerFixture(
      handlers: handlers + [CoreHandler.make(options: options, heartbeatInterval: .seconds(300))],
      rules: stationRules, boot: configuration.beforeBoot)
  }
}

enum Messages {
  static let boot = #"{"chargePointVendor":"ACME","chargePointModel":"M1"}"#

  static func status(_ status: String, connector: Int = 1) -> String {
    #"{"connectorId":\#(connector),"errorCode":"NoError","status":"\#(status)"}"#
  }

  static func start(
    _ idTag: String = "TAG-1", connector: Int = 1, meter: Int = 1000, at time: String = "2026-01-01T00:00:00Z"
  ) -> String {
    #"{"connectorId":\#(connector),"idTag":"\#(idTag)","meterStart":\#(meter),"timestamp":"\#(time)"}"#
  }

  static func stop(_ transaction: Int, idTag: String? = nil, meter: Int = 2000, data: String? = nil) -> String {
    let tag = idTag.map { #","idTag":"\#($0)""# } ?? ""
    let values = data.map { #","transactionData":\#($0)"# } ?? ""
    return
      #"{"transactionId":\#(transaction),"meterStop":\#(meter),"timestamp":"2026-01-01T01:00:00Z"\#(tag)\#(values)}"#
  }
}
