import { type Codec, decode, encode, mapped, opaque as bytes, struct, uint32, vector } from "@copath/codec"
import { CipherSuite, Entropy, expandWithLabel, keyPairCodec, opaque, PairwiseChannel, Secret, Unprotectable } from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"

export const window = { maxForward: 12, maxSkipped: 5 }

/** Every fault, and the beginning of a law that it breaks. */
export const faults = {
  "whom it is between left out": "what is sealed for one peer",
  "deaf while speaking first": "two who speak at once",
  "in order only": "messages may come in any order",
  "opened as often as it comes": "a message is opened once",
  "no limit": "a jump is limited",
  "numbers kept for ever": "a jump is limited",
  "context left out": "a message that was changed",
  "throwing at strangers": "bytes of any kind",
  "forgetting numbers on disk": "a state is written down",
  "randomness of its own": "equal seeds",
  "said to be forward secure": "a private key that opened",
  "keeping what was used": "a key that sealed or opened",
  "said to heal": "a thief's reading",
  "said to know its peers": "a first message",
  "said to know them later": "a stranger cannot",
  "leaf keys kept for ever": "leaf keys that were replaced",
  "leaf keys dropped at once": "leaf keys that were replaced",
  "numbers of the former owner": "a leaf's new owner"
} as const
export type Fault = keyof typeof faults

interface Aged<A> {
  readonly key: A
  readonly age: number
}
interface Peer {
  readonly leaf: number
  readonly keys: ReadonlyArray<Aged<Uint8Array>>
  readonly sent: number
  readonly next: number
  readonly dropped: number
  readonly skipped: ReadonlyArray<number>
}
interface State {
  readonly me: number
  readonly mine: ReadonlyArray<Aged<ReturnType<typeof keyPairCodec.read>>>
  readonly peers: ReadonlyArray<Peer>
  /** Empty in a sound state. */
  readonly kept: Uint8Array
}

const aged = <A>(key: Codec<A>) => vector(struct<Aged<A>>("Aged", { key, age: uint32 }))
const peer = struct<Peer>("Peer", {
  leaf: uint32,
  keys: aged(bytes),
  sent: uint32,
  next: uint32,
  dropped: uint32,
  skipped: vector(uint32)
})
const stateInside = struct<State>("State", { me: uint32, mine: aged(keyPairCodec), peers: vector(peer), kept: bytes })
const message = struct("Message", { number: uint32, kemOutput: bytes, ciphertext: bytes })
const bound = struct("Bound", { context: bytes, number: uint32, from: uint32, to: uint32 })
const box = opaque<"ChannelState", State>("ChannelState", "toy")

/** Sealed to leaf keys by a KEM that protects nothing, with numbers. */
export const toyChannel = (fault: Fault | "none"): Layer.Layer<PairwiseChannel, never, CipherSuite | Entropy> =>
  Layer.effect(
    PairwiseChannel,
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { secret: seeded } = yield* Entropy
      const is = (f: Fault): boolean => f === fault
      const random = is("randomness of its own") ? (n: number) => new Secret(crypto.getRandomValues(new Uint8Array(n))) : seeded
      const refused = (reason: Unprotectable["reason"]) => Result.fail(new Unprotectable({ reason }))

      const later = <A>(now: A, before: ReadonlyArray<Aged<A>>, same: (a: A, b: A) => boolean, keep: number): ReadonlyArray<Aged<A>> => {
        const old = before.map(({ age, key }) => ({ age: age + 1, key }))
        const all = before[0] !== undefined && same(before[0].key, now) ? old : [{ age: 0, key: now }, ...old]
        if (is("leaf keys kept for ever")) return all
        const room = is("leaf keys dropped at once") ? 0 : keep
        return all.filter((_, i) => i === 0 || (all[i - 1] as Aged<A>).age < room)
      }
      const at = <A>(keys: ReadonlyArray<Aged<A>>, ago: number): A | undefined => keys.find(({ age }) => age >= ago)?.key
      const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.join() === b.join()

      const take = (from: Peer, number: number): Peer | Unprotectable["reason"] => {
        if (is("opened as often as it comes")) return from
        if (number < from.next) {
          if (!from.skipped.includes(number)) return number < from.dropped ? "OutOfOrder" : "KeyConsumed"
          return { ...from, skipped: from.skipped.filter((n) => n !== number) }
        }
        if (is("in order only") && number > from.next) return "OutOfOrder"
        if (number - from.next > window.maxForward && !is("no limit")) return "TooFarAhead"
        const all = [...from.skipped, ...Array.from({ length: number - from.next }, (_, i) => from.next + i)]
        const cut = is("numbers kept for ever") ? 0 : Math.max(all.length - window.maxSkipped, 0)
        return { ...from, next: number + 1, dropped: Math.max(from.dropped, (all[cut - 1] ?? -1) + 1), skipped: all.slice(cut) }
      }
      const once = (secret: Secret) => ({
        key: expandWithLabel(suite, secret, "key", new Uint8Array(0), suite.aead.keySize),
        nonce: expandWithLabel(suite, secret, "nonce", new Uint8Array(0), suite.aead.nonceSize).expose()
      })
      const aad = (context: Uint8Array, number: number, from: number, to: number): Uint8Array => {
        const between = is("whom it is between left out") ? { from: 0, to: 0 } : { from, to }
        return encode(bound, { context: is("context left out") ? new Uint8Array(0) : context, number, ...between })
      }
      const withPeer = (state: State, next: Peer): State => ({ ...state, peers: state.peers.map((p) => (p.leaf === next.leaf ? next : p)) })
      const none = new Uint8Array(0)

      return PairwiseChannel.of({
        id: "toy",
        facts: {
          forwardSecure: is("said to be forward secure"),
          heals: is("said to heal") ? "round-trip" : "leaf-key",
          authenticated: is("said to know its peers") || is("said to know them later")
        },
        stateCodec: box.codec(
          is("forgetting numbers on disk")
            ? mapped(
                stateInside,
                "State",
                (s) => ({ ...s, peers: s.peers.map((p) => ({ ...p, skipped: [] })) }),
                (s) => s
              )
            : stateInside
        ),
        start: ({ me, mine, peers }) =>
          box.wrap({
            me,
            mine: [{ age: 0, key: { publicKey: mine.publicKey, secretKey: new Secret(mine.secretKey.expose().slice()) } }],
            peers: [...peers].map(([leaf, key]) => ({ leaf, keys: [{ age: 0, key }], sent: 0, next: 0, dropped: 0, skipped: [] })),
            kept: none
          }),
        resume: (state, previous, fresh, keep) => {
          const [now, before] = [box.unwrap(state), box.unwrap(previous)]
          const mine = later((now.mine[0] as State["mine"][number]).key, before.mine, (a, b) => sameBytes(a.publicKey, b.publicKey), keep)
          const peers = now.peers.map((p) => {
            const isFresh = fresh.has(leafIndex(p.leaf))
            const old = before.peers.find((q) => q.leaf === p.leaf)
            if (old === undefined || (isFresh && !is("numbers of the former owner"))) return p
            return { ...old, keys: later((p.keys[0] as Peer["keys"][number]).key, isFresh ? [] : old.keys, sameBytes, keep) }
          })
          const retired = before.mine.filter(({ key }) => !mine.some((m) => m.key === key)).map(({ key }) => key.secretKey)
          return { state: box.wrap({ ...now, mine, peers }), retired }
        },
        seal: (boxed, to: LeafIndex, context, plain) => {
          const state = box.unwrap(boxed)
          const peerState = state.peers.find((p) => p.leaf === to) as Peer
          const sending = suite.hpke.sendExport(at(peerState.keys, 0) as Uint8Array, none, none, suite.kdf.size, random)
          if (sending === undefined) throw new Error("no key")
          const { key, nonce } = once(sending.secret)
          const number = peerState.sent
          const ciphertext = suite.aead.seal(key, nonce, aad(context, number, state.me, to), plain)
          return Result.succeed({
            sealed: encode(message, { number, kemOutput: sending.kemOutput, ciphertext }),
            state: box.wrap({
              ...withPeer(state, { ...peerState, sent: number + 1 }),
              kept: is("keeping what was used") ? key.expose() : none
            }),
            retired: []
          })
        },
        open: (boxed, from, ago, context, sealed) => {
          const state = box.unwrap(boxed)
          const read = decode(message, sealed)
          if (Result.isFailure(read)) {
            if (is("throwing at strangers")) throw new RangeError("what is this?")
            return refused("BadCiphertext")
          }
          const peerState = state.peers.find((p) => p.leaf === from)
          const mine = at(state.mine, ago)
          if (peerState === undefined || mine === undefined || at(peerState.keys, ago) === undefined) return refused("BadCiphertext")
          if (is("deaf while speaking first") && peerState.sent > 0 && peerState.next === 0) return refused("BadCiphertext")
          const { ciphertext, kemOutput, number } = read.success
          const next = take(peerState, number)
          if (typeof next === "string") return refused(next)
          const shared = suite.hpke.receiveExport(mine, kemOutput, none, none, suite.kdf.size)
          if (shared === undefined) return refused("BadCiphertext")
          const { key, nonce } = once(shared)
          const plain = suite.aead.open(key, nonce, aad(context, number, from, state.me), ciphertext)
          if (plain === undefined) return refused("BadCiphertext")
          return Result.succeed({ plain: new Secret(plain), state: box.wrap(withPeer(state, next)), retired: [] })
        },
        retained: (state) => ({ keys: box.unwrap(state).mine.length, oldest: 0 })
      })
    })
  )
