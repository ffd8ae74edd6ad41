import { leafIndex } from "@copath/tree-math"
import type { Extension, KeyPackage, Registry } from "@copath/wire"
import * as Result from "effect/Result"
import { termsOf } from "./groupTerms.ts"
import { firstObjection, type Invalid, invalid } from "./invalid.ts"
import { hpkeKey, leafObligations, type Obligation } from "./obligation.ts"
import { keyPackageRules } from "./rules/keyPackage.ts"

/** A key package as a directory gave it, and the group that its owner may be added to. */
export interface KeyPackageInput {
  /** Decoded, not yet trusted. */
  readonly keyPackage: KeyPackage
  /** The group's protocol version; `mls10` is 1. */
  readonly version: number
  /** The cipher suite as it stands on the wire. */
  readonly suiteId: number
  /** The group context's extensions; none for a group still to be made. */
  readonly extensions: ReadonlyArray<Extension>
  /** Nh, in bytes. */
  readonly hashSize: number
  /** Seconds since 1970; `undefined` leaves the window of validity unchecked. */
  readonly now: bigint | undefined
  /** Longest accepted lifetime of its leaf, in seconds (V112). */
  readonly maxLifetime: bigint
  /** Extensions beyond RFC 9420's; left out, none. */
  readonly registry?: Registry
}

/** Judges a key package before it is used (10.1): what is left to be shown, or the first objection. Its leaf has no place yet: index 0 stands in. */
export const checkKeyPackage = (input: KeyPackageInput, rules = keyPackageRules): Result.Result<ReadonlyArray<Obligation>, Invalid> => {
  const { extensions, keyPackage, suiteId, version } = input
  const terms = termsOf(version, suiteId, extensions)
  if (Result.isFailure(terms))
    return Result.fail(invalid("V156", undefined, `required_capabilities does not decode: ${terms.failure.message}`))
  const objection = firstObjection(rules, { ...input, where: "the key package", subject: undefined, terms: terms.success })
  if (objection !== undefined) return Result.fail(objection)
  return Result.succeed([
    { _tag: "keyPackageSignature", keyPackage, index: 0 },
    hpkeKey(keyPackage.initKey, "V124"),
    ...leafObligations(keyPackage.leafNode, leafIndex(0), "joiner", undefined)
  ])
}
