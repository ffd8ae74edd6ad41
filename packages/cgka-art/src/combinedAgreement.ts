import { type KeyPair, Secret, type Suite } from "@copath/contracts"

/**
 * H(DH || DH || …) in the order given: both sides must name the agreements in the initiator's order, or each gets a secret of its own.
 * `undefined` if one of the public keys is none.
 */
export const combinedAgreement = (
  suite: Suite,
  agreements: ReadonlyArray<readonly [mine: KeyPair, theirs: Uint8Array]>
): Secret | undefined => {
  const shared: Array<Secret> = []
  for (const [mine, theirs] of agreements) {
    const secret = suite.dh.agree(mine, theirs)
    if (secret === undefined) {
      for (const done of shared) done.wipe()
      return undefined
    }
    shared.push(secret)
  }
  const joined = new Uint8Array(shared.reduce((length, secret) => length + secret.length, 0))
  let at = 0
  for (const secret of shared) {
    joined.set(secret.expose(), at)
    at += secret.length
    secret.wipe()
  }
  const digest = new Secret(suite.hash.digest(joined))
  joined.fill(0)
  return digest
}
