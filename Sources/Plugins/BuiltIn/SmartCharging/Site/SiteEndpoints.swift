import GatewayCore
import OCPPCodec

/// What operators can ask of sites.
struct SiteEndpoints: Sendable {
  private let charging: SmartChargingHandler

  init(_ charging: SmartChargingHandler) { self.charging = charging }

  var endpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/charging-sites", tag: SmartChargingEndpoints.tag,
        "The sites with a common limit, and how it is shared.", content: .envelope("`{items}`")
      ) { _ in
        .list("sites", charging.configuration.sites.indices.map(representation))
      },
      Endpoint(
        .get, "/api/v1/charging-sites/{name}", tag: SmartChargingEndpoints.tag, "A site, and how its limit is shared.",
        content: .envelope("`{name, limit, available, stations, transactions, sharedAt}`, currents in amperes."),
        statuses: [200, 404]
      ) { request in
        guard let index = charging.configuration.sites.firstIndex(where: { $0.name == request["name"] }) else {
          throw APIError(.notFound, "there is no site '\(request["name"].escapedForPeople(limit: 64))'")
        }
        return APIAnswer("a site", data: representation(index))
      },
    ]
  }

  private func representation(_ index: Int) -> APIValue {
    let site = charging.configuration.sites[index]
    let report = charging.sites.report(of: index)
    func amperes(_ tenths: Int?) -> APIValue { .number(tenths.map { DecimalNumber(tenths: $0) }) }
    let stations = (report?.stations ?? []).map { station -> APIValue in
      [
        "clientId": .text(station.id.text), "online": .boolean(station.isOnline),
        "connectors": .integer(station.connectors),
      ]
    }
    let transactions = (report?.transactions ?? []).map { transaction -> APIValue in
      [
        "clientId": .text(transaction.station.text), "connectorId": .integer(transaction.connector),
        "transactionId": .integer(transaction.id), "share": amperes(transaction.grant?.current),
        "confirmed": .boolean(transaction.grant?.isConfirmed ?? false), "until": .moment(transaction.grant?.until),
        "refused": .boolean(transaction.isUncontrolled),
      ]
    }
    return [
      "name": .text(site.name), "limit": amperes(site.limit), "failSafe": amperes(site.failSafe),
      "available": amperes(report.map { max($0.available, 0) }), "sharedAt": .moment(report?.moment),
      "stations": .array(stations), "transactions": .array(transactions),
    ]
  }
}
