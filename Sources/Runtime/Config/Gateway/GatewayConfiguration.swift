/// Everything that can be set of a gateway, checked and with defaults filled in.
package struct GatewayConfiguration: Sendable {
  /// The name of this process in logs and metrics.
  package var id: String
  /// What is logged and how.
  package var log: Log
  /// The side that stations connect to.
  package var ocpp: OCPP
  /// The side that operators connect to.
  package var http: HTTP
  /// Where data is kept.
  package var store: Store
  /// The Redis that processes share; not asked for when nothing uses it.
  package var redis: Redis
  /// The options of the handlers, which decode them themselves.
  package var handlers: HandlerSections
  /// Handlers of vendors.
  package var plugins: [Plugin]
  /// Which handlers see which messages.
  package var chains: Chains
  /// What of messages that don't conform is let through.
  package var validation: Validation
  /// How messages that don't conform are repaired.
  package var repair: Repair
  /// How traffic is recorded.
  package var record: Record
  /// What differs for some stations; of the rules that match a station the first applies.
  package var stations: [StationRule]
  /// The id tags that the configuration itself knows.
  package var idTags: [IDTag]

  /// Decodes the top level of a configuration file.
  init(reading root: ConfigurationReader) {
    let gateway = root.section("gateway", help: "The process itself.")
    id = Self.id(reading: gateway)
    log = Log(reading: gateway.section("log", help: "What is logged and how."))
    let ocppReader = root.section("ocpp", help: "The side that stations connect to.")
    ocpp = OCPP(reading: ocppReader)
    let httpReader = root.section("http", help: "The side that operators connect to: REST, health and metrics.")
    http = HTTP(reading: httpReader)
    store = Store(reading: root.section("store", help: "Where stations, transactions and id tags are kept."))
    redis = Redis(reading: root.section("redis", help: "The Redis that gateways share, where one is used."))
    handlers = HandlerSections(
      reading: root.section("handlers", help: "The options of the handlers, a section for each by its name."))
    plugins = Plugin.all(
      reading: root.sections("plugins", help: "Handlers of vendors, loaded from libraries. See the page on plugins."))
    chains = Chains(
      reading: root.section("chains", help: "The handlers that a message passes, per OCPP version and action."),
      fallback: Chains.standard)
    validation = Validation(reading: root, help: "What of stations' messages that don't conform is let through.")
    repair = Repair(
      reading: root.section(
        "repair", help: "How stations' messages that don't conform are repaired before they are read."))
    record = Record(
      reading: root.section("record", help: "Recording of all traffic with stations, to be validated or replayed."))
    stations = StationRule.all(
      reading: root.sections(
        "stations", help: "What differs for some stations. The first rule that matches a station applies to it."))
    idTags = IDTag.all(reading: root.sections("id_tags", help: "Id tags that are known from the start."))
    checkListeners(httpReader.location(of: "listen") == .builtIn ? ocppReader : httpReader)
    root.finish()
  }

  /// - Parameter reader: the section to point at.
  private func checkListeners(_ reader: ConfigurationReader) {
    let wildcards = ["0.0.0.0", "::"]
    let isSameHost =
      http.listen.host == ocpp.listen.host
      || wildcards.contains(http.listen.host) || wildcards.contains(ocpp.listen.host)
    guard http.listen.port != 0, http.listen.port == ocpp.listen.port, isSameHost else { return }
    reader.report("'http.listen' (\(http.listen)) and 'ocpp.listen' (\(ocpp.listen)) cannot share a port", at: "listen")
  }
}
