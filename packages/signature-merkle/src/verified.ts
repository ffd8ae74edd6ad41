import { equalBytes, type SignatureCheck } from "@copath/contracts"
import type { Claim } from "./sign.ts"

/** Roots whose signature has held, so that it is checked once for all messages under them. */
export interface VerifiedRoots {
  /** Whether this very signature of this key over this root has held. */
  readonly has: (claim: Claim) => boolean
  /** It has. Of a root over one message nothing is kept: no other message leads to it. */
  readonly add: (claim: Claim) => void
}

/** Remembers the latest `limit` roots, at a signature and a key each. What is forgotten is checked again. */
export const verifiedRoots = (limit: number): VerifiedRoots => {
  const known = new Map<string, Uint8Array>()
  return {
    has: (claim) => {
      if (claim.size === 1) return false
      const signature = known.get(nameOf(claim))
      return signature !== undefined && equalBytes(signature, claim.check.signature)
    },
    add: (claim) => {
      if (claim.size === 1) return
      known.set(nameOf(claim), claim.check.signature.slice())
      for (const oldest of known.keys()) {
        if (known.size <= limit) break
        known.delete(oldest)
      }
    }
  }
}

/** Claims by what they ask: `checks` holds each question once, `places` where the answer to each claim will be. */
export const asked = (
  claims: ReadonlyArray<Claim>
): { readonly checks: ReadonlyArray<SignatureCheck>; readonly places: ReadonlyArray<number> } => {
  const checks: Array<SignatureCheck> = []
  const byName = new Map<string, Array<number>>()
  const places = claims.map((claim) => {
    const name = nameOf(claim)
    const same = byName.get(name) ?? []
    // Two signatures over one root are two questions: one may be a forgery.
    const found = same.find((place) => equalBytes((checks[place] as SignatureCheck).signature, claim.check.signature))
    if (found !== undefined) return found
    byName.set(name, [...same, checks.length])
    return checks.push(claim.check) - 1
  })
  return { checks, places }
}

// The root comes first, for its length is the same in every claim: no two pairs share a name.
const nameOf = ({ check, root }: Claim): string => latin1(root) + latin1(check.publicKey)

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes)
