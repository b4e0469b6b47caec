package import OCPP16
package import OCPP201

/// A message that says what a station is.
package protocol IdentifiesStation {
  var stationType: StationType { get }
}

extension OCPP16.BootNotificationRequest: IdentifiesStation {
  package var stationType: StationType {
    StationType(vendor: chargePointVendor, model: chargePointModel, firmware: firmwareVersion)
  }
}

extension OCPP201.BootNotificationRequest: IdentifiesStation {
  package var stationType: StationType {
    StationType(
      vendor: chargingStation.vendorName, model: chargingStation.model, firmware: chargingStation.firmwareVersion)
  }
}
