import { type CgkaUpdate, noBytes } from "@copath/contracts"
import type { FramedContent } from "@copath/wire"
import { Effect, Option } from "effect"
import type { GroupState } from "../src/index.ts"
import { frame, memberContent, signFramed } from "../src/framing.ts"
import { defaultOptions } from "../src/options.ts"
import { parts } from "../src/parts.ts"
import { seal } from "../src/protect.ts"

export interface Lie {
  /** Leaf, epoch and group that the message claims. */
  readonly as?: number
  readonly epoch?: bigint
  readonly groupId?: Uint8Array
  readonly confirmationTag?: Uint8Array
  readonly handshake?: "public" | "private"
}

/**
 * A misbehaving member: any content, correctly signed and tagged with that member's own keys, whatever the sending rules say. So no earlier check
 * hides the one under test.
 */
export const insider = Effect.fnUntraced(function* (state: GroupState, content: FramedContent<CgkaUpdate>["content"], lie: Lie = {}) {
  const p = yield* parts
  const { epoch, groupId } = state.context
  const sender = { _tag: "member", leafIndex: lie.as ?? state.me } as const
  const claimed = { ...memberContent(lie.groupId ?? groupId, lie.epoch ?? epoch, state.me, noBytes, content), sender }
  const format =
    lie.handshake === "private" || content._tag === "application" ? p.wire.formats.privateMessage : p.wire.formats.publicMessage
  const framed = frame(p, format, claimed, state.contextBytes)
  const { signature } = yield* signFramed(p, state, framed)
  const confirmationTag = content._tag === "commit" ? (lie.confirmationTag ?? new Uint8Array(p.suite.mac.size)) : undefined
  return (yield* seal(p, defaultOptions, state, framed, { signature, confirmationTag }, Option.none())).message
})
