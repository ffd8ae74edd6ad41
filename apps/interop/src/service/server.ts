import { type handleUnaryCall, Server, ServerCredentials, status } from "@grpc/grpc-js"
import { Cause, Effect, Exit, Result, Semaphore } from "effect"
import { handlers } from "../client/calls/all.ts"
import type { Client } from "../client/client.ts"
import { codeOf, describeFailure, type Failure } from "../client/failure.ts"
import { calls, type CallName, type RequestOf } from "./calls.ts"
import { serviceClient } from "./definition.ts"
import type { MessageOf } from "./messages.ts"

/** A server that listens. */
export interface Listening {
  /** Host and port, as clients dial it. */
  readonly address: string
  /** Ends it at once; calls on their way are cut off. */
  readonly stop: () => void
}

/** Bytes as plain arrays: what gRPC gives are views into buffers that it shares. */
const owned = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return new Uint8Array(value)
  if (Array.isArray(value)) return value.map(owned)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, owned(field)]))
}

const answered = (
  exit: Exit.Exit<object, Failure>
): { readonly response: object } | { readonly code: status; readonly details: string } => {
  if (Exit.isSuccess(exit)) return { response: exit.value }
  const failure = Cause.findError(exit.cause)
  return Result.isSuccess(failure)
    ? { code: codeOf(failure.success), details: describeFailure(failure.success) }
    : { code: status.INTERNAL, details: `Defect: ${Cause.pretty(exit.cause)}` }
}

/** Serves a client's calls on a port of this host; 0 takes a free one. Calls are answered one after another. */
export const listen = async (client: Client, port: number, host = "127.0.0.1"): Promise<Listening> => {
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 })
  const turn = Semaphore.makeUnsafe(1)
  const serve =
    <Name extends CallName>(name: Name): handleUnaryCall<unknown, object> =>
    (call, callback) => {
      // The definition's codec made the request; this is its type.
      const request = owned(call.request) as MessageOf<RequestOf<Name>>
      const operation: Effect.Effect<object, Failure> = handlers[name](client, request)
      Effect.runCallback(turn.withPermits(1)(operation), {
        onExit: (exit) => {
          const outcome = answered(exit)
          if ("response" in outcome) callback(null, outcome.response)
          else callback(outcome)
        }
      })
    }
  const names = Object.keys(calls) as ReadonlyArray<CallName>
  server.addService(serviceClient().service, Object.fromEntries(names.map((name) => [name, serve(name)])))
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, at) => (error === null ? resolve(at) : reject(error)))
  })
  return { address: `${host}:${bound}`, stop: () => server.forceShutdown() }
}
