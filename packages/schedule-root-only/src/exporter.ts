import { deriveSecret, type EpochSecrets, expandWithLabel, type Secret, type Suite } from "@copath/contracts"

/** `MLS-Exporter` (RFC 9420, 8.5): `length` bytes, bound to the epoch, the label and the context. */
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
