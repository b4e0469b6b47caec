// Whoever works with messages works with what they are made of.
@_exported public import OCPPCodec
