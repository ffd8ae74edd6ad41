import { AuthenticationService } from "@copath/contracts"
import { describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { expect } from "vitest"
import { type Certificate, commonName, layer, type WebCrypto, type X509Options } from "../src/index.ts"
import { ask, day, derOf, intermediate, member, memberKey, now, root, setClock, signingKeys, verdict } from "./kit.ts"

const anchor = await root(await signingKeys("P-256"))
const middle = await intermediate(anchor, await signingKeys("Ed25519"))
const person = async (name: string, until = now + day) => {
  const { signatureKey } = memberKey("ed25519")
  return ask(signatureKey, [await member(middle, signatureKey, { name: `CN=${name}`, until }), middle])
}
const [alice, bob, carol] = [await person("alice"), await person("bob"), await person("carol")]
const [aliceAgain, aliceOver] = [await person("alice"), await person("alice", now - 1)]

const service = (options: Partial<X509Options> = {}) => layer({ anchors: [derOf(anchor)], identity: commonName, ...options })

/** WebCrypto that counts, and may fail. */
const watched = (verify: (...args: Parameters<WebCrypto["subtle"]["verify"]>) => Promise<boolean>) => {
  const { subtle } = globalThis.crypto
  const importKey = subtle.importKey.bind(subtle)
  return { subtle: { importKey, verify } } as unknown as WebCrypto
}
const counting = () => {
  const count = { verified: 0 }
  const webCrypto = watched((...args) => {
    count.verified += 1
    return globalThis.crypto.subtle.verify(...args)
  })
  return { count, webCrypto }
}

describe("a batch", () => {
  it.effect("is one call, in which equal chains and equal links are verified once", () => {
    const { count, webCrypto } = counting()
    return Effect.gen(function* () {
      yield* setClock
      const { validate } = yield* AuthenticationService
      yield* validate([])
      expect(count.verified).toBe(0)
      yield* validate([alice])
      expect(count.verified).toBe(2)
      yield* validate([alice, bob, alice, bob, carol])
      expect(count.verified).toBe(4)
      yield* validate([carol, bob, alice])
      expect(count.verified).toBe(4)
    }).pipe(Effect.provide(service({ webCrypto })))
  })

  it.effect("remembers as many certificates as it is told", () => {
    const { count, webCrypto } = counting()
    return Effect.gen(function* () {
      yield* setClock
      const { validate } = yield* AuthenticationService
      yield* validate([alice])
      yield* validate([bob])
      yield* validate([alice])
      expect(count.verified).toBe(6)
    }).pipe(Effect.provide(service({ webCrypto, limits: { remembered: 1 } })))
  })

  it.effect("looks at the dates anew each time", () =>
    Effect.gen(function* () {
      yield* setClock
      const { validate } = yield* AuthenticationService
      yield* validate([alice])
      yield* TestClock.adjust("2 days")
      expect(yield* verdict(validate([alice]))).toMatch(/^Expired 0: CN=alice/)
    }).pipe(Effect.provide(service()))
  )

  it.effect("V086: names the first that is refused, whatever is wrong with it", () =>
    Effect.gen(function* () {
      yield* setClock
      const { validate } = yield* AuthenticationService
      const untrusted = { ...alice, credential: ask(alice.signatureKey, []).credential }
      const basic = { ...alice, credential: { _tag: "basic", identity: Uint8Array.of(1) } } as const
      const replaced = { ...bob, previous: alice }
      expect(yield* verdict(validate([alice, aliceOver, untrusted]))).toMatch(/^Expired 1/)
      expect(yield* verdict(validate([untrusted, aliceOver]))).toMatch(/^Unknown 0: a chain of no/)
      expect(yield* verdict(validate([alice, replaced, aliceOver]))).toMatch(/^NotSuccessor 1/)
      expect(yield* verdict(validate([alice, bob, basic]))).toBe("Unknown 2: no X.509 credential")
      expect(yield* verdict(validate([alice, bob, carol]))).toBe("accepted")
    }).pipe(Effect.provide(service()))
  )
})

describe("a successor", () => {
  it.effect("V087: has the name of the credential that it replaces", () =>
    Effect.gen(function* () {
      yield* setClock
      const { validate } = yield* AuthenticationService
      expect(yield* verdict(validate([{ ...aliceAgain, previous: alice }]))).toBe("accepted")
      expect(yield* verdict(validate([{ ...bob, previous: alice }]))).toBe("NotSuccessor 0: a certificate that names somebody else")
      const named = {
        credential: { _tag: "basic", identity: new TextEncoder().encode("alice") },
        signatureKey: alice.signatureKey
      } as const
      expect(yield* verdict(validate([{ ...aliceAgain, previous: named }]))).toMatch(/^NotSuccessor 0/)
    }).pipe(Effect.provide(service()))
  )

  it.effect("V090: may replace a credential that is over", () =>
    Effect.gen(function* () {
      yield* setClock
      const { validate } = yield* AuthenticationService
      expect(yield* verdict(validate([{ ...aliceAgain, previous: aliceOver }]))).toBe("accepted")
      expect(yield* verdict(validate([{ ...aliceOver, previous: aliceAgain }]))).toMatch(/^Expired 0/)
    }).pipe(Effect.provide(service()))
  )

  it.effect("V088: is asked about together with its key", () =>
    Effect.gen(function* () {
      yield* setClock
      const { validate } = yield* AuthenticationService
      const stolen = { ...alice, signatureKey: bob.signatureKey }
      expect(yield* verdict(validate([alice, stolen]))).toBe("Unknown 1: a certificate for another key")
      expect(yield* verdict(validate([alice, bob]))).toBe("accepted")
    }).pipe(Effect.provide(service()))
  )
})

describe("V094: no answer is no acceptance", () => {
  const asked = (options: Partial<X509Options>) =>
    Effect.gen(function* () {
      yield* setClock
      const { validate } = yield* AuthenticationService
      return yield* verdict(validate([alice]))
    }).pipe(Effect.provide(service(options)))

  it.effect("WebCrypto that fails, or is not there, is Unavailable, and may be asked again", () => {
    let working = false
    const webCrypto = watched((...args) =>
      working ? globalThis.crypto.subtle.verify(...args) : Promise.reject(new Error("the device was unplugged"))
    )
    return Effect.gen(function* () {
      yield* setClock
      const { validate } = yield* AuthenticationService
      expect(yield* verdict(validate([alice]))).toBe("Unavailable 0: the validation failed")
      working = true
      expect(yield* verdict(validate([alice]))).toBe("accepted")
      expect(yield* asked({ webCrypto: {} as WebCrypto })).toBe("Unavailable 0: the validation failed")
    }).pipe(Effect.provide(service({ webCrypto })))
  })

  it.effect("WebCrypto that never answers is Unavailable in time", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(
        asked({ webCrypto: watched(() => new Promise<boolean>(() => undefined)), timeout: "3 seconds" })
      )
      yield* Effect.yieldNow
      yield* TestClock.adjust("4 seconds")
      expect(yield* Fiber.join(fiber)).toBe("Unavailable 0: the validation took too long")
    })
  )

  it.effect("a revocation check that fails, dies, throws or sleeps is Unavailable", () =>
    Effect.gen(function* () {
      const failing: ReadonlyArray<NonNullable<X509Options["revoked"]>> = [
        () => Effect.fail("no network"),
        () => Effect.die(new Error("a bug")),
        () => {
          throw new Error("a bug")
        }
      ]
      for (const revoked of failing) expect(yield* asked({ revoked })).toBe("Unavailable 0: the validation failed")
      expect(yield* asked({ revoked: () => Effect.never, timeout: 0 })).toBe("Unavailable 0: the validation took too long")
      expect(yield* asked({ revoked: () => Effect.succeed(false) })).toBe("accepted")
    })
  )

  it.effect("an identity rule that throws is Unavailable", () =>
    Effect.gen(function* () {
      const identity = (): string => {
        throw new Error("a bug")
      }
      expect(yield* asked({ identity })).toBe("Unavailable 0: the identity rule failed")
    })
  )
})

it.effect("a revoked certificate is refused; the check sees the whole path, once for each chain", () => {
  const seen: Array<string> = []
  const revoked = (path: ReadonlyArray<Certificate>) =>
    Effect.sync(() => {
      seen.push(path.map(({ subject }) => subject).join(" < "))
      return path.some(({ commonNames }) => commonNames.includes("bob"))
    })
  return Effect.gen(function* () {
    yield* setClock
    const { validate } = yield* AuthenticationService
    expect(yield* verdict(validate([alice, alice, bob]))).toBe("Unknown 2: a certificate that was revoked")
    expect(seen).toEqual(["CN=alice < CN=Intermediate < CN=Root", "CN=bob < CN=Intermediate < CN=Root"])
    expect(yield* verdict(validate([alice]))).toBe("accepted")
  }).pipe(Effect.provide(service({ revoked, limits: { concurrency: 1 } })))
})

it.effect("an anchor that cannot be read is told when the layer is built", () =>
  Effect.gen(function* () {
    const exit = yield* Effect.exit(Effect.provide(AuthenticationService, service({ anchors: [derOf(anchor), new Uint8Array(5)] })))
    expect(String(exit)).toContain("trust anchor 1: no DER certificate")
  })
)
