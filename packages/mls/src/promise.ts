import type {
  AuthenticationService,
  CipherSuite,
  DeliveryService,
  Entropy,
  GroupStore,
  KeyPackageDirectory,
  KeyPackageStore
} from "@copath/contracts"
import { Registry } from "@copath/contracts"
import { defaultOptions, type GroupChoices, GroupOptions, GroupPolicy, type Policy, type Protocol } from "@copath/group"
import { rfc9420 } from "@copath/profile-rfc9420"
import type { Credential, Registry as Rows } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Scope from "effect/Scope"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import type { GroupChange, PendingCommit } from "./changing.ts"
import { type Client, openClient } from "./client.ts"
import type { CreateChoices } from "./creating.ts"
import type { ExternalChoices } from "./externally.ts"
import type { MlsError } from "./errors.ts"
import type { GroupEvent } from "./event.ts"
import type { Confirmed, Group, GroupView, Present, SendChoices } from "./group.ts"
import type { JoinChoices } from "./joining.ts"
import { type Member, Names } from "./member.ts"
import type { ClientIdentity } from "./opening.ts"
import type { EpochLine } from "./record.ts"
import type { RoleChoices } from "./roles.ts"
import type { CommitStatus, Outcome } from "./room.ts"
import { defaultChoices, type MlsChoices, MlsOptions, type MlsServices } from "./services.ts"
import type { MessageEvent, SentMessage } from "./talking.ts"

type Crypto = Layer.Layer<CipherSuite | Entropy, unknown>
type Stores = GroupStore | KeyPackageStore

/** What a client is made of. Every part is a layer; nothing is chosen behind your back but the profile, which is RFC 9420 unless you say otherwise. */
export interface ClientOptions {
  /** A name, or a credential with its key. */
  readonly identity: ClientIdentity
  /** A cipher suite and randomness: `[cipherSuite(1), entropy]` from `@copath/crypto-noble` (everywhere) or `@copath/crypto-node`. */
  readonly crypto: Crypto | readonly [Layer.Layer<CipherSuite, unknown>, Layer.Layer<Entropy, unknown>]
  /** Who vouches for names. */
  readonly credentials: Layer.Layer<AuthenticationService, unknown, CipherSuite | Entropy>
  /** Delivery service and key package directory. Clients that are given the same layer are given the same service. */
  readonly delivery: Layer.Layer<DeliveryService | KeyPackageDirectory, unknown>
  /** Where everything is written down. Each client gets its own. */
  readonly storage: Layer.Layer<Stores, unknown>
  /** The protocol's parts; `rfc9420` by default. A profile may ask the delivery service what it promises. */
  readonly profile?: Layer.Layer<Protocol, unknown, CipherSuite | Entropy | DeliveryService>
  /** The facade's bounds and habits. */
  readonly choices?: Partial<MlsChoices>
  /** The engine's choices: padding, lifetimes, how handshakes travel. */
  readonly engine?: Partial<GroupChoices>
  /** The application's own rules, asked after the group's roles. */
  readonly policy?: Policy
  /** Proposal, extension and credential types beyond RFC 9420's. */
  readonly registry?: Rows
  /** The store was restored from a copy: each group takes in only, until an `update` (V293). */
  readonly restored?: boolean
  /** How credentials are called; a basic credential's identity by default. */
  readonly names?: (credential: Credential) => string
}

// The same layer given to two clients is one service: this map remembers which are built.
const shared = Layer.makeMemoMapUnsafe()

const isPair = (crypto: ClientOptions["crypto"]): crypto is readonly [Layer.Layer<CipherSuite, unknown>, Layer.Layer<Entropy, unknown>] =>
  Array.isArray(crypto)

/** A client's options as the layer of all that it needs. */
export const servicesOf = (options: ClientOptions): Layer.Layer<MlsServices, unknown> => {
  const { credentials, crypto, delivery, engine, policy, profile = rfc9420, registry, storage } = options
  const suite: Crypto = isPair(crypto) ? Layer.mergeAll(...crypto) : crypto
  const habits = Layer.mergeAll(
    Layer.succeed(MlsOptions, { ...defaultChoices, ...options.choices }),
    Layer.succeed(GroupOptions, { ...defaultOptions, ...engine }),
    ...(policy === undefined ? [] : [Layer.succeed(GroupPolicy, policy)]),
    ...(registry === undefined ? [] : [Layer.succeed(Registry, registry)]),
    ...(options.names === undefined ? [] : [Layer.succeed(Names, options.names)])
  )
  const below = Layer.mergeAll(suite, delivery)
  return Layer.mergeAll(Layer.provideMerge(Layer.mergeAll(profile, credentials), below), Layer.fresh(storage), habits)
}

/** {@link PendingCommit} with promises. */
export interface CommitPromise {
  /** Counts this client's commits in this group, from 1. */
  readonly id: bigint
  /** Where it stands now. */
  readonly status: CommitStatus
  /** All that became of it so far, oldest first. */
  readonly statuses: ReadonlyArray<CommitStatus>
  /** The same as it happens. */
  readonly changes: AsyncIterable<CommitStatus>
  /** Settles when it is confirmed, or has failed. */
  readonly confirmed: Promise<Confirmed>
}

/**
 * {@link Group} with promises and async iterables. Rejections are `MlsError`s: tell them apart by `_tag` and `reason`; `advice` says what to do, `again` whether
 * the same call may succeed later. Any call may reject with `StoreFailure` (nothing was changed: try again, or restore a backup when it is `Corrupt`) and, once
 * this client is out of the group, with `Closed`.
 *
 * `invite`, `remove`, `update` and `setRoles` are commits, and resolve when their change is in force, however long the delivery service is away. They reject
 * with `PolicyRefused` (ask somebody whose role allows it), `DeliveryRefused` (the service will never take it), `CommitLost` (others won every time: call again)
 * and, after `leave`, with `Closed`.
 */
export interface MlsGroup {
  /** Hex of the group id. */
  readonly id: string
  /** What the group is now, all of one moment. */
  readonly view: () => Promise<GroupView>
  /** Everybody in the present epoch, in the order of leaves. */
  readonly members: () => Promise<ReadonlyArray<Present>>
  /** Epochs that this client has seen begin, oldest first, `MlsChoices.maxHistory` at most; times in milliseconds by its own clock. */
  readonly history: () => Promise<ReadonlyArray<EpochLine>>
  /**
   * Seals text (as UTF-8) or bytes for all members, after a commit of what others proposed. While the service is away messages are `queued`, and go out by
   * themselves. Rejects with `SendRejected` (`TooLarge`: send less at once; `NeedsUpdate`: call `update` first), `Unprotectable` (`Exhausted`: likewise),
   * `DeliveryRefused` (`Unavailable`: proposals must be committed first, so send again later; all else is final), and `Closed` after `leave`.
   */
  readonly send: (data: string | Uint8Array, choices?: SendChoices) => Promise<SentMessage>
  /** The next message; events before it are passed over. Waits for one; `Closed` when the group ends first. */
  readonly receive: () => Promise<MessageEvent>
  /** The next event of any kind. Waits for one; `Closed` after `ended`. */
  readonly next: () => Promise<GroupEvent>
  /**
   * All events as they come; ends after `ended`. It shares one queue with `next` and `receive`: each event goes to one of them. An event is taken from the store
   * when the one after it is asked for, so the last one comes again after a crash, with the same `id`.
   */
  readonly events: AsyncIterable<GroupEvent>
  /** What became of each input from the moment that one listens; never ends. For the curious, and for tests. */
  readonly outcomes: AsyncIterable<Outcome>
  /**
   * Begins a change and resolves once it is written down; it then goes on by itself, over restarts too: `confirmed` tells the end. What can be seen to be wrong
   * rejects at once and changes nothing: `NoKeyPackage` (that client must publish some), `CredentialRefused` (the key package is not of the client that was
   * asked for, or nobody vouches for it), `NotFound` (nobody of that name is here), `PolicyRefused`, and `Closed` after `leave`.
   */
  readonly commit: (change: GroupChange) => Promise<CommitPromise>
  /** Lets clients in, by their names in the directory. Rejects with `NoKeyPackage` and `CredentialRefused` as `commit` does. */
  readonly invite: (...clients: ReadonlyArray<string>) => Promise<Confirmed>
  /** Removes others, all of a name or one; for oneself there is `leave`. `NotFound`: nobody of that name is here. */
  readonly remove: (...members: ReadonlyArray<string | Member>) => Promise<Confirmed>
  /** Fresh keys for this member: whoever knew the old ones is shut out, and a restored client may send again (V293). */
  readonly update: () => Promise<Confirmed>
  /** Gives the group these roles in place of all that it has. */
  readonly setRoles: (choices: RoleChoices) => Promise<Confirmed>
  /**
   * Asks the others to remove this member, which sends nothing more from now on; whoever is alone is out at once. Resolves when that is written down: the event
   * `ended` tells that it is done, `stayed` that nobody did it.
   */
  readonly leave: () => Promise<void>
  /** This epoch's GroupInfo, an encoded MLSMessage for `joinExternally`; of no use after the next commit. `Closed` after a ReInit. */
  readonly groupInfo: () => Promise<Uint8Array>
  /** `length` bytes that all members of this epoch can derive, and nobody else (8.5); bound to `label` and `context`. A copy: yours to wipe. */
  readonly exportSecret: (label: string, context: Uint8Array, length: number) => Promise<Uint8Array>
  /**
   * Nh bytes, equal for all members of this epoch: compared over another channel they show whether the service splits the group (8.7). `undefined` under a key
   * schedule that makes none.
   */
  readonly authenticator: () => Promise<Uint8Array | undefined>
  /** This client's record of the group, keys and all, for `restore`: as secret as the store. */
  readonly backup: () => Promise<Uint8Array>
  /**
   * After a ReInit: makes the group that follows, unless another member was first, and resolves with the one that all go on in (V289). `SendRejected`: there was
   * no ReInit, or this client's cipher suite is not the one it names. `NoKeyPackage`: every member must have published one.
   */
  readonly succeed: () => Promise<MlsGroup>
  /** Waits for the group that follows this one, whoever makes it. `ResumptionRejected`: this client left or was removed, so none does. */
  readonly successor: () => Promise<MlsGroup>
  /**
   * Tries again what waits: call it when a missing pre-shared key is in the `PskStore`, or a service answers again. What still cannot be done goes on waiting, and
   * is no rejection.
   */
  readonly retry: () => Promise<void>
  /** The same group for programs in Effect. */
  readonly effect: Group
}

/** {@link Client} with promises. Rejections are `MlsError`s, as for {@link MlsGroup}: any call may reject with `StoreFailure`. */
export interface MlsClient {
  /** By this name the directory knows it. */
  readonly name: string
  /**
   * Makes a group and resolves when all who are invited are in. `NoKeyPackage` and `CredentialRefused` as for `invite`; `WelcomeRejected`: the `groupId` is taken;
   * `SendRejected` (`Downgrade`): all support a better cipher suite, so open the client with that one. Should only the first commit fail, the group stays, with
   * its creator alone.
   */
  readonly create: (choices?: CreateChoices) => Promise<MlsGroup>
  /**
   * Takes the oldest invitation, or waits for one. After `PskUnavailable`, `CredentialRefused` (`Unavailable`) or `StoreFailure` (not `Corrupt`) it stays: call
   * again when what was missing is there. Any other rejection, such as `WelcomeRejected`, ends it: call again for the next, or ask to be invited anew.
   */
  readonly join: (choices?: JoinChoices) => Promise<MlsGroup>
  /** Joins by a GroupInfo, which `fetch` gets anew for each try. What `fetch` rejects with comes back as it is. */
  readonly joinExternally: (fetch: () => Promise<Uint8Array>, choices?: ExternalChoices) => Promise<MlsGroup>
  /** How many invitations wait for `join`. */
  readonly invitations: () => Promise<number>
  /** All groups in the store, ended ones included. */
  readonly groups: () => Promise<ReadonlyArray<MlsGroup>>
  /** A handle on a group by its id, bytes or lower-case hex. `NotFound`: the store has none of that id; look at `groups()`. */
  readonly group: (id: string | Uint8Array) => Promise<MlsGroup>
  /** Removes what is left of a group that has ended for this client. */
  readonly forget: (id: string | Uint8Array) => Promise<void>
  /**
   * Fills up the directory's stock of key packages. Done by itself on opening and after each join; a client that stays open for long calls it now and then, for
   * key packages expire.
   */
  readonly restock: () => Promise<void>
  /**
   * Puts a group's backup in the place of a record that is gone or damaged; it takes in only, until an `update` (V293). `StoreFailure` (`Corrupt`): the bytes are
   * no backup; `WelcomeRejected` (`GroupExists`): this client is in the group as it is, and nothing was replaced.
   */
  readonly restore: (backup: Uint8Array) => Promise<MlsGroup>
  /** Stops following groups and lets go of the services. What was written down stays. */
  readonly close: () => Promise<void>
  /** The same client for programs in Effect. */
  readonly effect: Client
}

type Runner = <A>(effect: Effect.Effect<A, MlsError>) => Promise<A>

/** Opens a client. */
export const client = async (options: ClientOptions): Promise<MlsClient> => {
  const runtime = ManagedRuntime.make(servicesOf(options), { memoMap: shared })
  const scope = Scope.makeUnsafe()
  const run: Runner = (effect) => runtime.runPromise(effect)
  const close = async (): Promise<void> => {
    await Effect.runPromise(Scope.close(scope, Exit.void))
    await runtime.dispose()
  }
  try {
    const opened = await runtime.runPromise(
      openClient({ identity: options.identity, restored: options.restored === true }).pipe(Scope.provide(scope))
    )
    return clientOf(opened, run, close)
  } catch (error) {
    await close()
    throw error
  }
}

const clientOf = (opened: Client, run: Runner, close: () => Promise<void>): MlsClient => ({
  name: opened.name,
  create: async (choices) => groupWith(await run(opened.create(choices)), run),
  join: async (choices) => groupWith(await run(opened.join(choices)), run),
  joinExternally: async (fetch, choices) => {
    // A rejection of the application's own passes through as a defect, which `runPromise` rejects with as it is.
    const info = Effect.promise(fetch)
    return groupWith(await run(opened.joinExternally(info, choices)), run)
  },
  invitations: () => run(opened.invitations),
  groups: async () => (await run(opened.groups)).map((group) => groupWith(group, run)),
  group: async (id) => groupWith(await run(opened.group(id)), run),
  forget: (id) => run(opened.forget(id)),
  restock: () => run(opened.restock),
  restore: async (backup) => groupWith(await run(opened.restore(backup)), run),
  close,
  effect: opened
})

const groupWith = (group: Group, run: Runner): MlsGroup => ({
  id: group.id,
  view: () => run(group.view),
  members: () => run(group.members),
  history: () => run(group.history),
  send: (data, choices) => run(group.send(data, choices)),
  receive: () => run(group.receive),
  next: () => run(group.next),
  events: Stream.toAsyncIterable(group.events),
  outcomes: Stream.toAsyncIterable(group.outcomes),
  commit: async (what) => commitWith(await run(group.commit(what)), run),
  invite: (...clients) => run(group.invite(...clients)),
  remove: (...members) => run(group.remove(...members)),
  update: () => run(group.update),
  setRoles: (choices) => run(group.setRoles(choices)),
  leave: () => run(group.leave),
  groupInfo: () => run(group.groupInfo),
  exportSecret: async (label, context, length) => (await run(group.exportSecret(label, context, length))).expose(),
  authenticator: () => run(group.authenticator),
  backup: () => run(group.backup),
  succeed: async () => groupWith(await run(group.succeed), run),
  successor: async () => groupWith(await run(group.successor), run),
  retry: () => run(group.retry),
  effect: group
})

const commitWith = (pending: PendingCommit, run: Runner): CommitPromise => {
  const confirmed = run(pending.confirmed)
  // Whoever never asks must not be told by the process's end.
  confirmed.catch(() => undefined)
  return {
    id: pending.id,
    get status() {
      return pending.status
    },
    statuses: pending.statuses,
    changes: Stream.toAsyncIterable(pending.changes),
    confirmed
  }
}
