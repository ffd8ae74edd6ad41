import { Secret } from "@copath/contracts"

/**
 * Bytes of key material in a member's state: the walk visits everything that is reachable and counts each `Secret` once. Key material that a part keeps outside
 * a `Secret` is not seen.
 */
export const secretBytes = (state: object): number => {
  const seen = new Set<object>()
  const open: Array<unknown> = [state]
  let bytes = 0
  while (open.length > 0) {
    const value = open.pop()
    if (typeof value !== "object" || value === null || seen.has(value)) continue
    seen.add(value)
    if (value instanceof Secret) bytes += value.length
    else if (ArrayBuffer.isView(value)) continue
    else if (value instanceof Map) open.push(...value.keys(), ...value.values())
    else if (value instanceof Set || Array.isArray(value)) open.push(...value)
    else open.push(...Object.values(value))
  }
  return bytes
}
