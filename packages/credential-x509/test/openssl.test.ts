import { AuthenticationService } from "@copath/contracts"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { TestClock } from "effect/testing"
import { expect } from "vitest"
import { readCertificate } from "../src/certificate.ts"
import { alternativeName, commonName, identityOf, layer, readPem, x509Credential } from "../src/index.ts"
import { ask, verdict } from "./kit.ts"
import * as openssl from "./openssl.ts"

const [leaf, middle, top, ed448, leafByEd448] = [
  openssl.alice,
  openssl.intermediate,
  openssl.rsaRoot,
  openssl.ed448Root,
  openssl.aliceByEd448
].flatMap(readPem)
if (leaf === undefined || middle === undefined || top === undefined || ed448 === undefined || leafByEd448 === undefined) {
  throw new Error("five certificates were expected")
}
const key = Result.getOrThrow(readCertificate(leaf)).publicKeyInfo.slice(-32)

const judged = (chain: ReadonlyArray<Uint8Array>, anchors: ReadonlyArray<Uint8Array>) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(Date.UTC(2030, 0, 1))
    const { validate } = yield* AuthenticationService
    return yield* verdict(validate([ask(key, chain)]))
  }).pipe(Effect.provide(layer({ anchors, identity: alternativeName("email") })))

it.effect("V089: a chain that OpenSSL made, over RSA-PSS, P-384 and Ed25519, is accepted", () =>
  Effect.gen(function* () {
    expect(yield* judged([leaf, middle], [top])).toBe("accepted")
    expect(yield* judged([leaf, middle, top], [top])).toBe("accepted")
    expect(yield* judged([leaf, middle], [ed448])).toBe("Unknown 0: a chain that ends at no trust anchor")
  })
)

it.effect("a signature by Ed448, which WebCrypto does not know everywhere, is refused as such", () =>
  Effect.gen(function* () {
    expect(yield* judged([leafByEd448, ed448], [ed448])).toBe("Unknown 0: a signature by EdDSA Ed448, which is not accepted")
  })
)

it("names are read by the application's rule", () => {
  const alice = x509Credential([leaf])
  expect(identityOf(alice, commonName)).toBe("alice")
  expect(identityOf(alice, alternativeName("email"))).toBe("alice@example.org")
  expect(identityOf(alice, alternativeName("dns"))).toBe("laptop.example.org")
  expect(identityOf(alice, alternativeName("url"))).toBeUndefined()
  expect(identityOf(alice, ({ extendedKeyUsages }) => extendedKeyUsages?.join())).toBe("1.3.6.1.5.5.7.3.2")
  expect(identityOf(alice, ({ issuer, subject }) => `${subject} by ${issuer}`)).toBe("CN=alice by O=Example, CN=P-384 intermediate")
  expect(identityOf(x509Credential([]), commonName)).toBeUndefined()
  expect(identityOf(x509Credential([new Uint8Array(9)]), commonName)).toBeUndefined()
  expect(identityOf({ _tag: "basic", identity: Uint8Array.of(1) }, commonName)).toBeUndefined()
})

it("a PEM file gives its certificates in order, and nothing else", () => {
  const secret = openssl.alice.replaceAll("CERTIFICATE", "PRIVATE KEY")
  expect(readPem(`${openssl.alice}\n${secret}\n${openssl.intermediate}\n`)).toEqual([leaf, middle])
  expect(readPem("")).toEqual([])
})
