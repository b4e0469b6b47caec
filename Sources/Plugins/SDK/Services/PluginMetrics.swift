import CGatewayPlugin

/// The plugin's own metrics, shown among the gateway's with the plugin's name before theirs.
///
/// Names are small letters, digits and underscores. Labels' values are from bounded sets: never a station or a token.
public struct PluginMetrics: Sendable {
  let connection: HostConnection

  /// Adds to a counter.
  ///
  /// - Parameters:
  ///   - name: such as `invoices_total`.
  ///   - value: not negative.
  ///   - labels: names and values.
  public func count(_ name: String, by value: Double = 1, _ labels: KeyValuePairs<String, String> = [:]) {
    write(GATEWAY_PLUGIN_METRIC_COUNTER, name, value, labels)
  }

  /// Sets a gauge.
  ///
  /// - Parameters:
  ///   - name: such as `charging_cars`.
  ///   - value: what it is now.
  ///   - labels: names and values.
  public func set(_ name: String, to value: Double, _ labels: KeyValuePairs<String, String> = [:]) {
    write(GATEWAY_PLUGIN_METRIC_GAUGE, name, value, labels)
  }

  /// Records a value of a histogram.
  ///
  /// - Parameters:
  ///   - name: such as `look_up_seconds`.
  ///   - value: times in seconds.
  ///   - labels: names and values.
  public func record(_ name: String, _ value: Double, _ labels: KeyValuePairs<String, String> = [:]) {
    write(GATEWAY_PLUGIN_METRIC_HISTOGRAM, name, value, labels)
  }

  private func write(_ kind: Int, _ name: String, _ value: Double, _ labels: KeyValuePairs<String, String>) {
    connection.metric(Int32(kind), name, value, labels.isEmpty ? nil : JSONText.object(labels))
  }
}
