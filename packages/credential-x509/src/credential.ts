import type { Credential } from "@copath/wire"
import { PemConverter } from "./library.ts"

/**
 * The credential of a chain of DER certificates (RFC 9420, 5.3): first the one for the signature key, then the one that certifies it, and so on.
 * Certificates that every peer has, such as the trust anchor, may be left out.
 */
export const x509Credential = (chain: ReadonlyArray<Uint8Array>): Credential => ({
  _tag: "x509",
  certificates: chain.map((certData) => ({ certData }))
})

/** The certificates of a PEM file in their order, as DER. Other blocks, such as private keys, are passed over. */
export const readPem = (text: string): ReadonlyArray<Uint8Array> =>
  PemConverter.decodeWithHeaders(text)
    .filter(({ type }) => type === PemConverter.CertificateTag)
    .map(({ rawData }) => new Uint8Array(rawData))
