package import GatewayCore
import OCPPCodec

/// What stations' messages break, over REST.
package struct ConformanceEndpoints: Sendable {
  private let ledger: ConformanceLedger
  private let gateway: String

  /// - Parameters:
  ///   - ledger: what this process counted.
  ///   - gateway: the name of the process.
  package init(_ ledger: ConformanceLedger, gateway: String) {
    self.ledger = ledger
    self.gateway = gateway
  }

  private static let vendor = EndpointParameter("vendor", "Only stations of this vendor.", schema: ["type": "string"])
  private static let model = EndpointParameter("model", "Only stations of this model.", schema: ["type": "string"])
  private static let firmware = EndpointParameter(
    "firmware", "Only stations with this firmware.", schema: ["type": "string"])
  private static let action = EndpointParameter("action", "Only messages of this action.", schema: ["type": "string"])
  private static let keyword = EndpointParameter.choice(
    "keyword", "Only what breaks this.", ConstraintKeyword.allCases.map(\.rawValue))
  private static let outcome = EndpointParameter.choice(
    "outcome", "Only what had this outcome.", Disposition.allCases.map(\.rawValue))
  private static let tag = "Conformance"

  package var endpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/conformance", tag: Self.tag,
        "What the stations' messages that this process read break since its start, or since it was reset: the most "
          + "frequent first.",
        parameters: [
          Self.vendor, Self.model, Self.firmware, Self.action, Self.keyword, Self.outcome, .limit,
        ],
        content: .envelope("`{gateway, messages, findings, omitted}`"), statuses: [200]
      ) { request in
        let limit = try request.query.integer(.limit, in: EndpointParameter.limits) ?? EndpointParameter.defaultLimit
        let findings = try filter(ledger.findings, by: request.query)
        let messages = ledger.messages
        return APIAnswer(
          "\(findings.count) findings",
          data: [
            "gateway": .text(gateway),
            "messages": .object(
              Disposition.allCases.map { (name: $0.rawValue, value: .integer(messages[$0] ?? 0)) }),
            "findings": .array(findings.prefix(limit).map(Self.representation)),
            "omitted": .integer(ledger.omitted + max(findings.count - limit, 0)),
          ])
      },
      Endpoint(
        .delete, "/api/v1/conformance", tag: Self.tag, "Forgets what was counted, to see what is broken from now on.",
        content: .envelope("Nothing."), statuses: [200]
      ) { _ in
        ledger.reset()
        return APIAnswer("reset")
      },
    ]
  }

  private func filter(
    _ findings: [ConformanceLedger.Finding], by query: APIQuery
  ) throws -> [ConformanceLedger.Finding] {
    let keyword = try query.choice(Self.keyword, as: ConstraintKeyword.self)
    let outcome = try query.choice(Self.outcome, as: Disposition.self)
    let (vendor, model) = (query.text(Self.vendor), query.text(Self.model))
    let (firmware, action) = (query.text(Self.firmware), query.text(Self.action))
    return findings.filter { finding in
      (vendor == nil || finding.key.type.vendor == vendor) && (model == nil || finding.key.type.model == model)
        && (firmware == nil || finding.key.type.firmware == firmware) && (action == nil || finding.key.action == action)
        && (keyword == nil || finding.key.keyword == keyword)
        && (outcome == nil || outcome.map { finding.counts[$0] != nil } == true)
    }
  }

  private static func representation(_ finding: ConformanceLedger.Finding) -> APIValue {
    let (key, example) = (finding.key, finding.example)
    return [
      "vendor": .optional(key.type.vendor), "model": .optional(key.type.model),
      "firmware": .optional(key.type.firmware), "version": .text(key.version.rawValue), "action": .text(key.action),
      "payload": .text(key.kind.rawValue), "pointer": .text(key.pointer), "keyword": .text(key.keyword.rawValue),
      "count": .integer(finding.count),
      "outcomes": .object(
        Disposition.allCases.compactMap { outcome in
          finding.counts[outcome].map { (name: outcome.rawValue, value: .integer($0)) }
        }),
      "lastAt": .moment(finding.lastAt),
      "example": [
        "station": .text(example.station.text), "at": .moment(example.at), "messageId": .text(example.messageID),
        "message": .text(example.message), "text": .text(example.text), "patch": .optional(example.patch),
      ],
    ]
  }
}
