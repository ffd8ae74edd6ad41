import { decode, type DecodeError } from "@copath/codec"
import {
  emptyRegistry,
  type Extension,
  type ExtensionPlace,
  externalSenders,
  extensionTypes,
  privateExtensionTypes,
  type Registry,
  requiredCapabilities
} from "@copath/wire"
import * as Result from "effect/Result"
import { firstObjection, type Invalid, invalid } from "../invalid.ts"

/** A list of extensions and what it is judged by. */
export interface ExtensionList {
  /** What kind of list it is: types have their places (17.3). */
  readonly place: ExtensionPlace
  /** In the order received. */
  readonly extensions: ReadonlyArray<Extension>
  /** Where the list stands, for messages, such as "the leaf of proposal 3". */
  readonly where: string
  /** For {@link Invalid.subject}: a position in the proposal list or a leaf index; `undefined` for neither. */
  readonly subject: number | undefined
}

/** The registry's columns (17.3), and the homes of our private types. Other types may stand anywhere. */
const homes: ReadonlyMap<number, ReadonlyArray<ExtensionPlace>> = new Map<number, ReadonlyArray<ExtensionPlace>>([
  [extensionTypes.applicationId, ["leaf"]],
  [extensionTypes.ratchetTree, ["groupInfo"]],
  [extensionTypes.requiredCapabilities, ["groupContext"]],
  [extensionTypes.externalPub, ["groupInfo"]],
  [extensionTypes.externalSenders, ["groupContext"]],
  [privateExtensionTypes.composition, ["groupContext"]],
  [privateExtensionTypes.book, ["groupContext"]],
  [privateExtensionTypes.note, ["leaf"]]
])

interface Judged extends ExtensionList {
  readonly registry: Registry
}

const registered = (registry: Registry, type: number): Registry["extensions"][number] | undefined =>
  registry.extensions.find((kind) => kind.type === type)

/** V107, 13.4 and 17.3: an extension stands only where its type may. */
const extensionsAtHome = ({ extensions, place, registry, subject, where }: Judged): Invalid | undefined => {
  const stray = extensions.find(
    ({ extensionType }) => (homes.get(extensionType) ?? registered(registry, extensionType)?.places)?.includes(place) === false
  )
  return stray === undefined
    ? undefined
    : invalid("V107", subject, `${where} holds extension ${stray.extensionType}, which has its place elsewhere`)
}

/** V108, 13.4: no extension type appears twice in one list. */
const extensionsOnce = ({ extensions, subject, where }: Judged): Invalid | undefined => {
  const seen = new Set<number>()
  for (const { extensionType } of extensions) {
    if (seen.has(extensionType)) return invalid("V108", subject, `${where} holds extension ${extensionType} twice; once is allowed`)
    seen.add(extensionType)
  }
  return undefined
}

/** V156, 12.1.7: known group context extensions decode, and V008: so do registered ones wherever they stand. */
const knownExtensionsDecode = ({ extensions, place, registry, subject, where }: Judged): Invalid | undefined => {
  for (const { extensionData, extensionType } of extensions) {
    const error = undecodable(place, extensionType, extensionData, registry)
    if (error === undefined) continue
    const rule = place === "groupContext" ? "V156" : "V008"
    return invalid(rule, subject, `extension ${extensionType} of ${where} does not decode: ${error.message}`)
  }
  return undefined
}

const undecodable = (place: ExtensionPlace, type: number, data: Uint8Array, registry: Registry): DecodeError | undefined => {
  if (place === "groupContext") {
    if (type === extensionTypes.requiredCapabilities) return failure(decode(requiredCapabilities, data))
    if (type === extensionTypes.externalSenders) return failure(decode(externalSenders, data))
  }
  const codec = registered(registry, type)?.data
  return codec === undefined ? undefined : failure(decode(codec, data))
}

const failure = <A>(result: Result.Result<A, DecodeError>): DecodeError | undefined =>
  Result.isFailure(result) ? result.failure : undefined

/** The rules of every list of extensions. */
export const extensionRules = [extensionsOnce, extensionsAtHome, knownExtensionsDecode] as const

/** The first objection to a list of extensions; `registry`: types beyond RFC 9420's. */
export const checkExtensions = (list: ExtensionList, registry: Registry = emptyRegistry): Invalid | undefined =>
  firstObjection(extensionRules, { ...list, registry })
