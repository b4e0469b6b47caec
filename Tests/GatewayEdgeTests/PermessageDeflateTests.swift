import Testing

@testable import GatewayEdge

@Suite("PermessageDeflate")
struct PermessageDeflateTests {
  private static let agreed = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"

  @Test(
    "offers",
    arguments: [
      (["permessage-deflate"], agreed), (["Permessage-Deflate ; client_max_window_bits"], agreed),
      (["permessage-deflate;client_max_window_bits=8"], agreed),
      (["permessage-deflate; server_no_context_takeover; client_no_context_takeover"], agreed),
      (["permessage-deflate; server_max_window_bits=10"], agreed + "; server_max_window_bits=10"),
      (["permessage-deflate; server_max_window_bits=\"9\""], agreed + "; server_max_window_bits=9"),
      (["x-webkit-deflate-frame", "permessage-deflate"], agreed),
      // The first that can be met
      (["permessage-deflate; server_max_window_bits=8", "permessage-deflate"], agreed),
    ] as [([String], String)])
  func offers(_ offers: [String], _ header: String) {
    #expect(PermessageDeflate.agree(on: offers)?.header == header)
  }

  @Test(
    "what can't be agreed on",
    arguments: [
      "", "permessage-bzip2", "permessage-deflate; unknown", "permessage-deflate; server_max_window_bits",
      "permessage-deflate; server_max_window_bits=16", "permessage-deflate; server_max_window_bits=08",
      "permessage-deflate; client_max_window_bits=7", "permessage-deflate; server_no_context_takeover=1",
      "permessage-deflate; client_max_window_bits; client_max_window_bits", "permessage-deflate;",
    ])
  func refused(_ offer: String) {
    #expect(PermessageDeflate.agree(on: [offer]) == nil)
  }
}
