import { type Derivation, type KeyPair, Secret, type SymbolTable, type Term } from "@copath/contracts"
import type { ValueId } from "../graph/graph.ts"
import type { PublicKeys } from "./publicKeys.ts"
import { fill } from "./filled.ts"
import type { Recipe } from "./recipe.ts"
import type { Recorder } from "./recorder.ts"
import type { Sums } from "./sums.ts"

/** Where one term of a rule stands among an edge's inputs. */
interface Place {
  /** What has to be known of it; nothing of what is public. */
  readonly inputs: ReadonlyArray<ValueId>
  /** Its bytes, given those of its inputs; `undefined` if one of them is missing. */
  readonly bytes: (known: ReadonlyArray<Uint8Array | undefined>) => Uint8Array | undefined
}

/** Operations that no suite has, written down as they are carried out: what a part says of them is believed, and its name goes into the trace. */
export const tracedSymbols = (recorder: Recorder, keys: PublicKeys, sums: Sums, symbols: SymbolTable): SymbolTable => {
  /** The value of a secret in a rule; -1: it is none. */
  const valueOf = (secret: Secret, op: string): ValueId => recorder.key(secret, `an input of ${op}`)

  const bound = (pair: KeyPair, op: string): void => {
    const before = keys.known(pair.publicKey)
    // Somebody may have sealed to the public key before its owner had come to the secret one.
    if (before !== undefined) recorder.name(before, pair.secretKey.expose(), op)
    const value = recorder.made(pair.secretKey, "secretKey", op)
    if (before !== undefined && value !== -1 && before !== value) recorder.same(before, value)
    else keys.register(pair, value)
    recorder.use(value)
  }

  const placeOf = (term: Term, op: string): Place => {
    if (term instanceof Secret) {
      const value = valueOf(term, op)
      const bytes = term.expose().slice()
      return value === -1 ? { inputs: [], bytes: () => bytes } : { inputs: [value], bytes: ([known]) => known }
    }
    if (!(term instanceof Uint8Array)) return { inputs: [keys.secretOf(term.secretOf)], bytes: ([known]) => known }
    const inputs: Array<ValueId> = []
    const { bytes, holes } = recorder.filled(term.slice(), inputs)
    return {
      inputs,
      bytes: (known) => {
        const parts = inputs.map((_value, i) => known[i])
        return parts.some((part) => part === undefined) ? undefined : fill({ bytes, holes }, parts as ReadonlyArray<Uint8Array>)
      }
    }
  }

  /** What a rule's result is written down as; -1: it is public. */
  const resultOf = (term: Term, op: string): ValueId => {
    if (term instanceof Secret) return recorder.made(term, "derived", op)
    if (!(term instanceof Uint8Array)) return keys.secretOf(term.secretOf)
    const exact = recorder.find(term)
    if (exact !== -1) return exact
    const inside = recorder.inside(term).filter(({ value }) => recorder.isSecret(value))
    if (inside.length === 0) return -1
    const whole = recorder.unnamed("plaintext", term.length, op)
    for (const part of inside) recorder.part(whole, part)
    return whole
  }

  const derived = (op: string, { any = 0, by, from, to }: Derivation): void => {
    const out = resultOf(to, op)
    const places = from.map((term) => placeOf(term, op))
    const inputs = places.flatMap((place) => place.inputs)
    recorder.use(...inputs, out)
    if (any === 0) return recorder.edge(by === undefined ? "claimed" : "declared", inputs, out, recipeOf(op, by, places))
    // A share is one value, or is put together from several before it counts as one.
    const shares = places.filter((place) => place.inputs.length > 0).map((place) => asOne(place, op))
    const needed = any - (places.length - shares.length)
    const chosen = places.map((place) => (place.inputs.length === 0 ? place : single))
    if (needed <= 0) return recorder.publish(out)
    recorder.edge(by === undefined ? "claimed" : "declared", shares, out, recipeOf(op, by, chosen), needed)
  }

  const asOne = (place: Place, op: string): ValueId => {
    const [first = -1] = place.inputs
    if (place.inputs.length === 1) return first
    const whole = recorder.unnamed("plaintext", 0, op)
    recorder.edge("declared", place.inputs, whole, { op: "declared", name: op, by: place.bytes })
    return whole
  }

  return {
    xor: (a, b) => {
      const sum = symbols.xor(a, b)
      const values = [valueOf(a, "a sum"), valueOf(b, "a sum"), recorder.made(sum, "derived", "sum")]
      sums.add(values, [a, b, sum])
      recorder.use(...values)
      return sum
    },
    declare: (rule, run) => {
      const made = symbols.declare(rule, run)
      const { derives, op, pairs = [] } = typeof rule === "function" ? rule(made) : rule
      recorder.declared.add(op)
      for (const pair of pairs) bound(pair, op)
      for (const derivation of derives) derived(op, derivation)
      return made
    }
  }
}

/** A share that is one value. */
const single: Place = { inputs: [-1], bytes: ([known]) => known }

const recipeOf = (op: string, by: Derivation["by"], places: ReadonlyArray<Place>): Recipe => {
  if (by === undefined) return { op: "claimed", name: op }
  return {
    op: "declared",
    name: op,
    by: (known) => {
      let at = 0
      return by(places.map(({ bytes, inputs }) => bytes(known.slice(at, (at += inputs.length)))))
    }
  }
}
