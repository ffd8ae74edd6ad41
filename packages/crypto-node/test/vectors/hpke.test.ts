import { hpkeVectorLaws } from "@copath/conformance"
import { describeVectors } from "@copath/vectors/vitest"
import { nodeSuite } from "../../src/index.ts"

describeVectors("hpke-rfc9180-base-mls.json", (cases) => hpkeVectorLaws(nodeSuite, cases))
