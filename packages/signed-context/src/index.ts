export { context, roster, state, transcript } from "./layer.ts"
export { rosterToSign, stateToSign, transcriptToSign } from "./options.ts"
