import { deriveSecret, type EpochSecrets, expandWithLabel, type Secret, type Suite } from "@copath/contracts"

/** `MLS-Exporter` (8.5): `length` bytes for a use outside of MLS, bound to the epoch. The label is the application's own. */
export const exportSecret = (
  suite: Suite,
  epoch: Pick<EpochSecrets, "exporter">,
  label: string,
  context: Uint8Array,
  length: number
): Secret => {
  const labelled = deriveSecret(suite, epoch.exporter, label)
  const exported = expandWithLabel(suite, labelled, "exported", suite.hash.digest(context), length)
  labelled.wipe()
  return exported
}
