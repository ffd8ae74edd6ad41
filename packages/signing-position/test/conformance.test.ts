import { signaturePositionLaws } from "@copath/conformance"
import { inside, outside } from "../src/index.ts"

signaturePositionLaws("inside", inside)
signaturePositionLaws("outside", outside)
