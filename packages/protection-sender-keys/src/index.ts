export { layer, senderKeys } from "./layer.ts"
export { defaultOptions, type Options } from "./options.ts"
