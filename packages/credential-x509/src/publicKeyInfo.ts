const fromHex = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))

// What precedes the key in a SubjectPublicKeyInfo, by the key's length in bytes: RFC 8410 (EdDSA) and RFC 5480 (uncompressed points).
const prefixes = new Map(
  [
    { length: 32, algorithm: "Ed25519", prefix: "302a300506032b6570032100" },
    { length: 57, algorithm: "Ed448", prefix: "3043300506032b6571033a00" },
    { length: 65, algorithm: "P-256", prefix: "3059301306072a8648ce3d020106082a8648ce3d030107034200" },
    { length: 97, algorithm: "P-384", prefix: "3076301006072a8648ce3d020106052b81040022036200" },
    { length: 133, algorithm: "P-521", prefix: "30819b301006072a8648ce3d020106052b8104002303818600" }
  ].map(({ length, prefix }) => [length, fromHex(prefix)] as const)
)

/**
 * The DER of the `SubjectPublicKeyInfo` that carries this MLS signature key: raw for Ed25519 and Ed448, an uncompressed point for P-256,
 * P-384 and P-521 (RFC 9420, 5.1.1). `undefined` for a key of another length, in bytes.
 */
export const subjectPublicKeyInfo = (signatureKey: Uint8Array): Uint8Array<ArrayBuffer> | undefined => {
  const prefix = prefixes.get(signatureKey.length)
  if (prefix === undefined) return undefined
  const info = new Uint8Array(prefix.length + signatureKey.length)
  info.set(prefix)
  info.set(signatureKey, prefix.length)
  return info
}
