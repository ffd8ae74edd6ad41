import { hpkeVectorLaws } from "@copath/conformance"
import { describeVectors } from "@copath/vectors/vitest"
import { nobleSuite } from "../../src/index.ts"

describeVectors("hpke-rfc9180-base-mls.json", (cases) => hpkeVectorLaws(nobleSuite, cases))
