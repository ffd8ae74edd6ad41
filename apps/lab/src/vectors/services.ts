import { treekem9420 } from "@copath/cgka-treekem"
import { Cgka, CipherSuite, Entropy, type EpochSecrets, MessageProtection, noBytes, Secret, type TreeView } from "@copath/contracts"
import { unmerged } from "@copath/double-join"
import { guarded } from "@copath/nonces"
import { layer as secretTreeLayer } from "@copath/protection-secret-tree"
import { hidden } from "@copath/sender-data"
import { blankInit } from "@copath/tree-fill"
import { Effect, Layer } from "effect"
import type { Tools } from "./check.ts"

const given = ({ random, suite }: Tools) => Layer.mergeAll(Layer.succeed(CipherSuite, suite), Layer.succeed(Entropy, { secret: random }))

/** RFC 9420's key agreement over this suite. */
export const treeKem = (tools: Tools): Cgka["Service"] =>
  Effect.runSync(Effect.provide(Cgka, treekem9420.pipe(Layer.provide([unmerged, blankInit]), Layer.provide(given(tools)))))

/** RFC 9420's message protection over this suite. */
export const secretTree = (tools: Tools): MessageProtection["Service"] =>
  Effect.runSync(Effect.provide(MessageProtection, secretTreeLayer.pipe(Layer.provide([guarded, hidden]), Layer.provide(given(tools)))))

/** A tree of which only the size matters: every leaf is taken. */
export const fullTree = (leafCount: number): TreeView => ({ leafCount, occupied: () => true, keyAt: () => undefined, resolution: () => [] })

/** The secrets of an epoch of which a file gives only some. They are consumed by use: make them anew for each state. */
export const epochSecrets = (known: Partial<EpochSecrets>): EpochSecrets => {
  const unused = (): Secret => new Secret(noBytes.slice())
  return {
    init: unused(),
    encryption: unused(),
    senderData: unused(),
    confirmation: unused(),
    membership: unused(),
    exporter: unused(),
    ...known
  }
}
