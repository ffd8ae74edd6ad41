import { type Codec, type CodecType, opaque, struct, uint16, Writer } from "@copath/codec"

const kdfLabelStruct = struct("KDFLabel", { length: uint16, label: opaque, context: opaque })

/**
 * ```
 * struct {
 *     uint16 length;
 *     opaque label<V>;
 *     opaque context<V>;
 * } KDFLabel;
 * ```
 * Section 8: the `info` of every expansion. `length` in bytes; `label` includes `MLS 1.0 `.
 */
export interface KdfLabel extends CodecType<typeof kdfLabelStruct> {}
/** Codec of {@link KdfLabel}. */
export const kdfLabel: Codec<KdfLabel> = kdfLabelStruct

const signContentStruct = struct("SignContent", { label: opaque, content: opaque })

/** `struct { opaque label<V>; opaque content<V>; } SignContent` (5.1.2): what a signature covers. `label` includes `MLS 1.0 `. */
export interface SignContent extends CodecType<typeof signContentStruct> {}
/** Codec of {@link SignContent}. */
export const signContent: Codec<SignContent> = signContentStruct

/** What stands before the `length` bytes of a {@link SignContent}'s content, so that a long one can be written behind it rather than copied there. */
export const signContentHead = (label: Uint8Array, length: number): Uint8Array => {
  const w = new Writer(label.length + 8)
  opaque.write(w, label)
  w.vectorLength(length)
  return w.finish()
}

const encryptContextStruct = struct("EncryptContext", { label: opaque, context: opaque })

/** `struct { opaque label<V>; opaque context<V>; } EncryptContext` (5.1.3): the `info` of every HPKE ciphertext. `label` includes `MLS 1.0 `. */
export interface EncryptContext extends CodecType<typeof encryptContextStruct> {}
/** Codec of {@link EncryptContext}. */
export const encryptContext: Codec<EncryptContext> = encryptContextStruct

const refHashInputStruct = struct("RefHashInput", { label: opaque, value: opaque })

/** `struct { opaque label<V>; opaque value<V>; } RefHashInput` (5.2): what a reference is the hash of. */
export interface RefHashInput extends CodecType<typeof refHashInputStruct> {}
/** Codec of {@link RefHashInput}. */
export const refHashInput: Codec<RefHashInput> = refHashInputStruct
