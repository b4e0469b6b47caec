import GatewayCore
import Testing

extension StoreContract {
  static let passwordChecks: [StoreCheck] = [
    StoreCheck("passwords are replaced, each station's by itself") { store in
      let a = try Samples.station("A")
      let first = StoredPassword(hash: "$x$1", createdAt: 1)
      let second = StoredPassword(hash: "$x$2", createdAt: 2)
      #expect(try await store.passwords(of: a) == [])
      try await store.setPasswords([first, second], of: a)
      try await store.setPasswords([second], of: try Samples.station("B"))
      #expect(try await store.passwords(of: a) == [first, second])
      try await store.setPasswords([second], of: a)
      #expect(try await store.passwords(of: a) == [second])
      try await store.setPasswords([], of: a)
      #expect(try await store.passwords(of: a) == [])
      #expect(try await store.passwords(of: try Samples.station("B")) == [second])
    },
    StoreCheck("a password is confirmed only when it is there") { store in
      let a = try Samples.station("A")
      let first = StoredPassword(hash: "$x$1", createdAt: 1)
      let second = StoredPassword(hash: "$x$2", createdAt: 2)
      try await store.setPasswords([first, second], of: a)
      try await store.confirmPassword("$x$3", of: a)
      #expect(try await store.passwords(of: a) == [first, second])
      try await store.confirmPassword("$x$2", of: a)
      #expect(try await store.passwords(of: a) == [second])
    },
  ]
}
