import { AuthenticationService } from "@copath/contracts"
import { bulkVerification, cipherSuite, entropy } from "@copath/crypto-node"
import { defaultOptions, GroupOptions, type GroupServices } from "@copath/group"
import { rfc9420 } from "@copath/profile-rfc9420"
import { type Effect, Effect as Effects, Layer, ManagedRuntime } from "effect"

/** Runs an operation of the strict composition. */
export type Run = <A, E>(operation: Effect.Effect<A, E, GroupServices>) => Promise<A>

/** The strict composition on `node:crypto`, handshakes as private messages, every credential believed. `threads`: bulk signature checks. */
export const strict = (threads: "one" | "pool"): Run => {
  const trust = Layer.succeed(AuthenticationService, { validate: () => Effects.void })
  const options = Layer.succeed(GroupOptions, { ...defaultOptions, handshake: "private" })
  const suite = threads === "one" ? cipherSuite(1) : bulkVerification.pipe(Layer.provide(cipherSuite(1)))
  const runtime = ManagedRuntime.make(Layer.mergeAll(rfc9420, trust, options).pipe(Layer.provideMerge(Layer.mergeAll(suite, entropy))))
  return (operation) => runtime.runPromise(operation)
}
