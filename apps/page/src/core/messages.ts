import type { LabResult } from "@copath/lab-core"
import type { Look } from "./look.ts"
import type { Measured, Measuring, Order } from "./measure.ts"
import type { Offer } from "./offer.ts"
import type { Progress } from "./run.ts"
import type { Complaint, Wish } from "./wish.ts"

/** What the page asks of a thread. `turn` comes back with the answer, so that one that is no longer asked for is known. */
export type Ask =
  | { readonly ask: "offer" }
  | { readonly ask: "look"; readonly turn: number; readonly wish: Wish }
  | { readonly ask: "workload"; readonly wish: Wish }
  | { readonly ask: "run"; readonly wish: Wish }
  | { readonly ask: "measure"; readonly order: Order }

/** What a thread tells the page. */
export type Tell =
  | { readonly tell: "offer"; readonly offer: Offer }
  | { readonly tell: "look"; readonly turn: number; readonly look: Look }
  /** A workload as JSON Lines. */
  | { readonly tell: "workload"; readonly fileName: string; readonly text: string }
  | { readonly tell: "progress"; readonly progress: Progress }
  /** A result, and its report as a page of its own. */
  | { readonly tell: "result"; readonly result: LabResult; readonly report: string }
  | { readonly tell: "measuring"; readonly measuring: Measuring }
  | { readonly tell: "measured"; readonly measured: Measured }
  | { readonly tell: "refused"; readonly complaints: ReadonlyArray<Complaint> }
  /** A mistake of the lab's own. */
  | { readonly tell: "broken"; readonly text: string }
