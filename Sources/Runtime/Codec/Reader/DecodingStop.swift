/// Thrown by a ``JSONReader`` that can't go on.
///
/// It carries nothing, so that throwing costs a register: what went wrong is in ``JSONReader/violations``.
public struct DecodingStop: Error {
  @inlinable
  init() {}
}
