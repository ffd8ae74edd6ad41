import { type ContextToSign, type EpochAspect, SignedContext, type SignedEpoch } from "@copath/contracts"
import { nodeIndex } from "@copath/tree-math"
import * as Layer from "effect/Layer"
import { contextLaws } from "../../src/index.ts"
import { everyLawBites } from "../laws.ts"

/** Every fault, and the beginning of a law that it breaks. */
const faults = {
  "counting the calls": "all who see an epoch alike",
  "the group left out": "epochs that differ",
  "one parent left out": "epochs that differ",
  "places left out": "epochs that differ",
  "more than is said": "what is not said to be covered",
  "remembering by the context alone": "what was computed"
} as const
type Fault = keyof typeof faults

const toy = (fault: Fault | "none"): ContextToSign => {
  let calls = 0
  const known = new Map<Uint8Array, Uint8Array>()
  const covers: ReadonlyArray<EpochAspect> = ["group", "epoch", "transcript", "members", "tree"]
  const text = ({ context, tree }: SignedEpoch): string => {
    const nodes: Array<string> = []
    for (let node = 0; node < 2 * tree.leafCount - 1; node++) {
      if (fault === "one parent left out" && node === 3) continue
      const bytes = tree.encodedAt(nodeIndex(node))?.join()
      nodes.push(fault === "places left out" ? (bytes ?? "") : `${node}:${bytes}`)
    }
    return JSON.stringify([
      fault === "the group left out" ? "" : context.groupId.join(),
      context.epoch.toString(),
      context.confirmedTranscriptHash.join(),
      fault === "places left out" ? nodes.toSorted() : nodes,
      fault === "more than is said" ? context.cipherSuite : 0,
      fault === "counting the calls" ? calls++ : 0
    ])
  }
  return {
    id: "toy",
    covers: new Set(covers),
    bytes: (epoch) => {
      const found = fault === "remembering by the context alone" ? known.get(epoch.contextBytes) : undefined
      if (found !== undefined) return found
      const bytes = new TextEncoder().encode(text(epoch))
      known.set(epoch.contextBytes, bytes)
      return bytes
    }
  }
}

everyLawBites<never, Fault, never>(contextLaws, (fault) => Layer.succeed(SignedContext, toy(fault)), faults)
