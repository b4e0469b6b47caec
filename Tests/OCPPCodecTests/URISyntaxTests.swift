import Testing

@testable import OCPPCodec

@Suite("URIs")
struct URISyntaxTests {
  @Test(
    "RFC 3986",
    arguments: [
      "http://example.com", "ftp://user:pw@example.com:21/x;type=i", "a:", "a://", "a:b:c", "file:///etc",
      "http://[::1]/", "http://[::]",
      "http://[1:2:3:4:5:6:7:8]", "http://[1:2:3:4:5:6:7::]", "http://[::ffff:192.0.2.1]:80/",
      "http://[1:2:3:4:5:6:1.2.3.4]",
      "http://[v1.a:b]/", "http://a:", "http://a/%e4?b/c?d#e/f?g", "HTTP://A", "h-t.t+p://a", "http://256.1.1.1/",
      "http://@a",
    ])
  func isURI(_ text: String) {
    #expect(URISyntax.isURI(text))
  }

  @Test(
    "other texts",
    arguments: [
      "", " ", "a", "/a", "//a", "example.com/a", "1a:b", ":a", "a b:c", "http://a b", "http://a/ ", "http://a/{b}",
      "http://é/",
      "http://a/%4", "http://a/%zz", "http://a#b#c", "http://a:8x", "http://a:b:c", "http://a@b@c", "http://[::1",
      "http://::1]",
      "http://[]/", "http://[::::]/", "http://[1::2::3]", "http://[1:2:3]", "http://[1:2:3:4:5:6:7:8:9]",
      "http://[1:2:3:4:5:6:7::8]",
      "http://[12345::]", "http://[:1]", "http://[1:]", "http://[::1.2.3]", "http://[::1.2.3.256]",
      "http://[::1.2.3.04]",
      "http://[1.2.3.4::]", "http://[::1]a", "http://[::1]:a", "http://[v.a]", "http://[v1.]", "http://[vg.a]",
      "http://a\n",
    ])
  func isNoURI(_ text: String) {
    #expect(!URISyntax.isURI(text))
  }
}
