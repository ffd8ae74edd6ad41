import { CipherSuite, noBytes, signWithLabel } from "@copath/contracts"
import { type GroupState, receive, send } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { type Framed, insiderSeals, services, tbsOf, three } from "./insider.ts"

const text = (n: number): Uint8Array => Uint8Array.of(0x6d, n)

/** Bob's first two messages, and Alice as she is after the second: the key of the first is one that she keeps. */
const late = Effect.fnUntraced(function* () {
  const { alice, bob } = yield* three()
  const first = yield* send(bob, text(0))
  const second = yield* send(first.state, text(1))
  const got = yield* receive(alice, second.message)
  if (got._tag !== "application") throw new Error(got._tag)
  return { bob, waiting: got.state, untouched: alice, first: first.message }
})

const reads = Effect.fnUntraced(function* (state: GroupState, message: Uint8Array) {
  expect(yield* receive(state, message)).toMatchObject({ _tag: "application", data: text(0) })
})

describe("a message that is refused uses no key up, whether that is the next or one kept for late messages", () => {
  it.effect("V077: forged by whoever sees the true one", () =>
    Effect.gen(function* () {
      const { first, untouched, waiting } = yield* late()
      for (const state of [untouched, waiting]) {
        for (let at = 1; at <= 40; at++) {
          const forged = first.slice()
          forged[forged.length - at] = (forged.at(-at) as number) ^ 1
          expect(yield* Effect.flip(receive(state, forged))).toMatchObject({ _tag: "Unprotectable", reason: "BadCiphertext" })
        }
        yield* reads(state, first)
      }
    }).pipe(Effect.provide(services(1)))
  )

  it.effect("V078: sealed soundly and signed by nobody", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { bob, first, untouched, waiting } = yield* late()
      const content: Framed = {
        groupId: bob.context.groupId,
        epoch: bob.context.epoch,
        sender: { _tag: "member", leafIndex: bob.me },
        authenticatedData: noBytes,
        content: { _tag: "application", applicationData: text(9) }
      }
      const signature = signWithLabel(suite, bob.identity, "FramedContentTBS", tbsOf(2, content, noBytes))
      const unsigned = yield* insiderSeals(bob, content, signature)
      for (const state of [untouched, waiting]) {
        expect(yield* Effect.flip(receive(state, unsigned))).toMatchObject({ _tag: "BadSignature" })
        yield* reads(state, first)
      }
    }).pipe(Effect.provide(services(1)))
  )
})
