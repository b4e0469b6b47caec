import CJanssonParser
import CSimdjson
import Foundation
import OCPP16
import OCPP201

struct Sample: Sendable { var name: String; var bytes: [UInt8]; var count: Int; var descriptor: MessageDescriptor; var message: any OCPPMessage; var encode: @Sendable (inout JSONWriter) -> Void }

func opened<M: OCPPMessage>(_ m: M) -> @Sendable (inout JSONWriter) -> Void { { m.encode(to: &$0) } }

func load(_ path: String, _ catalog: MessageCatalog) throws -> [Sample] {
  try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as! [String: Any]
    let range = line.range(of: "\"payload\":")!
    let payload = Array(line[range.upperBound...].dropLast().utf8)
    let action = catalog.action(named: object["action"] as! String)!
    let descriptor = object["direction"] as! String == "request" ? action.request : action.response
    let padded = payload + [UInt8](repeating: 0, count: 64)
    let message = padded.withUnsafeBufferPointer { b in
      var reader = JSONReader(UnsafeBufferPointer(rebasing: b[..<payload.count]), mode: .report)
      let m = try! descriptor.decode(&reader)
      precondition(reader.violations.isEmpty, "\(object["action"]!) \(reader.violations)")
      return m
    }
    return Sample(name: action.name, bytes: padded, count: payload.count, descriptor: descriptor, message: message, encode: opened(message))
  }
}

nonisolated func measure(_ samples: [Sample], seconds: Double = 0.5, _ body: @Sendable (Sample) -> Void) -> [Double] {
  // time per sample
  samples.map { s in
    let clock = ContinuousClock()
    var best = Double.infinity
    for _ in 0..<5 {
      let n = max(1, 200_000 / max(s.count, 50))
      let t = clock.measure { for _ in 0..<n { body(s) } }
      let e = Double(t.components.attoseconds) / 1e18 + Double(t.components.seconds)
      best = min(best, e / Double(n))
    }
    return best
  }
}
func figure(_ samples: [Sample], _ times: [Double]) -> Double {
  Double(samples.reduce(0) { $0 + $1.count }) / times.reduce(0, +) / 1e6
}
let only = CommandLine.arguments.dropFirst().first
let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Messages").path
for (v, catalog) in [("16", MessageCatalog.v16), ("201", MessageCatalog.v201)] {
  let samples = try load("\(folder)/messages_\(v).jsonl", catalog).filter { only == nil || only == "decode" || only == $0.name }
  let decode = measure(samples) { s in
    s.bytes.withUnsafeBufferPointer { b in
      var reader = JSONReader(UnsafeBufferPointer(start: b.baseAddress, count: s.count), mode: .strict)
      _ = try! s.descriptor.decode(&reader)
      try! reader.finish()
    }
  }
  if CommandLine.arguments.count > 2 { for s in samples { for _ in 0..<20 { s.bytes.withUnsafeBufferPointer { b in
      var reader = JSONReader(UnsafeBufferPointer(start: b.baseAddress, count: s.count), mode: .strict)
      _ = try! s.descriptor.decode(&reader)
      try! reader.finish() } } }; continue }
  if only != nil { for _ in 0..<10 { print(figure(samples, measure(samples) { s in
    s.bytes.withUnsafeBufferPointer { b in
      var reader = JSONReader(UnsafeBufferPointer(start: b.baseAddress, count: s.count), mode: .strict)
      _ = try! s.descriptor.decode(&reader)
      try! reader.finish()
    }
  })) }; continue }
  let encode = measure(samples) { s in var writer = JSONWriter(capacity: 65536); s.encode(&writer) }
  let jansson = measure(samples) { s in
    s.bytes.withUnsafeBytes { b in var e = json_error_t(); benchmark_release(json_loadb(b.baseAddress!, s.count, 0, &e)) }
  }
  let simd = measure(samples) { s in s.bytes.withUnsafeBufferPointer { b in _ = benchmark_simdjson_parse(b.baseAddress, s.count) } }
  print("v\(v): decode \(figure(samples, decode)) encode \(figure(samples, encode)) jansson \(figure(samples, jansson)) simdjson \(figure(samples, simd)) MB/s")
  for (i, s) in samples.enumerated() { print("  ", s.name, s.count, "dec", Int(Double(s.count) / decode[i] / 1e6), "enc", Int(Double(s.count) / encode[i] / 1e6), "sj", Int(Double(s.count) / simd[i] / 1e6)) }
}
