import { decode, encode } from "@copath/codec"
import type { Header, KeyLife, MessageProtection } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as fc from "fast-check"
import { assert } from "vitest"
import { drawnDuring } from "../drawn.ts"
import type { Law } from "../law.ts"
import { flipped, hexOf, textBytes } from "../schedule/crypto.ts"
import {
  enter,
  epochSecrets,
  headerOf,
  meet,
  opens,
  pairEpoch,
  peek,
  ProtectionUnderTest,
  receive,
  refuses,
  restored,
  type Sent,
  sendAt,
  slotCounter,
  stored,
  wideEpoch
} from "./group.ts"
import { pair, strangers } from "./openingLaws.ts"
import { type Sightings, sightings } from "./watch.ts"

type Check = Law<ProtectionUnderTest>["check"]

const lives: ReadonlyArray<KeyLife> = ["message", "window", "epoch", "fixed"]

/** Content types whose keys live as `fits` says. */
const typesOf = ({ keyLife }: MessageProtection["Service"], fits: (life: KeyLife) => boolean): ReadonlyArray<Header["contentType"]> =>
  ([1, 2, 3] as const).filter((type) => fits(type === 1 ? keyLife.application : keyLife.handshake))

const keysAreSingle: Check = Effect.gen(function* () {
  const { make, suite } = yield* ProtectionUnderTest
  const types = typesOf(yield* make("facts"), (life) => life === "message" || life === "window")
  const eyes = sightings()
  const slot = slotCounter()
  const members = yield* Effect.forEach(wideEpoch.leaves, (leaf) =>
    Effect.flatMap(make(`leaf ${leaf}`, eyes.watch), (p) => enter(p, suite, wideEpoch, leaf))
  )
  for (let round = 0; round < 4; round++) {
    for (const member of members) for (const type of types) yield* sendAt(member, `${round}`, slot(), headerOf(type))
  }
  assert.isAtLeast(eyes.sealed.length, 4 * types.length * members.length, "the suite seals")
  assert.strictEqual(new Set(eyes.sealed).size, eyes.sealed.length, "a key sealed twice")
})

const forgeriesBurnNothing: Check = Effect.gen(function* () {
  const { alice, bob, slot } = yield* strangers
  for (const text of ["", "a text that is somewhat longer than one block"]) {
    const sent = yield* sendAt(alice, text, slot())
    const before = stored(bob)
    for (let at = 0; at < sent.body.length; at++) {
      const result = yield* Effect.result(peek(bob, { ...sent, body: flipped(sent.body, at) }))
      assert.strictEqual(result._tag, "Failure", `byte ${at} of the body is not bound`)
    }
    for (let length = 0; length < sent.body.length; length += 3) {
      assert.strictEqual(
        (yield* Effect.result(peek(bob, { ...sent, body: sent.body.slice(0, length) })))._tag,
        "Failure",
        `cut to ${length} bytes`
      )
    }
    assert.deepStrictEqual(stored(bob), before, "a forgery changed the state")
    yield* opens(bob, sent, alice, text)
  }
})

const headerIsBound: Check = Effect.gen(function* () {
  const { alice, bob, slot } = yield* strangers
  const sent = yield* sendAt(alice, "bound", slot(), headerOf(2))
  const others: Readonly<Record<string, Partial<Header>>> = {
    "group id": { groupId: textBytes("a grouq") },
    epoch: { epoch: 8n },
    "content type, to application": { contentType: 1 },
    "content type, to commit": { contentType: 3 },
    "authenticated data": { authenticatedData: textBytes("in claer") },
    "no authenticated data": { authenticatedData: new Uint8Array(0) }
  }
  for (const [what, field] of Object.entries(others))
    yield* refuses(bob, { ...sent, header: { ...sent.header, ...field } }, "BadCiphertext", what)
  yield* opens(bob, sent, alice, "bound")
})

/** How many messages prove that no key meets a nonce again: 100,000 in the long run, and a sample of them in every other. */
const SENDS = Number(process.env["COPATH_SENDS"] ?? 400)

const pairsAreSingle: Check = Effect.gen(function* () {
  const { make, suite } = yield* ProtectionUnderTest
  const types = typesOf(yield* make("facts"), (life) => life !== "fixed")
  const eyes = sightings()
  const slot = slotCounter()
  const members = yield* Effect.forEach(wideEpoch.leaves, (leaf) =>
    Effect.flatMap(make(`leaf ${leaf}`, eyes.watch), (p) => enter(p, suite, wideEpoch, leaf))
  )
  yield* meet(members)
  const any = <A>(list: ReadonlyArray<A>): fc.Arbitrary<A> => fc.constantFrom(...list)
  const sends = fc.sample(fc.tuple(any(members), any(types), fc.string({ maxLength: 8 })), { numRuns: SENDS, seed: 9420 })
  for (const [i, [from, type, text]] of sends.entries()) {
    const sent = yield* sendAt(from, text, slot(), headerOf(type))
    // Every third message is still under way when the next is sent.
    if (i % 3 !== 0) for (const to of members) if (to !== from) yield* receive(to, sent)
  }
  assert.isAtLeast(eyes.sealed.length, SENDS)
  assert.deepStrictEqual(eyes.reused(), [], "a key and its nonce sealed twice")
})

const contains = (bytes: string, secret: string): boolean => {
  for (let at = bytes.indexOf(secret); at >= 0; at = bytes.indexOf(secret, at + 1)) if (at % 2 === 0) return true
  return false
}

/** One step of a watched member: its state before and after in hex, what it retired, and all that it was seen doing until then. */
interface Step {
  readonly before: string
  readonly after: string
  readonly retired: ReadonlyArray<string>
  readonly eyes: Sightings
}

/** A conversation with gaps, at each step of which `look` is called. */
const watched = Effect.fnUntraced(function* (look: (step: Step) => void, handshakes: boolean, more = 0) {
  const { make, suite } = yield* ProtectionUnderTest
  const slot = slotCounter()
  const sighted = Effect.fnUntraced(function* (name: string, leaf: number) {
    const eyes = sightings()
    return { eyes, member: yield* enter(yield* make(name, eyes.watch), suite, wideEpoch, leaf) }
  })
  const [alice, bob] = [yield* sighted("alice", 0), yield* sighted("bob", 6)]
  const carol = yield* enter(yield* make("carol"), suite, wideEpoch, 3)
  yield* meet([alice.member, bob.member, carol])
  const step = Effect.fnUntraced(function* <E>({ eyes, member }: typeof alice, next: Effect.Effect<Next, E>) {
    const before = hexOf(stored(member))
    const { retired, state } = yield* next
    member.state = state
    look({ before, after: hexOf(stored(member)), retired: retired.map((secret) => hexOf(secret.expose())), eyes })
    for (const secret of retired) secret.wipe()
  })
  const say = Effect.fnUntraced(function* (from: typeof alice, type: Header["contentType"]) {
    const { protection } = from.member
    const made = yield* protection.protect(
      from.member.state,
      headerOf(type),
      textBytes("text"),
      protection.needs.slot ? slot() : Option.none()
    )
    yield* step(from, Effect.succeed(made))
    return { header: headerOf(type), body: encode(protection.bodyCodec, made.body) }
  })
  const hear = (to: typeof alice, sent: Sent) => step(to, peek(to.member, sent))
  const talk: Array<Sent> = []
  for (const type of [1, 1, 2, 1, 3, 1] as const) talk.push(yield* say(alice, handshakes ? type : 1))
  for (const i of [3, 0, 1]) yield* hear(bob, talk[i] as Sent)
  yield* hear(alice, yield* say(bob, 1))
  const third = yield* sendAt(carol, "carol", slot())
  for (const to of [bob, alice]) yield* hear(to, third)
  for (const i of [4, 2, 5]) yield* hear(bob, talk[i] as Sent)
  for (let i = 0; i < more; i++) {
    yield* hear(bob, yield* say(alice, 1))
    yield* hear(alice, yield* say(bob, 1))
  }
})

type Next = Pick<Effect.Success<ReturnType<typeof peek>>, "retired" | "state">

const keysAreGone: Check = Effect.gen(function* () {
  const { make, suite, window } = yield* ProtectionUnderTest
  const { keyLife, needs } = yield* make("facts")
  const root = needs.groupSecret ? hexOf(epochSecrets(suite, wideEpoch).encryption.expose()) : undefined
  // Tests run without types.
  for (const life of [keyLife.application, keyLife.handshake]) assert.include(lives, life, "the word for how long keys last (keyLife)")
  const handshakes = keyLife.handshake === keyLife.application
  const still = ({ after }: Step, consumed: Iterable<string>) => [...consumed].filter((secret) => contains(after, secret))
  let most = 0
  switch (keyLife.application) {
    case "message":
      yield* watched((step) => {
        const consumed = step.eyes.consumed(root)
        most = Math.max(most, consumed.size)
        assert.deepStrictEqual(still(step, consumed), [], "a consumed secret is still there")
      }, handshakes)
      return assert.isAbove(most, 16, "keys descend from the epoch's encryption secret")
    case "window": {
      const history: Array<ReadonlySet<string>> = []
      yield* watched(
        (step) => {
          history.push(step.eyes.consumed(root))
          // Each of two members' steps moves the newest generation on by one at least every second time.
          const passed = history.at(-2 * (window.maxSkipped + 8)) ?? new Set()
          most = Math.max(most, passed.size)
          assert.deepStrictEqual(still(step, passed), [], "a secret that the window has passed is still there")
        },
        handshakes,
        window.maxSkipped + 12
      )
      return assert.isAbove(most, 8, "the window passes")
    }
    default:
      // The declaration is true: what opened one message is there for all others.
      yield* watched((step) => {
        const consumed = step.eyes.consumed(root)
        if (consumed.size === 0) return
        most++
        assert.isAbove(still(step, consumed).length, 0, "keys that last for the epoch are declared, and gone")
      }, handshakes)
      return assert.isAbove(most, 3, "keys descend from the epoch's encryption secret")
  }
})

const retiredIsExact: Check = Effect.gen(function* () {
  yield* watched(({ after, before, eyes, retired }) => {
    for (const secret of retired) {
      assert.isFalse(contains(after, secret), "a secret was retired and kept")
      assert.isTrue(contains(before, secret), "a secret was retired that was not there")
    }
    for (const secret of eyes.seen()) {
      if (contains(before, secret) && !contains(after, secret))
        assert.isTrue(retired.includes(secret), "a secret was dropped and not retired")
    }
  }, true)
})

const codecKeepsAll: Check = Effect.gen(function* () {
  const { make, suite } = yield* ProtectionUnderTest
  const slot = slotCounter()
  let alice = yield* enter(yield* make("alice"), suite, wideEpoch, 1)
  let bob = yield* enter(yield* make("bob"), suite, wideEpoch, 4)
  yield* meet([alice, bob])
  const others = [yield* make("other alice"), yield* make("other bob")] as const
  const swap = (): void => {
    const [a, b] = [restored(alice, others[0]), restored(bob, others[1])]
    assert.deepStrictEqual(stored(a), stored(alice), "encoding what was decoded")
    alice = a
    bob = b
  }
  swap()
  const sent: Array<Sent> = []
  for (let i = 0; i < 4; i++) {
    sent.push(yield* sendAt(alice, `${i}`, slot(), headerOf(i === 2 ? 3 : 1)))
    swap()
  }
  for (const i of [3, 0, 2]) {
    yield* opens(bob, sent[i] as Sent, alice, `${i}`)
    swap()
    yield* refuses(bob, sent[i] as Sent, "KeyConsumed", "after a restart")
  }
  const answer = yield* sendAt(bob, "answer", slot())
  swap()
  yield* opens(alice, answer, bob, "answer")
  yield* opens(bob, sent[1] as Sent, alice, "1")
})

const seeded: Check = Effect.gen(function* () {
  const { make, suite } = yield* ProtectionUnderTest
  const transcript = Effect.fnUntraced(function* (seed: string) {
    const slot = slotCounter()
    const member = yield* enter(yield* make(seed), suite, pairEpoch, 0)
    const sent = [yield* sendAt(member, "a", slot()), yield* sendAt(member, "b", slot(), headerOf(2))]
    return [...sent.map(({ body }) => hexOf(body)), hexOf(stored(member))]
  })
  const { drawn, value } = yield* drawnDuring(Effect.all([transcript("seed"), transcript("seed")]))
  assert.deepStrictEqual(value[1], value[0], `the same Entropy, and other bytes${drawn}`)
})

const garbage: Check = Effect.gen(function* () {
  const { alice, bob, slot } = yield* pair
  const sent = yield* sendAt(alice, "text", slot())
  yield* receive(bob, sent)
  const state = stored(bob)
  const noise = (n: number): Uint8Array => Uint8Array.from({ length: n % 97 }, (_, i) => (i * n * 31 + n) % 256)
  for (let n = 0; n < 400; n++) {
    const result = yield* Effect.result(peek(bob, { header: headerOf(), body: noise(n) }))
    assert.strictEqual(result._tag, "Failure")
    decode(bob.protection.stateCodec, noise(n))
    decode(bob.protection.stateCodec, flipped(state, n % state.length))
    assert.strictEqual(decode(bob.protection.stateCodec, state.slice(0, n % state.length))._tag, "Failure", "a state cut short")
  }
})

/** What message protection keeps from others, and does not keep itself. */
export const secrecyLaws: ReadonlyArray<Law<ProtectionUnderTest>> = [
  { title: "each key seals one message, unless keys are declared to last (R023, R066, R138)", check: keysAreSingle },
  { title: "no key meets a nonce again, however many members send (R023)", check: pairsAreSingle },
  { title: "a forged message is refused, burns no key, and the true one still opens (V065, V073, V077)", check: forgeriesBurnNothing },
  { title: "each field of the header is bound (V069, V070, R049)", check: headerIsBound },
  { title: "used keys and all that they came from are gone from the stored state, as soon as it is declared (V079)", check: keysAreGone },
  { title: "a step retires exactly the secrets that the new state has no more (V079)", check: retiredIsExact },
  { title: "a state is written down and read by another instance after every step", check: codecKeepsAll },
  { title: "equal seeds give equal bytes (R077)", check: seeded },
  { title: "bytes of any kind are refused without a defect (V007)", check: garbage }
]
