import OCPPCodec

extension StationStateMachine {
  mutating func scheduleSample(_ number: Int) {
    let interval = configuration.integer("MeterValueSampleInterval")
    guard interval > 0 else { return timers.cancel(.sample(number)) }
    timers.set(.sample(number), at: now + Int64(interval) * 1000)
  }

  /// Reads the meter in a transaction.
  mutating func sample(at number: Int) {
    guard let index = connectorIndex(number), let transaction = connectors[index].transaction else { return }
    connectors[index].meter.update(at: now)
    scheduleSample(number)
    switch identity.version {
    case .v16: sendSample16(transaction, at: index, .periodic)
    case .v201: sendSample201(transaction, at: index, .periodic)
    }
  }

  mutating func scheduleClockAlignedSample() {
    let interval = Int64(configuration.integer("ClockAlignedDataInterval")) * 1000
    guard interval > 0 else { return timers.cancel(.clockAligned) }
    timers.set(.clockAligned, at: (now / interval + 1) * interval)
  }

  /// Reads all meters, in a transaction or not (OCPP 1.6 §4.7).
  mutating func sampleAll() {
    scheduleClockAlignedSample()
    for index in connectors.indices {
      connectors[index].meter.update(at: now)
      let transaction = connectors[index].transaction
      switch identity.version {
      case .v16: sendSample16(transaction, at: index, .clock)
      case .v201: sendSample201(transaction, at: index, .clock)
      }
    }
  }
}
