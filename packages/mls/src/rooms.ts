import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as PubSub from "effect/PubSub"
import type * as Scope from "effect/Scope"
import { attend, pump } from "./attending.ts"
import type { Rooms } from "./joining.ts"
import { type Hooks, openRoom, type Outcome, type Room } from "./room.ts"
import type { MlsServices } from "./services.ts"
import { enterSuccessor } from "./succession.ts"

/** All rooms of a client, and a fiber for each that follows its group. */
export interface Followed extends Rooms {
  /** Follows a room, if nobody does already. */
  readonly follow: (room: Room) => Effect.Effect<void>
}

/** No rooms yet; what follows them lives as long as `scope`. */
export const openRooms = (context: Context.Context<MlsServices>, scope: Scope.Scope, outcomes: PubSub.PubSub<Outcome>): Followed => {
  const rooms = new Map<string, Room>()
  const fibers = new Map<string, Fiber.Fiber<unknown>>()
  const open = (name: string): Room => {
    const found = rooms.get(name) ?? openRoom(name, outcomes, hooks)
    rooms.set(name, found)
    return found
  }
  const follow = (room: Room): Effect.Effect<void> =>
    Effect.suspend(() => {
      const running = fibers.get(room.name)
      if (running !== undefined && running.pollUnsafe() === undefined) return Effect.void
      const work = Effect.provideContext(Effect.raceFirst(attend(room), pump(room)), context)
      return Effect.map(Effect.forkIn(work, scope), (fiber) => void fibers.set(room.name, fiber))
    })
  const all = (): ReadonlyArray<Room> => [...rooms.values()]
  const known: Rooms = { all, open }
  const hooks: Hooks = {
    enterSuccessor: (room, book, welcome) => enterSuccessor(known, room, book, welcome),
    succeeded: (name) => void Effect.runForkWith(context)(follow(open(name)))
  }
  return { ...known, follow }
}

/** The outcomes of all rooms; for whoever listens slowly the latest thousand are kept. */
export const openOutcomes: Effect.Effect<PubSub.PubSub<Outcome>> = PubSub.sliding<Outcome>(1024)
