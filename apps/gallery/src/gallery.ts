import type { Figure } from "./figure.ts"
import { kat8 } from "./figures/kat8/kat8.ts"
import { plane } from "./figures/plane/plane.ts"
import { receivers } from "./figures/receivers/receivers.ts"
import { renewals } from "./figures/renewals/renewals.ts"
import { sleep } from "./figures/sleep/sleep.ts"
import { synergy } from "./figures/synergy/synergy.ts"
import { reproductions } from "./reproductions/figures.ts"

/** Every figure, in the order of the pages. */
export const gallery: ReadonlyArray<Figure> = [plane, kat8, synergy, renewals, receivers, sleep, ...reproductions]
