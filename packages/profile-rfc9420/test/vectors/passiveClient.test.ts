import { decode } from "@copath/codec"
import { PskStore, Secret, SignatureScheme } from "@copath/contracts"
import { layer as basicCredentials } from "@copath/credential-basic"
import { cipherSuite, entropy } from "@copath/crypto-node"
import {
  defaultOptions,
  GroupOptions,
  type GroupState,
  joinGroup,
  type KeyPackageSecrets,
  keyPackageReference,
  readKeyPackage,
  receive
} from "@copath/group"
import { layer as stores } from "@copath/storage-memory"
import { hex, type PassiveClientCase, toHex } from "@copath/vectors"
import { describeVectors } from "@copath/vectors/vitest"
import { ratchetTree } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { expect } from "vitest"
import { rfc9420 } from "../../src/index.ts"

const services = (suite: number) =>
  Layer.mergeAll(Layer.provideMerge(Layer.mergeAll(rfc9420, basicCredentials), Layer.mergeAll(cipherSuite(suite), entropy)), stores)

// The files' lifetimes ran out long ago, and some have no end.
const anyLifetime = Effect.provideService(GroupOptions, { ...defaultOptions, maxLifetime: 2n ** 64n - 1n })

const join = Effect.fnUntraced(function* (c: PassiveClientCase) {
  const psks = yield* PskStore
  for (const psk of c.external_psks) yield* psks.put(psk.psk_id, hex(psk.psk))
  const keyPackage = yield* readKeyPackage(hex(c.key_package))
  // Some P-521 keys are written without their leading zero.
  const size = c.cipher_suite === 5 ? 66 : 0
  const pair = (publicKey: Uint8Array, secret: string) => ({ publicKey, secretKey: new Secret(hex(secret.padStart(2 * size, "0"))) })
  const identity = pair(keyPackage.leafNode.signatureKey, c.signature_priv)
  const secrets: KeyPackageSecrets = {
    keyPackage,
    reference: yield* keyPackageReference(keyPackage),
    initKey: pair(keyPackage.initKey, c.init_priv),
    leafKey: pair(keyPackage.leafNode.encryptionKey, c.encryption_priv),
    identity,
    signer: (yield* (yield* SignatureScheme).begin(identity)).state
  }
  const tree = c.ratchet_tree === null ? {} : { ratchetTree: yield* Effect.fromResult(decode(ratchetTree, hex(c.ratchet_tree))) }
  return yield* joinGroup({ welcome: hex(c.welcome), keyPackage: secrets, ...tree })
})

const authenticator = (state: GroupState): string => toHex(state.secrets.authenticator?.expose() ?? new Uint8Array(0))

const follow = Effect.fnUntraced(function* (c: PassiveClientCase) {
  let state = yield* join(c)
  expect(authenticator(state)).toBe(c.initial_epoch_authenticator)
  for (const epoch of c.epochs) {
    for (const message of [...epoch.proposals, epoch.commit]) {
      const received = yield* receive(state, hex(message))
      if (received._tag === "removed") throw new Error("a passive client is not removed")
      state = received.state
    }
    expect(authenticator(state)).toBe(epoch.epoch_authenticator)
  }
})

for (const [file, seconds] of [
  ["passive-client-welcome.json", 1_700_000_000],
  ["passive-client-handling-commit.json", 1_720_000_000]
] as const) {
  describeVectors(file, (cases) => {
    it.effect.each(cases.map((c, i) => ({ c, title: `case ${i}, suite ${c.cipher_suite}` })))(
      "V207: a passive client follows the group, $title",
      ({ c }) =>
        TestClock.setTime(seconds * 1000).pipe(
          Effect.andThen(follow(c)),
          anyLifetime,
          Effect.provide(services(c.cipher_suite), { local: true })
        )
    )
  })
}
