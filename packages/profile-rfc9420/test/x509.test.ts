import { AuthenticationService, CipherSuite, Entropy } from "@copath/contracts"
import { type Authority, commonName, identityOf, layer as x509, makeAuthority, x509Credential } from "@copath/credential-x509"
import { cipherSuite, entropy } from "@copath/crypto-node"
import { adopt, commit, createGroup, type GroupState, joinGroup, makeKeyPackage, receive, send } from "@copath/group"
import { describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { expect } from "vitest"
import { rfc9420 } from "../src/index.ts"

const utf8 = new TextEncoder()
const validity = { notBefore: new Date("2026-01-01"), notAfter: new Date("2026-12-31") }
const newAuthority = async () => {
  const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"])
  return makeAuthority("Example", keys, validity)
}
const [authority, stranger] = [await newAuthority(), await newAuthority()]

const identity = Effect.fnUntraced(function* (name: string, by: Authority = authority) {
  const { signature } = yield* CipherSuite
  const { secret } = yield* Entropy
  const signatureKey = signature.derive(secret(signature.seedSize))
  const certificate = yield* Effect.promise(() => by.issue({ ...validity, commonName: name, signatureKey: signatureKey.publicKey }))
  return { credential: x509Credential([certificate]), signatureKey }
})

const keyPackageOf = Effect.fnUntraced(function* (name: string, by: Authority = authority) {
  return yield* makeKeyPackage(yield* identity(name, by))
})

const aliceAlone = Effect.gen(function* () {
  yield* TestClock.setTime(Date.UTC(2026, 5, 1))
  return yield* createGroup({ groupId: utf8.encode("a group of certified members"), identity: yield* identity("alice") })
})

const welcomeOf = ({ welcome }: { readonly welcome: Uint8Array | undefined }): Uint8Array => {
  if (welcome === undefined) throw new Error("a commit that adds has a Welcome")
  return welcome
}

const reads = Effect.fnUntraced(function* (state: GroupState, message: Uint8Array) {
  const got = yield* receive(state, message)
  return got._tag === "application" ? new TextDecoder().decode(got.data) : got._tag
})

const follows = Effect.fnUntraced(function* (state: GroupState, message: Uint8Array) {
  const got = yield* receive(state, message)
  if (got._tag === "removed") throw new Error("nobody was removed")
  return got.state
})

const trusting = (anchors: ReadonlyArray<Uint8Array>) => x509({ anchors, identity: commonName })

describe.each([1, 2])("a strict group of X.509 members in suite %i", (suite) => {
  const services = Layer.provideMerge(rfc9420, Layer.mergeAll(cipherSuite(suite), entropy, trusting([authority.certificate])))

  it.effect("grows, talks and changes its keys", () =>
    Effect.gen(function* () {
      let alice = yield* aliceAlone
      const [bobs, carols] = [yield* keyPackageOf("bob"), yield* keyPackageOf("carol")]
      const added = yield* commit(alice, { add: [bobs.keyPackage, carols.keyPackage] })
      alice = (yield* adopt(added.state)).state
      let bob = yield* joinGroup({ welcome: welcomeOf(added), keyPackage: bobs.secrets })
      const carol = yield* joinGroup({ welcome: welcomeOf(added), keyPackage: carols.secrets })
      const fresh = yield* commit(bob, { path: true })
      bob = (yield* adopt(fresh.state)).state
      const [atAlice, atCarol] = [yield* follows(alice, fresh.message), yield* follows(carol, fresh.message)]
      const { message } = yield* send(bob, utf8.encode("hello"))
      expect(yield* reads(atAlice, message)).toBe("hello")
      expect(yield* reads(atCarol, message)).toBe("hello")
      const leaf = atCarol.tree.leafAt(bob.me)
      expect(leaf === undefined ? undefined : identityOf(leaf.credential, commonName)).toBe("bob")
    }).pipe(Effect.provide(services))
  )

  it.effect("V086: refuses a stranger's certificate where it is added and where it is joined", () =>
    Effect.gen(function* () {
      const alice = yield* aliceAlone
      const mallory = yield* keyPackageOf("bob", stranger)
      const refused = yield* Effect.flip(commit(alice, { add: [mallory.keyPackage] }))
      expect(refused).toMatchObject({ _tag: "CredentialRefused", reason: "Unknown" })
      const bobs = yield* keyPackageOf("bob")
      const added = yield* commit(alice, { add: [bobs.keyPackage] })
      const join = joinGroup({ welcome: welcomeOf(added), keyPackage: bobs.secrets })
      const elsewhere = yield* Effect.provide(AuthenticationService, trusting([stranger.certificate]))
      expect(yield* Effect.flip(Effect.provideService(join, AuthenticationService, elsewhere))).toMatchObject({
        _tag: "CredentialRefused",
        reason: "Unknown"
      })
      yield* join
    }).pipe(Effect.provide(services))
  )

  it.effect("V089: refuses a certificate for another key, and one whose dates are over", () =>
    Effect.gen(function* () {
      const alice = yield* aliceAlone
      const [bob, carol] = [yield* identity("bob"), yield* identity("carol")]
      const mixed = yield* makeKeyPackage({ ...carol, credential: bob.credential })
      expect(yield* Effect.flip(commit(alice, { add: [mixed.keyPackage] }))).toMatchObject({ _tag: "CredentialRefused", reason: "Unknown" })
      const good = yield* makeKeyPackage(bob)
      yield* commit(alice, { add: [good.keyPackage] })
      yield* TestClock.setTime(Date.UTC(2027, 0, 1))
      const late = yield* makeKeyPackage(bob)
      expect(yield* Effect.flip(commit(alice, { add: [late.keyPackage] }))).toMatchObject({ _tag: "CredentialRefused", reason: "Expired" })
    }).pipe(Effect.provide(services))
  )
})
