import { Secret, type Suite } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { Result } from "effect"
import { createHash, createHmac, createPrivateKey, createPublicKey, diffieHellman } from "node:crypto"
import { expect, it } from "vitest"
import { addKeyPair, admit, enter } from "../src/addKey.ts"
import { d00 } from "../src/index.ts"

const noble = nobleSuite(1)
/** X25519 with the drafts' Derive-Key-Pair: the private key is the hash. */
const suite: Suite = {
  ...noble,
  kem: { ...noble.kem, derive: (ikm) => noble.kem.keyPair(new Secret(noble.hash.digest(ikm.expose()))) }
}
const epoch = { external: new Secret(new Uint8Array(32).fill(5)) }
const fixedRandom = (length: number): Secret => new Secret(new Uint8Array(length).fill(6))

const privateKey = (scalar: Uint8Array) =>
  createPrivateKey({ key: Buffer.concat([Buffer.from("302e020100300506032b656e04220420", "hex"), scalar]), format: "der", type: "pkcs8" })
const raw = (scalar: Uint8Array): Buffer => createPublicKey(privateKey(scalar)).export({ format: "der", type: "spki" }).subarray(-32)
const sha256 = (data: Uint8Array): Buffer => createHash("sha256").update(data).digest()
const hmac = (key: Uint8Array, ...data: ReadonlyArray<Uint8Array>): Buffer => createHmac("sha256", key).update(Buffer.concat(data)).digest()

it("the add key pair is Derive-Key-Pair of the add secret: with draft 00's, X25519 of its hash (6.1.1, 6.3)", () => {
  expect(Buffer.from(addKeyPair(suite, epoch).publicKey)).toEqual(raw(sha256(epoch.external.expose())))
})

it("a stranger's init secret is the agreement of its ephemeral key and the add key, bound to both", () => {
  const add = sha256(epoch.external.expose())
  const ephemeral = sha256(new Uint8Array(32).fill(6))
  const shared = diffieHellman({ privateKey: privateKey(ephemeral), publicKey: createPublicKey(privateKey(add)) })
  const label = Buffer.from("mls10 extra user add")
  const info = Buffer.concat([
    Uint8Array.of(0, 32, label.length),
    label,
    Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 32), // no group id, epoch 0, a message of 32 bytes
    sha256(Buffer.concat([raw(ephemeral), raw(add)]))
  ])
  const expected = hmac(hmac(new Uint8Array(32), shared), info, Uint8Array.of(1))

  const entered = Result.getOrThrow(enter(suite, d00, fixedRandom, raw(add)))
  expect(Buffer.from(entered.kemOutput)).toEqual(raw(ephemeral))
  expect(Buffer.from(entered.init.expose())).toEqual(expected)
  expect(Buffer.from(Result.getOrThrow(admit(suite, d00, epoch, entered.kemOutput)).expose())).toEqual(expected)
})

it("an ephemeral key of low order is refused (RFC 7748, 6)", () => {
  const zero = new Uint8Array(32)
  expect(Result.getOrThrow(Result.flip(admit(suite, d00, epoch, zero))).reason).toBe("Malformed")
  expect(Result.getOrThrow(Result.flip(enter(suite, d00, fixedRandom, zero))).reason).toBe("Malformed")
})

it("takes epoch secrets without an add secret for a programming error", () => {
  expect(() => addKeyPair(suite, {})).toThrow("no add secret")
})
