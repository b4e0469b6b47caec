/// Why a station boots, in the words of both versions.
enum BootReason: Sendable {
  case powerUp
  case remoteReset
  case firmwareUpdate
  case triggered
}
