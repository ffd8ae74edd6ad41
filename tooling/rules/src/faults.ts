import type { Fault } from "./fault.ts"
import { bytesFaults } from "./faults/bytes.ts"
import { clientFaults } from "./faults/client.ts"
import { commitFaults } from "./faults/commits.ts"
import { conductFaults } from "./faults/conduct.ts"
import { framingFaults } from "./faults/framing.ts"
import { keyFaults } from "./faults/keys.ts"
import { memberFaults } from "./faults/members.ts"

/** Faults for rules whose check has no id in the sources, or is no check that could be taken away; planted beside the removals. */
export const faults: ReadonlyArray<Fault> = [
  bytesFaults,
  keyFaults,
  framingFaults,
  memberFaults,
  commitFaults,
  conductFaults,
  clientFaults
].flat()
