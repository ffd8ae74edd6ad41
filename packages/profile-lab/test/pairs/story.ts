import { TreeFill } from "@copath/contracts"
import {
  adopt,
  commit,
  createGroup,
  exportSecret,
  type GroupState,
  type Intent,
  joinGroup,
  makeIdentity,
  makeKeyPackage,
  persist,
  proposeUpdate,
  receive,
  restore,
  send
} from "@copath/group"
import { Effect, Exit } from "effect"

const utf8 = new TextEncoder()
const named = (name: string) => makeIdentity({ _tag: "basic", identity: utf8.encode(name) })

/** What a run showed. */
export interface Told {
  readonly events: number
  readonly read: number
  readonly removed: number
}

/**
 * Sixty events among up to nine members: people talk, update, propose updates, come and go. Fails where a member reads something else than was said,
 * where two members differ, or where a removed one opens anything. `reorder`: what is said within an epoch arrives backwards.
 */
export const story = Effect.fnUntraced(function* (reorder: boolean, groupSecret: boolean) {
  const members = new Map<string, GroupState>()
  const gone: Array<GroupState> = []
  const told = { events: 0, read: 0, removed: 0 }
  let seed = 9420
  const roll = (below: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return Math.floor((seed / 2 ** 32) * below)
  }
  let slot = 0n
  let names = 0
  const pick = (): string => [...members.keys()][roll(members.size)] ?? ""
  const at = (name: string): GroupState => {
    const state = members.get(name)
    if (state === undefined) throw new Error(`${name} is no member`)
    return state
  }
  const wrong = (what: string): never => {
    throw new Error(`event ${told.events}: ${what}`)
  }

  const closed = Effect.fnUntraced(function* (message: Uint8Array) {
    for (const state of gone) {
      const exit = yield* Effect.exit(receive(state, message))
      if (Exit.isSuccess(exit)) wrong(`a removed member took in a ${exit.value._tag}`)
    }
  })

  /** Hands a message to everybody else; a key that is still on its way is waited for. */
  const hand = Effect.fnUntraced(function* (by: string, message: Uint8Array, data: Uint8Array | undefined) {
    yield* closed(message)
    const early: Array<string> = []
    for (const [name, state] of members) {
      if (name === by) continue
      const got = yield* Effect.exit(receive(state, message))
      if (Exit.isFailure(got)) {
        const error = Exit.findErrorOption(got)
        if (error._tag === "Some" && error.value._tag === "Unprotectable" && error.value.reason === "NoKeyYet") early.push(name)
        else wrong(`${name} refuses: ${error._tag === "Some" ? JSON.stringify(error.value) : String(got.cause)}`)
        continue
      }
      for (const secret of got.value.retired) secret.wipe()
      if (got.value._tag === "removed") {
        members.delete(name)
        gone.push(state)
        told.removed++
        continue
      }
      if (data !== undefined) {
        if (got.value._tag !== "application" || String(got.value.data) !== String(data)) wrong(`${name} reads something else`)
        told.read++
      }
      members.set(name, got.value.state)
    }
    return early
  })

  const said: Array<{ readonly by: string; readonly message: Uint8Array; readonly data: Uint8Array }> = []
  /** Delivers what was said. A message whose key is still on its way is tried again once all others have come. */
  const flush = Effect.fnUntraced(function* () {
    const batch = reorder ? said.splice(0).toReversed() : said.splice(0)
    const owed = told.read + batch.length * (members.size - 1)
    const late: Array<readonly [string, (typeof batch)[number]]> = []
    for (const each of batch) for (const name of yield* hand(each.by, each.message, each.data)) late.push([name, each])
    for (const [name, { data, message }] of late.toReversed()) {
      const got = yield* receive(at(name), message)
      if (got._tag !== "application" || String(got.data) !== String(data)) return wrong(`${name} reads something else, late`)
      told.read++
      members.set(name, got.state)
    }
    if (told.read !== owed) wrong(`${told.read} deliveries of ${owed}`)
  })

  const commits = Effect.fnUntraced(function* (by: string, intent: Intent) {
    yield* flush()
    const made = yield* commit(at(by), { ...intent, slot: slot++ })
    yield* hand(by, made.message, undefined)
    const own = yield* adopt(made.state)
    for (const secret of [...made.retired, ...own.retired]) secret.wipe()
    members.set(by, own.state)
    slot = 0n
    return made
  })

  const invite = Effect.fnUntraced(function* (by: string, count: number) {
    const guests = []
    for (let i = 0; i < count; i++) guests.push({ name: `m${++names}`, made: yield* makeKeyPackage(yield* named(`m${names}`)) })
    const { welcome } = yield* commits(by, { add: guests.map(({ made }) => made.keyPackage), path: true })
    if (welcome === undefined) return wrong("newcomers need a welcome")
    for (const { made, name } of guests) members.set(name, yield* joinGroup({ welcome, keyPackage: made.secrets }))
  })

  const agree = Effect.fnUntraced(function* () {
    const views = new Set<string>()
    for (const state of members.values()) {
      const secret = groupSecret ? [...(yield* exportSecret(state, "agreement", new Uint8Array(0), 16)).expose()] : []
      views.add([state.context.epoch, ...state.context.treeHash, ...state.context.confirmedTranscriptHash, ...secret].join())
    }
    if (views.size !== 1) wrong(`${views.size} views of the group`)
  })

  members.set("founder", yield* createGroup({ groupId: utf8.encode("pairs"), identity: yield* named("founder") }))
  const fill = yield* TreeFill
  for (const count of fill.batches(5)) yield* invite("founder", count)

  /** Whoever can commit it does: some key agreements let only neighbours remove. */
  const remove = Effect.fnUntraced(function* (victim: string) {
    yield* flush()
    const { me } = at(victim)
    for (const by of [...members.keys()].filter((name) => name !== victim)) {
      const tried = yield* Effect.exit(commit(at(by), { remove: [me], slot }))
      if (Exit.isFailure(tried)) {
        const error = Exit.findErrorOption(tried)
        if (error._tag === "Some" && error.value._tag === "CgkaRejected" && error.value.reason === "OutsideSubtree") continue
        return wrong(`${by} cannot remove: ${error._tag === "Some" ? JSON.stringify(error.value) : String(tried.cause)}`)
      }
      yield* commits(by, { remove: [me] })
      return
    }
  })

  const happen = Effect.fnUntraced(function* (event: number) {
    const kind = roll(20)
    if (kind < 12) {
      const by = pick()
      const data = utf8.encode(`${by} at ${event}`)
      const sent = yield* send(at(by), data, { slot: slot++ })
      for (const secret of sent.retired) secret.wipe()
      members.set(by, sent.state)
      said.push({ by, message: sent.message, data })
    } else if (kind < 15) yield* commits(pick(), { path: true })
    else if (kind < 16) {
      const by = pick()
      yield* flush()
      const proposed = yield* proposeUpdate(at(by), { slot: slot++ })
      for (const secret of proposed.retired) secret.wipe()
      members.set(by, proposed.state)
      yield* hand(by, proposed.message, undefined)
      yield* commits([...members.keys()].find((name) => name !== by) ?? by, {})
    } else if (kind < 18 && members.size < 9) yield* invite(pick(), 1 + roll(2))
    else if (members.size > 3) yield* remove(pick())
    else yield* commits(pick(), { path: true })
    if (event % 10 === 9) {
      yield* flush()
      const name = pick()
      members.set(name, yield* restore(yield* persist(at(name))))
      yield* agree()
    }
  })
  for (let event = 0; event < 60; event++) {
    told.events++
    yield* happen(event)
  }
  yield* flush()
  yield* agree()
  return told satisfies Told
})
