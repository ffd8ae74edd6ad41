import { Call, type Enlist } from "./call.ts"

/** Something that the participants of a call do together. It is played twice: each stack founds the call once. */
export interface CallScenario {
  readonly id: string
  readonly play: (first: Enlist, second: Enlist) => Promise<void>
}

/** All scenarios of calls. */
export const callScenarios: ReadonlyArray<CallScenario> = [
  {
    id: "call: join by Welcome",
    play: async (first, second) => {
      const call = await Call.begin(first)
      const [a] = call.participants
      if (a !== undefined) await call.add(a, await call.enlist(second))
    }
  },
  {
    id: "call: GREASE in a key package",
    play: async (first, second) => {
      const call = await Call.begin(first)
      const [a] = call.participants
      if (a !== undefined) await call.add(a, await call.enlist(second, true))
    }
  },
  {
    id: "call: audio frames",
    play: async (first, second) => {
      const call = await Call.begin(first)
      const [a] = call.participants
      if (a !== undefined) await call.add(a, await call.enlist(second), await call.enlist(first), await call.enlist(second))
      await call.talk()
    }
  },
  {
    id: "call: the newcomer's commit is chosen",
    play: async (first, second) => {
      const call = await Call.begin(first)
      const [a] = call.participants
      const b = await call.enlist(second)
      if (a !== undefined) await call.add(a, b)
      await call.add(b, await call.enlist(first), await call.enlist(second))
      await call.talk()
    }
  },
  {
    id: "call: somebody leaves",
    play: async (first, second) => {
      const call = await Call.begin(first)
      const [a] = call.participants
      if (a === undefined) return
      const [b, c, d] = [await call.enlist(second), await call.enlist(first), await call.enlist(second)]
      await call.add(a, b, c, d)
      await call.remove(a, d)
      await call.talk()
      await call.remove(b, c)
      await call.add(b, await call.enlist(second))
      await call.talk()
    }
  },
  {
    id: "call: comings and goings",
    play: async (first, second) => {
      const call = await Call.begin(first)
      for (let turn = 0; turn < 16; turn++) {
        const committer = call.participants[(turn * 5) % call.participants.length]
        const other = call.participants.find((participant) => participant !== committer)
        if (committer === undefined) return
        const newcomer = await call.enlist(turn % 2 === 0 ? second : first)
        if (call.participants.length < 4 || other === undefined || turn % 3 === 0) await call.add(committer, newcomer)
        else await call.remove(committer, other)
        await call.talk()
      }
    }
  }
]
