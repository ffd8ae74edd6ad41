import type { Sender } from "@copath/wire"
import type * as Result from "effect/Result"
import type { ComponentId } from "../components/componentId.ts"

/** One proposal's content for a component, and who sent it: components may refuse senders that MLS lets through. */
export interface ComponentInput {
  /** As the proposal has it. */
  readonly data: Uint8Array
  /** A member, an external sender, or somebody who joins by this commit. */
  readonly sender: Sender
}

/**
 * The application's logic for one component (draft-ietf-mls-extensions-09, 4.7 and 4.8). All functions are pure, and every member must have the same: a
 * commit that one of them judges otherwise parts it from the group. An answer that refuses tells why.
 */
export interface Component {
  /** Its number in this application. */
  readonly id: ComponentId
  /** Makes the new state from the present one and from a commit's updates, in order. Left out: updates are invalid. */
  readonly update?: (current: Uint8Array | undefined, updates: ReadonlyArray<ComponentInput>) => Result.Result<Uint8Array, string>
  /** Whether this sender may remove the state; an answer refuses. Left out: whoever may send the proposal may. */
  readonly remove?: (current: Uint8Array, sender: Sender) => string | undefined
  /** Whether data may go with a commit; an answer refuses. Left out: none may. */
  readonly ephemeral?: (input: ComponentInput) => string | undefined
  /** What its state in the group asks of a leaf's data for the same component; an answer is what the leaf lacks. Left out: nothing. */
  readonly demands?: (inGroup: Uint8Array, inLeaf: Uint8Array | undefined) => string | undefined
}
