import { AuthenticationService } from "@copath/contracts"
import { cipherSuite, entropy } from "@copath/crypto-node"
import {
  adopt,
  commit,
  createGroup,
  defaultOptions,
  GroupOptions,
  type GroupServices,
  type GroupState,
  joinGroup,
  makeIdentity,
  makeKeyPackage,
  persist,
  receive,
  send
} from "@copath/group"
import { rfc9420 } from "@copath/profile-rfc9420"
import { decode } from "@copath/codec"
import { type KeyPackage, rfc9420Wire } from "@copath/wire"
import { Effect, Layer, ManagedRuntime, Result } from "effect"
import type { Member, Newcomer, Peer } from "./peer.ts"

type Run = <A, E>(operation: Effect.Effect<A, E, GroupServices>) => Promise<A>

const keyPackageIn = (bytes: Uint8Array): KeyPackage => {
  const message = Result.getOrThrow(decode(rfc9420Wire.mlsMessage, bytes))
  if (message._tag !== "keyPackage") throw new Error(`Copath: expected a key package, not a ${message._tag}`)
  return message.keyPackage
}

const member = (run: Run, state: GroupState): Member => ({
  add: async (keyPackages) => {
    const { message, state: pending, welcome } = await run(commit(state, { add: keyPackages.map(keyPackageIn) }))
    if (welcome === undefined) throw new Error("Copath: no Welcome came of an add")
    const { state: after } = await run(adopt(pending))
    return { after: member(run, after), message, welcome }
  },
  commit: async () => {
    const { message, state: pending } = await run(commit(state, { path: true }))
    const { state: after } = await run(adopt(pending))
    return { after: member(run, after), message }
  },
  process: async (message) => {
    const received = await run(receive(state, message))
    if (received._tag !== "commit" || !("state" in received)) throw new Error(`Copath: expected a commit, not ${received._tag}`)
    return member(run, received.state)
  },
  send: async (data) => {
    const { message, state: after } = await run(send(state, data))
    return { after: member(run, after), message }
  },
  receive: async (message) => {
    const received = await run(receive(state, message))
    if (received._tag !== "application") throw new Error(`Copath: expected an application message, not ${received._tag}`)
    return { after: member(run, received.state), data: received.data }
  },
  persist: () => run(persist(state))
})

/** The strict composition on `node:crypto`: suite 1, handshakes as private messages, no padding; every credential is believed. */
export const copath = (): Peer => {
  const trust = Layer.succeed(AuthenticationService, { validate: () => Effect.void })
  const options = Layer.succeed(GroupOptions, { ...defaultOptions, handshake: "private" })
  const services = Layer.mergeAll(rfc9420, trust, options).pipe(Layer.provideMerge(Layer.mergeAll(cipherSuite(1), entropy)))
  const runtime = ManagedRuntime.make(services)
  const run: Run = (operation) => runtime.runPromise(operation)
  const newcomer = async (name: string): Promise<Newcomer> => {
    const identity = await run(makeIdentity({ _tag: "basic", identity: new TextEncoder().encode(name) }))
    const { message, secrets } = await run(makeKeyPackage(identity))
    return {
      keyPackage: message,
      create: async (groupId) => member(run, await run(createGroup({ groupId, identity }))),
      join: async (welcome) => member(run, await run(joinGroup({ welcome, keyPackage: secrets })))
    }
  }
  return { name: "Copath", crypto: "node:crypto", newcomer }
}
