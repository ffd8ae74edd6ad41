/*
 * draft-ietf-mls-extensions-09 and draft-ietf-mls-targeted-messages-01 suggest these numbers; none of them is registered yet, and a later revision may move
 * any of them. This is the one place that says them.
 */

/** The revision whose rules and code points this package follows, but for targeted messages. */
export const MLS_EXTENSIONS_REVISION = "draft-ietf-mls-extensions-09"
/** The revision that targeted messages follow. */
export const TARGETED_MESSAGES_REVISION = "draft-ietf-mls-targeted-messages-01"

/** Extension types that the drafts suggest (draft-ietf-mls-extensions-09, 7.2). */
export const draftExtensionTypes = { appDataDictionary: 0x0006, supportedWireFormats: 0x0007, requiredWireFormats: 0x0008 } as const

/** Proposal types that the drafts suggest (draft-ietf-mls-extensions-09, 7.3). */
export const draftProposalTypes = { appDataUpdate: 0x0008, appEphemeral: 0x0009, selfRemove: 0x000a } as const

/** Component ids of the registry that the draft asks for (draft-ietf-mls-extensions-09, 7.5); 0x8000 and up are for private use. */
export const componentIds = {
  appComponents: 0x0001,
  safeAad: 0x0002,
  contentMediaTypes: 0x0003,
  lastResortKeyPackage: 0x0004,
  appAck: 0x0005
} as const

/** `mls_targeted_message` (draft-ietf-mls-targeted-messages-01, 9.1). */
export const TARGETED_MESSAGE_FORMAT = 0x0006

/** `PSKType` `application` (draft-ietf-mls-extensions-09, 4.5). */
export const APPLICATION_PSK = 3
