import { Composition } from "@copath/contracts"
import { rfc9420WireFormats } from "@copath/wire"
import * as Layer from "effect/Layer"

/** RFC 9420 as it stands: registered code points, and nothing in the group that names a composition. */
export const composition: Layer.Layer<Composition> = Layer.succeed(
  Composition,
  Composition.of({ id: "rfc9420", wireFormats: rfc9420WireFormats, cipherSuite: (registered) => registered, mark: [] })
)
