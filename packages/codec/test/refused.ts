import type { Codec, DecodeError, DecodeReason } from "@copath/codec"
import { decode } from "@copath/codec"
import * as Result from "effect/Result"
import { expect } from "vitest"

/** Bytes of hex text; spaces are for the reader. */
export const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"))

/** The value of which `input` is the encoding. */
export const accepted = <A>(codec: Codec<A>, input: Uint8Array): A => Result.getOrThrow(decode(codec, input))

/** Decoding `input` must fail for `reason`; gives the error for a closer look. */
export const refused = <A>(codec: Codec<A>, input: Uint8Array, reason: DecodeReason): DecodeError => {
  const result = decode(codec, input)
  if (!Result.isFailure(result)) return expect.fail(`${codec.name} accepted ${Buffer.from(input).toString("hex")}`)
  expect(result.failure._tag).toBe("DecodeError")
  expect(result.failure.reason).toBe(reason)
  return result.failure
}

/** Why decoding `input` fails; `"accepted"` when it does not. */
export const reason = <A>(codec: Codec<A>, input: Uint8Array): DecodeReason | "accepted" =>
  Result.match(decode(codec, input), { onFailure: (error) => error.reason, onSuccess: () => "accepted" as const })
