export { layer } from "./layer.ts"
export { nextPathSecret, nodeKeyPair } from "./pathSecret.ts"
export { filteredDirectPath, type PathStep } from "./filteredPath.ts"
