import { type Codec, encode, fixed, mapped, opaque as bytes, struct, uint32, uint64, uint8, vector } from "@copath/codec"
import {
  type Change,
  CipherSuite,
  Entropy,
  type EpochSecrets,
  expandWithLabel,
  type Header,
  type KeyLife,
  MessageProtection,
  opaque,
  Secret,
  type TreeView,
  Unprotectable
} from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"

export const window = { maxForward: 20, maxSkipped: 5, maxSeconds: 60 }

interface Key {
  readonly generation: number
  readonly key: Secret
  readonly nonce: Secret
  /** When it was first found waiting; 0 before. */
  readonly since: number
}
interface Chain {
  readonly id: number
  readonly next: number
  readonly dropped: number
  readonly secret: Secret
  readonly skipped: ReadonlyArray<Key>
}
interface State {
  readonly me: LeafIndex
  readonly members: ReadonlyArray<number>
  chains: ReadonlyArray<Chain>
  /** Empty in a sound state. */
  readonly kept: Secret
}
interface Body {
  readonly sender: number
  readonly generation: number
  readonly guard: Uint8Array
  readonly ciphertext: Uint8Array
}

const secret: Codec<Secret> = mapped(
  bytes,
  "Secret",
  (s) => s.expose(),
  (b) => new Secret(b)
)
const key = struct<Key>("Key", { generation: uint32, key: secret, nonce: secret, since: uint32 })
const chain = struct<Chain>("Chain", { id: uint32, next: uint32, dropped: uint32, secret, skipped: vector(key) })
const stateInside: Codec<State> = struct<State>("State", {
  me: mapped(uint32, "leaf", (l: LeafIndex) => l, leafIndex),
  members: vector(uint32),
  chains: vector(chain),
  kept: secret
})
const body = struct<Body>("Body", { sender: uint32, generation: uint32, guard: fixed(4), ciphertext: bytes })
const aad = struct("AAD", { groupId: bytes, epoch: uint64, contentType: uint8, authenticatedData: bytes, sender: uint32, guard: fixed(4) })

const stateBox = opaque<"ProtectionState", State>("ProtectionState", "toy")
const bodyBox = opaque<"ProtectedBody", Body>("ProtectedBody", "toy")

/** Every fault, and the beginning of a law that it breaks. */
export const faults = {
  "cutting the text": "every other member opens",
  "one sender for all": "every other member opens",
  "in order only": "messages may arrive in any order",
  "skipped keys that stay": "a message is opened once",
  "consumed means out of order": "a message is opened once",
  "a chain that stands still": "a second message under a used key",
  "no forward limit": "a chain jumps",
  "a limit one too small": "a chain jumps",
  "skipped keys without end": "what is kept for late messages",
  "dropped means consumed": "what is kept for late messages",
  "dropping the newest": "whatever order",
  "members of the epoch before": "epochs share nothing",
  "chains of the epoch before": "epochs share nothing",
  "anybody may speak": "nobody speaks",
  "own messages come in": "a message that claims to be mine",
  "adopting at once": "a message that was opened",
  "one key for all messages": "each key seals",
  "one key and nonce for all messages": "no key meets a nonce again",
  "bytes that nobody reads": "a forged message",
  "burning on failure": "a forged message",
  "authenticated data left out": "each field of the header",
  "content type left out": "each field of the header",
  "keeping the root": "used keys and all",
  "keeping what was used": "used keys and all",
  "a root behind a window": "used keys and all",
  "keys that are said to last": "used keys and all",
  "retiring nothing": "a step retires",
  "retiring the future": "a step retires",
  "forgetting skipped keys on disk": "a state is written down",
  "randomness of its own": "equal seeds",
  "throwing at strangers": "bytes of any kind",
  "counting half of what is kept": "a state opens exactly",
  "reaching back less than it does": "a state opens exactly",
  "time that takes everything": "time takes",
  "time that takes nothing": "time takes"
} as const
export const slotFaults = {
  "a slot of its own": "a slot is needed",
  "slots in turn only": "a slot is needed",
  "forgetting empty slots": "slots may stay empty"
} as const
export type Fault = keyof typeof faults | keyof typeof slotFaults

/** One chain per sender, all derived at the beginning of an epoch; with `slots` one chain for everybody. The sender goes in clear. */
export const toyProtection = (fault: Fault | "none", slots = false): Layer.Layer<MessageProtection, never, CipherSuite | Entropy> =>
  Layer.effect(
    MessageProtection,
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { secret: random } = yield* Entropy
      const is = (f: Fault): boolean => f === fault
      const life: KeyLife = is("a root behind a window") ? "window" : is("keys that are said to last") ? "epoch" : "message"
      const derive = (from: Secret, label: string, length: number) => expandWithLabel(suite, from, label, new Uint8Array(0), length)
      const refused = (reason: Unprotectable["reason"]) => new Unprotectable({ reason })

      const keyOf = (from: Secret, generation: number): Key => ({
        generation,
        key: derive(from, "key", suite.aead.keySize),
        nonce: derive(from, "nonce", suite.aead.nonceSize),
        since: 0
      })
      const step = (from: Secret): Secret =>
        is("one key for all messages") || is("one key and nonce for all messages")
          ? new Secret(from.expose().slice())
          : derive(from, "next", suite.kdf.size)

      interface Taken {
        readonly key: Key
        readonly chain: Chain
        readonly retired: ReadonlyArray<Secret>
      }
      const take = (from: Chain, generation: number): Taken | Unprotectable => {
        if (generation < from.next) {
          const found = from.skipped.find((k) => k.generation === generation)
          if (found === undefined) {
            const late = is("consumed means out of order") || (generation < from.dropped && !is("dropped means consumed"))
            return refused(late ? "OutOfOrder" : "KeyConsumed")
          }
          const left = is("skipped keys that stay") ? from.skipped : from.skipped.filter((k) => k !== found)
          return { key: found, chain: { ...from, skipped: left }, retired: [found.key, found.nonce] }
        }
        const limit = is("no forward limit") ? 1000 : is("a limit one too small") ? window.maxForward - 1 : window.maxForward
        if (generation - from.next > limit) return refused("TooFarAhead")
        if (is("in order only") && generation > from.next) return refused("OutOfOrder")
        const skipped = [...from.skipped]
        let at = from.secret
        for (let g = from.next; g < generation; g++) {
          skipped.push(keyOf(at, g))
          at = step(at)
        }
        const surplus = is("skipped keys without end") ? 0 : Math.max(skipped.length - window.maxSkipped, 0)
        const dropped = Math.max(from.dropped, (skipped[surplus - 1]?.generation ?? -1) + 1)
        const evicted = skipped.slice(0, surplus).filter((k) => from.skipped.includes(k))
        return {
          key: keyOf(at, generation),
          chain: {
            ...from,
            next: generation + 1,
            dropped,
            secret: step(at),
            skipped: is("dropping the newest") ? skipped.slice(0, window.maxSkipped) : skipped.slice(surplus)
          },
          retired: [from.secret, ...evicted.flatMap((k) => [k.key, k.nonce])]
        }
      }

      const chainsOf = (epoch: EpochSecrets, tree: TreeView): ReadonlyArray<Chain> =>
        Array.from({ length: slots ? 1 : tree.leafCount }, (_, id) => ({
          id,
          next: 0,
          dropped: 0,
          secret: derive(epoch.encryption, `chain ${id}`, suite.kdf.size),
          skipped: []
        }))
      const begin = (epoch: EpochSecrets, me: LeafIndex, tree: TreeView, _change: Change, before: State | undefined): State => {
        const members = Array.from({ length: tree.leafCount }, (_, leaf) => leaf).filter((leaf) => tree.occupied(leafIndex(leaf)))
        return {
          me,
          members: is("members of the epoch before") ? (before?.members ?? members) : members,
          chains: is("chains of the epoch before") && before !== undefined ? before.chains : chainsOf(epoch, tree),
          kept: is("keeping the root") || is("a root behind a window") ? epoch.encryption : new Secret(new Uint8Array(0))
        }
      }
      const withChain = (state: State, next: Chain): State => ({ ...state, chains: state.chains.map((c) => (c.id === next.id ? next : c)) })
      const retained = ({ chains }: State) => {
        const kept = chains.flatMap(({ next, skipped }) => skipped.map(({ generation }) => next - 1 - generation))
        return {
          keys: is("counting half of what is kept") ? kept.length >> 1 : kept.length,
          oldest: is("reaching back less than it does") ? 0 : Math.max(0, ...kept)
        }
      }
      const forget = (state: State, now: number) => {
        const over = ({ since }: Key): boolean =>
          !is("time that takes nothing") && (is("time that takes everything") || (since > 0 && now - since >= window.maxSeconds))
        const all = state.chains.flatMap(({ skipped }) => skipped)
        const chains = state.chains.map((c) => ({
          ...c,
          dropped: Math.max(c.dropped, ...c.skipped.filter(over).map((k) => k.generation + 1)),
          skipped: c.skipped.filter((k) => !over(k)).map((k) => ({ ...k, since: k.since === 0 ? now : k.since }))
        }))
        return { state: stateBox.wrap({ ...state, chains }), retired: all.filter(over).flatMap((k) => [k.key, k.nonce]) }
      }
      const retiring = ({ chain: next, retired }: Taken): ReadonlyArray<Secret> =>
        is("retiring nothing") ? [] : is("retiring the future") ? [...retired, next.secret] : retired

      const bound = (header: Header, sender: number, guard: Uint8Array): Uint8Array =>
        encode(aad, {
          ...header,
          contentType: is("content type left out") ? 0 : header.contentType,
          authenticatedData: is("authenticated data left out") ? new Uint8Array(0) : header.authenticatedData,
          sender: is("anybody may speak") ? 0 : sender,
          guard
        })
      const guarded = (nonce: Secret, guard: Uint8Array): Uint8Array => nonce.expose().map((b, i) => b ^ (guard[i] ?? 0))

      const stateCodec = stateBox.codec(
        is("forgetting skipped keys on disk")
          ? mapped(
              stateInside,
              "State",
              (s) => ({ ...s, chains: s.chains.map((c) => ({ ...c, skipped: [] })) }),
              (s) => s
            )
          : stateInside
      )
      return MessageProtection.of({
        id: "toy",
        needs: { ordering: slots ? "total" : "none", groupSecret: true, slot: slots, misuseResistant: false },
        keyLife: { application: life, handshake: life },
        stateCodec,
        bodyCodec: bodyBox.codec(
          is("bytes that nobody reads")
            ? mapped(
                struct("Body", { body, more: uint8 }),
                "Body",
                (b: Body) => ({ body: b, more: 0 }),
                (b) => b.body
              )
            : body
        ),
        start: (epoch, me, tree, change, previous) =>
          Effect.sync(() => ({
            state: stateBox.wrap(begin(epoch, me, tree, change, Option.getOrUndefined(Option.map(previous, stateBox.unwrap))))
          })),
        retained: (boxed) => retained(stateBox.unwrap(boxed)),
        forget: (boxed, now) => forget(stateBox.unwrap(boxed), now),
        protect: (boxed, header, content, slot) =>
          Effect.suspend(() => {
            const state = stateBox.unwrap(boxed)
            const own = state.chains[slots ? 0 : state.me] as Chain
            if (slots && Option.isNone(slot) && !is("a slot of its own")) throw new TypeError("no slot")
            const place = slots && Option.isSome(slot) ? Number(slot.value) : own.next
            if (is("slots in turn only") && place < own.next) return Effect.fail(refused("OutOfOrder"))
            const taken = take(own, place)
            if (taken instanceof Unprotectable) return Effect.fail(taken)
            const drawn = is("randomness of its own") ? crypto.getRandomValues(new Uint8Array(4)) : random(4).expose()
            const guard = is("one key and nonce for all messages") ? new Uint8Array(4) : drawn
            const text = is("cutting the text") ? content.slice(0, -1) : content
            const ciphertext = suite.aead.seal(taken.key.key, guarded(taken.key.nonce, guard), bound(header, state.me, guard), text)
            const kept = is("forgetting empty slots") ? { ...taken.chain, skipped: [] } : taken.chain
            return Effect.succeed({
              body: bodyBox.wrap({ sender: state.me, generation: place, guard, ciphertext }),
              state: stateBox.wrap(withChain(state, kept)),
              retired: retiring(taken)
            })
          }),
        unprotect: (boxed, header, boxedBody) =>
          Effect.suspend(() => {
            const state = stateBox.unwrap(boxed)
            const { ciphertext, generation, guard, sender } = bodyBox.unwrap(boxedBody)
            const from = state.chains.find(({ id }) => id === (slots ? 0 : sender))
            if (from === undefined && is("throwing at strangers")) throw new RangeError("who?")
            const stranger = !state.members.includes(sender) && !is("anybody may speak")
            if (from === undefined || stranger || (sender === state.me && !is("own messages come in")))
              return Effect.fail(refused("BadCiphertext"))
            const taken = take(from, generation)
            if (taken instanceof Unprotectable) return Effect.fail(taken)
            if (is("burning on failure")) state.chains = withChain(state, taken.chain).chains
            const content = suite.aead.open(taken.key.key, guarded(taken.key.nonce, guard), bound(header, sender, guard), ciphertext)
            if (content === undefined) return Effect.fail(refused("BadCiphertext"))
            const next = withChain(state, is("a chain that stands still") ? from : taken.chain)
            if (is("adopting at once")) state.chains = next.chains
            const kept = is("keeping what was used")
              ? new Secret(Uint8Array.of(...state.kept.expose(), ...taken.key.key.expose()))
              : state.kept
            return Effect.succeed({
              sender: leafIndex(is("one sender for all") ? 0 : sender),
              content,
              state: stateBox.wrap({ ...next, kept }),
              retired: retiring(taken)
            })
          })
      })
    })
  )
