import { cipherSuiteLaws, entropyLaws } from "@copath/conformance"
import { nodeSuite, osRandom } from "../src/index.ts"

cipherSuiteLaws("node", nodeSuite, { random: osRandom })
entropyLaws("the operating system's entropy", () => osRandom)
