import NIOCore

/// The stations of an event loop; only used there.
final class LoopStations {
  let sink: SimulationSink
  private let connector: StationConnector
  private let time: SimulationTime
  private var stations: [SimulatedStation] = []

  init(_ eventLoop: any EventLoop, options: SimulationOptions, time: SimulationTime) {
    connector = StationConnector(url: options.url, tls: options.tls, eventLoop: eventLoop)
    sink = SimulationSink(ledger: options.ledger)
    self.time = time
  }

  func start(_ identity: StationIdentity) {
    let station = SimulatedStation(identity, connector: connector, time: time, sink: sink)
    stations.append(station)
    station.take(.powerOn)
  }

  func windDown() {
    for station in stations { station.take(.windDown) }
  }

  var areFinished: Bool { stations.allSatisfy(\.isFinished) }

  func stop() {
    for station in stations { station.stop() }
    stations = []
  }
}
