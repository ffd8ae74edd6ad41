import { close, learn, nothingKnown, knows, type Trace } from "@copath/lab-adversary"
import { DeliveryService } from "@copath/contracts"
import { layer as memory } from "@copath/delivery-memory"
import { deliveryService, type Spec } from "@copath/profile-lab"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { play } from "../playing.ts"
import { type Case, scenario } from "../scenario.ts"
import { membersOf, Script } from "../script.ts"

/** Two members speak, a second apart. */
const history = new Script(membersOf(3)).say("1", "2").workload("one-slot")
/** So long is what they say under way, in milliseconds: neither has heard the other. */
const delayMs = 60_000

/** Gives everybody the first slot. */
const oneSlot = deliveryService({
  id: "one-slot",
  title: "Total order, and one slot for all who ask",
  source: "a known answer's",
  layer: Layer.provideMerge(
    Layer.effect(
      DeliveryService,
      Effect.map(DeliveryService, (service) => DeliveryService.of({ ...service, reserve: () => Effect.succeed(0n) }))
    ),
    memory
  )
})

/** Whether who knows what one said in the slot, the frame around it included, can read what the other said. */
const readsSecond = (trace: Trace): boolean => {
  const [first, second] = trace.messages
  if (first === undefined || second === undefined) return false
  const { graph } = trace
  const knowledge = nothingKnown(graph, 1)
  for (const value of trace.open) learn(knowledge, value, 0)
  for (let edge = 0; edge < graph.edges; edge++)
    if (graph.out[edge] === first.text && trace.values[graph.from[graph.start[edge] ?? 0] ?? 0]?.kind === "plaintext")
      learn(knowledge, graph.from[graph.start[edge] ?? 0] ?? 0, 0)
  close(graph, knowledge)
  return knows(knowledge, second.text, 0)
}

/** Whether a key that was used with one nonce twice is still among what somebody must know to write a text. */
const vouches = ({ findings, messages }: Trace): boolean =>
  findings.some(({ kind, value }) => kind === "nonceReuse" && messages.some(({ authenticators }) => authenticators?.includes(value ?? -1)))

const collision = (name: string, spec: Spec, answer: string, explanation?: string): Case => ({
  composition: name,
  answer,
  ...(explanation === undefined ? {} : { explanation }),
  measure: Effect.map(
    play(
      { spec: { protection: "group-chain", delivery: oneSlot.id, nonce: "implicit", ...spec }, plugins: [oneSlot], ailing: true, delayMs },
      history
    ),
    ({ trace }) => {
      const found = trace.findings.filter(({ kind }) => kind === "nonceReuse")
      const equality = found.some(({ detail }) => detail.includes("shows only that they differ"))
      const what = found.length === 0 ? "no finding" : equality ? "reuse found, equality alone shows" : "reuse found"
      const text = `the second text ${readsSecond(trace) ? "falls to who knows the first" : "does not fall"}`
      return found.length === 0
        ? `${what}; ${text}`
        : `${what}; ${text}; the key ${vouches(trace) ? "still vouches" : "vouches for nothing"}`
    }
  )
})

const falls = "reuse found; the second text falls to who knows the first; the key vouches for nothing"

/** Row 11. */
export const sharedSlot = scenario({
  row: 11,
  title: "Group chain over a delivery service that gives two senders one slot",
  expected: "key-nonce reuse finding; with GCM or ChaCha20 the second plaintext and forging fall, with GCM-SIV only equality",
  cases: [
    collision("AES-GCM", {}, falls),
    collision("ChaCha20-Poly1305", { aead: "chacha20-poly1305" }, falls),
    collision(
      "AES-GCM-SIV",
      { aead: "aes-gcm-siv" },
      "reuse found, equality alone shows; the second text does not fall; the key still vouches"
    ),
    collision(
      "AES-GCM, with a guard",
      { nonce: "implicit+guard" },
      "no finding; the second text does not fall",
      "four random bytes in each nonce keep the two apart but for one case in 2^32: the table speaks of derived nonces alone"
    )
  ]
})
