import type { Effect } from "effect"
import type { CallName, RequestOf, ResponseOf } from "../service/calls.ts"
import type { Draft, MessageOf } from "../service/messages.ts"
import type { Client } from "./client.ts"
import type { Failure } from "./failure.ts"

/** How a client answers a call. */
export type Handler<Name extends CallName> = (
  client: Client,
  request: MessageOf<RequestOf<Name>>
) => Effect.Effect<Draft<ResponseOf<Name>>, Failure>

/** Answers to some of the calls. */
export type Handlers<Name extends CallName> = { readonly [Call in Name]: Handler<Call> }
