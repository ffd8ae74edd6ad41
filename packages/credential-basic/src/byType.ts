import { AuthenticationService, type CredentialQuestion, CredentialRefused } from "@copath/contracts"
import { credentialType } from "@copath/wire"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"

/** Authentication services by the code point of the credential type that each answers for (RFC 9420, 17.5). */
export type ServicesByType<E, R> = Readonly<Record<number, Layer.Layer<AuthenticationService, E, R>>>

/**
 * One authentication service out of several, so that a group may hold several kinds of credential. Each is asked once for a batch, about the
 * credentials of its type; a credential of any other type is `Unknown`. Whether a credential may succeed one of another type is decided by the
 * service for the new type.
 */
export const byType = <E = never, R = never>(layers: ServicesByType<E, R>): Layer.Layer<AuthenticationService, E, R> =>
  Layer.effect(
    AuthenticationService,
    Effect.map(build(layers), (services) => ({ validate: (batch: ReadonlyArray<CredentialQuestion>) => route(services, batch) }))
  )

type Services = ReadonlyMap<number, AuthenticationService["Service"]>

const build = <E, R>(layers: ServicesByType<E, R>) =>
  Effect.map(
    Effect.forEach(Object.entries(layers), ([type, layer]) =>
      Effect.map(Layer.build(layer), (built) => [Number(type), Context.get(built, AuthenticationService)] as const)
    ),
    (services): Services => new Map(services)
  )

const route = Effect.fnUntraced(function* (services: Services, batch: ReadonlyArray<CredentialQuestion>) {
  const places = new Map<AuthenticationService["Service"], Array<number>>()
  let strange: CredentialRefused | undefined
  for (const [index, { credential }] of batch.entries()) {
    const type = credentialType(credential)
    const service = services.get(type)
    if (service === undefined) {
      strange = new CredentialRefused({ reason: "Unknown", index, detail: `no service for credential type ${type}` })
      break // nobody need answer for what comes after a refusal
    }
    const own = places.get(service)
    if (own === undefined) places.set(service, [index])
    else own.push(index)
  }
  const refusals = yield* Effect.forEach(places, ([service, own]) => ask(service, own, batch), { concurrency: "unbounded" })
  const [first] = [...refusals, strange].filter((refusal) => refusal !== undefined).toSorted((a, b) => a.index - b.index)
  if (first !== undefined) return yield* first
})

/** One service's refusal, with its place in the whole batch. */
const ask = Effect.fnUntraced(function* (
  service: AuthenticationService["Service"],
  places: ReadonlyArray<number>,
  batch: ReadonlyArray<CredentialQuestion>
) {
  const answer = yield* Effect.result(service.validate(places.flatMap((place) => batch[place] ?? [])))
  if (Result.isSuccess(answer)) return undefined
  const { detail, index, reason } = answer.failure
  return new CredentialRefused({ reason, index: places[index] ?? 0, ...(detail === undefined ? {} : { detail }) })
})
