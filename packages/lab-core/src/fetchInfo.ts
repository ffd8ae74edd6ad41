import { makeGroupInfo } from "@copath/group"
import * as Effect from "effect/Effect"
import type { Exchange } from "./exchange.ts"
import type { Ledger } from "./ledger.ts"
import { following, type Member } from "./member.ts"

/** A description of the present epoch, made by `helper` for the member called `name`, and fetched by it: each pays for its own part. */
export const fetchInfo = Effect.fnUntraced(function* (exchange: Exchange, ledger: Ledger, helper: Member, name: string) {
  const seat = following(helper)
  if (seat === undefined) return yield* Effect.fail({ _tag: "NobodyLeft" })
  exchange.acts(helper.name)
  const message = yield* makeGroupInfo(seat.state)
  ledger.end("member")
  ledger.sent("groupInfo", "member", helper.name, message.length, 1)
  ledger.received("groupInfo", "joiner", name, message.length)
  exchange.acts(name)
  return message
})
