import { DeliveryRefused, type Sending } from "@copath/contracts"
import * as Result from "effect/Result"
import type { MemoryOptions } from "./logs.ts"

const MLS10 = 1

const hex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("")

/** Who shows a token, by the service's own lights or by the token's. */
export const nameOf = (options: Pick<MemoryOptions, "authenticate">, token: Uint8Array | undefined): string | undefined =>
  options.authenticate === undefined ? hex(token ?? new Uint8Array(0)) : options.authenticate(token)

/** `MLSMessage.version` and `wire_format`; `undefined` when there is less. */
const header = (message: Uint8Array): { readonly version: number; readonly wireFormat: number } | undefined => {
  const [a, b, c, d] = message
  return a === undefined || b === undefined || c === undefined || d === undefined
    ? undefined
    : { version: a * 256 + b, wireFormat: c * 256 + d }
}

/** Why a message that its sender may send does not get in. Neither the group's epoch nor its members are asked. */
export const barred = (
  options: MemoryOptions,
  group: string,
  message: Uint8Array,
  cookie: Uint8Array | undefined
): DeliveryRefused | undefined => {
  const { wireFormats } = options
  const read = wireFormats === undefined ? undefined : header(message)
  if (wireFormats !== undefined && (read?.version !== MLS10 || !wireFormats.has(read.wireFormat)))
    return new DeliveryRefused({ group, reason: "WireFormat" })
  if (options.cookie?.(group, cookie, message) === false) return new DeliveryRefused({ group, reason: "Cookie" })
  return undefined
}

/** By what name a log knows a message again: its sender and the sender's key for it. Hex has no colon, so no two pairs share a name. */
export const entryName = (
  options: MemoryOptions,
  group: string,
  { key, token }: Sending
): Result.Result<string | undefined, DeliveryRefused> => {
  const sender = nameOf(options, token)
  if (sender === undefined) return Result.fail(new DeliveryRefused({ group, reason: "Unauthenticated" }))
  return Result.succeed(key === undefined ? undefined : `${hex(key)}:${sender}`)
}
