import { layer as mkem } from "@copath/cgka-flat"
import { derivation2018, derivationD05, rfc9420Derivation, toLeaves, treekemWith } from "@copath/cgka-treekem"
import {
  Cgka,
  type CipherSuite,
  type Entropy,
  type KeyPair,
  PathSealing,
  type PathSealer,
  type SignatureScheme,
  type TreeIntegrity
} from "@copath/contracts"
import { layer as basic } from "@copath/credential-basic"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { blank, taint, unmerged } from "@copath/double-join"
import { commit, type GroupServices, type GroupState, type Intent, makeKeyPackage, makeIdentity, receive } from "@copath/group"
import { guarded } from "@copath/nonces"
import { layer as secretTree } from "@copath/protection-secret-tree"
import { layer as schedule } from "@copath/schedule-rfc9420"
import { hidden } from "@copath/sender-data"
import { layer as signcrypt, pathSealing } from "@copath/signature-signcrypt"
import { layer as staticKeys } from "@copath/signature-static"
import { blankInit } from "@copath/tree-fill"
import { none as noParentHashes, parentHash } from "@copath/tree-integrity"
import { Effect, Layer } from "effect"
import { marked } from "../../src/mark.ts"
import { at, type Room } from "../signatures/world.ts"

type Agreement = Layer.Layer<Cgka, never, CipherSuite | Entropy>

interface Setting {
  readonly cgka: Agreement
  readonly integrity: Layer.Layer<TreeIntegrity>
}

/** Every key agreement that seals paths, with the double-join policies that plan them differently. */
export const agreements = {
  "treekem9420, unmerged": { cgka: Layer.provide(treekemWith(rfc9420Derivation), [unmerged, blankInit]), integrity: parentHash },
  "treekem18, blank": { cgka: Layer.provide(treekemWith(derivation2018), [blank, blankInit]), integrity: parentHash },
  "treekem-d05, taint": { cgka: Layer.provide(treekemWith(derivationD05), [taint, blankInit]), integrity: noParentHashes },
  "treekem9420 to leaves": {
    cgka: Layer.provide(treekemWith(rfc9420Derivation, { targets: toLeaves }), [unmerged, blankInit]),
    integrity: noParentHashes
  },
  mkem: { cgka: mkem, integrity: noParentHashes }
} as const satisfies Readonly<Record<string, Setting>>
export type AgreementId = keyof typeof agreements

/** The two schemes that are compared: they sign alike, and seal paths differently. */
const schemes: Readonly<
  Record<"static" | "signcrypt", readonly [Layer.Layer<SignatureScheme, never, CipherSuite>, sealing: Layer.Layer<never>]>
> = {
  static: [staticKeys, Layer.empty],
  signcrypt: [signcrypt, pathSealing]
}
export type SchemeId = keyof typeof schemes

/** How to compose. */
export interface Choice {
  readonly agreement?: AgreementId
  /** Instead of the scheme's own, for members who lie. */
  readonly sealer?: PathSealer
  /** Instead of suite 1 by noble. */
  readonly suite?: Layer.Layer<CipherSuite>
}

/** A whole composition, all else as in RFC 9420. */
export const services = (id: SchemeId, choice: Choice = {}): Layer.Layer<GroupServices> => {
  const { agreement = "treekem9420, unmerged", sealer, suite = cipherSuite(1) } = choice
  const { cgka, integrity }: Setting = agreements[agreement]
  const [scheme, own] = schemes[id]
  const sealing = sealer === undefined ? own : Layer.succeed(PathSealing, sealer)
  const protocol = Layer.mergeAll(
    cgka,
    Layer.provide(secretTree, [guarded, hidden]),
    schedule,
    scheme,
    integrity,
    basic,
    marked(`signature=${id},cgka=${agreement}`)
  )
  return Layer.fresh(Layer.provideMerge(protocol, Layer.mergeAll(suite, seededEntropy(`${id}, ${agreement}`), sealing)))
}

/** A member's state in the hands of somebody who has its signature key and the epoch's secrets, and of the tree's keys only this one for the leaf. */
export const stolen = Effect.fnUntraced(function* (victim: GroupState, leafKey?: KeyPair) {
  const cgka = yield* Cgka
  const thief: GroupState = { ...victim, cgka: cgka.begin(victim.me, leafKey ?? (yield* cgka.leaf())), proposals: [], ownUpdates: [] }
  return thief
})

/** The pair of a member's leaf. */
export const leafKeyOf = (state: GroupState) =>
  Effect.map(Cgka, ({ leafKey }) => {
    if (leafKey === undefined) throw new Error("a key agreement with leaf keys")
    const { publicKey, secretKey } = leafKey(state.cgka)
    return { publicKey, secretKey }
  })

/** What each member but `except` makes of a message: a name for it, or the reason why it is refused. */
export const verdicts = (room: Room, message: Uint8Array, except: ReadonlyArray<string> = []) =>
  Effect.forEach(
    [...room].filter(([name]) => !except.includes(name)),
    ([, state]) =>
      Effect.match(receive(state, message), {
        onFailure: (e) => (e._tag === "CgkaRejected" ? `${e._tag}: ${e.reason}` : e._tag),
        onSuccess: (got) => got._tag
      })
  )

/** A path of whoever holds this state. */
export const path = (state: GroupState, intent: Intent = {}) => commit(state, { path: true, ...intent })

/** A key package for somebody new, with the secrets that go with it. */
export const newcomer = (name: string) =>
  Effect.flatMap(makeIdentity({ _tag: "basic", identity: new TextEncoder().encode(name) }), (identity) => makeKeyPackage(identity))

export { at, commits, four, type Room, says, settled } from "../signatures/world.ts"
export const everybody = (room: Room): ReadonlyArray<GroupState> => [...room.keys()].map((name) => at(room, name))
