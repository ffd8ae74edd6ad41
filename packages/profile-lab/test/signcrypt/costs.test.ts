import { CipherSuite, type Suite } from "@copath/contracts"
import { dhKem, hpkeAeads, nobleSuite, sha256Function, suiteOf, x25519Group } from "@copath/crypto-noble"
import { receive } from "@copath/group"
import { describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { expect } from "vitest"
import { type AgreementId, agreements, at, commits, path, type SchemeId, services, settled } from "./world.ts"

/** Suite 1 with an account of its scalar multiplications: Diffie-Hellman, and public keys from secret ones. */
const counting = (): { readonly suite: Suite; readonly take: () => number } => {
  const { id, name, signature } = nobleSuite(1)
  let count = 0
  const group = {
    ...x25519Group,
    agree: (...args: Parameters<typeof x25519Group.agree>) => (count++, x25519Group.agree(...args)),
    publicKey: (...args: Parameters<typeof x25519Group.publicKey>) => (count++, x25519Group.publicKey(...args))
  }
  return {
    suite: suiteOf({ id, name, signature, kem: dhKem(group), hash: sha256Function, ...hpkeAeads.aes128 }),
    take: () => {
      const taken = count
      count = 0
      return taken
    }
  }
}

/** A commit of alice's in a group of seven: scalar multiplications of hers and of each receiver, ciphertexts, and its length. */
const measured = (scheme: SchemeId, agreement: AgreementId) => {
  const { suite, take } = counting()
  let ciphertexts = 0
  const { auth, open, seal } = suite.hpke
  if (auth === undefined) throw new Error("X25519 has an auth mode")
  const watched: Suite = {
    ...suite,
    hpke: {
      ...suite.hpke,
      seal: (...args) => (ciphertexts++, seal(...args)),
      open,
      auth: { ...auth, seal: (...args) => (ciphertexts++, auth.seal(...args)) }
    }
  }
  return Effect.gen(function* () {
    const room = yield* settled()
    yield* commits(room, "bob", { names: ["dave", "erin", "frank"] })
    yield* commits(room, "erin", { path: true })
    take()
    ciphertexts = 0
    const made = yield* path(at(room, "alice"))
    const sent = { sender: take(), ciphertexts, bytes: made.message.length }
    const receivers: Array<number> = []
    for (const [name, state] of room) {
      if (name === "alice") continue
      take()
      expect((yield* receive(state, made.message))._tag).toBe("commit")
      receivers.push(take())
    }
    return { ...sent, receivers }
  }).pipe(Effect.provide(services(scheme, { agreement, suite: Layer.succeed(CipherSuite, watched) })))
}

describe("what sealing with the leaf key costs", () => {
  it.effect.each(Object.keys(agreements) as ReadonlyArray<AgreementId>)(
    "R052: over %s: a scalar multiplication a ciphertext for the sender, one for each receiver, and not a byte",
    (agreement) =>
      Effect.gen(function* () {
        const [signed, sealed] = [yield* measured("static", agreement), yield* measured("signcrypt", agreement)]
        expect(sealed.ciphertexts).toBe(signed.ciphertexts)
        expect(sealed.ciphertexts).toBeGreaterThan(0)
        expect(sealed.sender - signed.sender).toBe(sealed.ciphertexts)
        expect(sealed.receivers.map((count, i) => count - (signed.receivers[i] ?? 0))).toEqual(sealed.receivers.map(() => 1))
        // The name of the scheme stands in the group context, which no commit carries.
        expect(sealed.bytes).toBe(signed.bytes)
      })
  )
})
