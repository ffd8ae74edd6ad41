import { cryptoBasicsLaws } from "@copath/conformance"
import { describeVectors } from "@copath/vectors/vitest"
import { nodeSuite } from "../../src/index.ts"

describeVectors("crypto-basics.json", (cases) => cryptoBasicsLaws(nodeSuite, cases))
