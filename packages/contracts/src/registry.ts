import { emptyRegistry, type Registry as Rows } from "@copath/wire"
import * as Context from "effect/Context"

/**
 * Code points beyond RFC 9420's that this client understands (13): proposal types, extensions, credentials. Empty unless composed in, for instance
 * with `Layer.succeed(Registry, registryOf(selfRemove, appData))`.
 */
export const Registry = Context.Reference<Rows>("@copath/contracts/Registry", { defaultValue: () => emptyRegistry })

/** One registry from several; a code point that two of them name is the caller's defect. */
export const registryOf = (...parts: ReadonlyArray<Partial<Rows>>): Rows => {
  const proposals = parts.flatMap((p) => p.proposals ?? [])
  const extensions = parts.flatMap((p) => p.extensions ?? [])
  const psks = parts.flatMap((p) => p.psks ?? [])
  const credentials = [...new Set(parts.flatMap((p) => p.credentials ?? []))]
  for (const list of [proposals, extensions, psks]) {
    const types = list.map((k) => k.type)
    const twice = types.find((type, at) => types.indexOf(type) !== at)
    if (twice !== undefined) throw new RangeError(`code point ${twice} is registered twice`)
  }
  return { proposals, extensions, psks, credentials }
}
