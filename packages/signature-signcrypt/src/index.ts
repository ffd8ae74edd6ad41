export { authenticatedPaths } from "./authenticatedPaths.ts"
export { layer, pathSealing } from "./layer.ts"
