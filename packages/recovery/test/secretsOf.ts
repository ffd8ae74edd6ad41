import { Secret } from "@copath/contracts"

/**
 * Every secret that a value holds, by the path to it: what a seized device would yield. It looks into opaque values too, whose fields are ordinary ones at run time;
 * so a kind of state that is added tomorrow is looked into as well.
 */
export const secretsOf = (value: unknown): ReadonlyMap<string, Uint8Array> => {
  const found = new Map<string, Uint8Array>()
  const seen = new Set<unknown>()
  const visit = (path: string, there: unknown): void => {
    if (typeof there !== "object" || there === null || seen.has(there)) return
    seen.add(there)
    if (there instanceof Secret) found.set(path, there.expose())
    else if (there instanceof Map || there instanceof Set) [...there.entries()].forEach((entry, i) => visit(`${path}[${i}]`, entry))
    else if (!ArrayBuffer.isView(there)) for (const [key, inside] of Object.entries(there)) visit(`${path}.${key}`, inside)
  }
  visit("", value)
  return found
}

/** The paths of those secrets whose bytes stand somewhere in `bytes`. */
export const standingIn = (bytes: Uint8Array, secrets: ReadonlyMap<string, Uint8Array>): ReadonlyArray<string> =>
  [...secrets].filter(([, secret]) => Buffer.from(bytes).includes(Buffer.from(secret))).map(([path]) => path)
