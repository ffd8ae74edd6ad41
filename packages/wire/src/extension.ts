import { type Codec, type CodecType, decode, type DecodeError, encode, opaque, struct, uint16, vector } from "@copath/codec"
import * as Result from "effect/Result"
import { credential } from "./credential.ts"
import { extensionTypes } from "./registries.ts"

const extensionStruct = struct("Extension", { extensionType: uint16, extensionData: opaque })

/**
 * ```
 * struct {
 *     ExtensionType extension_type;
 *     opaque extension_data<V>;
 * } Extension;
 * ```
 * Section 7.2; 13.4 for its use. The data stays as received: unknown types are carried, known ones are decoded on demand with
 * {@link extensionValue}.
 */
export interface Extension extends CodecType<typeof extensionStruct> {}
/** Codec of {@link Extension}. */
export const extension: Codec<Extension> = extensionStruct

const requiredCapabilitiesStruct = struct("RequiredCapabilities", {
  extensionTypes: vector(uint16),
  proposalTypes: vector(uint16),
  credentialTypes: vector(uint16)
})

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
export interface RequiredCapabilities extends CodecType<typeof requiredCapabilitiesStruct> {}
/** Codec of {@link RequiredCapabilities}. */
export const requiredCapabilities: Codec<RequiredCapabilities> = requiredCapabilitiesStruct

const externalSenderStruct = struct("ExternalSender", { signatureKey: opaque, credential })

/**
 * ```
 * struct {
 *     SignaturePublicKey signature_key;
 *     Credential credential;
 * } ExternalSender;
 * ```
 * Section 12.1.8.1.
 */
export interface ExternalSender extends CodecType<typeof externalSenderStruct> {}
/** Codec of {@link ExternalSender}. */
export const externalSender: Codec<ExternalSender> = externalSenderStruct

/** `ExternalSender external_senders<V>` (12.1.8.1). */
export const externalSenders = vector(externalSender)

const externalPubStruct = struct("ExternalPub", { externalPub: opaque })

/** `struct { HPKEPublicKey external_pub; } ExternalPub` (12.4.3.2). */
export interface ExternalPub extends CodecType<typeof externalPubStruct> {}
/** Codec of {@link ExternalPub}. */
export const externalPub: Codec<ExternalPub> = externalPubStruct

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
