import { deliveryServiceLaws, keyPackageDirectoryLaws } from "@copath/conformance"
import { compositionSecurityLaws } from "@copath/conformance-security"
import part, { layer } from "../src/index.ts"

deliveryServiceLaws(layer)
keyPackageDirectoryLaws(layer)
// What becomes of RFC 9420's promises where this service delivers.
compositionSecurityLaws({ delivery: "my-scheme" }, {}, { runs: 0, plugins: [part] })
