/**
 * What people call keys, by the labels that parts seal under (RFC 9420, 5.1.3) and derive with (8): these words are for reading alone. Where a label is not among them,
 * it stands for itself.
 */
const words: ReadonlyMap<string, string> = new Map([
  ["MLS 1.0 UpdatePathNode", "leaf key"],
  ["MLS 1.0 Welcome", "init key"],
  ["MLS 1.0 node", "node key"],
  ["Diffie-Hellman", "Diffie-Hellman key"]
])

/** A secret key of which it is not known yet what it is for. */
export const SECRET_KEY = "secret key"

/** What a secret key is called that was derived from a value of this label, such as `expand "MLS 1.0 node"`. */
export const keyFrom = (seed: string): string => {
  const quoted = /"(.+)"/.exec(seed)?.[1]
  return quoted === undefined ? SECRET_KEY : (words.get(quoted) ?? `${SECRET_KEY} from "${quoted}"`)
}

/** What a secret key is called under which this is sealed to it, or which serves so. */
export const keyFor = (purpose: string): string => words.get(purpose) ?? `${SECRET_KEY} for "${purpose}"`

/** The label that a context of HPKE begins with, behind its length (5.1.3); `undefined` if it begins with none. */
export const purposeIn = (info: Uint8Array): string | undefined => {
  const label = info.subarray(1, 1 + (info[0] ?? 0))
  const printable = label.length > 2 && label.length === info[0] && label.every((byte) => byte >= 0x20 && byte < 0x7f)
  return printable ? String.fromCharCode(...label) : undefined
}
