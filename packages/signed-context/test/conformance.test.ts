import { signedContextLaws } from "@copath/conformance"
import { context, roster, state, transcript } from "../src/index.ts"

signedContextLaws("context", context)
signedContextLaws("state", state)
signedContextLaws("transcript", transcript)
signedContextLaws("roster", roster)
