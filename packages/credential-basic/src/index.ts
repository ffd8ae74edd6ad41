export { byType, type ServicesByType } from "./byType.ts"
export { custom, type CustomClaim, customCredential, type CustomCredentials } from "./custom.ts"
export { IdentityRegistry, type Registration } from "./directory.ts"
export { directory, layer } from "./layer.ts"
