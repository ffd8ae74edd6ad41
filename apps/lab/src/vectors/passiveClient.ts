import { CipherSuite, Entropy, type KeyPair, PskStore, type Random, SignatureScheme, type Suite } from "@copath/contracts"
import { layer as basicCredentials } from "@copath/credential-basic"
import {
  defaultOptions,
  GroupOptions,
  joinGroup,
  type KeyPackageSecrets,
  keyPackageReference,
  readKeyPackage,
  receive
} from "@copath/group"
import { rfc9420 } from "@copath/profile-rfc9420"
import { layer as stores } from "@copath/storage-memory"
import { hex, type PassiveClientCase, toHex } from "@copath/vectors"
import { ratchetTree } from "@copath/wire"
import { Clock, Effect, Layer } from "effect"
import { type Check, decoded, secretOf, shown, signingKey } from "./check.ts"

/** A clock that stands still, at so many seconds. */
const clockAt = (seconds: number): Clock.Clock => {
  const nanos = BigInt(seconds) * 1_000_000_000n
  return {
    currentTimeMillisUnsafe: () => seconds * 1000,
    currentTimeMillis: Effect.succeed(seconds * 1000),
    currentTimeNanosUnsafe: () => nanos,
    currentTimeNanos: Effect.succeed(nanos),
    monotonicTimeNanosUnsafe: () => nanos,
    monotonicTimeNanos: Effect.succeed(nanos),
    sleep: () => Effect.void
  }
}

const services = (suite: Suite, random: Random) => {
  const base = Layer.mergeAll(Layer.succeed(CipherSuite, suite), Layer.succeed(Entropy, { secret: random }))
  return Layer.mergeAll(Layer.provideMerge(Layer.mergeAll(rfc9420, basicCredentials), base), stores)
}
type Services = Layer.Success<ReturnType<typeof services>>

/** Some lifetimes in the files have no end. */
const options = { ...defaultOptions, maxLifetime: 2n ** 64n - 1n }

/**
 * `passive-client-*.json`: a member that joins by a Welcome and only listens, through the whole engine (RFC 9420, 6 to 12). `seconds` is a time at
 * which the file's key packages are valid.
 */
export const passiveClients = (seconds: number): Check<PassiveClientCase> =>
  function* (one, { random, suite }) {
    // One device: its stores, with the pre-shared keys, last through the case.
    const device = Effect.runSync(Effect.scoped(Layer.build(Layer.fresh(services(suite, random)))))
    const run = <A, E>(effect: Effect.Effect<A, E, Services>): A =>
      Effect.runSync(
        effect.pipe(
          Effect.provide(device),
          Effect.provideService(GroupOptions, options),
          Effect.provideService(Clock.Clock, clockAt(seconds))
        )
      )
    const keyPackage = run(readKeyPackage(hex(one.key_package)))
    const { leafNode } = keyPackage
    const keys = {
      initKey: kemKey(suite, one.init_priv),
      leafKey: kemKey(suite, one.encryption_priv),
      identity: signingKey(suite, one.signature_priv)
    }
    yield ["init_priv, public key", toHex(keys.initKey.publicKey), toHex(keyPackage.initKey)]
    yield ["encryption_priv, public key", toHex(keys.leafKey.publicKey), toHex(leafNode.encryptionKey)]
    yield ["signature_priv, public key", toHex(keys.identity.publicKey), toHex(leafNode.signatureKey)]

    let state = run(join(one, { keyPackage, ...keys }))
    yield ["initial_epoch_authenticator", shown(state.secrets.authenticator), one.initial_epoch_authenticator]
    for (const [i, { commit, epoch_authenticator, proposals }] of one.epochs.entries()) {
      for (const message of [...proposals, commit]) {
        const received = run(receive(state, hex(message)))
        if (received._tag === "removed") return yield [`epochs[${i}]`, "removed", "still a member"]
        state = received.state
      }
      yield [`epochs[${i}].epoch_authenticator`, shown(state.secrets.authenticator), epoch_authenticator]
    }
  }

// The files leave out leading zeros of P-521 keys too.
const kemKey = ({ kem }: Suite, text: string): KeyPair => kem.keyPair(secretOf(text.padStart(2 * kem.secretKeySize, "0")))

const join = Effect.fnUntraced(function* (
  one: PassiveClientCase,
  known: Pick<KeyPackageSecrets, "keyPackage" | "initKey" | "leafKey" | "identity">
) {
  const psks = yield* PskStore
  for (const { psk, psk_id } of one.external_psks) yield* psks.put(psk_id, hex(psk))
  const keyPackage: KeyPackageSecrets = {
    ...known,
    reference: yield* keyPackageReference(known.keyPackage),
    signer: (yield* (yield* SignatureScheme).begin(known.identity)).state
  }
  const tree = one.ratchet_tree === null ? {} : { ratchetTree: decoded(ratchetTree, one.ratchet_tree) }
  return yield* joinGroup({ welcome: hex(one.welcome), keyPackage, ...tree })
})
