import { indicesScript } from "../indicesScript.ts"

/**
 * Draws the heatmaps of a page and the sleepers' views, moves a cursor over them by keyboard or pointer, and says why a cell falls. Reads what `panels` wrote
 * beside each; makes elements from text only. Its certificates are those of `certificateLines` in lab-core: a test holds one against the other.
 */
export const heatScript = `
(() => {
  ${indicesScript}
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
  const clamp = (n, least, most) => Math.max(least, Math.min(most, n))
  const short = (name) => (name.length > 14 ? name.slice(0, 7) + "…" + name.slice(-6) : name)
  const element = (tag, text, name) => Object.assign(document.createElement(tag), { textContent: text, className: name ?? "" })

  // A grid of bands of rows over columns, on a canvas of whole pixels, with a cursor.
  const grid = (figure, model) => {
    const box = figure.querySelector(".heatbox")
    const canvas = box.querySelector("canvas")
    const said = figure.querySelector(".said")
    const cursor = box.appendChild(element("div", "", "at"))
    const place = { row: 0, column: 0 }
    let shown = model.bands
    const top = model.epochs.length > 0 ? 18 : 2
    let [left, width, height, scale] = [0, 1, 1, 1]
    let rows = []

    const layout = () => {
      scale = window.devicePixelRatio || 1
      const pen = canvas.getContext("2d")
      pen.font = "11px system-ui, sans-serif"
      left = Math.ceil(Math.max(20, ...shown.map((band) => pen.measureText(short(band.name)).width))) + 8
      const many = shown.reduce((sum, band) => sum + band.rows.length, 0)
      width = clamp(Math.floor(((box.clientWidth - left - 2) * scale) / model.columns), 1, Math.round(28 * scale))
      height = clamp(Math.floor((model.height * scale) / Math.max(1, many)), Math.round(scale), Math.round(14 * scale))
      const gap = Math.round(3 * scale)
      let y = Math.round(top * scale)
      rows = shown.flatMap((band, b) => {
        const own = band.rows.map((row) => ({ band: b, row, y: (y += height) - height }))
        y += gap
        return own
      })
      canvas.width = Math.round(left * scale) + width * model.columns + 2
      canvas.height = y
      canvas.style.width = canvas.width / scale + "px"
      canvas.style.height = canvas.height / scale + "px"
    }
    const x = (column) => Math.round(left * scale) + column * width

    const draw = () => {
      if (box.clientWidth === 0) return
      layout()
      const pen = canvas.getContext("2d")
      const ink = { text: colour("--soft"), line: colour("--line"), back: colour("--heat-safe"), paper: colour("--bg") }
      pen.font = 11 * scale + "px system-ui, sans-serif"
      const inset = width >= 5 * scale && height >= 5 * scale ? 1 : 0
      for (const { row, y } of rows) {
        if (!model.sparse) {
          pen.fillStyle = ink.back
          pen.fillRect(x(0), y, width * model.columns, height)
        }
        for (const { from, to, paint, strength } of model.segments(row)) {
          pen.globalAlpha = strength ?? 1
          pen.fillStyle = colour(paint)
          pen.fillRect(x(from), y, width * (to - from), height)
          pen.globalAlpha = 1
        }
        if (inset) {
          pen.fillStyle = ink.paper
          pen.fillRect(x(0), y + height - 1, width * model.columns, 1)
        }
      }
      if (inset && rows.length > 0) {
        pen.fillStyle = ink.paper
        for (let c = 1; c <= model.columns; c++) pen.fillRect(x(c) - 1, rows[0].y, 1, canvas.height - rows[0].y)
      }
      pen.fillStyle = ink.text
      pen.textBaseline = "middle"
      pen.textAlign = "right"
      let last = -Infinity
      shown.forEach((band, b) => {
        const own = rows.filter((one) => one.band === b)
        if (own.length === 0) return
        const middle = (own[0].y + own[own.length - 1].y + height) / 2
        if (middle - last < 12 * scale) return
        last = middle
        pen.fillText(short(band.name), (left - 6) * scale, middle)
      })
      heads(pen, ink)
      mark()
    }

    // Epochs as alternating strips with their numbers.
    const heads = (pen, ink) => {
      model.epochs.forEach((one, i) => {
        const [from, to] = [x(one.from), x(one.to)]
        pen.fillStyle = i % 2 === 0 ? ink.line : ink.back
        pen.fillRect(from, scale, to - from, 13 * scale)
        pen.fillStyle = ink.text
        pen.textAlign = "center"
        if (pen.measureText(String(one.epoch)).width + 4 * scale < to - from) pen.fillText(String(one.epoch), (from + to) / 2, 8 * scale)
        if (i > 0) {
          pen.globalAlpha = 0.55
          pen.fillRect(from, scale, Math.max(1, Math.round(scale)), canvas.height)
          pen.globalAlpha = 1
        }
      })
    }

    const mark = () => {
      const { y } = rows[place.row] ?? { y: 0 }
      const sides = [width / scale, height / scale].map((side) => Math.max(7, side + 2))
      cursor.style.left = (x(place.column) + width / 2) / scale - sides[0] / 2 + "px"
      cursor.style.top = (y + height / 2) / scale - sides[1] / 2 + "px"
      cursor.style.width = sides[0] + "px"
      cursor.style.height = sides[1] + "px"
    }
    const tell = () => (said.textContent = rows[place.row] === undefined ? "" : model.tell(rows[place.row].row, place.column))
    const go = (row, column) => {
      place.row = clamp(row, 0, rows.length - 1)
      place.column = clamp(column, 0, model.columns - 1)
      mark()
      tell()
      const [across, down] = [cursor.offsetLeft, cursor.offsetTop]
      if (across < box.scrollLeft + left || across > box.scrollLeft + box.clientWidth - 24) box.scrollLeft = across - box.clientWidth / 2
      if (down < box.scrollTop + top || down > box.scrollTop + box.clientHeight - 24) box.scrollTop = down - box.clientHeight / 2
    }
    const neighbour = (step) => {
      const band = clamp((rows[place.row]?.band ?? 0) + step, 0, shown.length - 1)
      return rows.findIndex((one) => one.band === band)
    }
    const moves = {
      ArrowUp: () => go(place.row - 1, place.column),
      ArrowDown: () => go(place.row + 1, place.column),
      ArrowLeft: () => go(place.row, place.column - 1),
      ArrowRight: () => go(place.row, place.column + 1),
      Home: () => go(place.row, 0),
      End: () => go(place.row, model.columns - 1),
      PageUp: () => go(neighbour(-1), place.column),
      PageDown: () => go(neighbour(1), place.column),
      Enter: () => model.open?.(rows[place.row].row, place.column),
      " ": () => model.open?.(rows[place.row].row, place.column)
    }
    canvas.addEventListener("keydown", (event) => {
      const move = moves[event.key]
      if (move === undefined || rows.length === 0 || event.ctrlKey || event.altKey || event.metaKey) return
      event.preventDefault()
      move()
    })
    canvas.addEventListener("focus", tell)
    const under = (event) => {
      const frame = canvas.getBoundingClientRect()
      const [px, py] = [(event.clientX - frame.left) * scale, (event.clientY - frame.top) * scale]
      const row = rows.findIndex(({ y }) => py >= y && py < y + height)
      const column = Math.floor((px - x(0)) / width)
      return row < 0 || column < 0 || column >= model.columns ? undefined : [row, column]
    }
    canvas.addEventListener("pointermove", (event) => {
      const found = under(event)
      if (found === undefined) return
      said.textContent = model.tell(rows[found[0]].row, found[1])
    })
    canvas.addEventListener("pointerleave", () => document.activeElement === canvas && tell())
    canvas.addEventListener("click", (event) => {
      const found = under(event)
      if (found === undefined) return
      go(...found)
      model.open?.(rows[place.row].row, place.column)
    })
    figure.querySelector("select")?.addEventListener("change", (event) => {
      shown = event.target.value === "" ? model.bands : model.bands.filter((band) => band.id === event.target.value)
      place.row = 0
      draw()
      tell()
    })
    new ResizeObserver(draw).observe(box)
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw)
    return { focus: () => canvas.focus() }
  }

  const exposure = (figure) => {
    const { certificates, members, messages, note, rows } = JSON.parse(figure.querySelector("script").textContent)
    const name = (member) => members[member] ?? "nobody"
    const cells = new Map()
    const cellsOf = (row) => {
      if (!cells.has(row)) cells.set(row, [new Set(indices(row.runs)), new Set(row.upper === undefined ? [] : indices(row.upper))])
      return cells.get(row)
    }
    const kind = ({ row, state }, message) => {
      const [certain, most] = cellsOf(row)
      if (!certain.has(message)) return most.has(message) ? "perhaps" : "safe"
      return messages.state[message] <= state ? "earlier" : "later"
    }
    const why = figure.querySelector(".why")
    const said = (message) => "message " + message + ", said by " + name(messages.by[message]) + " at state " + messages.state[message] + " in epoch " + messages.epoch[message]
    const verdicts = {
      safe: "It is safe.",
      earlier: "It falls, though it was said before the seizure.",
      later: "It falls; it was said after the seizure.",
      perhaps: "It is safe, unless the attacker knows what is unexplained."
    }
    const linesOf = ({ row, state }, message) => {
      const { edges, labels, texts, values, verbs } = certificates
      const last = "→ " + said(message)
      const target = texts[message]
      if (target < 0) return ["1  the wire: everybody can read it", last]
      const by = new Map(indices(certificates.rows[rows.indexOf(row)]).map((edge) => [edges.out[edge], edge]))
      const [order, entered, stack] = [[], new Set(), [[target, false]]]
      while (stack.length > 0) {
        const [value, left] = stack.pop()
        const edge = by.get(value)
        if (edge === undefined) continue
        if (left) order.push(edge)
        if (left || entered.has(value)) continue
        entered.add(value)
        stack.push([value, true])
        for (const input of edges.from[edge].toReversed()) stack.push([input, false])
      }
      const begins = [...new Set([...order.flatMap((edge) => edges.from[edge]), target])].filter((value) => !by.has(value))
      const lines = begins.map((value, i) => i + 1 + "  " + labels[values[value]] + ", held by " + name(row.member) + " at state " + state)
      const lineOf = new Map(begins.map((value, i) => [value, i + 1]))
      let before = { text: "", times: 0 }
      for (const edge of order) {
        const refers = [...new Set(edges.from[edge].flatMap((value) => lineOf.get(value) ?? []))].toSorted((a, b) => a - b)
        const plain = refers.length === 1 && refers[0] === lines.length
        const text = "→ " + labels[values[edges.out[edge]]] + ": " + verbs[edges.verb[edge]] + (plain || refers.length === 0 ? "" : ", from " + refers.join(" and "))
        if (plain && text === before.text) {
          before = { text, times: before.times + 1 }
          lines[lines.length - 1] = lines.length + "  " + text + ", " + before.times + " times"
        } else {
          before = { text, times: 1 }
          lines.push(lines.length + 1 + "  " + text)
        }
        lineOf.set(edges.out[edge], lines.length)
      }
      return [...lines, last]
    }
    const open = (line, message) => {
      const found = kind(line, message)
      const close = Object.assign(element("button", "Close"), { type: "button" })
      close.addEventListener("click", shut)
      const falls = found === "earlier" || found === "later"
      const whoever = " to whoever seizes " + name(line.row.member) + " at state " + line.state
      const head = element("h4", falls ? "Why message " + message + " falls" + whoever : "Message " + message + " does not fall" + whoever)
      const chain = element("ol", "", "chain")
      if (falls && certificates !== undefined) chain.append(...linesOf(line, message).map((one) => element("li", one)))
      const words =
        found === "safe" ? "Nothing that is held there, and nothing on the wire, leads to it."
        : found === "perhaps" ? "It would, if the attacker knew the values that the analysis could not explain."
        : note
      why.replaceChildren(head, falls && certificates !== undefined ? chain : element("p", words), close)
      why.hidden = false
      why.focus()
    }
    const shut = () => {
      why.hidden = true
      view.focus()
    }
    why.addEventListener("keydown", (event) => event.key === "Escape" && shut())
    const segments = (line) => {
      const [certain, most] = cellsOf(line.row)
      const found = []
      for (const message of [...new Set([...certain, ...most])].toSorted((a, b) => a - b)) {
        const paint = "--heat-" + kind(line, message)
        const last = found.at(-1)
        if (last?.to === message && last.paint === paint) last.to++
        else found.push({ from: message, to: message + 1, paint })
      }
      return found
    }
    const epochs = []
    messages.epoch.forEach((epoch, message) => {
      const last = epochs.at(-1)
      if (last?.epoch === epoch) last.to++
      else epochs.push({ epoch, from: message, to: message + 1 })
    })
    // A line for each state; where there are too many, a row's states share lines, but each row has one.
    const all = rows.reduce((sum, row) => sum + row.to - row.from, 0)
    const linesFor = (row) => {
      const many = all <= 700 ? row.to - row.from : Math.max(1, Math.round(((row.to - row.from) * 700) / all))
      return Array.from({ length: many }, (_, i) => ({ row, state: row.from + Math.floor((i * (row.to - row.from)) / many) }))
    }
    const present = [...new Set(rows.map((row) => row.member))]
    const view = grid(figure, {
      bands: present.map((member) => ({ id: String(member), name: name(member), rows: rows.filter((row) => row.member === member).flatMap(linesFor) })),
      columns: messages.state.length,
      epochs,
      height: 440,
      open,
      segments,
      tell: (line, message) => "Seize " + name(line.row.member) + " at state " + line.state + ": " + said(message) + ". " + verdicts[kind(line, message)]
    })
  }

  const sleepers = (figure) => {
    const { most, members, states: columns } = JSON.parse(figure.querySelector("script").textContent)
    const depth = (row, state) => row.find((one) => state >= one[0] && state < one[1])
    grid(figure, {
      sparse: true,
      bands: members.map(([name, row], i) => ({ id: String(i), name, rows: [{ name, row }] })),
      columns,
      epochs: [],
      height: 300,
      segments: ({ row }) => row.map(([from, to, n]) => n === 0 ? { from, to, paint: "--heat-safe" } : { from, to, paint: "--heat-earlier", strength: 0.18 + (0.82 * n) / most }),
      tell: ({ name, row }, state) => {
        const found = depth(row, state)
        return "Seize " + name + " at state " + state + ": " + (found === undefined ? "not in the group, or not looked at." : found[2] + " earlier messages fall.")
      }
    })
  }

  for (const figure of document.querySelectorAll("figure.heat")) exposure(figure)
  for (const figure of document.querySelectorAll("figure.sleepers")) sleepers(figure)
})()
`

/** What the page's policy calls `heatScript`. */
export const heatScriptHash = "sha256-3iJxeH7b4qXwclGC7UDZpbYYC6daExyu0Y+v+gUiDmo="
