import {
  commit,
  type CommitError,
  createGroup,
  type GroupServices,
  type GroupState,
  type JoinError,
  joinGroup,
  type KeyPackageSecrets,
  makeIdentity,
  makeKeyPackage,
  type ProposeError,
  receive,
  type ReceiveError,
  send
} from "@copath/group"
import { leafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import type { TimedOperation } from "./calibration.ts"

/** Looks on while operations are done: `begin` before each, `end` after it, with the bytes of its message. */
export interface Onlooker {
  readonly begin: () => void
  readonly end: (operation: TimedOperation, bytes: number) => void
}

type ExerciseError = CommitError | JoinError | ProposeError | ReceiveError

/**
 * The operations of a group of `n`, each `repeats` times, by its creator and the member that joined last; everybody else is there by key package alone. The same whatever it
 * runs on: once to be timed, once to be counted.
 */
export const exercise = Effect.fnUntraced(function* (
  n: number,
  repeats: number,
  onlooker: Onlooker
): Effect.fn.Return<void, ExerciseError, GroupServices> {
  const invited: Array<KeyPackageSecrets> = []
  for (let i = 1; i < n + repeats; i++) invited.push(yield* someone(i))
  const members = invited.slice(0, n - 1)
  const creator = yield* createGroup({ identity: yield* makeIdentity(credential(0)) })
  const created = yield* commit(creator, { add: members.map(({ keyPackage }) => keyPackage), path: true })
  let a = yield* entered(created.state, created.message)
  const last = members.at(-1)
  if (created.welcome === undefined || last === undefined) throw new RangeError("a group has two members")
  const { welcome } = created
  let b = yield* joinGroup({ welcome, keyPackage: last })
  for (let i = 0; i < repeats; i++) {
    onlooker.begin()
    yield* joinGroup({ welcome, keyPackage: last })
    // Of a Welcome most is the tree, and what that takes goes by its nodes.
    onlooker.end("join", 0)
    const late = invited[n - 1 + i]
    const gone = leafIndex(1 + (i % Math.max(1, n - 2)))
    const steps = [
      ["commit", "process", { path: true }],
      ["add", "process an add", { add: late === undefined ? [] : [late.keyPackage] }],
      ["remove", "process a removal", { remove: [gone] }]
    ] as const
    for (const [making, taking, intent] of steps) {
      if (making === "remove" && (n < 4 || !a.tree.occupied(gone))) continue
      onlooker.begin()
      const made = yield* commit(a, intent)
      a = yield* entered(made.state, made.message)
      onlooker.end(making, made.message.length)
      onlooker.begin()
      b = yield* entered(b, made.message)
      onlooker.end(taking, made.message.length)
    }
    onlooker.begin()
    const sent = yield* send(a, new Uint8Array(256).fill(0x61))
    onlooker.end("send", sent.message.length)
    a = sent.state
    onlooker.begin()
    b = yield* entered(b, sent.message)
    onlooker.end("receive", sent.message.length)
  }
})

const credential = (i: number) => ({ _tag: "basic", identity: new TextEncoder().encode(`member ${String(i).padStart(6, "0")}`) }) as const

const someone = Effect.fnUntraced(function* (i: number) {
  const { secrets }: { readonly secrets: KeyPackageSecrets } = yield* makeKeyPackage(yield* makeIdentity(credential(i)))
  return secrets
})

const entered = Effect.fnUntraced(function* (state: GroupState, message: Uint8Array) {
  const received = yield* receive(state, message)
  if (!("state" in received)) throw new Error("nobody here removes the two who act")
  return received.state
})
