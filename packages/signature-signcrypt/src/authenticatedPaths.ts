import type { HpkeAuthMode, PathSealer, Suite } from "@copath/contracts"

/*
 *   commit of leaf A, to the holder of key T:         Z = DH(e, T)  ||  DH(a, T)
 *                                                          |             |
 *                                                      fresh key    A's leaf key, as the tree has it before the commit
 *
 *   base mode (RFC 9420, 7.6):                        Z = DH(e, T)
 */

/** The auth mode of a suite that must have one: no composition falls back to less. */
const authModeOf = ({ hpke, name }: Suite): HpkeAuthMode => {
  if (hpke.auth === undefined) throw new TypeError(`${name} has no auth mode: its KEM does not tell who encapsulated`)
  return hpke.auth
}

/**
 * Seals a commit's secrets in HPKE's auth mode (RFC 9180, 5.1.3) with the committer's leaf key as it was before the commit. Whoever has no leaf yet, and so joins by
 * this commit, has no such key and seals in base mode; the tree tells, not the message. A suite without an auth mode is a defect.
 */
export const authenticatedPaths: PathSealer = {
  id: "auth",
  authenticated: true,
  provable: false,
  seal: (suite, sender, to, info, aad, secret, random) =>
    sender === undefined ? suite.hpke.seal(to, info, aad, secret, random) : authModeOf(suite).seal(sender, to, info, aad, secret, random),
  open: (suite, sender, me, info, aad, sealed) =>
    sender === undefined ? suite.hpke.open(me, info, aad, sealed) : authModeOf(suite).open(me, sender, info, aad, sealed)
}
