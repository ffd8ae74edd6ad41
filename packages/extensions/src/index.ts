export { appData } from "./appData/appData.ts"
export { type Component, type ComponentInput } from "./appData/component.ts"
export {
  appDataDictionary,
  type AppDataDictionary,
  type ComponentData,
  componentData,
  componentDataIn,
  dictionaryExtension,
  entriesIn,
  withEntries
} from "./appData/dictionary.ts"
export { appComponents, safeAadComponent } from "./appData/listComponents.ts"
export {
  appDataUpdate,
  type AppDataUpdate,
  appEphemeral,
  type AppEphemeral,
  attachData,
  attachedTo,
  type RegisteredProposal,
  removeData,
  updateData
} from "./appData/proposals.ts"
export {
  type ApplicationPskId,
  applicationPskId,
  applicationPsk,
  applicationPskName,
  applicationPsks
} from "./applicationPsk/applicationPsk.ts"
export {
  APPLICATION_PSK,
  componentIds,
  draftExtensionTypes,
  draftProposalTypes,
  MLS_EXTENSIONS_REVISION,
  TARGETED_MESSAGE_FORMAT,
  TARGETED_MESSAGES_REVISION
} from "./codePoints.ts"
export { componentId, type ComponentId, greaseComponent, isGreaseComponent } from "./components/componentId.ts"
export { componentsList, type ComponentsList } from "./components/componentsList.ts"
export { componentLabel, componentOperationLabel, type ComponentOperationLabel } from "./components/operationLabel.ts"
export { type ComponentPurpose, safeDecryptWithLabel, safeEncryptWithLabel } from "./components/safeHpke.ts"
export { safeSignWithLabel, safeVerifyWithLabel } from "./components/safeSignature.ts"
export { isLastResort, lastResort } from "./lastResort/lastResort.ts"
export { type AadParts, readAad, type SafeAad, safeAad, type SafeAadItem, SafeAadOff, usesSafeAad, writeAad } from "./safeAad/safeAad.ts"
export { puncturedTree, safeExporter } from "./safeExporter/layer.ts"
export { ExportRefused, safeExport, type SafeExported } from "./safeExporter/safeExport.ts"
export { selfRemove, selfRemoveBody, selfRemoveKind } from "./selfRemove/kind.ts"
export { proposeSelfRemove } from "./selfRemove/proposeSelfRemove.ts"
export { TargetedRejected, TargetedUnavailable } from "./targetedMessages/errors.ts"
export { type OpenedTargeted, type OpeningKeys, openTargeted } from "./targetedMessages/open.ts"
export { type SealingKeys, sealTargeted, type TargetedContent } from "./targetedMessages/seal.ts"
export { targetedExports, type TargetedSecrets } from "./targetedMessages/secrets.ts"
export {
  receiveTargeted,
  sendTargeted,
  type TargetedInput,
  targetedMessageFormat,
  type TargetedReceived
} from "./targetedMessages/targeted.ts"
export { envelope as targetedMessageEnvelope, isTargetedMessage, type TargetedMessage } from "./targetedMessages/wire.ts"
export {
  requiredWireFormats,
  supportedWireFormats,
  supportsWireFormat,
  type WireFormatList,
  wireFormatList,
  wireFormats
} from "./targetedMessages/wireFormats.ts"
