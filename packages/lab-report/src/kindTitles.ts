import type { Kind } from "@copath/lab-core"

/** What envelopes of each kind are called. */
export const kindTitles: Readonly<Record<Kind, string>> = {
  application: "message",
  commit: "commit",
  proposal: "proposal",
  welcome: "welcome",
  keyPackage: "key package",
  share: "share",
  groupInfo: "group info",
  statement: "statement",
  between: "between own devices",
  blob: "stored state"
}
