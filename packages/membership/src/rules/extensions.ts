import { decode, type DecodeError } from "@copath/codec"
import { type Extension, externalSenders, extensionTypes, privateExtensionTypes, requiredCapabilities } from "@copath/wire"
import * as Result from "effect/Result"
import { firstObjection, type Invalid, invalid } from "../invalid.ts"

/** The four lists that hold extensions (13.4), and a ReInit's, which is a group context's to be. */
export type ExtensionPlace = "leaf" | "keyPackage" | "groupContext" | "groupInfo"

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

/** V107, 13.4 and 17.3: an extension stands only where its type may. */
const extensionsAtHome = ({ extensions, place, subject, where }: ExtensionList): Invalid | undefined => {
  const stray = extensions.find((e) => homes.get(e.extensionType)?.includes(place) === false)
  return stray === undefined
    ? undefined
    : invalid("V107", subject, `${where} holds extension ${stray.extensionType}, which has its place elsewhere`)
}

/** V108, 13.4: no extension type appears twice in one list. */
const extensionsOnce = ({ extensions, subject, where }: ExtensionList): Invalid | undefined => {
  const seen = new Set<number>()
  for (const { extensionType } of extensions) {
    if (seen.has(extensionType)) return invalid("V108", subject, `${where} holds extension ${extensionType} twice; once is allowed`)
    seen.add(extensionType)
  }
  return undefined
}

/** V156, 12.1.7 and V008: known group context extensions decode. */
const knownExtensionsDecode = ({ extensions, place, subject, where }: ExtensionList): Invalid | undefined => {
  if (place !== "groupContext") return undefined
  for (const { extensionData, extensionType } of extensions) {
    const error = undecodable(extensionType, extensionData)
    if (error !== undefined) return invalid("V156", subject, `extension ${extensionType} of ${where} does not decode: ${error.message}`)
  }
  return undefined
}

const undecodable = (type: number, data: Uint8Array): DecodeError | undefined => {
  if (type === extensionTypes.requiredCapabilities) return failure(decode(requiredCapabilities, data))
  if (type === extensionTypes.externalSenders) return failure(decode(externalSenders, data))
  return undefined
}

const failure = <A>(result: Result.Result<A, DecodeError>): DecodeError | undefined =>
  Result.isFailure(result) ? result.failure : undefined

/** The rules of every list of extensions. */
export const extensionRules = [extensionsOnce, extensionsAtHome, knownExtensionsDecode] as const

/** The first objection to a list of extensions. */
export const checkExtensions = (list: ExtensionList): Invalid | undefined => firstObjection(extensionRules, list)
