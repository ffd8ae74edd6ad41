import { encode, opaque, struct, text } from "@copath/codec"
import type { EpochSecrets, Secret, Suite } from "@copath/contracts"
import { additions, type Form } from "./form.ts"

const exportContext = struct("ExportContext", { label: text, context: opaque })

/** `length` bytes for a use outside of the group, bound to the epoch, the label and the context. No draft before 08 had exports. */
export const exportSecret = (
  suite: Suite,
  form: Form,
  epoch: Pick<EpochSecrets, "exporter">,
  label: string,
  context: Uint8Array,
  length: number
): Secret =>
  form.labels.outside(suite, epoch.exporter, additions.exported, suite.hash.digest(encode(exportContext, { label, context })), length)
