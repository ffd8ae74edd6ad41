import { CipherSuite, Entropy, noBytes, OpeningProofs, SignatureScheme } from "@copath/contracts"
import { dleqP256 } from "@copath/crypto-noble"
import { commit, drop, type GroupState, makeGroupInfo, observeFrom, receive } from "@copath/group"
import { leafIndex } from "@copath/tree-math"
import { it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { describe, expect } from "vitest"
import { complaintAbout } from "../src/complain.ts"
import { keyOf } from "../src/evidence.ts"
import {
  acknowledge,
  complain,
  defaultDocketLimits,
  discard,
  emptyDocket,
  eviction,
  hear,
  hearComplaint,
  judge,
  settle,
  spoils,
  type Trial,
  tryCommit,
  type Verdict
} from "../src/index.ts"
import { stated } from "../src/trial.ts"
import { falseKey, forged, garbage, liesIn, noKey, unrelated } from "./liar.ts"
import { at, groupOf, type Members, services, turn } from "./world.ts"

const publicSide = Effect.fnUntraced(function* (state: GroupState) {
  return yield* observeFrom({ groupInfo: yield* makeGroupInfo(state) })
})

/** What somebody says who has nothing to complain about. */
const falseComplaint = Effect.fnUntraced(function* (trial: Trial, index: number) {
  const { secret } = yield* Entropy
  const one = trial.sealing.sealed[index]
  if (one === undefined) throw new Error(`no ciphertext ${index}`)
  return complaintAbout(trial, yield* OpeningProofs, one, secret)
})

const everybody = Effect.fnUntraced(function* (members: Members, message: Uint8Array, complaint: Uint8Array) {
  const verdicts: Array<Verdict> = []
  for (const state of members.values()) verdicts.push(yield* judge(state, message, complaint))
  verdicts.push(yield* judge(yield* publicSide(at(members, 0)), message, complaint))
  return verdicts
})

describe("a complaint", () => {
  it.effect("R112: an honest one convinces every member and the delivery service alike, whatever was sealed wrongly", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(4)
      for (const [lie, because] of [
        [forged(unrelated(0)), "keys"],
        [forged(garbage(0)), "ciphertext"],
        [forged(noKey(0)), "ciphertext"],
        [falseKey(0), "keys"],
        [falseKey(1), "keys"]
      ] as const) {
        const made = yield* liesIn(at(members, 1), lie)
        const victim = yield* tryCommit(at(members, 0), made.message)
        expect(Result.isFailure(victim.outcome)).toBe(true)
        const { complaint } = yield* complain(victim)
        const guilty = { _tag: "sender", committer: leafIndex(1), external: false, complainer: leafIndex(0), because }
        expect(yield* everybody(members, made.message, complaint)).toEqual(Array.from({ length: 5 }, () => guilty))
      }
    }).pipe(Effect.provide(services()))
  )

  it.effect("R112: it is about 190 bytes long, and one message is enough", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(4)
      const made = yield* liesIn(at(members, 1), forged(unrelated(0)))
      const { complaint } = yield* complain(yield* tryCommit(at(members, 0), made.message))
      // ECDSA signatures vary by a few bytes.
      expect(complaint.length).toBeGreaterThan(180)
      expect(complaint.length).toBeLessThan(196)
    }).pipe(Effect.provide(services()))
  )

  it.effect("R113: the sender is removed after a valid complaint, and after nothing less", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(4)
      const made = yield* liesIn(at(members, 1), forged(unrelated(0)))
      const victim = yield* tryCommit(at(members, 0), made.message)
      const { complaint } = yield* complain(victim)
      const intent = eviction(yield* judge(at(members, 2), made.message, complaint))
      expect(intent).toEqual({ remove: [leafIndex(1)] })
      const without = yield* turn(members, 2, intent)
      expect([...without.keys()]).toEqual([0, 2, 3])
      // The same commit removes the liar whoever makes it, so nobody has to agree on who does.
      expect(eviction(yield* judge(at(members, 3), made.message, complaint))).toEqual(intent)
      const report = stated(victim, { _tag: "report", failure: 1 })
      expect(eviction(yield* judge(at(members, 2), made.message, report))).toBeUndefined()
    }).pipe(Effect.provide(services()))
  )

  it.effect("R114: a false one flags its complainer, whatever it shows, and accuses nobody", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(4)
      const made = yield* commit(at(members, 1))
      const trial = yield* tryCommit(at(members, 0), made.message)
      const sound = yield* falseComplaint(trial, 0)
      const unproven = [
        yield* falseComplaint(trial, 1),
        stated(trial, { _tag: "complaint", index: 0, evidence: noBytes }),
        stated(trial, { _tag: "complaint", index: 99, evidence: noBytes })
      ]
      const false_ = (because: string) => ({ _tag: "complainer", complainer: leafIndex(0), because })
      expect(yield* everybody(members, made.message, sound)).toEqual(Array.from({ length: 5 }, () => false_("sound")))
      for (const complaint of unproven) {
        expect(yield* everybody(members, made.message, complaint)).toEqual(Array.from({ length: 5 }, () => false_("unproven")))
      }
      const heard = yield* hearComplaint(emptyDocket, defaultDocketLimits, at(members, 2), made.message, sound)
      expect([...heard.docket.flagged]).toEqual([0])
      expect([...heard.docket.guilty]).toEqual([])
      expect(heard.intent).toBeUndefined()
      // A good commit's secret has been shown: nobody may adopt it now.
      expect(heard.discard).toBe(true)
    }).pipe(Effect.provide(services()))
  )

  it.effect("R114: it holds for its own commit, from the member that signed it, and for nobody else", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(4)
      const made = yield* liesIn(at(members, 1), forged(unrelated(0)))
      const { complaint } = yield* complain(yield* tryCommit(at(members, 0), made.message))
      const other = yield* commit(at(members, 1))
      const undecided = { _tag: "undecided", because: "Statement" }
      expect(yield* judge(at(members, 2), other.message, complaint)).toEqual(undecided)
      const inAnothersName = complaint.slice()
      inAnothersName[3] = 2
      expect(yield* judge(at(members, 2), made.message, inAnothersName)).toEqual(undecided)
      const next = yield* turn(members, 2)
      expect(yield* judge(at(next, 2), made.message, complaint)).toEqual({ _tag: "undecided", because: "Commit" })
    }).pipe(Effect.provide(services()))
  )

  it.effect("R116: it is made about a commit that nobody has adopted, and nobody adopts it then", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(4)
      const made = yield* liesIn(at(members, 1), forged(unrelated(0)))
      const { complaint, trial } = yield* complain(yield* tryCommit(at(members, 0), made.message))
      expect(Result.getOrThrow(Result.flip(settle(trial))).reason).toBe("Discarded")
      // Whoever had all acknowledgements would discard it as well.
      const neighbour = yield* tryCommit(at(members, 2), made.message)
      const verdict = yield* judge(at(members, 2), made.message, complaint)
      expect(spoils(verdict)).toBe(true)
      expect(Result.getOrThrow(Result.flip(settle(discard(neighbour)))).reason).toBe("Discarded")

      const good = yield* commit(at(members, 1))
      const trials = [yield* tryCommit(at(members, 0), good.message), yield* tryCommit(at(members, 2), good.message)]
      const said = trials.flatMap((one) => acknowledge(one, [0, 1]))
      const full = said.reduce((now, statement) => Result.getOrThrow(hear(now, statement)), trials[0] as Trial)
      const settled = Result.getOrThrow(settle(full)).trial
      expect((yield* Effect.flip(complain(settled))).reason).toBe("Adopted")
      expect((yield* Effect.flip(complain(full))).reason).toBe("NoFault")
    }).pipe(Effect.provide(services()))
  )

  it.effect("R116: what it reveals is part of no epoch that is lived in: the sender of a sound commit makes another", () =>
    Effect.gen(function* () {
      const { hpke } = yield* CipherSuite
      const members = yield* groupOf(4)
      const made = yield* commit(at(members, 1))
      const trial = yield* tryCommit(at(members, 0), made.message)
      const complaint = yield* falseComplaint(trial, 0)
      const heard = yield* hearComplaint(emptyDocket, defaultDocketLimits, made.state, made.message, complaint)
      expect(heard.discard).toBe(true)
      // What everybody can open now.
      const openedBy = (one: Trial) => {
        const [sealed] = one.sealing.sealed
        const pair = sealed === undefined ? undefined : keyOf(one.before, one.sealing, sealed)
        return sealed === undefined || pair === undefined ? undefined : hpke.open(pair, sealed.info, sealed.aad, sealed.sealed)
      }
      const again = yield* commit(drop(made.state).state)
      const next = yield* tryCommit(at(members, 0), again.message)
      expect(openedBy(trial)).toBeDefined()
      expect(openedBy(next)).toBeDefined()
      expect(openedBy(next)).not.toEqual(openedBy(trial))
      // And the evidence holds for the discarded commit alone.
      expect(yield* judge(at(members, 3), again.message, complaint)).toEqual({ _tag: "undecided", because: "Statement" })
      expect((yield* receive(at(members, 0), again.message))._tag).toBe("commit")
    }).pipe(Effect.provide(services()))
  )

  it.effect("R118: a flood of false ones changes no membership, and only the first few are judged", () =>
    Effect.gen(function* () {
      let judged = 0
      const counting = Layer.succeed(OpeningProofs, {
        ...dleqP256,
        judge: (...input) => {
          judged++
          return dleqP256.judge(...input)
        }
      })
      const members = yield* groupOf(4)
      const made = yield* commit(at(members, 1))
      const trial = yield* tryCommit(at(members, 0), made.message)
      const { secret } = yield* Entropy
      let docket = emptyDocket
      for (let i = 0; i < 50; i++) {
        const complaint =
          i % 2 === 0
            ? stated(trial, { _tag: "complaint", index: 0, evidence: secret(100).expose().slice() })
            : // Somebody outside, in the name of a member.
              Uint8Array.from({ length: 190 }, (_, j) => (j === 3 ? 2 : j < 12 ? (trial.inspected.hash[j - 4] ?? 0) : j))
        const heard = yield* Effect.provide(hearComplaint(docket, defaultDocketLimits, at(members, 3), made.message, complaint), counting)
        expect(heard.intent).toBeUndefined()
        expect(heard.discard).toBe(false)
        docket = heard.docket
      }
      expect(judged).toBe(defaultDocketLimits.complaints)
      expect([...docket.guilty]).toEqual([])
      expect([...docket.flagged]).toEqual([0])
      // An honest complaint of another member is heard all the same.
      const bad = yield* liesIn(at(members, 1), forged(unrelated(1)))
      const { complaint } = yield* complain(yield* tryCommit(at(members, 2), bad.message))
      const heard = yield* hearComplaint(docket, defaultDocketLimits, at(members, 3), bad.message, complaint)
      expect([...heard.docket.guilty]).toEqual([1])
      expect(heard.intent).toEqual({ remove: [leafIndex(1)] })
    }).pipe(Effect.provide(services()))
  )

  it.effect("nobody is accused where any member can write as any other", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(4)
      const scheme = yield* SignatureScheme
      const anonymous = Effect.provideService(SignatureScheme, { ...scheme, facts: { ...scheme.facts, attributable: "group" } })
      const made = yield* liesIn(at(members, 1), forged(unrelated(0)))
      const victim = yield* tryCommit(at(members, 0), made.message)
      expect(yield* anonymous(Effect.flip(complain(victim)))).toMatchObject({ reason: "Signature" })
      const { complaint } = yield* complain(victim)
      const verdict = yield* anonymous(judge(at(members, 2), made.message, complaint))
      expect(verdict).toEqual({ _tag: "undecided", because: "Signature" })
      expect(eviction(verdict)).toBeUndefined()
    }).pipe(Effect.provide(services()))
  )

  it.effect("of X25519's ciphertexts nothing can be proven: the victim can report, and is told why it cannot complain", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(4)
      const made = yield* liesIn(at(members, 1), forged(unrelated(0)))
      const victim = yield* tryCommit(at(members, 0), made.message)
      expect(yield* Effect.flip(complain(victim))).toMatchObject({ _tag: "NoEvidence", reason: "Suite" })
      const claimed = stated(victim, { _tag: "complaint", index: 0, evidence: noBytes })
      expect(yield* judge(at(members, 2), made.message, claimed)).toEqual({ _tag: "undecided", because: "Suite" })
    }).pipe(Effect.provide(services(undefined, 1)))
  )
})
