/// Why a transaction ends, in the words of OCPP 1.6 §7.36.
enum StopReason: String, Sendable {
  case local = "Local"
  case remote = "Remote"
  case evDisconnected = "EVDisconnected"
  case hardReset = "HardReset"
  case softReset = "SoftReset"
  case powerLoss = "PowerLoss"
  case unlockCommand = "UnlockCommand"
  case deAuthorized = "DeAuthorized"
  case other = "Other"
}
