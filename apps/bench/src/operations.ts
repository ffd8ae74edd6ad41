import type { Pair } from "./groups.ts"
import type { Member, Newcomer, Peer } from "./peers/peer.ts"

/** The state of the tree that an operation works on. `none`: there is no group before it. */
export type TreeState = "none" | "blank" | "filled"

/** Bytes that an operation makes, by what they are. */
export type Bytes = Readonly<Record<string, number>>

/** One operation of one peer, ready to run as often as wanted. */
export interface Task {
  /** How many operations one run is. */
  readonly operations: number
  readonly run: () => Promise<Bytes>
}

export interface Operation {
  readonly title: string
  readonly tree: TreeState
  /** Everything that must be there before the clock starts. */
  readonly prepare: (setting: Setting) => Promise<Task>
}

/** A peer, and its pair in a group of `n`. */
export interface Setting {
  readonly peer: Peer
  readonly n: number
  /** Key packages of `n` - 1 others, the same ones for each peer. */
  readonly others: ReadonlyArray<Uint8Array>
  readonly blank: Pair
  readonly filled: Pair
}

const once = (run: Task["run"]): Task => ({ operations: 1, run })
const groupId = new TextEncoder().encode("another")
/** Messages are sent and received in rows: the first of a row pays for its sender's keys. */
const ROW = 50
const message = new Uint8Array(64).fill(0x61)

const made = (committed: { readonly message: Uint8Array; readonly welcome?: Uint8Array }): Bytes =>
  committed.welcome === undefined
    ? { commit: committed.message.length }
    : { commit: committed.message.length, welcome: committed.welcome.length }

const sendRow = async (from: Member): Promise<ReadonlyArray<Uint8Array>> => {
  const row: Array<Uint8Array> = []
  for (let sender = from; row.length < ROW;) {
    const sent = await sender.send(message)
    row.push(sent.message)
    sender = sent.after
  }
  return row
}

const receiveRow = async (to: Member, row: ReadonlyArray<Uint8Array>): Promise<void> => {
  let receiver = to
  for (const one of row) {
    const { after, data } = await receiver.receive(one)
    if (data.length !== message.length) throw new Error("a message came out other than it went in")
    receiver = after
  }
}

const inGroup = (tree: "blank" | "filled"): ReadonlyArray<Operation> => [
  {
    title: "create a path commit",
    tree,
    prepare: async (setting) => once(async () => made(await setting[tree].first.commit()))
  },
  {
    title: "process a path commit",
    tree,
    prepare: async (setting) => {
      const { message: commit } = await setting[tree].far.commit()
      return once(async () => {
        await setting[tree].second.process(commit)
        return {}
      })
    }
  },
  {
    title: "process a neighbour's path commit",
    tree,
    prepare: async (setting) => {
      const { message: commit } = await setting[tree].first.commit()
      return once(async () => {
        await setting[tree].second.process(commit)
        return {}
      })
    }
  },
  {
    title: "create an add of one",
    tree,
    prepare: async (setting) => {
      const { keyPackage } = await setting.peer.newcomer("one more")
      return once(async () => made(await setting[tree].first.add([keyPackage])))
    }
  },
  {
    title: "process an add of one",
    tree,
    prepare: async (setting) => {
      const { keyPackage } = await setting.peer.newcomer("one more")
      const { message: commit } = await setting[tree].first.add([keyPackage])
      return once(async () => {
        await setting[tree].second.process(commit)
        return {}
      })
    }
  },
  {
    title: "join from a Welcome",
    tree,
    prepare: async (setting) => {
      const joiner = await setting.peer.newcomer("one more")
      const { welcome } = await setting[tree].first.add([joiner.keyPackage])
      return once(async () => {
        await joiner.join(welcome)
        return {}
      })
    }
  }
]

/** What is measured, in the order of the table. */
export const operations: ReadonlyArray<Operation> = [
  {
    title: "make a key package",
    tree: "none",
    prepare: async ({ peer }) => once(async () => ({ keyPackage: (await peer.newcomer("one more")).keyPackage.length }))
  },
  {
    title: "create a group",
    tree: "none",
    prepare: async ({ peer }) => {
      const creator: Newcomer = await peer.newcomer("creator")
      return once(async () => {
        await creator.create(groupId)
        return {}
      })
    }
  },
  {
    title: "add n-1 in one commit",
    tree: "none",
    prepare: async ({ others, peer }) => {
      const creator = await (await peer.newcomer("creator")).create(groupId)
      return once(async () => made(await creator.add(others)))
    }
  },
  ...inGroup("blank"),
  ...inGroup("filled"),
  {
    title: "send 64 bytes",
    tree: "filled",
    prepare: async ({ filled }) => ({ operations: ROW, run: async () => ({ message: (await sendRow(filled.first))[0]?.length ?? 0 }) })
  },
  {
    title: "receive 64 bytes",
    tree: "filled",
    prepare: async ({ filled }) => {
      const row = await sendRow(filled.first)
      return {
        operations: ROW,
        run: async () => {
          await receiveRow(filled.second, row)
          return {}
        }
      }
    }
  },
  {
    title: "write the state down",
    tree: "filled",
    prepare: async ({ filled }) => once(async () => ({ state: (await filled.second.persist()).length }))
  }
]
