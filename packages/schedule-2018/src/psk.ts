import { type Psk, pskChain, type Secret, type Suite } from "@copath/contracts"
import { additions, type Form } from "./form.ts"

/** Pre-shared keys in commit order, as RFC 9420 chains them (8.4), under the form's labels. None give Nh zeros. More than 65,535 are a defect. */
export const pskSecret = (suite: Suite, form: Form, list: ReadonlyArray<Psk>): Secret =>
  pskChain(suite, list, (extracted, context) => form.labels.outside(suite, extracted, additions.psk, context, suite.kdf.size))
