import type { Fault } from "../fault.ts"

const mls = (file: string): string => `packages/mls/src/${file}.ts`
const delivery = (file: string): string => `packages/delivery-memory/src/${file}.ts`
const records = "packages/storage-memory/src/records.ts"
const observer = "packages/group/src/observer.ts"

/** What a client does around its groups: orders of writing and sending, stores, the delivery service and its directory. */
export const clientFaults: ReadonlyArray<Fault> = [
  {
    rule: "V213",
    name: "who is removed keeps its keys",
    file: mls("absorb"),
    find: 'draft.book = { _tag: "gone", how, epoch, successor: undefined }',
    replace: "draft.book = { ...book, leaving: 0 }"
  },
  {
    rule: "V264",
    name: "a key package that has served is kept",
    file: mls("joining"),
    find: "if (used !== undefined && !isLastResort(used.keyPackage))",
    replace: "if (used !== undefined && isLastResort(used.keyPackage))"
  },
  {
    rule: "V265",
    name: "a commit that lost sends its Welcomes as well",
    file: mls("absorb"),
    find: "draft.book = { ...next, made: undefined, wants: [made.want, ...next.wants] }",
    replace:
      "draft.book = { ...next, made: undefined, wants: [made.want, ...next.wants] }\n    draft.send.push(...welcomes(made, position))"
  },
  {
    rule: "V267",
    name: "the first member is said to have let us in",
    file: mls("joining"),
    find: "const by = memberIn(state, inviter, names)",
    replace: "const by = memberIn(state, state.tree.members()[0] ?? inviter, names)"
  },
  {
    rule: "V271",
    name: "one GroupInfo serves all tries",
    file: mls("externally"),
    find: "for (let tries = 1; ; tries++) {\n    const groupInfo = yield* fetch",
    replace: "const groupInfo = yield* fetch\n  for (let tries = 1; ; tries++) {"
  },
  {
    rule: "V289",
    name: "who made a successor stays in it",
    file: mls("succession"),
    find: "if (book.succession !== undefined && equalBytes(book.succession, welcome)) return name",
    replace: "if (book.succession !== undefined) return name"
  },
  {
    rule: "V291",
    name: "a message leaves before its ratchet is written down",
    file: mls("talking"),
    find: 'const written = yield* enter(room.desk, loaded, { book: { ...book, state }, send: [{ _tag: "message", message }], retired })',
    replace:
      'const parcel = { id: 1n << 62n, parcel: { _tag: "message", message } } as const\n' +
      "  const left = yield* flush(room, { ...loaded, outbox: [...loaded.outbox, parcel] })\n" +
      "  const written = yield* enter(room.desk, left.loaded, { book: { ...book, state }, retired })"
  },
  {
    rule: "V292",
    name: "a store takes what any writer brings",
    file: records,
    find: "if (old?.version !== Option.getOrUndefined(expected))",
    replace: "if (old === undefined && Option.isSome(expected))"
  },
  {
    rule: "V292",
    name: "a writer that is behind stays behind",
    file: mls("desk"),
    find: 'if (Cause.hasDies(cause) || cause.reasons.some((r) => r._tag === "Fail" && r.error instanceof StoreFailure))',
    replace: "if (Cause.hasDies(cause))"
  },
  {
    rule: "V294",
    name: "the delivery position is written before what came from there",
    file: mls("intake"),
    find: "? yield* enter(room.desk, loaded, { ...(changed ? { book } : {}), cursor,",
    replace: "? yield* enter(room.desk, yield* enter(room.desk, loaded, { cursor }), { ...(changed ? { book } : {}), cursor,"
  },
  {
    rule: "V294",
    name: "a store keeps the delivery position of a writer that it refuses",
    file: records,
    find: 'if (old?.version !== Option.getOrUndefined(expected)) return Result.fail(new StoreFailure({ reason: "Fenced", key: group }))',
    replace:
      "if (old?.version !== Option.getOrUndefined(expected)) {\n" +
      "    if (old !== undefined) records.groups.set(group, { ...old, cursor: Option.getOrElse(delta.cursor, () => old.cursor) })\n" +
      '    return Result.fail(new StoreFailure({ reason: "Fenced", key: group }))\n' +
      "  }"
  },
  {
    rule: "V296",
    name: "epochs are over at no time",
    file: mls("room"),
    find: "now - (ended.get(epoch) ?? now) <= BigInt(maxAge)",
    replace: "now - (ended.get(epoch) ?? now) >= 0n - BigInt(maxAge)"
  },
  {
    rule: "V298",
    name: "whatever fails is tried again",
    file: mls("outcome"),
    find: 'if (!mayComeRight(error)) return "refused"',
    replace: ""
  },
  {
    rule: "V299",
    name: "a message that is refused comes again before any other",
    file: mls("intake"),
    find: "const outcome = verdictOn(got.failure, at, yield* MlsOptions)",
    replace:
      "const outcome = verdictOn(got.failure, at, yield* MlsOptions)\n" +
      '  if (outcome === "refused") return yield* new StoreFailure({ reason: "Unavailable", key: room.name })'
  },
  {
    rule: "V300",
    name: "a record's digest is not looked at",
    file: mls("sealed"),
    find: "!mine || !equalBytes(digest, digestOf(owner.suite, fields))",
    replace: "!mine || digest.length === 0"
  },
  {
    rule: "V301",
    name: "operations on a group run at once",
    file: mls("desk"),
    find: "turn: Semaphore.makeUnsafe(1)",
    replace: "turn: Semaphore.makeUnsafe(1000)"
  },
  {
    rule: "V302",
    name: "a committer asks nothing of its own path",
    file: "packages/group/src/commit.ts",
    find: "if (objection !== undefined) return yield* objection",
    replace: ""
  },
  {
    rule: "V312",
    name: "every commit of an epoch is taken",
    file: delivery("log"),
    find: "if (expected !== undefined && rules.oneCommitPerEpoch && epoch !== undefined && epoch !== expected) return stale(epoch)",
    replace: ""
  },
  {
    rule: "V313",
    name: "every other place is left out",
    file: delivery("log"),
    find: "position: BigInt(first + messages.length),",
    replace: "position: BigInt((first + messages.length) * 2),"
  },
  {
    rule: "V313",
    name: "readers see the newest first",
    file: delivery("log"),
    find: "messages.slice(Math.max(0, from - first), Math.max(0, from - first + most))",
    replace: "messages.slice(Math.max(0, from - first), Math.max(0, from - first + most)).toReversed()"
  },
  {
    rule: "V315",
    name: "nothing is known again",
    file: delivery("log"),
    find: "name === undefined ? undefined : named.get(name)",
    replace: "name === undefined ? undefined : named.get(`${name} again`)"
  },
  {
    rule: "V315",
    name: "all senders share their keys",
    file: delivery("gate"),
    find: "`${hex(key)}:${sender}`",
    replace: "hex(key)"
  },
  {
    rule: "V316",
    name: "what is refused goes out all the same",
    file: delivery("publisher"),
    find: ": Effect.fail(refused)",
    replace: ": Effect.andThen(append(group, entry), Effect.fail(refused))"
  },
  {
    rule: "V316",
    name: "any wire format is carried",
    file: delivery("gate"),
    find: " || !wireFormats.has(read.wireFormat)",
    replace: ""
  },
  {
    rule: "V316",
    name: "who sends without a name is nobody in particular",
    file: delivery("gate"),
    find: 'if (sender === undefined) return Result.fail(new DeliveryRefused({ group, reason: "Unauthenticated" }))',
    replace: ""
  },
  {
    rule: "V317",
    name: "anybody may claim any number",
    file: delivery("limits"),
    find: "if (asked >= perRequester || given >= perTarget) return false",
    replace: ""
  },
  {
    rule: "V317",
    name: "a key package that was handed out stays on the shelf",
    file: delivery("directory"),
    find: "shelf?.oneTime.shift()",
    replace: "shelf?.oneTime[0]"
  },
  {
    rule: "V318",
    name: "an observer goes by its own clock",
    file: observer,
    find: "yield* followCommit(p, options, state, seen, content.commit, undefined)",
    replace: "yield* followCommit(p, options, state, seen, content.commit, BigInt(Math.trunc(Date.now() / 1000)))"
  },
  {
    rule: "V318",
    name: "an observer lets nobody join by themselves",
    file: observer,
    find: 'if (content._tag === "application") throw',
    replace: 'if (seen.sender === undefined) return yield* notForMembers("commit")\n  if (content._tag === "application") throw'
  },
  {
    rule: "V319",
    name: "a message is our own if it says so",
    file: "packages/group/src/open.ts",
    find: "const out = { ...seen, verified: false, protection: state.protection, retired: [] }",
    replace:
      'const out = { ...seen, verified: false, protection: state.protection, retired: [] }\n    if (seen.sender === state.me) return Result.fail(refuse("OwnCommitMismatch", "V212", "ours by its label"))'
  }
]
