export { IdentityRegistry, type Registration } from "./directory.ts"
export { directory, layer } from "./layer.ts"
