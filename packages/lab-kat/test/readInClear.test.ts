import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect, test } from "vitest"
import { play } from "../src/playing.ts"
import { readInClear } from "../src/readInClear.ts"
import { membersOf, Script } from "../src/script.ts"

const script = new Script(membersOf(3)).say("0", "1").add("0", "3").remove("1", "2").say("0").workload("in-clear")
const number = (bytes: Uint8Array): bigint => bytes.reduce((n, byte) => (n << 8n) | BigInt(byte), 0n)

describe("what stands in clear", () => {
  it.effect("stands where it is said to, in public messages and in private ones (R067)", () =>
    Effect.gen(function* () {
      for (const handshake of ["plain", "enc-ratchet"]) {
        const { uploads } = yield* play({ spec: { handshake } }, script)
        const kinds = new Set<string>()
        for (const { by, kind, message } of uploads) {
          const read = readInClear(message)
          kinds.add(kind)
          if (read === undefined) throw new Error(`${kind} cannot be read`)
          const { epoch, group, rest, sender } = read
          expect(message.subarray(rest.offset)).toEqual(rest.bytes)
          if (kind === "keyPackage") expect(sender?.value).toBe(`a credential of "${by}"`)
          if (kind !== "application" && kind !== "commit") continue
          expect(group?.value).toBe('group "in-clear/0"')
          const name = message.subarray(group?.offset, (group?.offset ?? 0) + "in-clear/0".length)
          expect(new TextDecoder().decode(name)).toBe("in-clear/0")
          const at = epoch?.offset ?? 0
          expect(epoch?.value).toBe(`epoch ${number(message.subarray(at, at + 8))}`)
          expect(sender !== undefined).toBe(handshake === "plain" && kind === "commit")
          // A member's sender type is one byte, and its leaf four (RFC 9420, 6).
          if (sender !== undefined) expect(sender.value).toBe(`leaf ${number(message.subarray(sender.offset + 1, sender.offset + 5))}`)
        }
        expect([...kinds].toSorted()).toEqual(["application", "commit", "keyPackage", "welcome"])
      }
    })
  )

  it.effect("is nothing, and no crash, in what was cut off or is something else", () =>
    Effect.gen(function* () {
      const { uploads } = yield* play({ spec: {} }, script)
      for (const { message } of uploads) {
        for (let length = 0; length < Math.min(message.length, 64); length++) {
          const read = readInClear(message.subarray(0, length))
          for (const field of [read?.group, read?.epoch, read?.sender, read?.adds, read?.removes])
            expect(field === undefined || field.offset < length).toBe(true)
        }
      }
    })
  )

  test("is not looked for in formats that are not known", () => {
    expect(readInClear(new Uint8Array(0))).toBeUndefined()
    expect(readInClear(Uint8Array.from([0, 1, 0x77, 0x77, 1, 2, 3]))).toBeUndefined()
  })
})
