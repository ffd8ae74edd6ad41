import { decode, type DecodeError } from "@copath/codec"
import { CipherSuite, Composition, Entropy, type KeyPair, noBytes } from "@copath/contracts"
import { Closed, exportSecret, type GroupServices, type GroupState, leafKey } from "@copath/group"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import type { WireFormats } from "@copath/wire"
import * as Effect from "effect/Effect"
import { type TargetedRejected, TargetedUnavailable } from "./errors.ts"
import { openTargeted } from "./open.ts"
import { sealTargeted } from "./seal.ts"
import { targetedExports, type TargetedSecrets } from "./secrets.ts"
import { envelope } from "./wire.ts"
import { supportsWireFormat } from "./wireFormats.ts"

/** What goes to one member. */
export interface TargetedInput {
  /** The recipient's leaf. */
  readonly to: LeafIndex
  /** For the recipient's eyes alone. */
  readonly data: Uint8Array
  /** Travels in clear beside the data and is authenticated with it; a nonce in it lets the recipient tell replays (8.6). */
  readonly authenticatedData?: Uint8Array
  /** Zero bytes behind the data, to hide its length (6.1). */
  readonly padding?: number
}

/** What came from one member. */
export interface TargetedReceived {
  /** The sender's leaf, by its signature. */
  readonly sender: LeafIndex
  /** What was for us alone, without the padding. */
  readonly data: Uint8Array
  /** Came in clear, authenticated with the data; empty if the sender gave none. */
  readonly authenticatedData: Uint8Array
}

/** The code point after the composition's own: 6 in RFC 9420, as the draft suggests; in the range for private use where the others are. */
export const targetedMessageFormat = ({ keyPackage }: WireFormats): number => keyPackage + 1

const secretsOf: (state: GroupState) => Effect.Effect<TargetedSecrets, TargetedUnavailable, GroupServices> = Effect.fnUntraced(
  function* (state: GroupState) {
    const { kdf } = yield* CipherSuite
    const { label, psk, senderAuthData } = targetedExports
    return {
      psk: yield* exportSecret(state, label, psk, kdf.size),
      senderAuthData: yield* exportSecret(state, label, senderAuthData, kdf.size)
    }
  },
  // A key agreement without a group secret has nothing that only members know.
  Effect.catchTag("NoGroupSecret", () => Effect.fail(new TargetedUnavailable({ reason: "Incompatible" })))
)

const wiped = ({ psk, senderAuthData }: TargetedSecrets): void => {
  psk.wipe()
  senderAuthData.wipe()
}

/**
 * A message for one member, as an encoded MLSMessage (draft-ietf-mls-targeted-messages-01, 6.2). The state stays as it is: no ratchet moves, so forward
 * secrecy comes with the recipient's next leaf key and not with each message (8.4).
 */
export const sendTargeted: (
  state: GroupState,
  input: TargetedInput
) => Effect.Effect<Uint8Array, TargetedUnavailable | Closed, GroupServices> = Effect.fnUntraced(function* (
  state: GroupState,
  { authenticatedData = noBytes, data, padding = 0, to }: TargetedInput
) {
  if (state.reInit !== undefined) return yield* new Closed({ reason: "ReInit", rule: "V214" })
  const suite = yield* CipherSuite
  const { secret: random } = yield* Entropy
  const wireFormat = targetedMessageFormat((yield* Composition).wireFormats)
  const recipient = to < state.tree.leafCount ? state.tree.leafAt(to) : undefined
  if (recipient === undefined) return yield* new TargetedUnavailable({ reason: "NoMember" })
  if (!supportsWireFormat(recipient.extensions, wireFormat)) return yield* new TargetedUnavailable({ reason: "NotSupported" })
  const secrets = yield* secretsOf(state)
  const { epoch, groupId } = state.context
  const content = { groupId, epoch, senderLeafIndex: state.me, recipientLeafIndex: to, authenticatedData, applicationData: data, padding }
  const message = sealTargeted(
    suite,
    content,
    { secrets, recipientKey: recipient.encryptionKey, signer: state.identity, wireFormat },
    random
  )
  wiped(secrets)
  return message ?? (yield* new TargetedUnavailable({ reason: "Incompatible" }))
})

/**
 * A targeted message for me, of the present epoch, verified before it is opened (draft-ietf-mls-targeted-messages-01, 7). Anybody can deliver one again (8.6).
 */
export const receiveTargeted: (
  state: GroupState,
  message: Uint8Array
) => Effect.Effect<TargetedReceived, DecodeError | TargetedRejected | TargetedUnavailable, GroupServices> = Effect.fnUntraced(function* (
  state: GroupState,
  message: Uint8Array
) {
  const suite = yield* CipherSuite
  const wireFormat = targetedMessageFormat((yield* Composition).wireFormats)
  const decoded = yield* Effect.fromResult(decode(envelope(wireFormat), message))
  const mine: KeyPair | undefined = yield* leafKey(state)
  if (mine === undefined || suite.hpke.psk === undefined) return yield* new TargetedUnavailable({ reason: "Incompatible" })
  const secrets = yield* secretsOf(state)
  const { context, me, tree } = state
  const opened = openTargeted(
    suite,
    {
      groupId: context.groupId,
      epoch: context.epoch,
      me,
      leafKey: mine,
      secrets,
      signatureKeyAt: (leaf) => (leaf < tree.leafCount ? tree.leafAt(leafIndex(leaf))?.signatureKey : undefined),
      wireFormat
    },
    decoded
  )
  wiped(secrets)
  const { applicationData, authenticatedData, sender } = yield* Effect.fromResult(opened)
  return { sender: leafIndex(sender), data: applicationData, authenticatedData }
})
