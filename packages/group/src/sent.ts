import { equalBytes, type Suite } from "@copath/contracts"
import type { GroupState } from "./state.ts"

/** Echoes later than this many own messages are no longer told from replays. */
const REMEMBERED = 32

/** The state, knowing that it sent `message`. */
export const remembering = (suite: Suite, state: GroupState, message: Uint8Array): GroupState => ({
  ...state,
  sent: [suite.hash.digest(message).slice(0, 16), ...state.sent.slice(0, REMEMBERED - 1)]
})

/** Whether `message` is one that this member sent (V062). */
export const isEcho = (suite: Suite, state: GroupState, message: Uint8Array): boolean => {
  if (state.sent.length === 0) return false
  const digest = suite.hash.digest(message).subarray(0, 16)
  return state.sent.some((d) => equalBytes(d, digest))
}
