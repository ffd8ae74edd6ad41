import { indicesScript } from "../../indicesScript.ts"

/**
 * The player's script, first part: what stood in each frame, who knew it, and what became of it in words. `treeAt` and `fallenKeys` of lab-core say the same; a test
 * holds one against the other.
 */
export const filmScript = `
  ${indicesScript}
  const isIn = (runs, index) => {
    let at = 0
    for (const [i, length] of runs.entries()) {
      if (index < (at += length)) return i % 2 === 1
    }
    return false
  }
  const listed = (names) => {
    const shown = names.length > 9 ? [...names.slice(0, 8), names.length - 8 + " more"] : names
    return shown.length < 2 ? shown.join("") : shown.slice(0, -1).join(", ") + " and " + shown.at(-1)
  }
  const many = (n, one) => n + " " + one + (n === 1 ? "" : "s")

  // The array form of trees (RFC 9420, appendix C); with so many leaves, the nodes below twice as many less one stand.
  const level = (x) => (x % 2 === 0 ? 0 : 31 - Math.clz32((x + 1) & -(x + 1)))
  const width = (leaves) => (leaves < 2 ? 1 : 2 ** (32 - Math.clz32(leaves - 1)))
  const parentOf = (node, leaves) => {
    if (node === width(leaves) - 1) return undefined
    let x = node
    do {
      const step = 2 ** level(x)
      x = Math.floor(x / (2 * step)) % 2 === 0 ? x + step : x - step
    } while (x >= 2 * leaves - 1)
    return x
  }
  const leavesBelow = (node) => {
    const reach = 2 ** level(node)
    return [(node + 1 - reach) / 2, (node + 1 + reach) / 2]
  }
  const covers = (node, leaf) => leaf >= leavesBelow(node)[0] && leaf < leavesBelow(node)[1]

  const filmOf = ({ trees }) => {
    const { frames, holders, keys, members, outside, seats, seizures, unmerged } = trees
    const length = frames.step.length
    // Rows of a table by the frame in which they begin to hold: frames are mostly looked at one after the other.
    const lasting = ({ from, to }, frame) => from.flatMap((first, i) => (first <= frame && frame < to[i] ? [i] : []))
    const born = []
    keys.key.forEach((key, i) => (born[key] = Math.min(born[key] ?? Infinity, keys.from[i])))
    const name = (member) => members[member] ?? "nobody"
    const nodesAt = (frame) => {
      const leaves = frames.leaves[frame]
      const nodes = Array.from({ length: Math.max(0, 2 * leaves - 1) }, (_, node) => ({ node, unmerged: [], outside: [] }))
      for (const i of lasting(keys, frame)) Object.assign(nodes[keys.node[i]], { key: keys.key[i], fresh: keys.from[i] === frame })
      for (const i of lasting(seats, frame)) nodes[2 * seats.leaf[i]].member = seats.member[i]
      for (const i of lasting(unmerged, frame)) nodes[unmerged.node[i]].unmerged.push(unmerged.leaf[i])
      for (const i of lasting(outside, frame)) nodes[outside.node[i]].outside.push(outside.leaf[i])
      const at = new Map()
      for (const one of nodes) {
        if (one.key === undefined) continue
        at.set(one.key, [...(at.get(one.key) ?? []), one])
        if (holders !== undefined) one.holders = []
      }
      if (holders === undefined) return nodes
      for (const i of lasting(holders, frame)) for (const one of at.get(holders.key[i]) ?? []) one.holders.push(...indices(holders.members[i]))
      const leafOf = new Map(nodes.flatMap(({ member, node }) => (member === undefined ? [] : [[member, node / 2]])))
      for (const one of nodes) {
        one.holders?.sort((a, b) => a - b)
        // Whoever does hold it from outside, whatever a book says; one who has gone has no leaf.
        one.strangers = one.holders?.filter((member) => !leafOf.has(member) || !covers(one.node, leafOf.get(member))) ?? []
      }
      return nodes
    }
    const fallen = (member, frame) => {
      const found = new Set()
      seizures?.member.forEach((who, i) => {
        if (who === member && isIn(seizures.frames[i], frame)) for (const key of indices(seizures.keys[i])) found.add(key)
      })
      return found
    }
    // By frame, how many keys stand, how many parents are blank, and how many keys are among these.
    const counts = (had) => {
      const rows = Array.from({ length }, (_, frame) => ({ keys: 0, blank: Math.max(0, frames.leaves[frame] - 1), had: 0 }))
      keys.key.forEach((key, i) => {
        for (let frame = keys.from[i]; frame < keys.to[i]; frame++) {
          rows[frame].keys++
          if (keys.node[i] % 2 === 1) rows[frame].blank--
          if (had.has(key)) rows[frame].had++
        }
      })
      return rows
    }
    const seatsThat = (test) => seats.leaf.flatMap((_, i) => (test(i) ? [seats.member[i]] : []))
    const told = []
    const event = (frame) => (told[frame] ??= tell(frame))
    const tell = (frame) => {
      if (frames.leaves[frame] === 0) return "the group is given up"
      const came = seatsThat((i) => seats.from[i] === frame).map(name)
      const stayed = (member) => seats.member.some((one, i) => one === member && seats.from[i] === frame)
      const left = seatsThat((i) => seats.to[i] === frame && !stayed(seats.member[i])).map(name)
      const by = [...new Set(frames.by[frame])]
      if (frames.did[frame] === "create") {
        const others = came.filter((one) => one !== name(by[0]) || by.length === 0)
        return (by.length === 0 ? "a group is created" : name(by[0]) + " creates the group") + (others.length === 0 ? "" : " with " + listed(others))
      }
      const own = new Set(by)
      const sitting = new Map(lasting(seats, frame).map((i) => [2 * seats.leaf[i], seats.member[i]]))
      const renewed = keys.node
        .flatMap((node, i) => (keys.from[i] === frame && sitting.has(node) ? [sitting.get(node)] : []))
        .filter((member) => !own.has(member) && !came.includes(name(member)))
      const did = [
        ...(came.length > 0 ? ["adds " + listed(came)] : []),
        ...(left.length > 0 ? ["removes " + listed(left)] : []),
        ...(renewed.length > 0 ? ["puts new keys of " + listed(renewed.map(name)) + " in force"] : [])
      ]
      if (by.length === 0) return "the tree changes" + (did.length > 0 ? ": " + did.join(", ") : "")
      const verb = by.length === 1 ? " commits" : " commit"
      const before = frames.did[frame] === "say" ? ", before somebody speaks" : ""
      return listed(by.map(name)) + verb + (did.length > 0 ? ": " + did.join(", ") : ", for new keys") + before
    }
    const setBy = (key) => {
      const by = [...new Set(frames.by[born[key]] ?? [])]
      return "step " + frames.step[born[key]] + (by.length === 0 ? "" : ", by " + listed(by.map(name)))
    }
    return {
      ...trees,
      length,
      name,
      nodesAt,
      fallen,
      counts,
      event,
      setBy,
      // Where no parent ever holds a key there is no tree to be drawn.
      flat: keys.node.every((node) => node % 2 === 0),
      present: (frame) => lasting(seats, frame).map((i) => seats.member[i]),
      leafName: (nodes, leaf) => (nodes[2 * leaf]?.member === undefined ? "leaf " + leaf : name(nodes[2 * leaf].member))
    }
  }

  // One node in words. "had": the keys that the attacker has.
  const tellNode = (film, nodes, one, had) => {
    const { holders, key, member, node, strangers } = one
    const place = node % 2 === 0 ? "Leaf " + node / 2 + " (node " + node + ")" + (member === undefined ? "" : ", " + film.name(member)) : "Node " + node
    if (key === undefined) return place + ": blank."
    const below = nodes.filter((other) => other.member !== undefined && covers(node, other.node / 2))
    const words = [place + ": key " + key + ", set at " + film.setBy(key) + (one.fresh ? ": new." : ".")]
    if (holders !== undefined) {
      const all = holders.length === below.length && strangers.length === 0
      words.push(
        holders.length === 0 ? "Nobody holds the secret."
        : all && node % 2 === 0 ? "Its owner alone holds the secret."
        : all ? "The secret is held by everybody below: " + listed(holders.map(film.name)) + "."
        : "The secret is held by " + listed(holders.map(film.name)) + ", of " + many(below.length, "member") + " below."
      )
      if (strangers.length > 0) words.push("From outside: " + listed(strangers.map(film.name)) + ".")
    }
    if (one.unmerged.length > 0) words.push("Unmerged: " + listed(one.unmerged.map((leaf) => film.leafName(nodes, leaf))) + ".")
    if (one.outside.length > 0) words.push("Tainted, says the book, by " + listed(one.outside.map((leaf) => film.leafName(nodes, leaf))) + ".")
    if (node % 2 === 0 && nodes.some(({ unmerged }) => unmerged.includes(node / 2))) words.push("Unmerged at a node above.")
    if (had !== undefined) words.push(had.has(key) ? "The attacker has the secret." : "The attacker does not have it.")
    return words.join(" ")
  }
`
