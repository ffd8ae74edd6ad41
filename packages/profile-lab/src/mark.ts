import { text } from "@copath/codec"
import { Composition } from "@copath/contracts"
import { makeExtension, privateExtensionTypes, privateWireFormats } from "@copath/wire"
import * as Layer from "effect/Layer"

/** First private-use cipher suite id: a registered suite `n` goes as `0xf000 + n` in a composition that leaves RFC 9420. */
const PRIVATE_SUITES = 0xf000

/**
 * A composition that no strict client takes for RFC 9420. Its id, the parts by axis that differ from RFC 9420's, is in every group's context, so in every key.
 */
export const marked = (id: string): Layer.Layer<Composition> =>
  Layer.succeed(
    Composition,
    Composition.of({
      id,
      wireFormats: privateWireFormats,
      // An id that is private already stays: the mark tells the compositions apart.
      cipherSuite: (id) => (id < PRIVATE_SUITES ? PRIVATE_SUITES + id : id),
      mark: [makeExtension(privateExtensionTypes.composition, text, id)]
    })
  )
