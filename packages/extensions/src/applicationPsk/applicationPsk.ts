import { type Codec, type CodecType, encode, opaque, struct } from "@copath/codec"
import { customPsk, type GroupServices, storedName } from "@copath/group"
import type { CustomPreSharedKeyId, PskKind, Registry } from "@copath/wire"
import type * as Effect from "effect/Effect"
import { APPLICATION_PSK } from "../codePoints.ts"
import { type ComponentId, componentId } from "../components/componentId.ts"

const applicationPskIdStruct = struct("ApplicationPSKID", { componentId, pskId: opaque })

/** `case application: ComponentID component_id; opaque psk_id<V>;` of a PreSharedKeyID (draft-ietf-mls-extensions-09, 4.5). */
export interface ApplicationPskId extends CodecType<typeof applicationPskIdStruct> {}
/** Codec of {@link ApplicationPskId}. */
export const applicationPskId: Codec<ApplicationPskId> = applicationPskIdStruct

const kind: PskKind = { type: APPLICATION_PSK, name: "application", body: applicationPskId }

/** Pre-shared keys of application components, as rows to compose in (draft-ietf-mls-extensions-09, 4.5). */
export const applicationPsks: Partial<Registry> = { psks: [kind] }

/** A component's pre-shared key by its id, with a fresh nonce: for `commit`, `proposePsk` and `externalJoin`. Components' ids never collide. */
export const applicationPsk = (component: ComponentId, pskId: Uint8Array): Effect.Effect<CustomPreSharedKeyId, never, GroupServices> =>
  customPsk(APPLICATION_PSK, encode(applicationPskId, { componentId: component, pskId }))

/** By what name a `PskStore` holds a component's key. */
export const applicationPskName = (component: ComponentId, pskId: Uint8Array): string =>
  storedName({
    _tag: "custom",
    pskType: APPLICATION_PSK,
    body: encode(applicationPskId, { componentId: component, pskId }),
    pskNonce: new Uint8Array(0)
  })
