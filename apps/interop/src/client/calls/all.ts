import { Effect } from "effect"
import type { CallName } from "../../service/calls.ts"
import type { Handlers } from "../handlers.ts"
import { committing } from "./committing.ts"
import { joining } from "./joining.ts"
import { member } from "./member.ts"
import { proposingOutside } from "./outside.ts"
import { proposing } from "./proposing.ts"
import { subgroup } from "./subgroup.ts"

/** The client's answers to all calls. */
export const handlers: Handlers<CallName> = {
  Name: ({ name }) => Effect.succeed({ name }),
  SupportedCiphersuites: ({ suites }) => Effect.succeed({ ciphersuites: suites.ids }),
  ...joining,
  ...member,
  ...proposing,
  ...committing,
  ...subgroup,
  ...proposingOutside
}
