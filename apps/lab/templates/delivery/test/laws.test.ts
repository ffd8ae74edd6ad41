import { deliveryServiceLaws, keyPackageDirectoryLaws } from "@copath/conformance"
import { layer } from "../src/index.ts"

deliveryServiceLaws(layer)
keyPackageDirectoryLaws(layer)
