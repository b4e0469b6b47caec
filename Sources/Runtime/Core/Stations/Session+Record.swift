extension Session {
  /// Takes over what the store knows of its station.
  package func adopt(_ record: StationRecord?, _ chains: ChainTable) {
    registration = record?.registration
    type = StationType(record)
    rule = chains.rule(for: station, type: type)
  }
}
