import { describe, expect, it } from "vitest"
import {
  certificate,
  defaultSeizures,
  deniability,
  fieldOf,
  forgery,
  secretsHeld,
  type SeizureOptions,
  seizures,
  synergy,
  type Trace,
  Weighed
} from "../../src/index.ts"
import { ToyRun } from "../toys/toyRun.ts"
import { ToySenderKeys } from "../toys/toySenderKeys.ts"
import { ToyTree } from "../toys/toyTree.ts"

describe("synergy", () => {
  it("finds that a tree's early and late seizure read together what neither reads alone", () => {
    const group = new ToyTree({ members: 8, chained: true })
    const round = () => {
      for (let by = 0; by < 8; by++) group.say(by)
    }
    round()
    for (const by of [0, 1, 2, 3]) {
      group.rekey(by)
      round()
    }
    const trace = group.run.trace()
    // Member 0 after the first eight messages, member 7, who never committed, at the end.
    const a = { as: "seize", who: 0, at: 8, takes: "all" } as const
    const b = { as: "seize", who: 7, at: trace.states.length - 1, takes: "all" } as const
    const reads = (attacker: Parameters<typeof certificate>[1]) =>
      trace.messages.filter((_, i) => certificate(trace, attacker, i) !== undefined).length
    expect([reads(a), reads(b), reads({ as: "coalition", of: [a, b] })]).toEqual([0, 0, 32])

    const all = seizures(trace)
    const { found, max, worst } = synergy(all, all.lower)
    expect(found).toBeGreaterThan(0)
    expect(max).toBeGreaterThanOrEqual(8)
    expect(worst?.a.member).not.toBe(worst?.b.member)
  })

  it("finds nothing where every key comes from one secret only, or where there is nobody else", () => {
    const group = new ToySenderKeys(3, "oneTime")
    for (const by of [0, 1, 2]) group.say(by)
    const all = seizures(group.run.trace())
    expect(synergy(all, all.lower)).toEqual({ pairs: 256, mean: 0, found: 0, max: 0 })
    const alone = new ToyRun(1)
    alone.step("create", 0)
    const one = seizures(alone.trace())
    expect(synergy(one, one.lower).pairs).toBe(0)
  })
})

/** Two members, one message each, under the group's key, and under the sender's own if messages are signed; each renews its own key after it spoke. */
const signedGroup = (signed: boolean): Trace => {
  const run = new ToyRun(2)
  const group = run.random("group key")
  const signing = [0, 1].map((member) => run.random("signing key", member))
  run.hold(0, group, signing[0]!)
  run.hold(1, group, signing[1]!)
  run.step("create", 0)
  for (const by of [0, 1]) {
    const text = run.random("text", by)
    run.seal(group, text)
    run.say(by, text, { authenticators: signed ? [group, signing[by]!] : [group], signed })
    run.drop(by, signing[by]!)
    run.step("renew", by)
  }
  return run.trace()
}

describe("forgery", () => {
  const asked = (trace: Trace, takes: SeizureOptions["takes"] = "all") => {
    const all = seizures(trace, { ...defaultSeizures, takes })
    return forgery(all, all.lower)
  }

  it("is any member's where a shared key is all that is checked", () => {
    const { all, senders } = asked(signedGroup(false))
    expect(all).toEqual({ member: -1, messages: 2, outsider: 0, insider: 1, thief: 1, thiefInside: 1 })
    expect(senders.map(({ member }) => member)).toEqual([0, 1])
  })

  it("is nobody's but a thief's where the sender signs", () => {
    expect(asked(signedGroup(true)).all).toEqual({ member: -1, messages: 2, outsider: 0, insider: 0, thief: 1, thiefInside: 1 })
  })

  it("is a thief's only with the signature keys, and a member inside has all of its own whatever a thief takes", () => {
    const keyed = { ...signedGroup(true), signingKeys: new Set([1, 2]) }
    expect(asked(keyed, "withoutSigningKeys").all).toMatchObject({ insider: 0, thief: 0, thiefInside: 0 })
    expect(asked(keyed, "signingKeysOnly").all).toMatchObject({ insider: 0, thief: 0, thiefInside: 1 })
    expect(asked(signedGroup(false), "signingKeysOnly").all).toMatchObject({ insider: 1, thief: 0 })
  })

  it("is everybody's where nothing is checked, and not asked where nobody received", () => {
    const run = new ToyRun(2)
    run.step("create", 0)
    run.say(0, run.random("text", 0), { authenticators: [] })
    run.say(1, run.random("text", 1), { authenticators: undefined })
    expect(asked(run.trace()).all).toMatchObject({ messages: 1, outsider: 1, insider: 1 })
    const { authenticators: _, ...unheard } = run.trace().messages[1]!
    const silent = { ...run.trace(), messages: [{ ...unheard, authenticators: undefined }] }
    expect(asked(silent).all).toEqual({ member: -1, messages: 0, outsider: null, insider: null, thief: null, thiefInside: null })
  })
})

describe("deniability", () => {
  it("counts the texts that a signature covers", () => {
    expect(deniability(signedGroup(true))).toEqual({ texts: 2, signed: 2 })
    expect(deniability(signedGroup(false))).toEqual({ texts: 2, signed: 0 })
  })

  const signer = { attributable: "signer", transferable: true, verifiers: "anybody" } as const
  it("reads what the scheme declares: what only members can verify convinces nobody else", () => {
    expect(deniability(signedGroup(true), signer)).toMatchObject({ signed: 2, convincing: 2, disagreements: [] })
    const members = { ...signer, transferable: false, verifiers: "members" } as const
    expect(deniability(signedGroup(true), members)).toEqual({ texts: 2, signed: 2, convincing: 0, declared: members, disagreements: [] })
    const group = { attributable: "group", transferable: false, verifiers: "anybody" } as const
    expect(deniability(signedGroup(false), group)).toMatchObject({ signed: 0, convincing: 0, disagreements: [] })
  })

  it.each([
    [
      "signatures that are not there",
      false,
      signer,
      /^declared is that only its sender can have signed a text, and 2 of 2 have no signature/
    ],
    [
      "deniable ones whose keys stay secret",
      true,
      { ...signer, transferable: false },
      /^declared is that no outsider is convinced, and anybody can verify 2/
    ],
    [
      "anonymous ones with keys of members' own",
      true,
      { attributable: "group", transferable: false, verifiers: "members" },
      /^declared is that any member can/
    ],
    [
      "keys that should have come out",
      true,
      { ...signer, transferable: false, window: 0 },
      /^declared is that keys come out 0 epochs after their own, and those of 1 older/
    ]
  ] as const)("says so where what is declared is not what was measured: %s", (_, signed, declared, what) => {
    const trace = signedGroup(signed)
    const later = {
      ...trace,
      states: trace.states.map((state, i) => ({ ...state, epoch: i })),
      messages: trace.messages.map((one, i) => ({ ...one, epoch: i === 0 ? 0 : 9 }))
    }
    const { disagreements } = deniability(later, declared)
    expect(disagreements).toEqual([expect.stringMatching(what)])
  })
})

describe("secrets held", () => {
  it("are the mean over members and states, without what is on the wire", () => {
    const run = new ToyRun(2)
    const wire = run.value("given", "public key")
    const [a, b] = [run.random("a", 0), run.random("b", 1)]
    run.hold(0, wire, a)
    run.hold(1, b)
    run.step("create", 0)
    run.hold(1, a)
    run.step("say", 0)
    expect(secretsHeld(fieldOf(run.trace(), "lower"))).toEqual({ mean: 5 / 4, max: 2 })
  })
})

describe("spreads", () => {
  it("take the least observation that enough of the weight does not exceed, and null for never", () => {
    const sheet = new Weighed()
    expect(sheet.spread()).toEqual({ median: 0, p95: 0, max: 0 })
    for (let value = 1; value <= 100; value++) sheet.add(value, 1)
    expect(sheet.spread()).toEqual({ median: 50, p95: 95, max: 100 })
    sheet.add(Infinity, 5)
    expect(sheet.spread()).toEqual({ median: 53, p95: 100, max: null })
    sheet.add(Infinity, 400)
    expect(sheet.spread()).toEqual({ median: null, p95: null, max: null })
  })

  it("survive until each observation", () => {
    const sheet = new Weighed()
    for (const [value, weight] of [
      [0, 1],
      [5, 1],
      [7, 1],
      [Infinity, 1]
    ] as const)
      sheet.add(value, weight)
    expect(sheet.survival()).toEqual({ at: [0, 5, 7], bleeding: [0.75, 0.5, 0.25] })
    expect(new Weighed().survival()).toEqual({ at: [0], bleeding: [0] })
  })
})
