import { type Codec, type CodecType, decode, type DecodeError, encode, opaque, struct, uint16, vector } from "@copath/codec"
import * as Result from "effect/Result"
import { credential } from "./credential.ts"
import { extensionTypes } from "./registries.ts"

/**
 * ```
 * struct {
 *     ExtensionType extension_type;
 *     opaque extension_data<V>;
 * } Extension;
 * ```
 * Section 13. The data stays as received: unknown types are carried, known ones are decoded on demand with {@link extensionValue}.
 */
export const extension = struct("Extension", { extensionType: uint16, extensionData: opaque })
export type Extension = CodecType<typeof extension>

/**
 * ```
 * struct {
 *     ExtensionType extension_types<V>;
 *     ProposalType proposal_types<V>;
 *     CredentialType credential_types<V>;
 * } RequiredCapabilities;
 * ```
 * Section 11.1.
 */
export const requiredCapabilities = struct("RequiredCapabilities", {
  extensionTypes: vector(uint16),
  proposalTypes: vector(uint16),
  credentialTypes: vector(uint16)
})
export type RequiredCapabilities = CodecType<typeof requiredCapabilities>

/**
 * ```
 * struct {
 *     SignaturePublicKey signature_key;
 *     Credential credential;
 * } ExternalSender;
 * ```
 * Section 12.1.8.1.
 */
export const externalSender = struct("ExternalSender", { signatureKey: opaque, credential })
export type ExternalSender = CodecType<typeof externalSender>

/** `ExternalSender external_senders<V>` (12.1.8.1). */
export const externalSenders = vector(externalSender)

/** `struct { HPKEPublicKey external_pub; } ExternalPub` (12.4.3.2). */
export const externalPub = struct("ExternalPub", { externalPub: opaque })
export type ExternalPub = CodecType<typeof externalPub>

/** `opaque application_id<V>` (5.3.3). */
export const applicationId: Codec<Uint8Array> = opaque

/** The data of the first extension of a type, decoded whole (V008); `undefined` when there is none. */
export const extensionValue = <A>(
  extensions: ReadonlyArray<Extension>,
  extensionType: number,
  codec: Codec<A>
): Result.Result<A | undefined, DecodeError> => {
  const found = extensions.find((e) => e.extensionType === extensionType)
  return found === undefined ? Result.succeed(undefined) : decode(codec, found.extensionData)
}

/** An extension from its type and value. */
export const makeExtension = <A>(extensionType: number, codec: Codec<A>, value: A): Extension => ({
  extensionType,
  extensionData: encode(codec, value)
})

/** The required capabilities in a list of group context extensions; none given are none required. */
export const requiredIn = (extensions: ReadonlyArray<Extension>): Result.Result<RequiredCapabilities, DecodeError> =>
  Result.map(
    extensionValue(extensions, extensionTypes.requiredCapabilities, requiredCapabilities),
    (found) => found ?? { extensionTypes: [], proposalTypes: [], credentialTypes: [] }
  )
