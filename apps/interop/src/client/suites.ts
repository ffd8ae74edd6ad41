import { CipherSuite, isSuiteId, noBytes, PskStore, type Suite, suiteIds, type SuiteId } from "@copath/contracts"
import { layer as believeAll } from "@copath/credential-basic"
import { nobleSuite } from "@copath/crypto-noble"
import { entropy, nodeSuite, osRandom } from "@copath/crypto-node"
import { defaultOptions, type GroupChoices, GroupOptions, type GroupServices } from "@copath/group"
import { rfc9420 } from "@copath/profile-rfc9420"
import { type Context, Effect, Layer } from "effect"
import { BadRequest } from "./failure.ts"
import { type Psks, storeOf } from "./psks.ts"

/** Who computes the primitives: node:crypto, with noble for a suite that it cannot do; or noble alone. */
export type Provider = "node" | "noble"

/** What an operation runs with. */
export interface Setting {
  readonly suite: number
  /** Whether proposals and commits travel as private messages. */
  readonly encryptHandshake: boolean
  readonly psks: Psks
  /** Whether Welcomes leave the ratchet tree to be handed over apart. */
  readonly externalTree?: boolean
}

/** The strict composition over each cipher suite. */
export interface Suites {
  readonly ids: ReadonlyArray<SuiteId>
  /** Runs an operation of the engine over the setting's cipher suite. */
  readonly run: <A, E>(setting: Setting, operation: Effect.Effect<A, E, GroupServices>) => Effect.Effect<A, E | BadRequest>
}

/** Whether this JavaScript engine's provider does all of a suite: some builds of node lack curves. */
const works = (suite: Suite): boolean => {
  try {
    const key = suite.signature.derive(osRandom(suite.signature.seedSize))
    const signed = suite.signature.sign(key, noBytes)
    const me = suite.kem.derive(osRandom(suite.kem.seedSize))
    const sealed = suite.hpke.seal(me.publicKey, noBytes, noBytes, noBytes, osRandom)
    return (
      suite.signature.verify(key.publicKey, noBytes, signed) &&
      sealed !== undefined &&
      suite.hpke.open(me, noBytes, noBytes, sealed) !== undefined
    )
  } catch {
    return false
  }
}

const suiteBy = (provider: Provider, id: SuiteId): Suite => {
  if (provider === "noble") return nobleSuite(id)
  const native = nodeSuite(id)
  return works(native) ? native : nobleSuite(id)
}

/** Epochs back from which a member takes messages, and whose resumption secrets it still holds. */
const PAST_EPOCHS = 8

/** Suites 1 to 7 by one provider. Every basic credential is believed, as the interface presumes. `choices`: where the client differs from the others. */
export const makeSuites = (provider: Provider, choices: Partial<GroupChoices> = {}): Suites => {
  const contexts = new Map<SuiteId, Context.Context<GroupServices>>()
  const contextOf = (id: SuiteId): Context.Context<GroupServices> => {
    const known = contexts.get(id)
    if (known !== undefined) return known
    const suite = Layer.sync(CipherSuite, () => CipherSuite.of(suiteBy(provider, id)))
    const services = Layer.mergeAll(rfc9420, believeAll).pipe(Layer.provideMerge(Layer.mergeAll(suite, entropy)))
    const made = Effect.runSync(Effect.context<GroupServices>().pipe(Effect.provide(services)))
    contexts.set(id, made)
    return made
  }
  const optionsOf = ({ encryptHandshake, externalTree }: Setting): GroupChoices => ({
    ...defaultOptions,
    handshake: encryptHandshake ? "private" : "public",
    treeInWelcome: externalTree !== true,
    pastEpochs: PAST_EPOCHS,
    suites: suiteIds,
    ...choices
  })
  return {
    ids: suiteIds,
    run: (setting, operation) => {
      const { psks, suite } = setting
      if (!isSuiteId(suite)) return Effect.fail(new BadRequest({ reason: "UnknownSuite", detail: `${suite} is no suite of ours` }))
      return operation.pipe(
        Effect.provideContext(contextOf(suite)),
        Effect.provideService(GroupOptions, optionsOf(setting)),
        Effect.provideService(PskStore, storeOf(psks))
      )
    }
  }
}
