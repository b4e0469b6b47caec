import Testing

@testable import GatewayEdge

@Suite("WebSocketMessageStateMachine")
struct WebSocketMessageStateMachineTests {
  typealias Frame = WebSocketMessageStateMachine.Frame
  typealias Action = WebSocketMessageStateMachine.Action

  /// What a test says of an action: a close's words are for people.
  enum Outcome: Equatable, Sendable {
    case deliver, keep, deliverAssembled, ignore, pong, answerClose
    case inflate, inflateAssembled
    case close(UInt16)

    init(_ action: Action) {
      switch action {
      case .deliver(let isCompressed): self = isCompressed ? .inflate : .deliver
      case .keep: self = .keep
      case .deliverAssembled(let isCompressed): self = isCompressed ? .inflateAssembled : .deliverAssembled
      case .ignore: self = .ignore
      case .pong: self = .pong
      case .answerClose: self = .answerClose
      case .close(let code, _): self = .close(code)
      }
    }
  }

  struct Step: Sendable, CustomTestStringConvertible {
    var frame: @Sendable () -> Frame
    var outcome: Outcome
    var testDescription: String { "\(frame()) → \(outcome)" }
  }

  /// At most 100 bytes and 3 fragments.
  private func outcomes(_ steps: [Step], allowsCompression: Bool = false) -> [Outcome] {
    var machine = WebSocketMessageStateMachine(
      maximumMessageSize: 100, maximumFragments: 3, allowsCompression: allowsCompression)
    return steps.map { Outcome(machine.received($0.frame())) }
  }

  private static func step(
    _ kind: Frame.Kind, final: Bool = true, masked: Bool = true, reserved: Bool = false, _ outcome: Outcome
  ) -> Step {
    step(kind, 5, final: final, masked: masked, reserved: reserved, outcome)
  }

  private static func step(
    _ kind: Frame.Kind, _ length: Int, final: Bool = true, masked: Bool = true, reserved: Bool = false,
    _ outcome: Outcome
  ) -> Step {
    Step(
      frame: { Frame(kind: kind, isFinal: final, isMasked: masked, hasReservedBits: reserved, length: length) },
      outcome: outcome)
  }

  @Test(
    "frames by themselves",
    arguments: [
      step(.text, .deliver), step(.text, 0, .ignore), step(.binary, .ignore), step(.text, 100, .deliver),
      step(.text, 101, .close(1009)), step(.binary, 101, .close(1009)), step(.text, Int.max, .close(1009)),
      step(.text, masked: false, .close(1002)), step(.ping, masked: false, .close(1002)),
      step(.text, reserved: true, .close(1002)), step(.pong, reserved: true, .close(1002)),
      step(.reserved, .close(1002)), step(.continuation, .close(1002)), step(.continuation, final: false, .close(1002)),
      step(.ping, 0, .pong), step(.ping, 100, .pong), step(.pong, .ignore), step(.ping, 126, .close(1002)),
      step(.pong, 126, .close(1002)), step(.ping, final: false, .close(1002)), step(.pong, final: false, .close(1002)),
      step(.close, 0, .answerClose), step(.close, 2, .answerClose), step(.close, 1, .close(1002)),
      step(.close, 126, .close(1002)), step(.close, final: false, .close(1002)),
    ] as [Step])
  func single(_ step: Step) {
    #expect(outcomes([step]) == [step.outcome])
  }

  @Test(
    "sequences",
    arguments: [
      // A message in pieces, with control frames between them.
      [step(.text, final: false, .keep), step(.continuation, .deliverAssembled), step(.text, .deliver)],
      [
        step(.text, final: false, .keep), step(.ping, .pong), step(.pong, .ignore),
        step(.continuation, .deliverAssembled),
      ],
      [step(.text, 0, final: false, .keep), step(.continuation, 0, .ignore), step(.text, .deliver)],
      [step(.text, 0, final: false, .keep), step(.continuation, 1, .deliverAssembled)],
      // Nothing is kept of a binary one.
      [step(.binary, final: false, .ignore), step(.continuation, final: false, .ignore), step(.continuation, .ignore)],
      // A message within a message
      [step(.text, final: false, .keep), step(.text, .close(1002))],
      [step(.binary, final: false, .ignore), step(.text, final: false, .close(1002))],
      [step(.text, .deliver), step(.continuation, .close(1002))],
      [step(.text, final: false, .keep), step(.continuation, .deliverAssembled), step(.continuation, .close(1002))],
      // Three fragments and the last are allowed.
      [
        step(.text, final: false, .keep), step(.continuation, final: false, .keep),
        step(.continuation, final: false, .keep), step(.continuation, .deliverAssembled),
      ],
      [
        step(.text, final: false, .keep), step(.continuation, final: false, .keep),
        step(.continuation, final: false, .keep), step(.continuation, final: false, .close(1008)),
      ],
      // The size is that of all fragments together; no header's claim overflows.
      [step(.text, 60, final: false, .keep), step(.continuation, 40, .deliverAssembled)],
      [step(.text, 60, final: false, .keep), step(.continuation, 41, .close(1009))],
      [step(.text, 60, final: false, .keep), step(.continuation, Int.max, .close(1009))],
      [step(.binary, 60, final: false, .ignore), step(.continuation, 41, .close(1009))],
      // The counts begin anew.
      [
        step(.text, 60, final: false, .keep), step(.continuation, 40, .deliverAssembled),
        step(.text, 60, final: false, .keep), step(.continuation, 40, .deliverAssembled),
      ],
      // After the end only the station's own close counts.
      [step(.reserved, .close(1002)), step(.text, .ignore), step(.ping, .ignore), step(.close, 2, .answerClose)],
      [step(.close, 2, .answerClose), step(.text, .ignore), step(.reserved, .ignore)],
      [step(.text, 60, final: false, .keep), step(.continuation, 41, .close(1009)), step(.close, 2, .answerClose)],
      // After a frame that is not read to its end, nothing does.
      [step(.text, 101, .close(1009)), step(.text, .ignore), step(.close, 2, .ignore)],
      [step(.text, 101, masked: false, .close(1002)), step(.close, 2, .ignore)],
      [step(.reserved, .close(1002)), step(.text, 101, .ignore), step(.close, 2, .ignore)],
    ] as [[Step]])
  func sequence(_ steps: [Step]) {
    #expect(outcomes(steps) == steps.map(\.outcome))
  }

  private static func compressed(_ kind: Frame.Kind, final: Bool = true, _ outcome: Outcome) -> Step {
    Step(
      frame: {
        Frame(kind: kind, isFinal: final, isMasked: true, isCompressed: true, hasReservedBits: false, length: 5)
      }, outcome: outcome)
  }

  @Test(
    "compressed messages, if agreed on",
    arguments: [
      [compressed(.text, .inflate), step(.text, .deliver)],
      [compressed(.text, final: false, .keep), step(.ping, .pong), step(.continuation, .inflateAssembled)],
      [compressed(.binary, .ignore)],
      // The bit belongs to a message's first frame only.
      [compressed(.text, final: false, .keep), compressed(.continuation, .close(1002))],
      [step(.text, final: false, .keep), compressed(.continuation, .close(1002))],
      [compressed(.ping, .close(1002))], [compressed(.close, .close(1002))],
      [step(.text, reserved: true, .close(1002))],
    ] as [[Step]])
  func compression(_ steps: [Step]) {
    #expect(outcomes(steps, allowsCompression: true) == steps.map(\.outcome))
  }

  @Test("compressed messages, if not agreed on")
  func noCompression() {
    #expect(outcomes([Self.compressed(.text, .close(1002))]) == [.close(1002)])
  }
}
