export { pairwise, senderKeys } from "./layer.ts"
