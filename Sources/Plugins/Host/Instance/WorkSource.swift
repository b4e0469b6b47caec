/// Where work comes from that nobody adds: an idle thread waits there instead of sleeping, one at a time.
protocol WorkSource: AnyObject, Sendable {
  /// Waits until something has come.
  func wait()

  /// Adds what has come to the threads.
  func take()

  /// To be called when what had come is done.
  func settle()
}
