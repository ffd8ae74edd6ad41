export { composition } from "./composition.ts"
export { rfc9420 } from "./profile.ts"
