import {
  type Acted,
  CommitAdoption,
  type Failure,
  mapTrial,
  type Renewal,
  type Seat,
  type SeatTaken,
  type Spoken,
  type Trial
} from "@copath/client"
import type { Secret } from "@copath/contracts"
import { drop, type GroupServices } from "@copath/group"
import * as Effect from "effect/Effect"
import { type Asked, askToCommit, askToSay, changeDevices } from "./ask.ts"
import type { Device, SharedGroup, Told } from "./device.ts"
import { withGroup } from "./findGroup.ts"
import { inOrder, type Lockstep, type Ordered, passed } from "./lockstep.ts"
import { OuterParts } from "./outerParts.ts"
import { persistDevice } from "./persist.ts"
import { afterOuter } from "./takeOuter.ts"

/** Devices around one leaf. */
export interface Sharing {
  readonly outer: OuterParts["Service"]
  readonly lockstep: Lockstep
  /** What it took to get the group to all of them: goes out with the first act. */
  readonly owed: Owed
}

/** See {@link Acted}. */
type Owed = Pick<Acted, "between" | "retired">

const nothing: Owed = { between: [], retired: [] }

/** A seat whose devices act in turn, and replay what each of them does. */
export const sharedSeat = (sharing: Sharing): Seat => {
  const { lockstep, outer, owed } = sharing
  const { devices } = lockstep
  const { state } = groupOf(devices[0])
  const { groupId } = state.context
  const within = Effect.provideService(OuterParts, outer)
  const left = (after: Lockstep, retired: ReadonlyArray<Secret>, messages: ReadonlyArray<Uint8Array>): Acted => ({
    seat: sharedSeat({ outer, lockstep: passed(after), owed: nothing }),
    retired: [...owed.retired, ...retired],
    between: [...owed.between, ...lengths(devices, messages)]
  })
  const done = <T extends Published["_tag"]>(tag: T, before: ReadonlyArray<Ordered<Asked>> = []) =>
    Effect.fnUntraced(function* (last: Ordered<Asked>) {
      const told = yield* published(last.told, tag)
      const all = [...before, last]
      const messages = all.map(({ asked }) => asked.message)
      return {
        told,
        ...left(
          last.lockstep,
          all.flatMap(({ retired }) => retired),
          messages
        )
      }
    })
  return {
    state,
    commit: (intent) =>
      inOrder(lockstep, (device, place) => askToCommit(device, groupId, { ...intent, path: intent.path === true, ...place })).pipe(
        Effect.flatMap(done("committed")),
        Effect.map(committed),
        within
      ),
    say: (data, options) =>
      inOrder(lockstep, (device, place) => askToSay(device, groupId, data, { ...options, ...place })).pipe(
        Effect.flatMap(done("said")),
        Effect.map(({ told, ...acted }): Spoken => ({ ...acted, message: told.message })),
        within
      ),
    // First the device's own keys, so that the leaf's new ones come from a secret that no old key opens.
    renew: (intent) =>
      inOrder(lockstep, (device, place) => changeDevices(device, place)).pipe(
        Effect.flatMap((inner) =>
          inOrder(inner.lockstep, (device, place) => askToCommit(device, groupId, { ...intent, path: true, ...place })).pipe(
            Effect.flatMap(done("committed", [inner]))
          )
        ),
        Effect.map((made): Renewal => ({ _tag: "commit", ...committed(made) })),
        within
      ),
    take: (message) => taken(sharing, message),
    drop: () => {
      const dropped = devices.map((device) => {
        const group = groupOf(device)
        const { retired, state: without } = drop(group.state)
        return { device: withGroup(device, { ...group, state: without, seeded: undefined }), retired }
      })
      return left(
        { ...lockstep, devices: dropped.map((d) => d.device) },
        dropped.flatMap((d) => d.retired),
        []
      )
    },
    written: within(Effect.forEach(devices, persistDevice))
  }
}

/** Of what was sent: nobody hears a device that is alone. */
export const lengths = (devices: ReadonlyArray<Device>, messages: ReadonlyArray<Uint8Array>): ReadonlyArray<number> =>
  devices.length === 1 ? [] : messages.map((m) => m.length)

type Published = Extract<Told, { readonly _tag: "said" | "committed" }>

const isA = <T extends Published["_tag"]>(told: Told, tag: T): told is Extract<Published, { readonly _tag: T }> => told._tag === tag

/** What the devices made of the one thing that was asked; what the engine says where they could not. */
const published = <T extends Published["_tag"]>(
  told: ReadonlyArray<Told>,
  tag: T
): Effect.Effect<Extract<Published, { readonly _tag: T }>, Failure> => {
  const [one] = told
  if (one !== undefined && isA(one, tag)) return Effect.succeed(one)
  if (one?._tag === "notDone" && one.error !== undefined) return Effect.fail(one.error)
  throw new Error("in lockstep nothing is late, and nobody is beaten")
}

const committed = ({ told, ...acted }: Acted & { readonly told: Extract<Told, { readonly _tag: "committed" }> }) => ({
  ...acted,
  message: told.message,
  welcome: told.welcome
})

/** The one outer group that a device in a seat has. */
const groupOf = (device: Device | undefined): SharedGroup => {
  const group = device?.groups[0]
  if (group === undefined) throw new Error("whoever sits has the group")
  return group
}

const taken = (
  { lockstep, outer, owed }: Sharing,
  message: Uint8Array
): Effect.Effect<Trial<SeatTaken>, never, GroupServices | CommitAdoption> =>
  Effect.flatMap(CommitAdoption, ({ consider }) =>
    Effect.map(
      Effect.forEach(lockstep.devices, (device) => consider(groupOf(device).state, message)),
      (trials) =>
        mapTrial(together(trials), (all): SeatTaken => {
          const devices = lockstep.devices.map((device, i) => {
            const received = all[i]
            if (received === undefined || received._tag === "removed") return device
            return withGroup(device, afterOuter(groupOf(device), received))
          })
          const [received] = all
          if (received === undefined) throw new Error("a seat has a device")
          const seat = sharedSeat({ outer, lockstep: { ...lockstep, devices }, owed: nothing })
          return { seat, retired: [...owed.retired, ...all.flatMap((r) => r.retired)], between: owed.between, received }
        })
    )
  )

/** What all devices think of a message: adopted once each does, refused once one does. The first speaks for the leaf. */
const together = <A>(trials: ReadonlyArray<Trial<A>>): Trial<ReadonlyArray<A>> => {
  const values: Array<A> = []
  let open: Exclude<Trial<A>["verdict"], { readonly _tag: "adopted" }> | undefined
  for (const { verdict } of trials) {
    if (verdict._tag === "adopted") values.push(verdict.value)
    else if (open?._tag !== "refused") open = verdict
  }
  return {
    statements: trials[0]?.statements ?? [],
    verdict: open ?? { _tag: "adopted", value: values },
    hear: (statement) =>
      Effect.map(
        Effect.forEach(trials, ({ hear }) => hear(statement)),
        together
      ),
    stepIn: Effect.map(
      Effect.forEach(trials, ({ stepIn }) => stepIn),
      together
    )
  }
}
