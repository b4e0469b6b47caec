import GatewayCore
import OCPP16
import OCPPCodec

extension LocalListEntry {
  /// An entry that a station was sent; nil for one that was removed.
  init?(_ data: OCPP16.AuthorizationData) {
    guard let info = data.idTagInfo else { return nil }
    self.init(
      idTag: data.idTag, status: GatewayCore.AuthorizationStatus(rawValue: info.status.text) ?? .invalid,
      expiryDate: info.expiryDate?.description, parentIdTag: info.parentIdTag)
  }

  /// The entry as it is sent.
  var authorizationData: OCPP16.AuthorizationData {
    OCPP16.AuthorizationData(idTag: idTag, idTagInfo: OCPP16.IdTagInfo(self))
  }
}

extension OCPP16.IdTagInfo {
  init(_ entry: LocalListEntry) {
    self.init(
      expiryDate: entry.expiryDate.flatMap { DateTime(rfc3339: $0) }, parentIdTag: entry.parentIdTag,
      status: OCPP16.AuthorizationStatus(text: entry.status.rawValue))
  }
}

extension LocalListPlan.Message {
  /// The message as it is sent.
  var request: OCPP16.SendLocalListRequest {
    OCPP16.SendLocalListRequest(
      listVersion: version,
      localAuthorizationList: removed.map { OCPP16.AuthorizationData(idTag: $0) } + changed.map(\.authorizationData),
      updateType: isFull ? .full : .differential)
  }
}

extension LocalListRecord {
  /// What operators are told.
  var representation: APIValue {
    [
      "clientId": .text(station.text),
      "state": .text(state.rawValue),
      "listVersion": .optional(version),
      "entries": .integer(entryCount),
      "list": .optional(list),
      "leftOut": .integer(leftOut),
      "sendLocalListMaxLength": .optional(limits?.perMessage),
      "localAuthListMaxLength": .optional(limits?.entries),
      "localAuthListEnabled": limits?.isEnabled.map { .boolean($0) } ?? .null,
      "updatedAt": .moment(updatedAt),
      "checkedAt": .moment(checkedAt),
      "failure": .optional(failure),
      "failedAt": .moment(failedAt),
    ]
  }
}
