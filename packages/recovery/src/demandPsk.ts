import { type CommitQuestion, permissive, type Policy } from "@copath/group"
import type { PreSharedKeyId } from "@copath/wire"

/**
 * Whoever takes a member's place from outside must show a pre-shared key that `accepts` takes, such as a resumption secret of an epoch in which it was there: then a
 * stolen signature key is not enough. Newcomers, who take nobody's place, are left to `otherwise`. All members must choose alike, for it is asked on receiving
 * (`GroupPolicy`).
 *
 * *Gotcha*: which keys still work is up to the members, who remember the resumption secrets of so many past epochs as they chose (`GroupOptions`).
 */
export const demandPsk = (accepts: (psk: PreSharedKeyId, q: CommitQuestion) => boolean, otherwise: Policy = permissive): Policy => ({
  ...otherwise,
  commit: (q) => {
    const returns = q.committer === undefined && q.proposals.some(({ proposal }) => proposal._tag === "remove")
    const shown = q.proposals.some(({ proposal }) => proposal._tag === "psk" && accepts(proposal.psk, q))
    return returns && !shown ? "who comes back must show a pre-shared key" : otherwise.commit(q)
  }
})
