import * as Schema from "effect/Schema"

/** A whole number from 0. */
export const count = Schema.Int.pipe(Schema.check(Schema.isGreaterThanOrEqualTo(0)))

/** From 0 to 1. */
export const share = Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 1 })))
