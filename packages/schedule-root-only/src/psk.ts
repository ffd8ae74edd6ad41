import { expandWithLabel, type Psk, pskChain, type Secret, type Suite } from "@copath/contracts"

/** Pre-shared keys in commit order, chained (RFC 9420, 8.4). None give Nh zeros. More than 65,535 are a defect. */
export const pskSecret = (suite: Suite, list: ReadonlyArray<Psk>): Secret =>
  pskChain(suite, list, (extracted, context) => expandWithLabel(suite, extracted, "derived psk", context, suite.kdf.size))
