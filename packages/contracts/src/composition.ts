import type { Extension, WireFormats } from "@copath/wire"
import * as Context from "effect/Context"

/**
 * How a set of parts shows itself on the wire. The strict composition uses RFC 9420's code points and leaves no mark. Every other one is
 * unmistakable: wire formats, cipher suite and a required group context extension from the ranges for private use, so that a strict
 * client refuses to join and a signature made under one composition never verifies under another.
 */
export class Composition extends Context.Service<
  Composition,
  {
    /** The parts by axis that differ from RFC 9420's, such as `cgka=art,protection=group-chain`; `rfc9420` for the strict one. */
    readonly id: string
    /** Code points of `MLSMessage.wire_format`. */
    readonly wireFormats: WireFormats
    /** The id by which a registered cipher suite goes in this composition. */
    readonly cipherSuite: (registered: number) => number
    /** Group context extensions that name the composition; members must support and carry them. */
    readonly mark: ReadonlyArray<Extension>
  }
>()("@copath/contracts/Composition") {}
