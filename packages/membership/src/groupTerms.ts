import { type DecodeError } from "@copath/codec"
import { type Extension, extensionTypes, type RequiredCapabilities, requiredIn } from "@copath/wire"
import * as Result from "effect/Result"

/** What a group asks of every leaf. */
export interface GroupTerms {
  /** Protocol version of the group context; `mls10` is 1. */
  readonly version: number
  /** The cipher suite as it stands on the wire. */
  readonly suiteId: number
  /** `required_capabilities`; empty lists when the group has none (11.1). */
  readonly required: RequiredCapabilities
  /** Non-default extension types of the group context: each must be supported by all (13.4). */
  readonly extensionTypes: ReadonlyArray<number>
  /** All extensions of the group context: registered ones may ask something of leaves. */
  readonly extensions: ReadonlyArray<Extension>
}

const defaultExtensions: ReadonlySet<number> = new Set(Object.values(extensionTypes))

/** Default extension types need not and may not be listed in capabilities (7.2). */
export const isDefaultExtension = (type: number): boolean => defaultExtensions.has(type)
/** Likewise the proposal types 1 to 7. */
export const isDefaultProposal = (type: number): boolean => type >= 1 && type <= 7

/** The terms of a group with these group context extensions. Fails when `required_capabilities` does not decode. */
export const termsOf = (version: number, suiteId: number, extensions: ReadonlyArray<Extension>): Result.Result<GroupTerms, DecodeError> =>
  Result.map(requiredIn(extensions), (required) => ({
    version,
    suiteId,
    required,
    extensionTypes: extensions.map((e) => e.extensionType).filter((type) => !isDefaultExtension(type)),
    extensions
  }))
