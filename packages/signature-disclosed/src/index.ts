export { DEFAULT_DELAY, disclosedAfter, layer } from "./layer.ts"
export { publishedKeys, type PublishedKey } from "./disclosed.ts"
