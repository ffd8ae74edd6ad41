import { Nonces } from "@copath/contracts"
import { implicit } from "@copath/nonces"
import type { NoncePart } from "@copath/profile-lab"
import { changed } from "../variant.ts"
import { chat } from "./histories.ts"
import { mutant } from "./mutant.ts"

const fixed: NoncePart = {
  axis: "nonce",
  id: "fixed",
  title: "The nonce is always zero",
  source: "a mutant",
  strict: false,
  layer: changed(Nonces, implicit, "fixed", () => ({ nonce: (derived) => new Uint8Array(derived.length) }))
}

/** A key that seals more than one message breaks. */
export const fixedNonce = mutant({
  part: fixed,
  of: "implicit",
  spec: { protection: "epoch-key" },
  workload: chat,
  metric: "nonceReuse",
  values: { whole: 0, broken: 15 }
})
