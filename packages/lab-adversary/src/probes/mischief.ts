import { type Delivered, DeliveryService, type Inbox, type KeyPackageDirectory } from "@copath/contracts"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"

/** A message that lies at the service, in its place. */
export interface Entry extends Delivered {
  /** The leaf that sent it. */
  readonly by: string
  /** Whether it ends an epoch. */
  readonly isCommit: boolean
  /** Whether it is a Welcome, in the mailbox of whoever asks. */
  readonly isWelcome: boolean
}

/** How a service lies. One for each run: it may remember. */
export interface Mischief {
  /** A message has been taken. */
  readonly taken?: (entry: Entry) => void
  /** Which of two histories this leaf is shown, and writes; the first, unless it is said. */
  readonly face?: (name: string) => 0 | 1
  /** What goes to a leaf in place of this message: nothing, itself, or whatever else. */
  readonly hand: (to: string, entry: Entry) => ReadonlyArray<Delivered>
}

const utf8 = new TextDecoder()
/** Positions of the second history, far from those of the first. */
const OTHER = 1n << 40n

/** A delivery service that lies, around two honest ones: a history each. Slots are its own, so that there are always some. */
export const lying = (
  below: Layer.Layer<DeliveryService | KeyPackageDirectory>,
  { face = () => 0, hand, taken }: Mischief
): Layer.Layer<DeliveryService | KeyPackageDirectory> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const first = yield* Layer.build(Layer.fresh(below))
      const faces = [Context.get(first, DeliveryService), Context.get(yield* Layer.build(Layer.fresh(below)), DeliveryService)] as const
      const entries = new Map<string, Entry>()
      const slots = new Map<string, bigint>()
      const service = DeliveryService.of({
        ...faces[0],
        id: "lying",
        reserve: (group, epoch) =>
          Effect.sync(() => {
            const key = `${epoch}:${group}`
            const slot = slots.get(key) ?? 0n
            slots.set(key, slot + 1n)
            return slot
          }),
        publish: (group, message, expected, sending) => {
          const by = utf8.decode(sending?.token)
          const side = face(by)
          return Effect.map(faces[side].publish(group, message, expected, sending), ({ position, ...published }) => {
            const place = side === 0 ? position : position + OTHER
            const entry = { position: place, message, by, isCommit: Option.isSome(expected), isWelcome: group.endsWith("/welcome") }
            entries.set(`${place}:${group}`, entry)
            taken?.(entry)
            return { ...published, position: place }
          })
        },
        inbox: (group, from, token) =>
          Effect.map(
            Effect.all(faces.map((one, i) => one.inbox?.(group, i === 0 && from < OTHER ? from : 0n, token) ?? Effect.die("no queues"))),
            (inboxes): Inbox => ({
              fetch: Effect.map(Effect.all(inboxes.map(({ fetch }) => fetch)), (all) =>
                all.flatMap((some, i) =>
                  some.flatMap(({ position }): ReadonlyArray<Delivered> => {
                    const place = i === 0 ? position : position + OTHER
                    const entry = entries.get(`${place}:${group}`)
                    if (entry === undefined) return []
                    return hand(utf8.decode(token), entry)
                  })
                )
              ),
              close: Effect.asVoid(Effect.all(inboxes.map(({ close }) => close)))
            })
          )
      })
      return Context.add(first, DeliveryService, service)
    })
  )
