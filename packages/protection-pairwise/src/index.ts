export { layer, pairwise } from "./layer.ts"
export { defaultOptions, type Options } from "./options.ts"
