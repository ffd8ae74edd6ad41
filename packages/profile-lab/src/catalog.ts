import { conduct } from "./catalog/conduct.ts"
import { keyAgreement } from "./catalog/keyAgreement.ts"
import { protections } from "./catalog/protections.ts"
import { schedules } from "./catalog/schedules.ts"
import { signing } from "./catalog/signing.ts"
import { surroundings } from "./catalog/surroundings.ts"
import type { Part } from "./part.ts"

/** Every part there is, the default of its axis first. A new variant is one entry in one of these lists. */
export const builtIn: ReadonlyArray<Part> = [...keyAgreement, ...schedules, ...protections, ...signing, ...surroundings, ...conduct]
