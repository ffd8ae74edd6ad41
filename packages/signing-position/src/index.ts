export { inside, outside } from "./layer.ts"
export { signedOutside } from "./outside.ts"
