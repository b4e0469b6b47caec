import Glibc
import OCPPCodec

/// The first bytes of a library, to tell what is none without asking the system to load it.
enum ELFHeader {
  #if arch(x86_64)
    private static let machine: UInt16 = 62
  #elseif arch(arm64)
    private static let machine: UInt16 = 183
  #else
    #error("Name this machine's e_machine from elf.h.")
  #endif

  /// - Throws: ``PluginError`` when it is no shared library for this machine (System V ABI, ELF-64).
  static func check(_ descriptor: Int32, _ path: String) throws(PluginError) {
    var header = [UInt8](repeating: 0, count: 64)
    let count = pread(descriptor, &header, header.count, 0)
    let name = path.escapedForPeople
    guard count >= 4, header.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
      throw PluginError("\(name) is no shared library: it doesn't begin as an ELF file does")
    }
    guard count == 64 else { throw PluginError("\(name) is cut off: it has only \(count) bytes") }
    guard header[4] == 2, header[5] == 1, field(header, 18) == machine else {
      throw PluginError("\(name) was built for another kind of machine")
    }
    guard field(header, 16) == 3 else {
      throw PluginError("\(name) is no shared library, but another kind of ELF file")
    }
  }

  private static func field(_ header: [UInt8], _ offset: Int) -> UInt16 {
    UInt16(header[offset]) | UInt16(header[offset + 1]) << 8
  }
}
