import { arm, type Codec, decode, encode, uint8, union } from "@copath/codec"
import {
  externalPub,
  externalSenders,
  extensionTypes,
  type KeyPackage,
  type MlsMessage,
  pathSecret,
  privateExtensionTypes,
  privateWireFormats,
  ratchetTree,
  requiredCapabilities,
  rfc9420Wire,
  senderDataAndCiphertext,
  updatePathNodes,
  wireOf
} from "@copath/wire"
import { Result } from "effect"

/*
 * Somebody who has every codec and no key. It knows of the parts of a composition what their documentation says: what fills the holes of the wire format.
 */

const fixedOrInner = union("HandshakeFixedBody", uint8, {
  inner: arm(0, { body: senderDataAndCiphertext }),
  fixed: arm(1, { body: senderDataAndCiphertext })
})
const withFixedKeys = wireOf({ update: updatePathNodes, welcome: pathSecret, body: fixedOrInner, formats: privateWireFormats })

/** Codecs of which only the reading matters, and what is read only to be looked at. */
const reader =
  <A>(codec: Codec<A>) =>
  (bytes: Uint8Array): unknown =>
    Result.getOrThrow(decode(codec, bytes))

const messages = <U, B>(codec: Codec<MlsMessage<U, B>>) => ({
  read: reader(codec),
  published: (keyPackage: KeyPackage): Uint8Array => encode(codec, { _tag: "keyPackage", keyPackage })
})

const strict = messages(rfc9420Wire.mlsMessage)
const options: Readonly<Record<string, typeof strict>> = {
  plain: strict,
  "enc-ratchet": strict,
  "enc-fixed": messages(withFixedKeys.mlsMessage)
}

const optionOf = (option: string): typeof strict => {
  const found = options[option]
  if (found === undefined) throw new Error(`nobody said how to read ${option}`)
  return found
}

const extensionNames = new Map<unknown, string>(
  [...Object.entries(extensionTypes), ...Object.entries(privateExtensionTypes)].map(([name, type]) => [type, name])
)
const extensionReaders: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
  ratchetTree: reader(ratchetTree),
  externalPub: reader(externalPub),
  externalSenders: reader(externalSenders),
  requiredCapabilities: reader(requiredCapabilities)
}

/** A key package as the directory gets it. */
export const published = (option: string, keyPackage: KeyPackage): Uint8Array => optionOf(option).published(keyPackage)

/** The fields of an encoded MLSMessage that can be told without a key. */
export const seen = (option: string, message: Uint8Array): ReadonlySet<string> => {
  const fields = new Set<string>(["version"])
  look(optionOf(option).read(message), "", fields)
  return fields
}

const under = (at: string, field: string): string => (at === "" ? field : `${at}.${field}`)
const isList = (value: object): value is Iterable<unknown> => Symbol.iterator in value && !(value instanceof Uint8Array)

const look = (value: unknown, at: string, into: Set<string>): void => {
  if (value === undefined) return
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) {
    into.add(at)
    return
  }
  if (isList(value)) {
    const items = [...value]
    // That a list is empty shows.
    if (items.length === 0) into.add(at)
    for (const item of items) look(item, at, into)
    return
  }
  if ("extensionType" in value && "extensionData" in value) return lookIntoExtension(value, at, into)
  if ("_tag" in value && typeof value._tag === "string") {
    const { _tag: tag, ...rest } = value as { readonly _tag: string } & Readonly<Record<string, unknown>>
    into.add(under(at, "type"))
    const names = Object.keys(rest)
    const only = names[0]
    // `{ _tag: "commit", commit }` and the like: the arm is its one field.
    const inner = names.length === 1 && only !== undefined && isArmItself(tag, only) ? rest[only] : rest
    look(inner, under(at, tag), into)
    return
  }
  for (const [field, inner] of Object.entries(value)) look(inner, under(at, field), into)
}

const isArmItself = (tag: string, field: string): boolean => field === tag || field === "body" || `${tag}Node` === field

const lookIntoExtension = (value: { readonly extensionType: unknown; readonly extensionData: unknown }, at: string, into: Set<string>) => {
  const name = extensionNames.get(value.extensionType) ?? String(value.extensionType)
  into.add(under(at, "type"))
  const data = value.extensionData as Uint8Array
  look(extensionReaders[name]?.(data) ?? data, under(at, name), into)
}
