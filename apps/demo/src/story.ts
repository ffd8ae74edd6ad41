import { noBytes } from "@copath/contracts"
import { exportSecret } from "@copath/group"
import type { PublicTree } from "@copath/membership"
import { Effect, Result } from "effect"
import { asksForEverything, pretends } from "./attempts.ts"
import { arrives, commits, type Device, everybodyFollows, founds, joins, offers, prepares, says, seals, speaks } from "./device.ts"
import { type Event, memberOf, nameAt, notes, notesRefusal, openRoom, type Posted, posts, type Room } from "./room.ts"

/** A chapter as it was played, and the group as it stands after it. */
export interface Scene {
  readonly title: string
  readonly meaning: string
  readonly events: ReadonlyArray<Event>
  /** What left a device in this chapter. */
  readonly posted: ReadonlyArray<Posted>
  readonly members: ReadonlyArray<string>
  readonly epoch: bigint
  readonly tree: PublicTree
  /** As it was before the chapter. */
  readonly treeBefore: PublicTree | undefined
  /** A few bytes that each member exported from what it holds of the epoch: one value if all agree. */
  readonly exported: ReadonlyArray<string>
}

/** Ten chapters of a group's life. Whatever happens in them is the engine's and the delivery service's doing. */
export const story = Effect.fnUntraced(function* (tell: (scene: Scene) => Effect.Effect<void>) {
  const room = openRoom("friends")
  const who = (name: string): Device => memberOf(room, name)
  const talks = Effect.fnUntraced(function* (name: string, text: string) {
    const message = yield* says(room, who(name), text)
    yield* everybodyFollows(room)
    return message
  })
  const chapter = chapters(room, tell)

  yield* chapter("Create", "A group begins with one member.", founds(room, "alice"))

  yield* chapter(
    "Invite",
    "Five devices have left key packages. One commit adds them all, and one Welcome lets them all in.",
    Effect.gen(function* () {
      const invite = yield* Effect.forEach(["bob", "carol", "dave", "phone", "erin"], (name) => arrives(room, name))
      yield* commits(room, who("alice"), { invite })
      yield* everybodyFollows(room)
      for (const guest of invite) yield* joins(room, guest)
    })
  )

  yield* chapter(
    "Talk",
    "Each message is sealed under a key of its own, which is gone once it has been used.",
    Effect.andThen(talks("bob", "is everybody here?"), talks("carol", "looks like it"))
  )

  yield* chapter(
    "Rotate keys",
    "New keys shut out whoever has stolen the old ones. Each commit begins a new epoch.",
    Effect.gen(function* () {
      for (const name of ["carol", "erin"]) {
        yield* commits(room, who(name))
        yield* everybodyFollows(room)
      }
    })
  )

  const phone = who("phone")
  yield* chapter(
    "Remove a device",
    "A phone is lost. It still gets every byte that the group sends, and it still has its old keys.",
    Effect.gen(function* () {
      yield* commits(room, who("dave"), { remove: [phone] })
      room.members.splice(room.members.indexOf(phone), 1)
      yield* everybodyFollows(room)
      yield* talks("dave", "my phone is gone, mind what it sends")
      yield* everybodyFollows(room, [phone])
      yield* pretends(room, phone, room.spoken.slice(-1))
    })
  )

  const rotation = yield* chapter(
    "Late messages",
    "Bob seals a message before a commit; it comes after. Carol speaks before she hears of the commit.",
    Effect.gen(function* () {
      const sealed = yield* seals(room, who("bob"), "sent from the tunnel")
      notes(room, "bob", "seals a message in a tunnel, without a network")
      const commit = yield* commits(room, who("alice"))
      yield* speaks(room, who("bob"), sealed)
      notes(room, "bob", "comes out of the tunnel, and his message leaves", sealed.length)
      const unaware = yield* Effect.result(says(room, who("carol"), "did I miss anything?"))
      if (Result.isFailure(unaware) && unaware.failure._tag === "DeliveryRefused") {
        notesRefusal(room, ["the delivery service"], "gives carol no position for a message", unaware.failure)
        yield* everybodyFollows(room)
        yield* talks("carol", "did I miss anything?")
      } else {
        yield* Effect.fromResult(unaware)
      }
      return commit
    })
  )

  yield* chapter(
    "A replay",
    "Somebody on the wire has kept a message and a commit, and sends both again.",
    Effect.gen(function* () {
      const message = yield* talks("alice", "the door code is 4711")
      for (const [what, copy] of [["message", message] as const, ["commit", rotation] as const]) {
        notes(room, "somebody", `sends the ${what} again`, copy.length)
        yield* posts(room, "replay", "somebody", copy)
        yield* everybodyFollows(room)
      }
    })
  )

  yield* chapter(
    "A race",
    "Bob and Erin commit at once, both on top of the same epoch. The delivery service takes one.",
    Effect.gen(function* () {
      const [bobs, erins] = [yield* prepares(room, who("bob")), yield* prepares(room, who("erin"))]
      yield* offers(room, who("bob"), bobs)
      yield* offers(room, who("erin"), erins)
      yield* everybodyFollows(room)
      yield* commits(room, who("erin"))
    })
  )

  yield* chapter(
    "A newcomer",
    "Frank joins, and asks the delivery service for everything that was ever said.",
    Effect.gen(function* () {
      const guest = yield* arrives(room, "frank")
      yield* commits(room, who("carol"), { invite: [guest] })
      const frank = yield* joins(room, guest)
      yield* asksForEverything(room, frank)
      yield* pretends(room, frank, room.spoken)
      yield* talks("frank", "hello, I am new here")
    })
  )

  yield* chapter(
    "The newcomer rotates",
    "The keys that came with the key package have served once. Frank makes his own.",
    commits(room, who("frank"))
  )
})

const chapters = (room: Room, tell: (scene: Scene) => Effect.Effect<void>) => {
  let treeBefore: PublicTree | undefined
  return Effect.fnUntraced(function* <A, E, R>(title: string, meaning: string, plot: Effect.Effect<A, E, R>) {
    const result = yield* plot
    yield* everybodyFollows(room)
    const first = room.members[0]
    if (first === undefined) return yield* Effect.die(new Error("a story needs somebody"))
    const { context, tree } = first.group
    // Without a group secret there is nothing to export; what is equal for all is then public.
    const exported = yield* Effect.forEach(room.members, ({ group }) =>
      exportSecret(group, "demo", noBytes, 4).pipe(
        Effect.map((secret) => secret.expose()),
        Effect.catchTag("NoGroupSecret", () => Effect.succeed(group.confirmationTag.subarray(0, 4)))
      )
    )
    yield* tell({
      title,
      meaning,
      events: room.diary.splice(0),
      posted: room.posted.splice(0),
      members: tree.members().map((leaf) => nameAt(tree, leaf)),
      epoch: context.epoch,
      tree,
      treeBefore,
      exported: exported.map((bytes) => Buffer.from(bytes).toString("hex"))
    })
    treeBefore = tree
    return result
  })
}
