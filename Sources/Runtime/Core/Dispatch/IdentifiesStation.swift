import OCPP16
import OCPP201

/// A message that says whose make a station is.
protocol IdentifiesStation {
  var vendor: String { get }
  var model: String { get }
}

extension OCPP16.BootNotificationRequest: IdentifiesStation {
  var vendor: String { chargePointVendor }
  var model: String { chargePointModel }
}

extension OCPP201.BootNotificationRequest: IdentifiesStation {
  var vendor: String { chargingStation.vendorName }
  var model: String { chargingStation.model }
}
