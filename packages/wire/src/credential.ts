import { arm, type CodecType, opaque, openUnion, struct, uint16, vector } from "@copath/codec"
import { credentialTypes } from "./registries.ts"

/** `struct { opaque cert_data<V>; } Certificate` (5.3). */
export const certificate = struct("Certificate", { certData: opaque })

/**
 * ```
 * struct {
 *     CredentialType credential_type;
 *     select (Credential.credential_type) {
 *         case basic: opaque identity<V>;
 *         case x509:  Certificate certificates<V>;
 *     };
 * } Credential;
 * ```
 * Section 5.3. A credential of another type is kept as opaque bytes (V013).
 */
export const credential = openUnion("Credential", uint16, {
  basic: arm(credentialTypes.basic, { identity: opaque }),
  x509: arm(credentialTypes.x509, { certificates: vector(certificate) })
})
/** What {@link credential} decodes to: who a leaf claims to be. */
export type Credential = CodecType<typeof credential>

/** The code point of a credential's type. */
export const credentialType = (c: Credential): number => (c._tag === "unknown" ? c.value : credentialTypes[c._tag])
