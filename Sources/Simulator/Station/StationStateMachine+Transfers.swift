import OCPPCodec

extension StationStateMachine {
  private static let stepTime: Int64 = 30_000

  /// - Parameter moment: when it is to begin; milliseconds since the epoch.
  mutating func updateFirmware(at moment: Int64, requestID: Int?) {
    var stream = identity.stream("firmware", commandCount)
    let fails = stream.happens(identity.group.quirks.failedTransfer)
    let verified = requestID == nil ? [] : ["SignatureVerified"]
    firmware.requestID = requestID
    if fails {
      firmware.steps =
        Bool.random(using: &stream)
        ? ["Downloading", "DownloadFailed"]
        : ["Downloading", "Downloaded"] + verified + ["Installing", "InstallationFailed"]
    } else {
      firmware.steps = ["Downloading", "Downloaded"] + verified + ["Installing", "Installed"]
    }
    timers.set(.firmware, at: max(moment, now) + 1_000)
  }

  mutating func continueFirmwareUpdate() {
    guard let step = firmware.steps.first else { return }
    let isBusy = step == "Installing" && connectors.contains { $0.transaction != nil }
    // What can't be told waits, as does what would cut off a transaction.
    guard link == .open, registration == .accepted, !isBusy else {
      return timers.set(.firmware, at: now + Self.stepTime)
    }
    firmware.steps.removeFirst()
    firmware.state = firmware.steps.isEmpty ? "Idle" : step
    notify(firmwareStatusRequest(step))
    guard let next = firmware.steps.first else { return }
    timers.set(.firmware, at: now + Self.stepTime)
    if next == "Installed" {
      timers.set(.reset(isHard: false), at: now + Self.stepTime / 2)
      timers.set(.firmware, at: now + Self.stepTime + 2 * Self.bootTime)
    }
  }

  /// - Parameter isLog: a log (GetLog), not diagnostics.
  mutating func startUpload(isLog: Bool, requestID: Int? = nil) {
    var stream = identity.stream("upload", commandCount)
    let fails = stream.happens(identity.group.quirks.failedTransfer)
    var upload = FileUpload()
    upload.requestID = requestID
    upload.steps = ["Uploading", fails ? (isLog ? "UploadFailure" : "UploadFailed") : "Uploaded"]
    if isLog { logUpload = upload } else { diagnosticsUpload = upload }
    timers.set(.upload(isLog: isLog), at: now + 1_000)
  }

  mutating func continueUpload(isLog: Bool) {
    var upload = isLog ? logUpload : diagnosticsUpload
    guard let step = upload.steps.first else { return }
    guard link == .open, registration == .accepted else {
      return timers.set(.upload(isLog: isLog), at: now + Self.stepTime)
    }
    upload.steps.removeFirst()
    upload.state = upload.steps.isEmpty ? "Idle" : step
    if isLog { logUpload = upload } else { diagnosticsUpload = upload }
    notify(uploadStatusRequest(step, isLog: isLog))
    if !upload.steps.isEmpty { timers.set(.upload(isLog: isLog), at: now + Self.stepTime) }
  }

  private func firmwareStatusRequest(_ state: String) -> any OCPPRequest {
    switch identity.version {
    case .v16: firmwareStatusRequest16(state)
    case .v201: firmwareStatusRequest201(state)
    }
  }

  private func uploadStatusRequest(_ state: String, isLog: Bool) -> any OCPPRequest {
    switch identity.version {
    case .v16: uploadStatusRequest16(state, isLog: isLog)
    case .v201: uploadStatusRequest201(state)
    }
  }
}
