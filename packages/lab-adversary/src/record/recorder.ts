import type { Secret } from "@copath/contracts"
import { type Graph, type Operation, operations, type ValueId, type ValueKind } from "../graph/graph.ts"
import { keyFor, SECRET_KEY } from "../graph/purposes.ts"
import { Holdings } from "../graph/holdings.ts"
import type { Finding } from "../graph/trace.ts"
import { ContentIndex, type Hit } from "./contentIndex.ts"
import { Marks } from "./marks.ts"
import type { Filled, Hole, Recipe } from "./recipe.ts"

/** Shorter values are no secrets: they can be guessed. In bytes. */
export const LEAST_SECRET = 16

/** Kinds that are no secrets themselves: what is sealed, and what proves. */
const inTheOpen: ReadonlySet<ValueKind> = new Set(["ciphertext", "tag"])

/** Kinds that no operation of the suite gives. */
const sources: ReadonlySet<ValueKind> = new Set(["random", "given", "unexplained", "text"])

/** Kinds that are known for what they are only when they are used. */
const used: ReadonlySet<ValueKind> = new Set(["slice", "unexplained"])

/** A label, or how to make it: most values are known already. */
type Label = string | (() => string)

const textOf = (label: Label): string => (typeof label === "string" ? label : label())

interface Noted {
  kind: ValueKind
  length: number
  readonly state: number
  readonly by: number
  label: string
}

/**
 * Writes down values and how they came of one another. A value is its bytes: members who derive the same secret share one value, so what is recorded grows with
 * the secrets there are and not with the members who hold them.
 */
export class Recorder {
  /** The state that the present step leads to. */
  state = 0
  /** How often anything became known that can change what is written down of an operation. */
  changes = 0
  /** Who computes: an index of `names`, or -1. */
  actor = -1
  /** Members in the order in which they first acted. */
  readonly names: Array<string> = []
  readonly values: Array<Noted> = []
  readonly findings: Array<Finding> = []
  readonly signingKeys = new Set<ValueId>()
  /** Operations of parts' own, by name. */
  readonly declared = new Set<string>()
  readonly unexplained: Array<ValueId> = []
  /** Keys of AEADs that sealed twice under one nonce: the wire alone gives away what their tags are made with. */
  readonly brokenKeys = new Set<ValueId>()
  /** Values that hold a text or its hash: whoever vouches for them vouches for the text. */
  private readonly carriers = new Set<ValueId>()
  /** By edge. */
  readonly recipes: Array<Recipe> = []
  private readonly indexOfName = new Map<string, number>()
  private readonly content = new ContentIndex()
  private readonly ofSecret = new Marks<Secret, ValueId>("value")
  private readonly open = new Set<ValueId>()
  private readonly start: Array<number> = [0]
  private readonly from: Array<ValueId> = []
  private readonly out: Array<ValueId> = []
  private readonly operation: Array<number> = []
  private readonly threshold: Array<number> = []
  /** What was sealed, to be searched once more for what only later turned out to be a secret. */
  private readonly wholes: Array<{ readonly value: ValueId; readonly bytes: Uint8Array }> = []
  /** Edges by output and operation: whoever derives a secret again adds nothing. */
  private readonly seen = new Map<number, Array<number>>()
  private readonly uses = new Map<number, Map<ValueId, Array<number>>>()
  private readonly slices = new Map<ValueId, Array<{ readonly value: ValueId; readonly offset: number; readonly length: number }>>()

  memberOf(name: string): number {
    const known = this.indexOfName.get(name)
    if (known !== undefined) return known
    this.indexOfName.set(name, this.names.length)
    return this.names.push(name) - 1
  }

  /** A value without bytes of its own to be found by: what was sealed. */
  unnamed(kind: ValueKind, length: number, label: string): ValueId {
    return this.values.push({ kind, length, state: this.state, by: this.actor, label }) - 1
  }

  /** A value that had none has these bytes from now on, unless they are another's, or say nothing. */
  name(value: ValueId, bytes: Uint8Array, label: string): void {
    const noted = this.values[value] as Noted
    if (noted.length > 0 || bytes.length < LEAST_SECRET || isConstant(bytes) || this.content.find(bytes) !== -1) return
    noted.length = bytes.length
    noted.label = label
    this.found(value, bytes)
  }

  private found(value: ValueId, bytes: Uint8Array): void {
    this.content.add(value, bytes)
    this.changes++
  }

  /** The value of these bytes, new or known; -1 if it is too short to be secret, or says nothing (all bytes alike). */
  value(bytes: Uint8Array, kind: ValueKind, label: Label): ValueId {
    if (kind !== "text" && (bytes.length < LEAST_SECRET || isConstant(bytes))) return -1
    const known = this.content.find(bytes)
    if (known !== -1) {
      this.rename(known, kind, label)
      return known
    }
    const value = this.unnamed(kind, bytes.length, textOf(label))
    this.found(value, bytes)
    if (kind !== "ciphertext" && kind !== "tag" && kind !== "text" && bytes.length > LEAST_SECRET) this.content.addWindows(value)
    return value
  }

  /** The value of a secret that an operation gave. */
  made(secret: Secret, kind: ValueKind, label: Label): ValueId {
    const value = this.value(secret.expose(), kind, label)
    this.knownAs(secret, value)
    return value
  }

  /** A secret whose value is known already; -1: it is none. */
  knownAs(secret: Secret, value: ValueId): void {
    if (value !== -1) this.ofSecret.set(secret, value)
  }

  /** The value of a secret in somebody's hands; of one that is made up of others, these follow. */
  held(secret: Secret): ValueId {
    const bytes = secret.expose()
    if (isConstant(bytes)) return -1
    const known = this.ofSecret.get(secret)
    const parts = known === undefined ? this.inside(bytes) : []
    const value = known ?? this.made(secret, "given", "given")
    for (const part of parts) if (part.value !== value) this.part(value, part)
    // A tag that is kept as a secret is one.
    if (value !== -1 && !this.isSecret(value)) this.become(value, "derived")
    return value
  }

  bytesOf(value: ValueId): Uint8Array {
    return this.content.of(value)
  }

  find(bytes: Uint8Array): ValueId {
    return this.content.find(bytes)
  }

  /** Everything known that stands inside of these bytes. */
  inside(bytes: Uint8Array): ReadonlyArray<Hit> {
    return this.content.scan(bytes)
  }

  /** Whoever has the whole has this part of it. */
  part(whole: ValueId, { value, ...place }: Hit): void {
    this.edge("part", [whole], value, { op: "part", length: this.bytesOf(value).length, ...place })
  }

  /** Two values turn out to be one, of which at least one has bytes. */
  same(a: ValueId, b: ValueId): void {
    const length = Math.max((this.values[a] as Noted).length, (this.values[b] as Noted).length)
    this.edge("part", [a], b, { op: "part", offset: 0, length })
    this.edge("part", [b], a, { op: "part", offset: 0, length })
  }

  /** What was sealed without being a value of its own: whoever has it has all that stands inside. */
  sealed(bytes: Uint8Array, label: string): ValueId {
    const value = this.unnamed("plaintext", bytes.length, label)
    this.wholes.push({ value, bytes: bytes.slice() })
    return value
  }

  /**
   * Secrets that turned out to be any when they were used, such as slices, and may have been sealed before or gone out in clear: looks for them once more, in all
   * that was sealed, and gives those that stand in these messages.
   */
  late(messages: ReadonlyArray<Uint8Array>): ReadonlyArray<Hit & { readonly message: number }> {
    const index = new ContentIndex()
    const values = [...this.values.keys()].filter((value) => used.has((this.values[value] as Noted).kind))
    for (const value of values) index.add(value, this.bytesOf(value))
    if (values.length === 0) return []
    for (const { bytes, value } of this.wholes) for (const part of index.scan(bytes)) this.part(value, part)
    return messages.flatMap((bytes, message) => index.scan(bytes).map((hit) => ({ ...hit, message })))
  }

  /** If a text stands in one of these, it stands in the value as well, or decides over it. */
  carry(parts: Iterable<ValueId>, value: ValueId): void {
    if (value === -1) return
    for (const part of parts) if (this.carriesText(part)) this.carriers.add(value)
  }

  carriesText(value: ValueId): boolean {
    return this.carriers.has(value) || this.values[value]?.kind === "text"
  }

  isSecret(value: ValueId): boolean {
    return !inTheOpen.has((this.values[value] as Noted).kind)
  }

  /** A secret that an operation is keyed with, and must come from somewhere. -1: it is no secret. */
  key(secret: Secret, purpose: string): ValueId {
    const known = this.ofSecret.get(secret)
    if (known !== undefined && this.isSecret(known) && (this.values[known] as Noted).kind !== "given") return known
    const bytes = secret.expose()
    if (bytes.length < LEAST_SECRET || isConstant(bytes)) return -1
    const exact = this.content.find(bytes)
    const value = exact !== -1 && (this.values[exact] as Noted).kind !== "given" ? exact : this.explain(bytes, exact, purpose)
    // A tag that is used as a key is one.
    if (!this.isSecret(value)) this.become(value, "derived")
    this.ofSecret.set(secret, value)
    return value
  }

  /** Where a secret that nothing was seen to make may come from: it is a slice of something, or put together from parts. */
  private explain(bytes: Uint8Array, given: ValueId, purpose: string): ValueId {
    const slice = this.content.sliceOf(bytes)
    const parts = slice === undefined ? this.inside(bytes).filter(({ value }) => value !== given && this.isSecret(value)) : []
    const value = given === -1 ? this.value(bytes, "unexplained", purpose) : given
    const noted = this.values[value] as Noted
    if (slice !== undefined) {
      this.become(value, "slice")
      noted.label = `slice for ${purpose}`
      this.sliced(slice.value, value, slice.offset, bytes.length)
    } else if (parts.length > 0) {
      this.become(value, "derived")
      noted.label = `${purpose}, put together`
      const inputs = parts.map(({ value: part }) => part)
      const holes = parts.map(({ value: _part, ...place }, input) => ({ ...place, input }))
      this.edge("join", inputs, value, { op: "join", whole: { bytes: bytes.slice(), holes } })
    } else {
      this.become(value, "unexplained")
      noted.label = purpose
      this.unexplained.push(value)
      this.find_("unexplained", `a secret used as ${purpose} that nothing was seen to make`, value)
    }
    return value
  }

  private sliced(whole: ValueId, part: ValueId, offset: number, length: number): void {
    this.edge("slice", [whole], part, { op: "slice", offset, length })
    const slices = this.slices.get(whole) ?? []
    slices.push({ value: part, offset, length })
    this.slices.set(whole, slices)
    const covering = slices.toSorted((a, b) => a.offset - b.offset)
    let covered = 0
    for (const { length: size, offset: at } of covering) if (at <= covered) covered = Math.max(covered, at + size)
    if (covered < (this.values[whole] as Noted).length) return
    const holes = covering.map(({ offset: at }, input) => ({ offset: at, input }))
    this.edge(
      "join",
      covering.map(({ value }) => value),
      whole,
      { op: "join", whole: { bytes: this.bytesOf(whole), holes } }
    )
  }

  /** The secrets in a byte string, as inputs from number `first` on, and where they stand. */
  filled(bytes: Uint8Array, inputs: Array<ValueId>): Filled {
    const inside = this.inside(bytes)
    if (inside.length === 0) return { bytes, holes: noHoles }
    const holes: Array<Hole> = []
    for (const { value, ...place } of inside) {
      if (!this.isSecret(value)) continue
      holes.push({ ...place, input: inputs.length })
      inputs.push(value)
    }
    return { bytes: holes.length === 0 ? bytes : bytes.slice(), holes }
  }

  /** A whole secret as an input. */
  filledWith(secret: Secret, value: ValueId, inputs: Array<ValueId>): Filled {
    if (value === -1) return { bytes: secret.expose().slice(), holes: [] }
    inputs.push(value)
    return { bytes: new Uint8Array(secret.length), holes: [{ offset: 0, input: inputs.length - 1 }] }
  }

  /** Whoever knows the inputs, or `threshold` of them where that is not 0, can compute the output. If so many are known to everybody, so is it. */
  edge(operation: Operation, inputs: ReadonlyArray<ValueId>, output: ValueId, recipe: Recipe, threshold = 0): void {
    if (output === -1) return
    if (
      threshold === 0 ? inputs.every((input) => this.open.has(input)) : inputs.filter((input) => this.open.has(input)).length >= threshold
    ) {
      this.publish(output)
      return
    }
    if (inputs.includes(output)) return
    const op = operations.indexOf(operation)
    const name = output * operations.length + op
    const alike = this.seen.get(name) ?? []
    if (alike.some((edge) => this.threshold[edge] === threshold && this.hasInputs(edge, inputs))) return
    alike.push(this.out.length)
    this.seen.set(name, alike)
    this.from.push(...inputs)
    this.start.push(this.from.length)
    this.out.push(output)
    this.operation.push(op)
    this.threshold.push(threshold)
    this.recipes.push(recipe)
  }

  private hasInputs(edge: number, inputs: ReadonlyArray<ValueId>): boolean {
    const first = this.start[edge] as number
    return (this.start[edge + 1] as number) - first === inputs.length && inputs.every((input, i) => this.from[first + i] === input)
  }

  /**
   * The acting member draws these at random, or has them from elsewhere. Whatever else it computes with follows from them, from the wire and from the state that it
   * held before: nothing more need be noted for somebody who remembers everything.
   */
  use(...values: ReadonlyArray<ValueId>): void {
    if (!values.some((value) => value !== -1 && sources.has((this.values[value] as Noted).kind))) return
    const mine = this.uses.get(this.actor) ?? new Map<ValueId, Array<number>>()
    this.uses.set(this.actor, mine)
    for (const value of values) {
      if (value === -1 || !sources.has((this.values[value] as Noted).kind)) continue
      const states = mine.get(value)
      if (states === undefined) mine.set(value, [this.state])
      else if (states.at(-1) !== this.state) states.push(this.state)
    }
  }

  /** What a secret key is for is known when it is first used; then it is called so. */
  serves(key: ValueId, purpose: () => string | undefined): void {
    const noted = this.values[key]
    if (noted?.label !== SECRET_KEY) return
    const known = purpose()
    if (known !== undefined) noted.label = keyFor(known)
  }

  /** Everybody knows this value. */
  publish(value: ValueId): void {
    if (this.open.has(value)) return
    this.open.add(value)
    this.changes++
  }

  isOpen(value: ValueId): boolean {
    return this.open.has(value)
  }

  find_(kind: Finding["kind"], detail: string, value: ValueId | undefined, member = this.actor, state = this.state): void {
    this.findings.push({ kind, state, member, detail, value })
  }

  private rename(value: ValueId, kind: ValueKind, label: Label): void {
    const noted = this.values[value] as Noted
    if (noted.kind !== "given") return
    this.become(value, kind)
    noted.label = textOf(label)
  }

  private become(value: ValueId, kind: ValueKind): void {
    ;(this.values[value] as Noted).kind = kind
    this.changes++
  }

  graph(): Graph {
    return {
      values: this.values.length,
      edges: this.out.length,
      start: Uint32Array.from(this.start),
      from: Uint32Array.from(this.from),
      out: Uint32Array.from(this.out),
      operation: Uint8Array.from(this.operation),
      threshold: Uint16Array.from(this.threshold)
    }
  }

  opened(): ReadonlyArray<ValueId> {
    return [...this.open]
  }

  used(): Holdings {
    const found = new Holdings()
    for (const [member, values] of this.uses)
      for (const [value, states] of values) for (const from of states) found.add(member, value, from, from + 1)
    return found
  }
}

const noHoles: Filled["holes"] = []

/** Whether all bytes are alike, as in the zeros that stand for a secret that there is not, or in one that was wiped. */
export const isConstant = (bytes: Uint8Array): boolean => {
  const [first] = bytes
  for (const byte of bytes) if (byte !== first) return false
  return true
}
