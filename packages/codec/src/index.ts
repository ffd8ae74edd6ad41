export { type Codec, type CodecType, decode, decodeOwned, encode, encodeFor, mapped, MAX_INPUT } from "./codec.ts"
export {
  type AnyCodec,
  arm,
  type Arm,
  type Fields,
  MAX_ELEMENTS,
  openUnion,
  optional,
  struct,
  type StructOf,
  type Tagged,
  union,
  type Unknown,
  vector
} from "./composite.ts"
export { deferredVector, type Listed } from "./deferred.ts"
export { DecodeError, DecodeFault, type DecodeReason } from "./fault.ts"
export { headerSize, MAX_LENGTH } from "./length.ts"
export { fixed, oneOf, opaque, rest, text, uint16, uint32, uint64, uint8 } from "./primitives.ts"
export { Reader } from "./reader.ts"
export { Writer } from "./writer.ts"
