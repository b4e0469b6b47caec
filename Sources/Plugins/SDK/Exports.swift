// One import is enough for a plugin: messages of both versions, and what they are made of.
@_exported public import OCPP16
@_exported public import OCPP201
@_exported public import OCPPCodec
