import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { type Advice, catalogue, type EngineError, type ErrorTag } from "./catalogue.ts"

interface Told extends Advice {
  readonly reason: string
  readonly rule: string | undefined
  readonly detail: string | undefined
  readonly cause: unknown
}

/**
 * What went wrong, where the RFC speaks of it, and what to do next. `_tag` and `reason` are those of the catalogue; nothing in here is key material or
 * plaintext. One class for all: catch by tag, as in `Effect.catchTag("NoKeyPackage", …)`, or look at `error._tag` after `await`.
 */
export class MlsError<out Tag extends ErrorTag = ErrorTag> extends Data.Error<Told> {
  /** Which kind of failure, by the catalogue; `reason` tells more. */
  readonly _tag: Tag
  constructor(
    tag: Tag,
    reason: string,
    more: { readonly rule?: string | undefined; readonly detail?: string | undefined; readonly cause?: unknown } = {}
  ) {
    super({ ...adviceFor(tag, reason), reason, rule: more.rule, detail: more.detail, cause: more.cause })
    this._tag = tag
    this.name = tag
  }
  /** Tag, reason, rule and detail, and the advice, in two lines. */
  override get message(): string {
    const rule = this.rule === undefined ? "" : ` (${this.rule})`
    const detail = this.detail === undefined ? "" : `: ${this.detail}`
    return `${this._tag}${this.reason === "*" ? "" : `/${this.reason}`}${rule}${detail}\n  ${this.advice} [${this.section}]`
  }
}

/** The catalogue's entry for a failure; the tag's general one where the reason has none of its own. */
export const adviceFor = (tag: ErrorTag, reason: string): Advice => {
  const entries: Readonly<Record<string, Advice>> = catalogue[tag]
  const found = entries[reason] ?? entries["*"] ?? Object.values(entries)[0]
  if (found === undefined) throw new TypeError(`the catalogue has no entry for ${tag}/${reason}`)
  return found
}

/** A failure of the packages below, or one of ours already, as the application sees it. */
export const told = <E extends EngineError | MlsError>(error: E): MlsError<E["_tag"]> => {
  if (error instanceof MlsError) return error
  const e: EngineError = error
  const rule = "rule" in e ? e.rule : undefined
  const reason = reasonOf(e)
  return new MlsError<E["_tag"]>(e._tag, reason, { rule, detail: detailOf(e), cause: e })
}

const reasonOf = (e: EngineError): string => {
  switch (e._tag) {
    case "Invalid":
      return e.rule
    case "PolicyRefused":
      return e.rule
    case "BadTag":
      return e.tag
    default:
      return "reason" in e ? e.reason : "*"
  }
}

const detailOf = (e: EngineError): string | undefined => {
  switch (e._tag) {
    case "DecodeError":
      return `at byte ${e.offset} of ${e.path}: expected ${e.expected}`
    case "StoreFailure":
      return e.key
    case "DeliveryRefused":
      return e.group
    case "NoKeyPackage":
      return `${e.client}, cipher suite ${e.cipherSuite}`
    case "PskUnavailable":
      return e.pskId
    case "CryptoFailure":
      return e.operation
    default:
      return "detail" in e ? e.detail : undefined
  }
}

/** An effect whose failures are told by the catalogue; the types say which tags are left. */
export const tell = <A, E extends EngineError | MlsError, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, MlsError<E["_tag"]>, R> =>
  Effect.mapError(effect, told)
