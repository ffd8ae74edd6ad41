import type { EpochSecrets } from "@copath/contracts"
import { Effect, Option } from "effect"
import type { GroupState } from "../src/index.ts"
import { parts } from "../src/parts.ts"
import { kept } from "../src/state.ts"
import { identityOf } from "./story.ts"

/** Secrets of an epoch that never was: what stands where the real ones are lost. */
const strangeSecrets = Effect.fnUntraced(function* (state: GroupState) {
  const p = yield* parts
  const [init, path] = [p.random(p.suite.kdf.size), p.random(p.suite.kdf.size)]
  const input = { init, commit: path, psk: p.schedule.psk([]), groupContext: state.contextBytes, applicationExport: false }
  return (yield* p.schedule.next(input)).epoch
})

const withRatchets = Effect.fnUntraced(function* (state: GroupState, epoch: EpochSecrets) {
  const p = yield* parts
  const change = { added: [], removed: [], updated: [], committer: state.me }
  const started = yield* p.protection.start(epoch, state.me, state.tree, change, Option.none())
  return { ...state, protection: started.state }
})

const noLeafKeys = Effect.fnUntraced(function* (state: GroupState) {
  const { cgka } = yield* parts
  return { ...state, cgka: cgka.begin(state.me, yield* cgka.leaf()) }
})

const noRatchets = (state: GroupState) => Effect.flatMap(strangeSecrets(state), (epoch) => withRatchets(state, epoch))

const noSecrets = (state: GroupState) => Effect.map(strangeSecrets(state), (epoch): GroupState => ({ ...state, secrets: kept(epoch) }))

const noSignatureKey = Effect.fnUntraced(function* (state: GroupState) {
  const p = yield* parts
  const { signatureKey } = yield* identityOf("somebody")
  return { ...state, identity: signatureKey, signer: (yield* p.scheme.begin(signatureKey)).state }
})

const noProposals = (state: GroupState) => Effect.succeed({ ...state, proposals: [] })

const onlyIdentity = (state: GroupState) => noLeafKeys(state).pipe(Effect.flatMap(noRatchets), Effect.flatMap(noSecrets))

/** What is left of a member's state when a part of it is lost; by the names of the table in `docs/recovery.md`. */
export const losses = {
  nothing: (state: GroupState) => Effect.succeed(state),
  "cached proposals": noProposals,
  "private keys of leaf and path": noLeafKeys,
  ratchets: noRatchets,
  "epoch secrets": noSecrets,
  "signature key": noSignatureKey,
  "all but the identity": onlyIdentity,
  everything: (state: GroupState) => Effect.flatMap(onlyIdentity(state), noSignatureKey)
}
