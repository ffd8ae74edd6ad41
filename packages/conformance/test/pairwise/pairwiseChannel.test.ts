import { channelLaws, channelUnderTest } from "../../src/index.ts"
import { everyLawBites } from "../laws.ts"
import { toyCrypto } from "../schedule/toySuite.ts"
import { type Fault, faults, toyChannel, window } from "./toyChannel.ts"

everyLawBites(channelLaws, (fault: Fault | "none") => channelUnderTest(toyChannel(fault), { ...toyCrypto, window }), faults)
