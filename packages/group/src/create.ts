import type { CryptoFailure } from "@copath/contracts"
import { checkExtensions, Invalid, meetsDemands, singleton, termsOf, treeHash } from "@copath/membership"
import { leafIndex } from "@copath/tree-math"
import { type Extension, extensionTypes, type KeyPackage, type LeafNode, MLS10 } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { contextBytes, contextOf, withMark } from "./context.ts"
import { begin } from "./epoch.ts"
import { SendRejected } from "./errors.ts"
import { makeKeyPackage } from "./keyPackage.ts"
import { choices, type GroupServices, type Parts, parts } from "./parts.ts"
import type { GroupState, Identity } from "./state.ts"
import { emptyTranscript } from "./transcript.ts"

/** What the creator decides (RFC 9420, section 11). */
export interface NewGroup {
  /** Unique among all groups; left out, 16 random bytes (V305). */
  readonly groupId?: Uint8Array
  /** Whose leaf 0 becomes. */
  readonly identity: Identity
  /** Group context extensions beside those that name the composition. */
  readonly extensions?: ReadonlyArray<Extension>
  /** Extensions of the creator's leaf. */
  readonly leafExtensions?: ReadonlyArray<Extension>
  /** Key packages of those who are to be added next: the cipher suite must be the best that all of them support (V132). */
  readonly invitees?: ReadonlyArray<KeyPackage>
}

/**
 * A group of one, at epoch 0 (RFC 9420, section 11). Where the RFC draws the epoch secret at random, random init and commit secrets go through the
 * key schedule: nobody but the creator ever learns any of them, and every variant's schedule begins the same way.
 */
export const createGroup: (input: NewGroup) => Effect.Effect<GroupState, CryptoFailure | Invalid | SendRejected, GroupServices> =
  Effect.fnUntraced(function* ({ extensions = [], groupId, identity, invitees = [], leafExtensions = [] }: NewGroup) {
    const p = yield* parts
    const options = yield* choices
    const worse = downgrade(p.suiteId, options.suites ?? [], invitees)
    if (worse !== undefined) return yield* worse
    const { keyPackage, secrets: own } = yield* makeKeyPackage(identity, { leafExtensions })
    const me = leafIndex(0)
    const tree = singleton(keyPackage.leafNode, p.shape)
    const context = contextOf(p, {
      groupId: groupId ?? p.random(16).expose().slice(),
      epoch: 0n,
      treeHash: treeHash(tree, p.suite.hash.digest),
      confirmedTranscriptHash: emptyTranscript,
      extensions: yield* Effect.fromResult(contextExtensions(p, extensions, keyPackage.leafNode))
    })
    const bytes = contextBytes(context)
    const init = p.random(p.suite.kdf.size)
    const commit = p.random(p.suite.kdf.size)
    const applicationExport = p.exporter !== undefined
    const { epoch } = yield* p.schedule.next({ init, commit, psk: p.schedule.psk([]), groupContext: bytes, applicationExport })
    const state = yield* begin(p, {
      me,
      identity: identity.signatureKey,
      context,
      contextBytes: bytes,
      tree,
      book: p.cgka.emptyBook,
      change: { added: [], removed: [], updated: [], committer: me },
      cgka: p.cgka.begin(me, own.leafKey),
      signer: own.signer,
      epoch,
      previous: Option.none()
    })
    return { ...state, pending: undefined }
  })

/** The best cipher suite that all can use is the one to take (section 11; V132). `preference`: best first; without one there is nothing to compare. */
const downgrade = (chosen: number, preference: ReadonlyArray<number>, invitees: ReadonlyArray<KeyPackage>): SendRejected | undefined => {
  const all = invitees.map(({ leafNode }) => new Set(leafNode.capabilities.cipherSuites))
  const best = preference.find((suite) => all.every((suites) => suites.has(suite)))
  if (best === undefined || best === chosen || invitees.length === 0) return undefined
  const detail = `all who are invited support cipher suite ${best}, which this client prefers to ${chosen}`
  return new SendRejected({ reason: "Downgrade", rule: "V132", detail })
}

/**
 * The group context's first extensions: what the creator wants, the composition's mark, and the demand that every member supports it, so that a
 * strict client refuses such a group (V143). The creator's own leaf must support them all (V105).
 */
const contextExtensions = (
  p: Parts,
  wanted: ReadonlyArray<Extension>,
  leaf: LeafNode
): Result.Result<ReadonlyArray<Extension>, Invalid> => {
  const list = withMark(p, wanted)
  const wrong = checkExtensions(
    { place: "groupContext", extensions: list, where: "the new group's context", subject: undefined },
    p.registry
  )
  if (wrong !== undefined) return Result.fail(wrong)
  const known = new Set<number>([...Object.values(extensionTypes), ...leaf.capabilities.extensions])
  const foreign = list.find((e) => !known.has(e.extensionType))
  if (foreign !== undefined) {
    const detail = "the creator's own leaf does not support this extension"
    return Result.fail(new Invalid({ rule: "V105", subject: foreign.extensionType, detail }))
  }
  return Result.flatMap(Result.mapError(termsOf(MLS10, p.suiteId, list), undecodable), (terms) => {
    const { registry } = p
    const lacking = meetsDemands({ leaf, registry, subject: undefined, terms, where: "the creator's own leaf" })
    return lacking === undefined ? Result.succeed(list) : Result.fail(lacking)
  })
}

const undecodable = (error: Error): Invalid => new Invalid({ rule: "V156", subject: undefined, detail: error.message })
