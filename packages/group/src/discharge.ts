import { BadSignature, type CredentialRefused, type CryptoFailure, verifyWithLabel } from "@copath/contracts"
import { Invalid, type Obligation } from "@copath/membership"
import { leafIndex } from "@copath/tree-math"
import { keyPackageTbs, leafNodeTbs } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { noteOf } from "./leaf.ts"
import type { Parts } from "./parts.ts"

/**
 * Checks what the pure rules could not: signatures, key encodings, credentials (one batch), and the signature scheme's notes. Cheap and
 * local before whatever may ask somebody else.
 */
export const discharge: (
  p: Parts,
  groupId: Uint8Array,
  obligations: ReadonlyArray<Obligation>
) => Effect.Effect<void, BadSignature | CredentialRefused | Invalid | CryptoFailure> = Effect.fnUntraced(
  function* (p, groupId, obligations) {
    for (const o of obligations) {
      const failure = local(p, groupId, o)
      if (failure !== undefined) return yield* Effect.fail(failure)
    }
    for (const o of obligations) {
      if (o._tag !== "note") continue
      const author = { leaf: o.leafIndex, identityKey: o.leaf.signatureKey, note: noteOf(o.leaf) }
      yield* p.scheme.admit(author, o.previous === undefined ? Option.none() : Option.some(noteOf(o.previous)))
    }
    const questions = obligations.filter((o) => o._tag === "credential")
    if (questions.length > 0) yield* p.authentication.validate(questions)
  }
)

const local = (p: Parts, groupId: Uint8Array, o: Obligation): BadSignature | Invalid | undefined => {
  switch (o._tag) {
    case "keyPackageSignature": {
      const { keyPackage } = o
      const holds = verifyWithLabel(
        p.suite,
        keyPackage.leafNode.signatureKey,
        "KeyPackageTBS",
        keyPackageTbs(keyPackage),
        keyPackage.signature
      )
      return holds ? undefined : new BadSignature({ sender: leafIndex(o.index), what: "KeyPackageTBS" })
    }
    case "leafSignature": {
      const place = { groupId, leafIndex: o.leafIndex }
      const holds = verifyWithLabel(p.suite, o.leaf.signatureKey, "LeafNodeTBS", leafNodeTbs(o.leaf, place), o.leaf.signature)
      return holds ? undefined : new BadSignature({ sender: o.leafIndex, what: "LeafNodeTBS" })
    }
    case "publicKey": {
      const valid = o.kind === "hpke" ? p.suite.kem.validPublicKey(o.key) : p.suite.signature.validPublicKey(o.key)
      return valid
        ? undefined
        : new Invalid({ rule: o.rule, subject: undefined, detail: `a ${o.kind} public key of this suite was expected` })
    }
    case "note":
    case "credential":
      return undefined
  }
}
