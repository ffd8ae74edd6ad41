export { none, parentHash } from "./layer.ts"
