import { cryptoBasicsLaws } from "@copath/conformance"
import { describeVectors } from "@copath/vectors/vitest"
import { nobleSuite } from "../../src/index.ts"

describeVectors("crypto-basics.json", (cases) => cryptoBasicsLaws(nobleSuite, cases))
