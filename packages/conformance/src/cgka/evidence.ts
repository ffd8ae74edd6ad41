import { equalBytes, type SealedSecret } from "@copath/contracts"
import type { LeafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import { LawBroken } from "../broken.ts"
import type { Proposed, Sent } from "./commitStep.ts"
import type { Person, Stage } from "./group.ts"

/**
 * Evidence fits what members really do: every staying member reads something, readers can open what they are said to read, what they find keeps to the
 * published keys, and nothing else does.
 */
export const checkEvidence = Effect.fnUntraced(function* (stage: Stage, people: ReadonlyArray<Person>, proposed: Proposed, sent: Sent) {
  const { evidence } = stage.there
  if (evidence === undefined) return
  // Nobody: what is derived here no member has held.
  stage.observed.act(-1)
  const all = evidence.sealed(sent.reading, sent.tree, proposed.change, sent.context)
  const broken = (detail: string) => Effect.fail(new LawBroken({ law: "evidence", detail }))
  const staying = new Map<LeafIndex, Person>(people.map((person) => [person.leaf, person]))
  const reads = new Set(all.flatMap(({ readers }) => readers))
  const idle = people.find(({ leaf }) => !reads.has(leaf))
  if (idle !== undefined) return yield* broken(`leaf ${idle.leaf} reads nothing`)
  for (const [at, one] of all.entries()) {
    const { index, readers } = one
    if (index !== at || readers.some((leaf, i) => i > 0 && leaf <= (readers[i - 1] ?? leaf))) {
      return yield* broken(`ciphertext ${at} is out of order, or its readers are`)
    }
    for (const leaf of readers) {
      const person = staying.get(leaf)
      if (person === undefined) return yield* broken(`leaf ${leaf} reads ciphertext ${at} and is no member that stays`)
      const fault = opening(stage, person, proposed.renewals, one, sent)
      if (fault !== undefined) return yield* broken(`leaf ${leaf}, ciphertext ${at}: ${fault}`)
    }
  }
})

const opening = (
  { there }: Stage,
  { leaf, state }: Person,
  renewals: Proposed["renewals"],
  one: SealedSecret,
  { edits, reading }: Sent
): string | undefined => {
  const { index, publicKey, target } = one
  const renewed = renewals.get(leaf)
  const pair = there.evidence?.keyFor(renewed === undefined ? state : there.renew(state, renewed).state, target)
  if (pair === undefined || !equalBytes(pair.publicKey, publicKey)) {
    // The key of a node that this very commit sets is not held before it.
    return edits.some(({ key, node }) => node === target && key !== undefined) ? undefined : "its key is not held"
  }
  const plain = there.evidence?.open(pair, one)
  if (plain === undefined) return "it does not open"
  if (there.evidence?.keeps(reading, index, plain) !== true) return "it does not keep to the published keys"
  if (there.evidence.keeps(reading, index, plain.subarray(1))) return "a shorter secret keeps as well"
  const published = edits.some(({ key }) => key !== undefined)
  const other = plain.map((byte, i) => (i === 0 ? byte ^ 1 : byte))
  return published && there.evidence.keeps(reading, index, other) ? "another secret keeps as well" : undefined
}
