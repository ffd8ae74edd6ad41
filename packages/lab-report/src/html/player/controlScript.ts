/** The player's script, third part: the controls, the words and the table beside the drawing. */
export const controlScript = `
  const element = (tag, text, attributes = {}) => {
    const made = document.createElement(tag)
    made.textContent = text
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
    return made
  }
  const clamp = (n, least, most) => Math.max(least, Math.min(most, n))

  // Texts by the step in which they were said, and which of them fall: the heatmap of the same run has it.
  const heatOf = (id) => {
    const source = id === undefined ? undefined : document.getElementById(id)?.querySelector("script[type='application/json']")
    return source ? JSON.parse(source.textContent) : undefined
  }
  const textsIn = (heat, film, frame) => {
    const [from, to] = [film.frames.step[frame], film.frames.step[frame + 1] ?? Infinity]
    return heat.messages.state.flatMap((state, message) => (state >= from && state < to ? [message] : []))
  }
  const rowOf = (heat, name, step) => heat.rows.find(({ from, member, to }) => heat.members[member] === name && from <= step && step < to)

  const player = (figure) => {
    const find = (part) => figure.querySelector("[data-part='" + part + "']")
    const [which, who, when, known, range, play] = ["which", "who", "when", "known", "range", "play"].map(find)
    const [what, sum, said, strip, box] = ["what", "sum", "said", "strip", "box"].map(find)
    const body = figure.querySelector("tbody")
    const films = new Map()
    const board = stage(box)
    let [film, heat, frame, at, had, nodes, timer, readable] = [undefined, undefined, 0, undefined, undefined, [], undefined, undefined]

    const load = (index) => {
      if (!films.has(index)) films.set(index, filmOf(JSON.parse(figure.querySelectorAll("script")[index].textContent)))
      return films.get(index)
    }
    const attacker = () => (who.value === "" ? undefined : Number(who.value))
    const options = (select, all, chosen) => select.replaceChildren(...all.map(([value, text]) => Object.assign(element("option", text, { value }), { selected: String(value) === String(chosen) })))

    const choose = () => {
      const index = which.selectedIndex
      const step = film?.frames.step[frame] ?? 0
      film = load(index)
      // Where the tree of another composition changed at other steps, the player stays at the time where it was.
      frame = Math.max(0, film.frames.step.findLastIndex((one) => one <= step))
      heat = heatOf(which.value)
      const everybody = film.members.map((name, member) => [member, name])
      options(who, [["", "nobody"], ...everybody], film.seizures === undefined ? "" : who.value)
      options(known, [["", "anybody"], ...everybody], film.holders === undefined ? "" : known.value)
      for (const select of [who, known]) select.closest("label").hidden = (select === known ? film.holders : film.seizures) === undefined
      figure.classList.toggle("measured", film.holders !== undefined)
      range.max = film.length - 1
      find("left").textContent = film.leftOut > 0 ? "The tree changed another " + film.leftOut + " times; these changes are left out." : ""
      seize(Number(when.value))
    }
    // Only who is there can be robbed; the film goes on from where it is.
    const seize = (wanted) => {
      const member = attacker()
      const frames = member === undefined ? [] : Array.from({ length: film.length }, (_, one) => one).filter((one) => film.present(one).includes(member))
      const chosen = frames.includes(wanted) ? wanted : (frames.findLast((one) => one <= wanted) ?? frames[0])
      options(when, frames.map((one) => [one, "step " + film.frames.step[one] + ": " + film.event(one)]), chosen)
      when.closest("label").hidden = frames.length === 0
      had = chosen === undefined ? undefined : film.fallen(member, chosen)
      const row = chosen === undefined || heat === undefined ? undefined : rowOf(heat, film.name(member), film.frames.step[chosen])
      readable = row === undefined ? undefined : new Set(indices(row.runs))
      ruler(chosen)
      show()
    }
    // All frames at a glance: how much of the tree holds keys, and how much of it the attacker has.
    const ruler = (chosen) => {
      // Each frame is around its place on the slider.
      const bars = film.counts(had ?? new Set()).flatMap(({ blank, had: fell, keys }, one) => {
        const all = Math.max(1, film.flat ? keys : keys + blank)
        return [
          svg("rect", { x: one - 0.5, y: 1 - keys / all, width: 1, height: keys / all, class: "keys" }),
          ...(fell > 0 ? [svg("rect", { x: one - 0.5, y: 1 - Math.max(0.2, fell / all), width: 1, height: 1, class: "fell" })] : [])
        ]
      })
      const marks = chosen === undefined ? [] : [svg("line", { x1: chosen, x2: chosen, y1: 0, y2: 1, class: "seized", "vector-effect": "non-scaling-stroke" })]
      strip.setAttribute("viewBox", "0 0 " + Math.max(1, film.length - 1) + " 1")
      strip.replaceChildren(...bars, ...marks)
    }
    const crown = () => {
      const head = film.frames.leaves[frame] === 0 ? "no group" : "epoch " + film.frames.epoch[frame]
      if (heat === undefined || film.frames.leaves[frame] === 0) return { text: head, falls: false }
      const texts = textsIn(heat, film, frame)
      if (texts.length === 0) return { text: head + " · nothing said", falls: false }
      if (readable === undefined) return { text: head + " · " + many(texts.length, "text"), falls: false }
      const fell = texts.filter((message) => readable.has(message)).length
      return { text: head + " · " + fell + " of " + many(texts.length, "text") + " read", falls: fell > 0 }
    }
    const show = () => {
      nodes = film.nodesAt(frame)
      const { by, epoch, event, step } = film.frames
      range.value = frame
      const words = "Step " + step[frame] + ", epoch " + epoch[frame] + ": " + film.event(frame) + "."
      range.setAttribute("aria-valuetext", "Change " + (frame + 1) + " of " + film.length + ". " + words)
      find("place").textContent = frame + 1 + " of " + film.length
      what.textContent = words
      const parents = nodes.filter(({ node }) => node % 2 === 1)
      const blank = parents.filter(({ key }) => key === undefined).length
      const fresh = nodes.filter((one) => one.fresh).length
      const fell = had === undefined ? 0 : nodes.filter(({ key }) => key !== undefined && had.has(key)).length
      const standing = nodes.filter(({ key }) => key !== undefined).length
      sum.textContent =
        (film.flat ? many(standing, "leaf key") : many(standing, "key") + ", " + many(blank, "blank parent")) +
        "; " + fresh + " new." +
        (had === undefined ? "" : " Whoever seized " + film.name(attacker()) + " after step " + step[Number(when.value)] + " has " + (fell === 0 ? "none of them." : fell + " of them."))
      board.draw(film, frame, nodes, { had, known: known.value === "" ? undefined : Number(known.value) })
      const top = crown()
      find("crown").textContent = top.text
      find("crown").className = top.falls ? "crown fell" : "crown"
      if (at !== undefined && at >= nodes.length) at = undefined
      point(at)
      body.replaceChildren(...nodes.filter(({ key, node }) => !film.flat || node % 2 === 0).map(row))
    }
    const row = (one) => {
      const { holders, key, member, node, strangers = [] } = one
      const tainted = [...new Set([...one.outside.map((leaf) => film.leafName(nodes, leaf)), ...strangers.map(film.name)])]
      const cells = [
        node % 2 === 0 ? "leaf " + node / 2 : "parent",
        member === undefined ? "" : film.name(member),
        key === undefined ? "blank" : "filled",
        key ?? "",
        key === undefined ? "" : film.setBy(key),
        one.unmerged.map((leaf) => film.leafName(nodes, leaf)).join(", "),
        tainted.join(", "),
        holders === undefined ? "" : holders.map(film.name).join(", "),
        had === undefined || key === undefined ? "" : had.has(key) ? "yes" : "no"
      ]
      const made = element("tr", "")
      made.append(element("th", node, { scope: "row" }), ...cells.map((cell) => element("td", cell, { class: "words" })))
      return made
    }
    const point = (node) => {
      board.point(nodes, node, document.activeElement === box)
      said.textContent = node === undefined ? "\\u00a0" : tellNode(film, nodes, nodes[node], had)
    }
    const go = (to) => {
      frame = clamp(to, 0, film.length - 1)
      show()
    }
    const pause = () => {
      clearInterval(timer)
      timer = undefined
      play.textContent = "Play"
    }
    play.addEventListener("click", () => {
      if (timer !== undefined) return pause()
      if (frame === film.length - 1) go(0)
      play.textContent = "Pause"
      timer = setInterval(() => {
        go(frame + 1)
        if (frame === film.length - 1) pause()
      }, 900)
    })
    range.addEventListener("input", () => {
      pause()
      go(Number(range.value))
    })
    for (const [part, step] of [["back", -1], ["on", 1]]) find(part).addEventListener("click", () => { pause(); go(frame + step) })
    strip.addEventListener("click", (event) => {
      const { left, width: wide } = strip.getBoundingClientRect()
      pause()
      go(Math.round(((event.clientX - left) / wide) * (film.length - 1)))
    })
    which.addEventListener("change", choose)
    who.addEventListener("change", () => seize(when.value === "" ? frame : Number(when.value)))
    when.addEventListener("change", () => seize(Number(when.value)))
    known.addEventListener("change", show)

    // The drawing by keyboard: up to the parent, down to a child, sideways on one level.
    const leaves = () => film.frames.leaves[frame]
    const inDrawing = (node) => node !== undefined && node >= 0 && node < nodes.length && (!film.flat || node % 2 === 0)
    const beside = (step) => {
      const reach = film.flat ? 2 : 2 ** (level(at) + 1)
      const next = at + step * reach
      return film.flat ? (next + 2 * leaves()) % (2 * leaves()) : next
    }
    const child = () => {
      if (film.flat || level(at) === 0) return undefined
      return at - 2 ** (level(at) - 1)
    }
    const first = () => (film.flat ? 0 : width(leaves()) - 1)
    const moves = {
      ArrowUp: () => (film.flat ? undefined : parentOf(at, leaves())),
      ArrowDown: child,
      ArrowLeft: () => beside(-1),
      ArrowRight: () => beside(1),
      Home: () => 0,
      End: () => nodes.length - 1
    }
    const look = (node) => {
      at = node
      point(at)
      const mark = board.place(at)
      if (mark === undefined) return
      if (mark.x < box.scrollLeft + 20 || mark.x > box.scrollLeft + box.clientWidth - 20) box.scrollLeft = mark.x - box.clientWidth / 2
    }
    box.addEventListener("keydown", (event) => {
      const move = moves[event.key]
      if (move === undefined || nodes.length === 0 || event.ctrlKey || event.altKey || event.metaKey) return
      event.preventDefault()
      const next = at === undefined ? first() : move()
      if (inDrawing(next)) look(next)
    })
    box.addEventListener("focus", () => nodes.length > 0 && look(at ?? first()))
    box.addEventListener("blur", () => board.point(nodes, at, false))
    box.addEventListener("pointermove", (event) => {
      const node = board.under(event)
      if (node !== undefined) point(node)
      else if (at !== undefined) point(at)
    })
    box.addEventListener("pointerleave", () => point(at))
    box.addEventListener("click", (event) => {
      const node = board.under(event)
      if (node !== undefined) look(node)
    })
    new ResizeObserver(() => box.clientWidth > 0 && show()).observe(box)
    choose()
  }
`
