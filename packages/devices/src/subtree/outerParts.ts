import { encode, uint32 } from "@copath/codec"
import { CipherSuite, Entropy, expandWithLabel, noBytes, type Random, type Secret, type Suite } from "@copath/contracts"
import { exportSecret, type GroupServices, type GroupState, type NoGroupSecret } from "@copath/group"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/**
 * How the composition of the outer groups is built over a source of randomness: each replay builds it anew over its own, for parts take the source that they
 * find when they are built. The inner group's own services are the ambient ones.
 */
export class OuterParts extends Context.Service<
  OuterParts,
  {
    /** The outer groups' services over `entropy`. */
    readonly over: (entropy: Layer.Layer<Entropy>) => Layer.Layer<GroupServices>
  }
>()("@copath/devices/OuterParts") {}

/** What everything of one entry is drawn from: its calls in the same order give the same bytes on every device. */
const randomFrom = (suite: Suite, seed: Secret): Random => {
  let call = 0
  return (length) => expandWithLabel(suite, seed, "virtual leaf random", encode(uint32, call++), length)
}

// `local`: a layer that was built once in this run must not be taken for the one over another source.
const over = <A, E>(operation: Effect.Effect<A, E, GroupServices>, outer: OuterParts["Service"], random: Random): Effect.Effect<A, E> =>
  Effect.provide(operation, outer.over(Layer.succeed(Entropy, Entropy.of({ secret: random }))), { local: true })

/** Runs an operation of an outer group with all its randomness from `seed`: same state and seed, same result, on whichever device. */
export const replayed = <A, E>(
  seed: Secret,
  operation: Effect.Effect<A, E, GroupServices>
): Effect.Effect<A, E, CipherSuite | OuterParts> =>
  Effect.flatMap(Effect.zip(CipherSuite, OuterParts), ([suite, outer]) => over(operation, outer, randomFrom(suite, seed)))

/** Runs an operation of an outer group with true randomness. */
export const asOuter = <A, E>(operation: Effect.Effect<A, E, GroupServices>): Effect.Effect<A, E, Entropy | OuterParts> =>
  Effect.flatMap(Effect.zip(Entropy, OuterParts), ([entropy, outer]) => over(operation, outer, entropy.secret))

/** Bytes of an entry's nonce. */
export const NONCE_SIZE = 32

/**
 * The secret of one operation on the leaf that the devices share, 32 bytes: whoever is in this epoch of the inner group `inner` and knows the nonce has it. The
 * nonce travels sealed in the inner group, so who gets hold of the epoch later does not.
 */
export const virtualLeafSecret = (
  inner: GroupState,
  groupId: Uint8Array,
  nonce: Uint8Array
): Effect.Effect<Secret, NoGroupSecret, GroupServices> => {
  if (nonce.length !== NONCE_SIZE) throw new RangeError(`a nonce has ${NONCE_SIZE} bytes, not ${nonce.length}`)
  const context = new Uint8Array(groupId.length + NONCE_SIZE)
  context.set(groupId)
  context.set(nonce, groupId.length)
  return exportSecret(inner, "virtual leaf", context, 32)
}

/** Whether the outer groups' signature algorithm signs the same text alike each time: without that, a replay is not the same commit. */
export const signsAlike = ({ identity }: GroupState): Effect.Effect<boolean, never, Entropy | OuterParts> =>
  asOuter(
    Effect.map(CipherSuite, ({ signature }) => {
      const [one, other] = [signature.sign(identity, noBytes), signature.sign(identity, noBytes)]
      return one.length === other.length && one.every((b, i) => b === other[i])
    })
  )
