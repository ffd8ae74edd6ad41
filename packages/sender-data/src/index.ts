export { hidden, senderDataKey } from "./hidden.ts"
export { visible } from "./visible.ts"
