import * as Effect from "effect/Effect"

/** Node's own module, where there is one: found without an import, for laws run in browsers too. */
const nodeModules = (): { readonly crypto: object; readonly sync: () => void } | undefined => {
  if (typeof process === "undefined" || !("getBuiltinModule" in process)) return undefined
  const { syncBuiltinESMExports } = process.getBuiltinModule("node:module")
  return { crypto: process.getBuiltinModule("node:crypto"), sync: () => syncBuiltinESMExports() }
}

const ofNode = ["randomBytes", "randomFillSync", "randomFill", "randomInt", "randomUUID"]

/** Notes in `names` who is asked for randomness from now on; gives what ends that. Everybody is answered as ever. */
const watch = (names: Set<string>): (() => void) => {
  const ends: Array<() => void> = []
  const put = (owner: object, name: string, called: string): void => {
    const kept = Object.getOwnPropertyDescriptor(owner, name)
    const draw: unknown = Reflect.get(owner, name)
    if (typeof draw !== "function") return
    const value = (...args: ReadonlyArray<unknown>): unknown => {
      names.add(called)
      return Reflect.apply(draw, owner, args)
    }
    Object.defineProperty(owner, name, { value, configurable: true, writable: true })
    ends.push(() => {
      if (kept === undefined) Reflect.deleteProperty(owner, name)
      else Object.defineProperty(owner, name, kept)
    })
  }
  put(Math, "random", "Math.random")
  put(globalThis.crypto, "getRandomValues", "crypto.getRandomValues")
  put(globalThis.crypto, "randomUUID", "crypto.randomUUID")
  const node = nodeModules()
  if (node !== undefined) for (const name of ofNode) put(node.crypto, name, `${name} of node:crypto`)
  node?.sync()
  return () => {
    for (const end of ends.toReversed()) end()
    node?.sync()
  }
}

/**
 * Which sources of randomness beside Entropy were asked meanwhile, as half a sentence; empty, if none was. To draw is no fault, and libraries do it to blind what they
 * compute: it is one if what comes out depends on it, and then this says where to look.
 */
export const drawnDuring = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<{ readonly value: A; readonly drawn: string }, E, R> =>
  Effect.suspend(() => {
    const names = new Set<string>()
    const end = watch(names)
    return effect.pipe(
      Effect.ensuring(Effect.sync(end)),
      Effect.map((value) => ({ value, drawn: names.size === 0 ? "" : `; beside Entropy it drew from ${[...names].join(", ")}` }))
    )
  })
