import type { KeyObject } from "node:crypto"
import { asBuffer } from "./octets.ts"

/** How many keys are remembered at least, if so many were asked for; twice as many at most. A KeyObject takes about a kilobyte. */
const GENERATION = 256

/**
 * An import of public keys that remembers those asked for lately: whoever is in a group checks the signatures of the same members again and again, and an import
 * costs a tenth of a check. A key is known by its bytes and never by its array, which a caller may write on again. At first nothing but its name is kept, for whoever joins
 * asks for thousands once; what is refused is not remembered.
 *
 * ```
 *   asked for ──> recent ── full ──> older ── recent full again ──> forgotten
 *                   ^                  │
 *                   └── asked again ───┘
 * ```
 */
export const remembering = (importKey: (publicKey: Uint8Array) => KeyObject | undefined): typeof importKey => {
  let recent = new Map<string, KeyObject | undefined>()
  let older: ReadonlyMap<string, KeyObject | undefined> = recent
  return (publicKey) => {
    const name = asBuffer(publicKey).toString("latin1")
    const known = recent.get(name)
    if (known !== undefined) return known
    const isNew = !recent.has(name) && !older.has(name)
    const key = older.get(name) ?? importKey(publicKey)
    if (key === undefined) return undefined
    if (recent.size >= GENERATION && !recent.has(name)) {
      older = recent
      recent = new Map()
    }
    recent.set(name, isNew ? undefined : key)
    return key
  }
}
