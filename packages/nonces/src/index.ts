export { explicitRandom, guarded, implicit } from "./layers.ts"
