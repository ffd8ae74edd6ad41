export { layer } from "./layer.ts"
export { MAX_BATCH } from "./signature.ts"
