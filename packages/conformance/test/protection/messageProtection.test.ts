import { protectionLaws, protectionUnderTest, slotLaws } from "../../src/index.ts"
import { describe } from "vitest"
import { everyLawBites } from "../laws.ts"
import { toyCrypto } from "../schedule/toySuite.ts"
import { faults, slotFaults, toyProtection, window } from "./toyProtection.ts"

describe("one chain per sender", () => {
  everyLawBites(
    protectionLaws,
    (fault: keyof typeof faults | "none") => protectionUnderTest(toyProtection(fault), { ...toyCrypto, window }),
    faults
  )
})

describe("one chain over slots", () => {
  everyLawBites(
    slotLaws,
    (fault: keyof typeof slotFaults | "none") => protectionUnderTest(toyProtection(fault, true), { ...toyCrypto, window, slots: true }),
    slotFaults
  )
})
