import { Result } from "effect"
import { X509Certificate as NodeCertificate } from "node:crypto"
import { describe, expect, it } from "vitest"
import { readCertificate } from "../src/certificate.ts"
import { alternativeName, commonName, makeAuthority } from "../src/index.ts"
import { subjectPublicKeyInfo } from "../src/publicKeyInfo.ts"
import { memberKey, signingKeys } from "./kit.ts"

const validity = { notBefore: new Date("2026-01-01"), notAfter: new Date("2027-01-01") }
const read = (der: Uint8Array) => Result.getOrThrow(readCertificate(der))

describe("an authority", () => {
  it("certifies signature keys of every registered suite, as Node's own cryptography confirms", async () => {
    const authority = await makeAuthority("Example", await signingKeys("Ed25519"), validity)
    const top = new NodeCertificate(authority.certificate)
    expect([top.ca, top.subject, top.issuer]).toEqual([true, "CN=Example", "CN=Example"])
    for (const algorithm of ["ed25519", "ed448", "P-256", "P-384", "P-521"] as const) {
      const { info, signatureKey } = memberKey(algorithm)
      const certificate = new NodeCertificate(await authority.issue({ ...validity, commonName: "alice", signatureKey }))
      expect(certificate.verify(top.publicKey)).toBe(true)
      expect(certificate.checkIssued(top)).toBe(true)
      expect(certificate.ca).toBe(false)
      expect(new Uint8Array(certificate.publicKey.export({ format: "der", type: "spki" }))).toEqual(info)
    }
  })

  it("writes names as they are, whatever they look like", async () => {
    const authority = await makeAuthority("Example", await signingKeys("P-256"), validity)
    const { signatureKey } = memberKey("ed25519")
    for (const name of ["alice", "a, CN=bob", "#0c03626f62", '"bob"', "bob\\00", "Zoë 🦊"]) {
      expect(commonName(read(await authority.issue({ ...validity, commonName: name, signatureKey })))).toBe(name)
    }
    const withMail = read(await authority.issue({ ...validity, commonName: "alice", email: "alice@example.org", signatureKey }))
    expect(alternativeName("email")(withMail)).toBe("alice@example.org")
    expect([withMail.notBefore, withMail.notAfter]).toEqual([Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)])
    expect(withMail.serialNumber).not.toBe(read(authority.certificate).serialNumber)
  })

  it("refuses a key that is no suite's", async () => {
    const authority = await makeAuthority("Example", await signingKeys("P-256"), validity)
    await expect(authority.issue({ ...validity, commonName: "alice", signatureKey: new Uint8Array(31) })).rejects.toThrow("31 bytes")
  })
})

it("a SubjectPublicKeyInfo is the one that Node writes", () => {
  for (const algorithm of ["ed25519", "ed448", "P-256", "P-384", "P-521"] as const) {
    const { info, signatureKey } = memberKey(algorithm)
    expect(subjectPublicKeyInfo(signatureKey)).toEqual(info)
  }
  expect(subjectPublicKeyInfo(new Uint8Array(64))).toBeUndefined()
})

it("loading the library leaves Reflect as it was", () => {
  expect("getMetadata" in Reflect || "getOwnMetadata" in Reflect).toBe(false)
})
