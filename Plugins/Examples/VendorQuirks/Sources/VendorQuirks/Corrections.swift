import GatewayPluginSDK

/// What is corrected in one message.
struct Corrections {
  let quirks: Set<VendorQuirks.Quirk>
  let minutesAhead: Int
  let context: CallContext

  func correct(idTag: inout String) {
    guard quirks.contains(.paddedIDTags) else { return }
    let isPadding = { (scalar: Unicode.Scalar) in scalar.value <= 0x20 || scalar.value == 0x7F }
    let trimmed = String(
      String.UnicodeScalarView(idTag.unicodeScalars.drop(while: isPadding).reversed().drop(while: isPadding).reversed())
    )
    // A tag of padding alone is left as it is: whoever looks it up should say what it was.
    guard trimmed != idTag, !trimmed.isEmpty else { return }
    context.log.debug("the id tag was padded", ["bytes": "\(idTag.utf8.count - trimmed.utf8.count)"])
    count(.paddedIDTags)
    idTag = trimmed
  }

  func correct(wattHours: inout Int) {
    guard quirks.contains(.kilowattHours) else { return }
    let (product, overflows) = wattHours.multipliedReportingOverflow(by: 1000)
    guard !overflows else { return }
    count(.kilowattHours)
    wattHours = product
  }

  func correct(time: inout DateTime) {
    guard quirks.contains(.localTime), let milliseconds = time.millisecondsSinceEpoch else { return }
    count(.localTime)
    time = DateTime(millisecondsSinceEpoch: milliseconds - Int64(minutesAhead) * 60_000)
  }

  func correct(time: inout DateTime?) {
    guard var value = time else { return }
    correct(time: &value)
    time = value
  }

  func count(_ quirk: VendorQuirks.Quirk) {
    context.metric.count("corrections_total", ["quirk": quirk.rawValue])
  }
}
