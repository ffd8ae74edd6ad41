/**
 * What follows from what, for many attackers at once. Value v has one bit for each attacker: set, if that attacker knows v. An edge takes the AND of its
 * inputs' words and ORs it into its output's, so that one instruction decides for 32 attackers. The result is the least fixpoint.
 *
 * ```
 *            attackers 0…31   32…63
 *   leaf key   0110…           0001…  ─┐ AND ┌─ path secret |= 0100… 0001…
 *   commit     1111…           1111…  ─┘     └─
 * ```
 */
import type { Graph, ValueId } from "../graph/graph.ts"

/** How many attackers are closed side by side: 32 words for each value stay in the processor's cache for graphs of some ten thousand values. */
export const batchSize = 1024

/** Who knows what: bit `a & 31` of `words[v * width + (a >> 5)]` says whether attacker a knows value v. */
export interface Knowledge {
  /** Words for each value; 32 attackers each. */
  readonly width: number
  /** By value, then by attacker. */
  readonly words: Uint32Array
}

/** By value, the edges that have it as an input: `edges[start[v]]` to `edges[start[v + 1] - 1]`, ascending. */
export interface Consumers {
  /** By value, where its edges begin. */
  readonly start: Uint32Array
  /** Indices of edges. */
  readonly edges: Uint32Array
}

/** Nobody knows anything. */
export const nothingKnown = (graph: Graph, attackers: number): Knowledge => {
  const width = Math.max(1, (attackers + 31) >>> 5)
  return { width, words: new Uint32Array(graph.values * width) }
}

/** One attacker knows one more value. */
export const learn = (knowledge: Knowledge, value: ValueId, attacker: number): void => {
  const word = value * knowledge.width + (attacker >>> 5)
  knowledge.words[word] = knowledge.words[word]! | (1 << (attacker & 31))
}

/** Attackers `from` to before `to` know one more value. */
export const learnRange = (knowledge: Knowledge, value: ValueId, from: number, to: number): void => {
  if (from >= to) return
  const { width, words } = knowledge
  const first = value * width + (from >>> 5)
  const last = value * width + ((to - 1) >>> 5)
  const head = ~0 << (from & 31)
  const tail = ~0 >>> (31 - ((to - 1) & 31))
  if (first === last) words[first] = words[first]! | (head & tail)
  else {
    words[first] = words[first]! | head
    words.fill(~0, first + 1, last)
    words[last] = words[last]! | tail
  }
}

/** Whether this attacker knows this value. */
export const knows = (knowledge: Knowledge, value: ValueId, attacker: number): boolean =>
  ((knowledge.words[value * knowledge.width + (attacker >>> 5)]! >>> (attacker & 31)) & 1) === 1

/** Which edges must be looked at again when a value becomes known. */
export const consumersOf = (graph: Graph): Consumers => {
  const start = new Uint32Array(graph.values + 1)
  const inputs = graph.start[graph.edges] ?? 0
  for (let i = 0; i < inputs; i++) {
    const next = graph.from[i]! + 1
    start[next] = start[next]! + 1
  }
  for (let v = 0; v < graph.values; v++) start[v + 1] = start[v + 1]! + start[v]!
  const place = start.slice()
  const edges = new Uint32Array(inputs)
  for (let e = 0; e < graph.edges; e++) {
    for (let i = graph.start[e]!; i < graph.start[e + 1]!; i++) {
      const v = graph.from[i]!
      edges[place[v]!] = e
      place[v] = place[v]! + 1
    }
  }
  return { start, edges }
}

/**
 * Adds all that follows to what is known, in place. The first sweep looks at every edge in the order of time; later ones only at edges behind whose back an
 * input became known. `consumers` are those of this graph; who closes often hands them in.
 */
export const close = (graph: Graph, knowledge: Knowledge, consumers: Consumers = consumersOf(graph)): void => {
  const pending = new Uint8Array(graph.edges).fill(1)
  for (let sweep = 0; sweep < graph.edges;) {
    let again = graph.edges
    for (let e = sweep; e < graph.edges; e++) {
      if (pending[e] === 0) continue
      pending[e] = 0
      if (!fire(graph, knowledge, e)) continue
      const out = graph.out[e]!
      for (let i = consumers.start[out]!; i < consumers.start[out + 1]!; i++) {
        const consumer = consumers.edges[i]!
        pending[consumer] = 1
        if (consumer <= e && consumer < again) again = consumer
      }
    }
    sweep = again
  }
}

/** Whether any attacker learned the edge's output by it. */
const fire = (graph: Graph, { width, words }: Knowledge, edge: number): boolean => {
  const first = graph.start[edge]!
  const inputs = graph.start[edge + 1]! - first
  const out = graph.out[edge]! * width
  const threshold = graph.threshold[edge]!
  let learned = 0
  if (threshold !== 0) {
    for (let w = 0; w < width; w++) {
      const fresh = enough(graph, words, width, w, first, inputs, threshold) & ~words[out + w]!
      words[out + w] = words[out + w]! | fresh
      learned |= fresh
    }
  } else if (inputs === 1) {
    const a = graph.from[first]! * width
    for (let w = 0; w < width; w++) {
      const fresh = words[a + w]! & ~words[out + w]!
      words[out + w] = words[out + w]! | fresh
      learned |= fresh
    }
  } else if (inputs === 2) {
    const a = graph.from[first]! * width
    const b = graph.from[first + 1]! * width
    for (let w = 0; w < width; w++) {
      const fresh = words[a + w]! & words[b + w]! & ~words[out + w]!
      words[out + w] = words[out + w]! | fresh
      learned |= fresh
    }
  } else {
    for (let w = 0; w < width; w++) {
      let fresh = ~words[out + w]!
      for (let i = 0; i < inputs; i++) fresh &= words[graph.from[first + i]! * width + w]!
      words[out + w] = words[out + w]! | fresh
      learned |= fresh
    }
  }
  return learned !== 0
}

/** The attackers of one word who know at least `threshold` of the inputs, counted one by one: secret sharing is rare. */
const enough = (graph: Graph, words: Uint32Array, width: number, w: number, first: number, inputs: number, threshold: number): number => {
  let result = 0
  for (let bit = 0; bit < 32; bit++) {
    let known = 0
    for (let i = 0; i < inputs && known < threshold; i++) known += (words[graph.from[first + i]! * width + w]! >>> bit) & 1
    if (known >= threshold) result |= 1 << bit
  }
  return result
}
