import { randomBytes } from "node:crypto"
import { Company, hear } from "./company.ts"
import type { Actor, Cast } from "./peer.ts"

/** Something that two stacks do together. It is played twice: each of them is the first one once. */
export interface Scenario {
  readonly id: string
  /** Resolves if all went as it should; rejects with what did not. */
  readonly play: (first: Cast, second: Cast) => Promise<void>
}

/** A group that `first` founds and adds the others to; the actors are called by their stack and number. */
const pair = async (first: Cast, second: Cast): Promise<readonly [Company, Actor, Actor]> => {
  const [a, b] = [await first("first 1"), await second("second 1")]
  const company = await Company.of(a)
  await company.add(a, b)
  return [company, a, b]
}

const shared = (members: ReadonlyArray<Actor>): Uint8Array => {
  const [id, secret] = [randomBytes(16), randomBytes(32)]
  for (const member of members) member.storePsk(id, secret)
  return id
}

/** The same choices in every run: a linear congruential generator, good enough to vary a script. */
const chooser = (seed: number) => {
  let state = seed
  return <A>(from: ReadonlyArray<A>): A => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return from[Math.floor((state / 2 ** 32) * from.length)] as A
  }
}

const welcomes: ReadonlyArray<Scenario> = [
  {
    id: "join by Welcome",
    play: async (first, second) => {
      const [company] = await pair(first, second)
      await company.talk()
    }
  },
  {
    id: "several join by one Welcome",
    play: async (first, second) => {
      const a = await first("first 1")
      const company = await Company.of(a)
      await company.add(a, await second("second 1"), await first("first 2"), await second("second 2"))
      await company.talk()
    }
  },
  {
    id: "join with a path secret",
    play: async (first, second) => {
      const [company, a, b] = await pair(first, second)
      // Add and Remove in one commit: that has a path, and the Welcome a path secret.
      await company.commit(a, [await second("second 2"), await first("first 2")], { _tag: "remove", name: b.name })
      await company.talk()
    }
  },
  {
    id: "the newcomer adds",
    play: async (first, second) => {
      const [company, , b] = await pair(first, second)
      await company.add(b, await first("first 2"), await second("second 2"))
      await company.talk()
    }
  },
  {
    id: "add by reference",
    play: async (first, second) => {
      const [company, a, b] = await pair(first, second)
      const joiner = await first("first 2")
      await company.propose(b, { _tag: "add", keyPackage: joiner.keyPackage })
      const { commit, welcome } = await a.commit()
      await b.take(commit)
      if (welcome === undefined) throw new Error("an Add by reference led to no Welcome")
      await joiner.join(welcome)
      company.members.push(joiner)
      await company.compare()
      await company.talk()
    }
  }
]

const messages: ReadonlyArray<Scenario> = [
  {
    id: "out of order in an epoch",
    play: async (first, second) => {
      const [, a, b] = await pair(first, second)
      for (const [sender, receiver] of [
        [a, b],
        [b, a]
      ] as const) {
        const texts = ["one", "two", "three", "four", "five"]
        const sent: Array<readonly [string, Uint8Array]> = []
        for (const text of texts) sent.push([text, await sender.send(Buffer.from(text), new Uint8Array(0))])
        for (const [text, message] of sent.toReversed()) await hear(receiver, message, text)
      }
    }
  },
  {
    id: "late from an epoch before",
    play: async (first, second) => {
      const [company, a, b] = await pair(first, second)
      const late = [await a.send(Buffer.from("late a"), new Uint8Array(0)), await b.send(Buffer.from("late b"), new Uint8Array(0))] as const
      await company.commit(a, [])
      await company.commit(b, [])
      await hear(b, late[0], "late a")
      await hear(a, late[1], "late b")
    }
  },
  {
    id: "no replay",
    play: async (first, second) => {
      const [, a, b] = await pair(first, second)
      for (const [sender, receiver] of [
        [a, b],
        [b, a]
      ] as const) {
        const message = await sender.send(Buffer.from("once"), new Uint8Array(0))
        await hear(receiver, message, "once")
        const again = await receiver.open(message).then(
          () => "opened",
          () => "refused"
        )
        if (again === "opened") throw new Error(`${receiver.name} opened a message twice`)
      }
    }
  }
]

const commits: ReadonlyArray<Scenario> = [
  {
    id: "empty commits",
    play: async (first, second) => {
      const [company, a, b] = await pair(first, second)
      for (const committer of [a, b, b, a]) await company.commit(committer, [])
      await company.talk()
    }
  },
  {
    id: "update",
    play: async (first, second) => {
      const [company, a, b] = await pair(first, second)
      await company.propose(a, { _tag: "update" })
      await company.commit(b, [])
      await company.talk()
    }
  },
  {
    id: "remove",
    play: async (first, second) => {
      const [company, a, b] = await pair(first, second)
      await company.add(a, await first("first 2"), await second("second 2"))
      await company.commit(a, [], { _tag: "remove", name: "second 2" })
      await company.commit(b, [], { _tag: "remove", name: "first 2" })
      if (company.members.length !== 2) throw new Error("somebody who was removed did not notice")
      await company.talk()
    }
  },
  {
    id: "remove by reference",
    play: async (first, second) => {
      const [company, a, b] = await pair(first, second)
      await company.add(a, await first("first 2"))
      await company.propose(b, { _tag: "remove", name: "first 2" })
      await company.commit(a, [])
      if (company.members.length !== 2) throw new Error("somebody who was removed did not notice")
      await company.talk()
    }
  },
  {
    id: "a free place is taken",
    play: async (first, second) => {
      const [company, a, b] = await pair(first, second)
      await company.add(a, await second("second 2"), await first("first 2"), await second("second 3"))
      await company.commit(b, [], { _tag: "remove", name: "second 2" })
      await company.add(b, await first("first 3"))
      await company.commit(a, [])
      await company.talk()
    }
  },
  {
    id: "group context extensions",
    play: async (first, second) => {
      const [company, a, b] = await pair(first, second)
      await company.commit(a, [], { _tag: "extensions" })
      await company.commit(b, [])
      await company.talk()
    }
  }
]

const keys: ReadonlyArray<Scenario> = [
  {
    id: "external PSK",
    play: async (first, second) => {
      const [company, a, b] = await pair(first, second)
      const id = shared(company.members)
      await company.commit(a, [], { _tag: "psk", id })
      await company.propose(a, { _tag: "psk", id })
      await company.commit(b, [])
      await company.talk()
    }
  },
  {
    id: "join with an external PSK",
    play: async (first, second) => {
      const [company, a] = await pair(first, second)
      const joiner = await second("second 2")
      const id = shared([...company.members, joiner])
      await company.commit(a, [joiner], { _tag: "psk", id })
      await company.talk()
    }
  },
  {
    id: "resumption PSK",
    play: async (first, second) => {
      const [company, a, b] = await pair(first, second)
      const epoch = a.epoch()
      await company.commit(b, [])
      await company.commit(a, [], { _tag: "resumption", epoch })
      await company.commit(b, [], { _tag: "resumption", epoch: a.epoch() })
      await company.talk()
    }
  }
]

const external: ReadonlyArray<Scenario> = [
  {
    id: "external join",
    play: async (first, second) => {
      const a = await first("first 1")
      const company = await Company.of(a)
      await company.joinExternally(a, await second("second 1"))
      await company.talk()
      await company.commit(a, [])
      await company.talk()
    }
  },
  {
    id: "external join in a larger group",
    play: async (first, second) => {
      const [company, a, b] = await pair(first, second)
      await company.add(a, await first("first 2"), await second("second 2"))
      await company.commit(b, [], { _tag: "remove", name: "first 2" })
      await company.joinExternally(a, await second("second 3"))
      await company.talk()
    }
  },
  {
    id: "coming back in one's own place",
    play: async (first, second) => {
      const [company, a, b] = await pair(first, second)
      await company.joinExternally(a, b)
      await company.talk()
    }
  }
]

const lives: ReadonlyArray<Scenario> = [
  {
    id: "a long life of a mixed group",
    play: async (first, second) => {
      const choose = chooser(9420)
      const company = await Company.of(await first("first 0"))
      for (let turn = 1; turn <= 30; turn++) {
        const committer = choose(company.members)
        const stack = turn % 2 === 0 ? (["first", first] as const) : (["second", second] as const)
        const others = company.others(committer)
        const deed =
          company.members.length < 4 ? "add" : company.members.length > 9 ? "remove" : choose(["add", "commit", "remove", "commit"])
        if (deed === "add") await company.add(committer, await stack[1](`${stack[0]} ${turn}`))
        else if (deed === "commit") await company.commit(committer, [])
        else await company.commit(committer, [], { _tag: "remove", name: choose(others).name })
        if (turn % 5 === 0) await company.talk()
      }
    }
  }
]

/** All scenarios. */
export const scenarios: ReadonlyArray<Scenario> = [...welcomes, ...messages, ...commits, ...keys, ...external, ...lives]
