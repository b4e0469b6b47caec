import GatewayCore
import Testing

@Suite("RecentReplies")
struct RecentRepliesTests {
  @Test("only the same id with the same content is a retry")
  func retries() {
    let replies = RecentReplies()
    #expect(replies.reply(to: "1", digest: 10) == nil)
    replies.keep([1], to: "1", digest: 10)
    #expect(replies.reply(to: "1", digest: 10) == [1])
    #expect(replies.reply(to: "1", digest: 11) == nil)
    #expect(replies.reply(to: "2", digest: 10) == nil)
    replies.keep([2], to: "1", digest: 11)
    #expect(replies.reply(to: "1", digest: 10) == [1])
    #expect(replies.reply(to: "1", digest: 11) == [2])
  }

  @Test("the latest are kept, and no more of them")
  func capacity() {
    let replies = RecentReplies()
    for number in 0..<100 { replies.keep([UInt8(number)], to: "\(number)", digest: number) }
    let kept = (0..<100).filter { replies.reply(to: "\($0)", digest: $0) != nil }
    #expect(kept == [96, 97, 98, 99])
    #expect(replies.reply(to: "99", digest: 99) == [99])
  }
}
