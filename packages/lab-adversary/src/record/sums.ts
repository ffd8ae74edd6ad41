import type { Secret } from "@copath/contracts"
import type { ValueId } from "../graph/graph.ts"
import type { Recorder } from "./recorder.ts"

/** Sums that hang together in more than one way are taken apart up to this many: there are two to that power of them to look at. */
export const MOST_SUMS = 10

/** Values that add up, bit by bit, to what everybody knows. */
interface Sum {
  readonly values: ReadonlySet<ValueId>
  readonly bytes: Uint8Array
}

/**
 * Sums of secrets over GF(2). Of the three in one sum each two give the third; that says all there is where sums hang together like a tree. Where they close a
 * circle, sums of sums say more, which nobody carried out:
 *
 * ```
 *   a + b = x,  b + c = y                  a tree: whoever has a, x and y has b, and then c
 *   a + b = x,  b + c = y,  a + c = z      a circle: whoever has x and y has z, and yet neither a nor b nor c
 * ```
 */
export class Sums {
  private readonly recorder: Recorder
  /** By their values: whoever adds up the same again says nothing new. */
  private readonly sums = new Map<string, Sum>()
  constructor(recorder: Recorder) {
    this.recorder = recorder
  }

  /** Three secrets, the last the sum of the others, with their values (-1: known to everybody). */
  add(values: ReadonlyArray<ValueId>, secrets: ReadonlyArray<Secret>): void {
    const known = values.flatMap((value, i) => (value === -1 ? [(secrets[i] as Secret).expose()] : []))
    const length = (secrets[0] as Secret).length
    this.note(
      combined(
        values.filter((value) => value !== -1).map((value) => ({ values: new Set([value]), bytes: new Uint8Array(length) })),
        known,
        length
      )
    )
  }

  private note(sum: Sum): void {
    const name = [...sum.values].toSorted((a, b) => a - b).join()
    if (name === "" || this.sums.has(name)) return
    this.sums.set(name, sum)
    this.write(sum)
  }

  /** Each value of a sum follows from all others. */
  private write({ bytes, values }: Sum): void {
    for (const value of values)
      this.recorder.edge(
        "xor",
        [...values].filter((other) => other !== value),
        value,
        { op: "xor", bytes }
      )
  }

  /** Writes down what follows of sums of sums. Gives how many sums hang together in so many ways that not all was looked for. */
  complete(): number {
    let left = 0
    for (const component of componentsOf([...this.sums.values()])) {
      if (isTree(component)) continue
      if (component.length > MOST_SUMS) left += component.length
      else for (const sum of smallest(component)) this.write(sum)
    }
    return left
  }
}

const combined = (sums: ReadonlyArray<Sum>, known: ReadonlyArray<Uint8Array>, length: number): Sum => {
  const values = new Set<ValueId>()
  const bytes = new Uint8Array(length)
  const add = (more: Uint8Array): void => more.forEach((byte, i) => (bytes[i] = (bytes[i] as number) ^ byte))
  for (const sum of sums) {
    // What stands in two sums cancels out.
    for (const value of sum.values) if (!values.delete(value)) values.add(value)
    add(sum.bytes)
  }
  for (const one of known) add(one)
  return { values, bytes }
}

const isWithin = (a: ReadonlySet<ValueId>, b: ReadonlySet<ValueId>): boolean => [...a].every((value) => b.has(value))

/** Sums that share values, directly or by way of others. */
const componentsOf = (sums: ReadonlyArray<Sum>): ReadonlyArray<ReadonlyArray<Sum>> => {
  const of = new Map<ValueId, Array<Sum>>()
  const components = new Set<Array<Sum>>()
  for (const sum of sums) {
    const met = new Set([...sum.values].map((value) => of.get(value)).filter((component) => component !== undefined))
    const whole = [...[...met].flat(), sum]
    for (const component of met) components.delete(component)
    components.add(whole)
    for (const { values } of whole) for (const value of values) of.set(value, whole)
  }
  return [...components]
}

/** Whether no two ways lead from one sum to another: counted on the graph of sums and values, which hangs together. */
const isTree = (sums: ReadonlyArray<Sum>): boolean => {
  const values = new Set(sums.flatMap((sum) => [...sum.values]))
  const links = sums.reduce((all, sum) => all + sum.values.size, 0)
  return links === sums.length + values.size - 1
}

/** All sums of these sums of which no part is one as well: whatever follows, follows by one of them. */
const smallest = (sums: ReadonlyArray<Sum>): ReadonlyArray<Sum> => {
  const [{ bytes }] = sums as readonly [Sum]
  const all = Array.from({ length: 2 ** sums.length - 1 }, (_, i) =>
    combined(
      sums.filter((_sum, at) => (((i + 1) >>> at) & 1) === 1),
      [],
      bytes.length
    )
  )
  const found: Array<Sum> = []
  for (const sum of all.toSorted((a, b) => a.values.size - b.values.size))
    if (sum.values.size > 0 && !found.some(({ values }) => isWithin(values, sum.values))) found.push(sum)
  return found
}
