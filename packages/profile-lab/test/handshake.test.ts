import { decode } from "@copath/codec"
import type { Suite } from "@copath/contracts"
import { inBuckets, noPadding } from "@copath/group"
import { rfc9420Wire } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect, test } from "vitest"
import { published, seen } from "./handshake/outsider.ts"
import { fields, kinds, sizes, sizesTold, told } from "./handshake/page.ts"
import { type Passed, played, servicesOf } from "./handshake/scenario.ts"
import { fieldsOf, type Kind, visibleFields, type Why } from "./handshake/visibleFields.ts"

const options = ["plain", "enc-fixed", "enc-ratchet"] as const

const play = (option: string, padding = noPadding) =>
  Effect.provide(
    played((keyPackage) => published(option, keyPackage)),
    servicesOf(option, padding)
  )

const fieldsIn = (option: string, passed: ReadonlyArray<Passed>, kind: Kind): ReadonlySet<string> =>
  new Set(passed.filter((m) => m.kind === kind).flatMap((m) => [...seen(option, m.bytes)]))

/** Fields that are seen and have no reason, and reasons of fields that are not there. */
const unmatched = (found: ReadonlySet<string>, why: Why) => {
  const reasons = fieldsOf(why).map(([field]) => field)
  return {
    // Of a list that is empty only that is seen.
    unreasoned: [...found].filter((field) => !reasons.some((reason) => reason === field || reason.startsWith(`${field}.`))),
    absent: reasons.filter((field) => !found.has(field))
  }
}
const nothing = { unreasoned: [], absent: [] }

describe.each(options)("what an outsider sees, %s", (option) => {
  it.effect("R067, R068: each field that can be read without a key has its reason, and each field with a reason is there", () =>
    Effect.gen(function* () {
      const { passed } = yield* play(option)
      for (const kind of kinds) {
        const why = visibleFields[option]?.[kind] ?? ""
        const found = fieldsIn(option, passed, kind)
        expect({ kind, ...unmatched(found, why) }).toEqual({ kind, ...nothing })
        // A reason that is taken away is missed, and one for a field that is not there is found out.
        for (const [field] of fieldsOf(why)) {
          const { unreasoned } = unmatched(found, Object.fromEntries(fieldsOf(why).filter(([other]) => other !== field)))
          expect(unreasoned).toEqual([field])
        }
        expect(unmatched(found, { ...(why as object), sender: "so that everybody knows" }).absent).toEqual(["sender"])
      }
    })
  )
})

it.effect(
  "R064: plain or private, the same play has the same epochs and rosters; who looks on sees who changed what, or that something was",
  () =>
    Effect.gen(function* () {
      const [plain, fixed, ratchet] = [yield* play("plain"), yield* play("enc-fixed"), yield* play("enc-ratchet")]
      expect(plain.epochs.map(({ epoch }) => epoch)).toEqual([1n, 2n, 3n, 4n, 5n, 7n])
      expect(fixed.epochs).toEqual(plain.epochs)
      expect(ratchet.epochs).toEqual(plain.epochs)

      const public_ = [...fieldsIn("plain", plain.passed, "handshake")]
      for (const part of ["sender.member.leafIndex", "identity", "removed", "kemOutput"])
        expect(public_.some((field) => field.endsWith(part))).toBe(true)
      for (const [option, { passed }] of [
        ["enc-fixed", fixed],
        ["enc-ratchet", ratchet]
      ] as const) {
        const private_ = [...fieldsIn(option, passed, "handshake")].map((field) => field.replace(/.*\./, ""))
        const clear = ["version", "type", "groupId", "epoch", "authenticatedData", "contentType", "encryptedSenderData", "ciphertext"]
        expect(new Set(private_)).toEqual(new Set(clear))
        // Names of members stand nowhere in what members send each other.
        for (const { bytes, kind } of passed)
          if (kind === "handshake" || kind === "application")
            for (const name of ["alice", "carol", "erin"]) expect(Buffer.from(bytes).includes(name)).toBe(false)
      }
    })
)

it.effect("R065: padded, the lengths of what is sealed come from the bucket set alone, for handshakes and texts alike", () =>
  Effect.gen(function* () {
    const { passed } = yield* play("enc-ratchet", inBuckets)
    const bare = (yield* play("enc-ratchet")).passed
    const sealed = (messages: ReadonlyArray<Passed>): ReadonlyArray<number> =>
      messages.flatMap(({ bytes }) => {
        const message = Result.getOrThrow(decode(rfc9420Wire.mlsMessage, bytes))
        return message._tag === "privateMessage" ? [message.privateMessage.body.ciphertext.length - 16] : []
      })
    const lengths = sealed(passed)
    expect(lengths.length).toBeGreaterThan(10)
    for (const length of lengths) expect(inBuckets(length)).toBe(0)
    expect(new Set(lengths).size).toBeLessThan(new Set(sealed(bare)).size)
  })
)

describe("R066: two handshakes by one sender in one epoch", () => {
  /** How often a key and nonce sealed more than one text. */
  const reuses = (option: string) =>
    Effect.suspend(() => {
      const under = new Map<string, Set<string>>()
      const watched = (suite: Suite): Suite => ({
        ...suite,
        aead: {
          ...suite.aead,
          seal: (key, nonce, aad, plain) => {
            const place = `${key.expose().join()}/${nonce.join()}`
            under.set(place, (under.get(place) ?? new Set()).add(plain.join()))
            return suite.aead.seal(key, nonce, aad, plain)
          }
        }
      })
      return Effect.map(
        Effect.provide(
          played((keyPackage) => published(option, keyPackage)),
          servicesOf(option, noPadding, (suite) => Effect.map(suite, watched))
        ),
        () => [...under.values()].filter((texts) => texts.size > 1).length
      )
    })

  it.effect("are sealed under two keys by the ratchet, and under one by fixed keys", () =>
    Effect.gen(function* () {
      expect(yield* reuses("enc-ratchet")).toBe(0)
      expect(yield* reuses("enc-fixed")).toBeGreaterThan(0)
    })
  )
})

describe("docs/options/handshake.md", () => {
  it.effect("tells the lengths that were measured, give or take what a composition's name is long", () =>
    Effect.gen(function* () {
      const bare = yield* Effect.forEach(options, (option) => Effect.map(play(option), ({ passed }) => passed))
      const measured = sizes([...bare, (yield* play("enc-ratchet", inBuckets)).passed])
      const rows = sizesTold()
      expect(rows.map(({ what }) => what)).toEqual(measured.map(({ what }) => what))
      for (const [i, { lengths, what }] of measured.entries())
        for (const [j, length] of lengths.entries()) {
          const difference = Math.abs((rows[i]?.lengths[j] ?? 0) - length)
          expect(difference, `${what}: ${length} measured, ${rows[i]?.lengths[j]} told`).toBeLessThan(Math.max(16, length / 20))
        }
    })
  )

  test("R068: lists every visible field with its reason", () => expect(told("fields")).toBe(fields()))
})
