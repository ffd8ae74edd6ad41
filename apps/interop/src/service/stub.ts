import { credentials, type ServiceError } from "@grpc/grpc-js"
import { type CallName, calls, type RequestOf, type ResponseOf } from "./calls.ts"
import { serviceClient } from "./definition.ts"
import type { Draft, MessageOf } from "./messages.ts"

/** A client behind gRPC, ours or any other. A call that fails rejects with grpc-js' `ServiceError`. */
export type Stub = {
  readonly [Name in CallName]: (request: Draft<RequestOf<Name>>) => Promise<MessageOf<ResponseOf<Name>>>
} & {
  /** Hangs up. */
  readonly close: () => void
}

type Unary = (request: object, done: (error: ServiceError | null, response: unknown) => void) => void

/** A stub for the server at this address. */
export const dial = (address: string): Stub => {
  const Connection = serviceClient()
  const connection = new Connection(address, credentials.createInsecure(), { "grpc.max_receive_message_length": -1 })
  const call =
    (name: CallName) =>
    (request: object): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const unary = connection[name] as Unary
        unary.call(connection, request, (error, response) => (error === null ? resolve(response) : reject(error)))
      })
  const names = Object.keys(calls) as ReadonlyArray<CallName>
  return { ...Object.fromEntries(names.map((name) => [name, call(name)])), close: () => connection.close() } as Stub
}
