import { makeGroupInfo } from "@copath/group"
import * as Effect from "effect/Effect"
import type { Circle } from "./circle.ts"
import { following, type Member } from "./member.ts"

/** A description of the present epoch, made by `helper` for the member called `name`, and fetched by it: each pays for its own part. */
export const fetchInfo = Effect.fnUntraced(function* (circle: Circle, helper: Member, name: string) {
  const seat = following(helper)
  if (seat === undefined) return yield* Effect.fail({ _tag: "NobodyLeft" })
  circle.acts(helper.name)
  const message = yield* makeGroupInfo(seat.state)
  circle.ledger.end("member")
  circle.up("groupInfo", "member", helper.name, message, 1)
  circle.ledger.received("groupInfo", "joiner", name, message.length)
  circle.acts(name)
  return message
})
