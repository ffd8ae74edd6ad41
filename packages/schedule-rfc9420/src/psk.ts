import { expandWithLabel, type Psk, pskChain, type Secret, type Suite } from "@copath/contracts"

/** `psk_secret` (8.4): every pre-shared key in commit order, chained. Without any it is Nh zero bytes. More than 65,535 are a defect. */
export const pskSecret = (suite: Suite, list: ReadonlyArray<Psk>): Secret =>
  pskChain(suite, list, (extracted, context) => expandWithLabel(suite, extracted, "derived psk", context, suite.kdf.size))
