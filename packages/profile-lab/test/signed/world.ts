import { context, roster, state, transcript } from "@copath/signed-context"
import { Layer } from "effect"
import { type SchemeId, services } from "../signatures/world.ts"

/** What a signature may vouch for beside the content, by option id. */
export const contexts = { context, state, transcript, roster } as const
export type ContextId = keyof typeof contexts

/** A whole composition with this scheme, whose signatures vouch for that. */
export const servicesSigning = (signed: ContextId, scheme: SchemeId = "static") => Layer.provideMerge(contexts[signed], services(scheme))
