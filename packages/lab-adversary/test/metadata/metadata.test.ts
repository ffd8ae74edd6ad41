import type { Kind, MetadataSight } from "@copath/lab-core"
import { describe, expect, it } from "vitest"
import { metadata, type ReadInClear, type Trace, type TracedUpload } from "../../src/index.ts"
import { ToyRun } from "../toys/toyRun.ts"

/** A format for these tests: group, epoch and, where it is not 255, sender in a byte each; then whom it adds and removes, 0 for nobody; the rest is sealed. */
const toyFormat: ReadInClear = (message) => {
  if (message[0] === 0) return undefined
  const [, epoch = 0, sender = 0, adds = 0, removes = 0] = message
  return {
    group: { value: "group toys", offset: 0 },
    epoch: { value: `epoch ${epoch}`, offset: 1 },
    ...(sender === 255 ? {} : { sender: { value: `leaf ${sender}`, offset: 2 } }),
    ...(adds === 0 ? {} : { adds: { value: `leaf ${adds} added`, offset: 3 } }),
    ...(removes === 0 ? {} : { removes: { value: `leaf ${removes} removed`, offset: 4 } }),
    rest: { offset: 5, bytes: message.subarray(5) }
  }
}

const head = (sender: number, adds = 0, removes = 0): ReadonlyArray<number> => [1, 7, sender, adds, removes]
/** What a seal of `length` bytes looks like to whoever cannot open it. */
const noise = (seed: number, length = 24): ReadonlyArray<number> => Array.from({ length }, (_, i) => (seed * 37 + i * i * 11 + 101) % 251)
const upload = (kind: Kind, by: number, bytes: ReadonlyArray<number>, state = 1): TracedUpload => ({
  kind,
  by,
  state,
  message: Uint8Array.from(bytes),
  accepted: true
})

/** A run of two members whose steps are these, and in which texts of these sizes are said. */
const traceOf = (did: ReadonlyArray<string>, sizes: ReadonlyArray<number> = []): Trace => {
  const run = new ToyRun(2)
  for (const step of did) run.step(step, 0)
  const trace = run.trace()
  const [said = { state: 0, by: 0, epoch: 0, size: 0, text: 0, authenticators: undefined, signed: false }] = trace.messages
  return { ...trace, messages: sizes.map((size) => ({ ...said, size })) }
}

const sights = (lines: ReadonlyArray<MetadataSight>): ReadonlyArray<string> =>
  lines.map(({ field, kind, sight }) => `${kind} ${field} ${sight}`)
const line = (lines: ReadonlyArray<MetadataSight>, kind: string, field: string) =>
  lines.find((one) => one.kind === kind && one.field === field)

describe("what the server reads", () => {
  it("is what stands in clear, with the place and the value", () => {
    const lines = metadata(
      traceOf(["create", "rekey"]),
      [upload("commit", 0, [...head(0), 9]), upload("commit", 1, [...head(1), 9])],
      toyFormat
    )
    expect(lines).toEqual([
      { kind: "commit", field: "group", sight: "readable", messages: 2, shown: 2, why: "group toys, at offset 0" },
      { kind: "commit", field: "epoch", sight: "readable", messages: 2, shown: 2, why: "epoch 7, at offset 1" },
      { kind: "commit", field: "sender", sight: "readable", messages: 2, shown: 2, why: "leaf 0 and 1 other value, at offset 2" }
    ])
  })

  it("is hidden if one message of many does not say it, and the reason counts them", () => {
    const lines = metadata(traceOf(["create", "rekey"]), [upload("commit", 0, head(0)), upload("commit", 1, head(255))], toyFormat)
    expect(line(lines, "commit", "sender")).toEqual({
      kind: "commit",
      field: "sender",
      sight: "hidden",
      messages: 2,
      shown: 1,
      why: "leaf 0, at offset 2; the other 1 do not say it"
    })
  })

  it("of a format that nobody knows is nothing", () => {
    const lines = metadata(traceOf(["create", "rekey"]), [upload("commit", 0, [0, 1, 2])], toyFormat)
    expect(line(lines, "commit", "group")).toMatchObject({ sight: "hidden", why: "messages of a format that is not known here" })
  })

  it("of who comes and goes is asked only where somebody did, and gives away who is there if both are readable", () => {
    const history = ["create", "add", "remove", "rekey"]
    const open = [upload("commit", 0, head(0, 3), 1), upload("commit", 0, head(0, 0, 1), 2), upload("commit", 0, head(0), 3)]
    expect(sights(metadata(traceOf(history), open, toyFormat)).slice(3)).toEqual([
      "commit adds readable",
      "commit removes readable",
      "all adds readable",
      "all removes readable",
      "all membership readable"
    ])
    const shut = [upload("commit", 0, head(0), 1), upload("welcome", 0, head(0, 3), 1), upload("commit", 0, head(0), 2)]
    const lines = metadata(traceOf(history), shut, toyFormat)
    expect(sights(lines).slice(3)).toEqual([
      "commit adds hidden",
      "commit removes hidden",
      "welcome adds readable",
      "all adds readable",
      "all removes hidden",
      "all membership hidden"
    ])
    expect(line(lines, "all", "adds")?.why).toBe("from welcome: leaf 3 added, at offset 3")
    expect(line(lines, "all", "membership")?.why).toBe("who goes is not readable")
    expect(sights(metadata(traceOf(["create", "rekey"]), [upload("commit", 0, head(0))], toyFormat))).not.toContain("all membership hidden")
    // Whoever creates a group adds all others.
    expect(sights(metadata(traceOf(["create"]), [upload("welcome", 0, head(0, 1), 0)], toyFormat))).toEqual([
      "welcome adds readable",
      "all adds readable"
    ])
  })

  it("tells senders apart by four bytes of what looks sealed, if there are any", () => {
    const marked = [0, 1, 0, 1].map((by, i) => upload("application", by, [...head(255), ...noise(i, 3), 9, 9, 9, by, ...noise(i)]))
    expect(line(metadata(traceOf(["create"]), marked, toyFormat), "application", "sender")).toMatchObject({
      sight: "readable",
      why: "4 bytes at offset 8 are each sender's own"
    })
    const [first, ...others] = marked
    const spoilt = { ...first!, message: first!.message.map((byte, i) => (i === 11 ? byte ^ 1 : byte)) }
    expect(line(metadata(traceOf(["create"]), [spoilt, ...others], toyFormat), "application", "sender")).toMatchObject({
      sight: "hidden",
      shown: 0
    })
  })

  it("is not judged where one member alone has said anything twice", () => {
    const once = [0, 0, 1].map((by, i) => upload("application", by, [...head(255), ...noise(i)]))
    expect(line(metadata(traceOf(["create"]), once, toyFormat), "application", "sender")).toMatchObject({ sight: "unjudged", shown: 0 })
  })

  it("of sizes is which text is longer, unless messages are padded", () => {
    const texts = (lengths: ReadonlyArray<number>) =>
      lengths.map((length, i) => upload("application", i % 2, [...head(255), ...noise(i, length)]))
    const sizes = (lengths: ReadonlyArray<number>) =>
      line(metadata(traceOf(["create"], [10, 40, 10, 40]), texts(lengths), toyFormat), "application", "size")
    expect(sizes([20, 50, 20, 50])).toMatchObject({ sight: "readable", shown: 4, why: "texts of 10 and 40 bytes in messages of 25 and 55" })
    expect(sizes([64, 64, 64, 64])).toMatchObject({ sight: "hidden", shown: 0 })
    const alike = metadata(traceOf(["create"], [10, 10, 10, 10]), texts([20, 20, 20, 20]), toyFormat)
    expect(line(alike, "application", "size")).toMatchObject({ sight: "unjudged" })
  })
})
