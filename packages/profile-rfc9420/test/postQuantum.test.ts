import { CipherSuite, type Secret } from "@copath/contracts"
import { layer as basicCredentials } from "@copath/credential-basic"
import {
  entropy,
  hasPostQuantum,
  hpkeAeads,
  mlKem1024,
  nodePostQuantumSuite,
  p384Signature,
  postQuantumSuiteIds,
  postQuantumSuiteNames,
  sha384Function,
  suiteOf
} from "@copath/crypto-node"
import {
  adopt,
  commit,
  createGroup,
  exportSecret,
  type GroupState,
  joinGroup,
  makeIdentity,
  makeKeyPackage,
  persist,
  receive,
  restore,
  send
} from "@copath/group"
import { describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { expect } from "vitest"
import { rfc9420 } from "../src/index.ts"

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const named = (name: string) => makeIdentity({ _tag: "basic", identity: utf8(name) })

const over = (suite: Layer.Layer<CipherSuite>) =>
  Layer.provideMerge(Layer.mergeAll(rfc9420, basicCredentials), Layer.mergeAll(suite, entropy))

const followed = (state: GroupState, message: Uint8Array) =>
  Effect.map(receive(state, message), (heard) => {
    if (heard._tag !== "commit") throw new Error(`a commit came as ${heard._tag}`)
    return heard.state
  })

/** Alice makes a group and adds two; Bob commits new keys; Carol reads; Alice is restored and removes Bob. */
const life = Effect.gen(function* () {
  const alone = yield* createGroup({ groupId: utf8("lattice"), identity: yield* named("alice") })
  const [forBob, forCarol] = [yield* makeKeyPackage(yield* named("bob")), yield* makeKeyPackage(yield* named("carol"))]
  const added = yield* commit(alone, { add: [forBob.keyPackage, forCarol.keyPackage] })
  const welcome = added.welcome ?? new Uint8Array(0)
  const alice = (yield* adopt(added.state)).state
  const bob = yield* joinGroup({ welcome, keyPackage: forBob.secrets })
  const carol = yield* joinGroup({ welcome, keyPackage: forCarol.secrets })

  const made = yield* commit(bob)
  const bobAfter = (yield* adopt(made.state)).state
  const [aliceAfter, carolAfter] = [yield* followed(alice, made.message), yield* followed(carol, made.message)]

  const sent = yield* send(bobAfter, utf8("from a lattice"))
  const heard = yield* receive(carolAfter, sent.message)
  if (heard._tag !== "application") throw new Error(`a message came as ${heard._tag}`)

  const restored = yield* restore(yield* persist(aliceAfter))
  const removal = yield* commit(restored, { remove: [bobAfter.me] })
  const last = (yield* adopt(removal.state)).state
  const carolLast = yield* followed(heard.state, removal.message)
  const secrets: ReadonlyArray<Secret> = yield* Effect.all([last, carolLast].map((state) => exportSecret(state, "test", utf8("x"), 32)))
  return {
    text: new TextDecoder().decode(heard.data),
    suite: last.context.cipherSuite,
    epoch: last.context.epoch,
    secrets: secrets.map((secret) => Buffer.from(secret.expose()).toString("hex"))
  }
})

// A run on an older Node must not look like one on a newer.
if (!hasPostQuantum()) {
  console.warn(`POST-QUANTUM CRYPTOGRAPHY MISSING: Node ${process.version} has no ML-KEM or ML-DSA, 24.7 has; groups on it are NOT tried`)
}

const own = Layer.sync(CipherSuite, () =>
  suiteOf({
    id: 0xf208,
    name: "MLS_192_MLKEM1024_AES256GCM_SHA384_P384",
    kem: mlKem1024,
    hash: sha384Function,
    ...hpkeAeads.aes256,
    signature: p384Signature
  })
)

describe("a group on a post-quantum suite", () => {
  for (const id of postQuantumSuiteIds) {
    it.effect.skipIf(!hasPostQuantum())(`lives as on any other: ${postQuantumSuiteNames[id]}`, () =>
      Effect.gen(function* () {
        const { epoch, secrets, suite, text } = yield* life
        expect([text, suite, epoch]).toEqual(["from a lattice", id, 3n])
        expect(secrets[1]).toBe(secrets[0])
      }).pipe(Effect.provide(over(Layer.sync(CipherSuite, () => nodePostQuantumSuite(id)))))
    )
  }

  it.effect.skipIf(!hasPostQuantum())("lives on one that the user puts together, too", () =>
    Effect.gen(function* () {
      const { suite, text } = yield* life
      expect([text, suite]).toEqual(["from a lattice", 0xf208])
    }).pipe(Effect.provide(over(own)))
  )
})
