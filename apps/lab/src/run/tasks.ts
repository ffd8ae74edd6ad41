import type { SuiteId } from "@copath/contracts"

/** The suite that every client must have (RFC 9420, 17.1). */
export const defaultSuite: SuiteId = 1
