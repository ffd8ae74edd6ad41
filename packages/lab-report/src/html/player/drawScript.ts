/** The player's script, second part: a frame as a drawing. Shapes tell what colours tell, so that either is enough. */
export const drawScript = `
  const svg = (tag, attributes, ...children) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag)
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
    made.append(...children)
    return made
  }
  const short = (name, most) => (name.length > most ? name.slice(0, most - 1) + "…" : name)
  const circle = (r) => "M" + -r + " 0a" + r + " " + r + " 0 1 0 " + 2 * r + " 0a" + r + " " + r + " 0 1 0 " + -2 * r + " 0z"
  const square = (r) => "M" + -r + " " + -r + "h" + 2 * r + "v" + 2 * r + "h" + -2 * r + "z"
  const diamond = (r) => "M0 " + -r + "L" + r + " 0L0 " + r + "L" + -r + " 0z"

  // Where each node is, in a drawing at least so wide.
  const placed = (film, leaves, room) => {
    const count = width(leaves)
    if (film.flat) {
      const radius = Math.max(92, (leaves * 38) / (2 * Math.PI))
      const r = Math.min(15, (2.4 * radius) / Math.max(leaves, 1))
      const [w, h] = [Math.max(room, 2 * radius + 120), 2 * radius + 96]
      const turn = (leaf) => (2 * Math.PI * leaf) / Math.max(leaves, 1) - Math.PI / 2
      return {
        w, h, r, ring: radius,
        at: (node) => [w / 2 + radius * Math.cos(turn(node / 2)), h / 2 + radius * Math.sin(turn(node / 2))],
        label: (node) => {
          const angle = turn(node / 2)
          const [x, y] = [w / 2 + (radius + r * 1.3 + 6) * Math.cos(angle), h / 2 + (radius + r * 1.3 + 6) * Math.sin(angle)]
          const side = Math.abs(Math.cos(angle)) < 0.25 ? "middle" : Math.cos(angle) > 0 ? "start" : "end"
          return { x, y: y + (side === "middle" ? Math.sin(angle) * 8 + 4 : 4), "text-anchor": side }
        },
        letters: 8
      }
    }
    // Slanted names reach out to the left.
    const margin = room / leaves < 66 ? 52 : 8
    const apart = Math.max(26, Math.min(96, (room - margin) / leaves))
    const r = Math.min(17, apart * 0.36)
    const down = count > 16 ? 54 : 66
    const w = Math.max(room, apart * leaves + margin)
    const slanted = margin > 8
    const left = (w - apart * leaves) / 2 + (slanted ? 16 : 0)
    const top = r + 12
    const bottom = top + down * level(count - 1)
    return {
      w, h: bottom + r + (slanted ? 66 : 30), r,
      at: (node) => [left + ((node + 1) / 2) * apart, bottom - down * level(node)],
      label: (node) => {
        const [x, y] = [left + ((node + 1) / 2) * apart, bottom + r]
        return slanted ? { transform: "translate(" + (x + 4) + " " + (y + 12) + ")rotate(-52)", "text-anchor": "end" } : { x, y: y + 17, "text-anchor": "middle" }
      },
      letters: slanted ? 9 : Math.floor(apart / 7)
    }
  }

  // One drawing, made anew when the shape of the tree changes, and else brought up to date, so that what changes can be seen changing.
  const stage = (box) => {
    let [shape, place, marks] = ["", undefined, []]
    const ids = box.dataset.ids
    const draw = (film, frame, nodes, { had, known }) => {
      const leaves = film.frames.leaves[frame]
      const wanted = [film.flat, leaves, box.clientWidth, film.members.length].join()
      if (wanted !== shape) {
        shape = wanted
        place = placed(film, leaves, box.clientWidth)
        const hatch = svg("pattern", { id: ids + "-hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, svg("rect", { width: 6, height: 6, class: "hatched" }), svg("rect", { width: 2.5, height: 6, class: "hatch" }))
        const links = svg("g", {}, ...(place.ring === undefined ? [] : [svg("circle", { cx: place.w / 2, cy: place.h / 2, r: place.ring, class: "round" })]))
        const dots = svg("g", {})
        marks = nodes.map(({ node }) => {
          const [x, y] = place.at(node)
          const above = film.flat ? undefined : parentOf(node, leaves)
          const link = above === undefined ? undefined : svg("line", { x1: x, y1: y, x2: place.at(above)[0], y2: place.at(above)[1] })
          if (link !== undefined) links.append(link)
          const own = { x, y, link, body: svg("path", {}), ring: svg("path", { class: "ring" }), number: svg("text", { class: "number", dy: ".35em" }), badge: svg("text", { class: "badge", x: place.r + 1, y: -place.r + 1 }), name: svg("text", { class: "owner", ...(node % 2 === 0 ? place.label(node) : {}) }) }
          own.dot = svg("g", { transform: "translate(" + x + " " + y + ")" }, own.ring, own.body, own.number, own.badge)
          if (!film.flat || node % 2 === 0) dots.append(own.dot, own.name)
          return own
        })
        const drawing = svg("svg", { width: place.w, height: place.h, viewBox: "0 0 " + place.w + " " + place.h, "aria-hidden": "true" }, svg("defs", {}, hatch), links, dots)
        box.querySelector("svg")?.remove()
        box.prepend(drawing)
      }
      for (const one of nodes) {
        const { body, badge, dot, link, name, number, ring } = marks[one.node]
        const leaf = one.node % 2 === 0
        const fell = one.key !== undefined && had !== undefined && had.has(one.key)
        const tainted = one.outside.length > 0 || (one.strangers ?? []).length > 0
        const dim = known !== undefined && one.holders !== undefined && !one.holders.includes(known)
        const names = [one.key === undefined ? "blank" : fell ? "fell" : tainted ? "tainted" : "filled"]
        if (dim && !fell) names.push("dim")
        if (one.fresh) names.push("fresh")
        const r = one.key === undefined ? place.r * 0.72 : fell ? place.r * 1.22 : leaf ? place.r * 0.9 : place.r
        body.setAttribute("d", fell ? diamond(r) : leaf ? square(r) : circle(r))
        body.style.fill = names[0] === "tainted" && !dim ? "url(#" + ids + "-hatch)" : ""
        ring.setAttribute("d", one.key !== undefined && tainted ? (leaf && !fell ? square(place.r + 4) : fell ? diamond(place.r * 1.22 + 5) : circle(place.r + 4)) : "")
        if (dot.getAttribute("class") !== names.join(" ")) dot.setAttribute("class", names.join(" "))
        number.textContent = one.key === undefined || place.r < 9 ? "" : one.key
        number.style.fontSize = Math.min(12, place.r * (one.key > 999 ? 0.6 : one.key > 99 ? 0.76 : 0.95)) + "px"
        badge.textContent = one.unmerged.length > 0 ? "+" + one.unmerged.length : ""
        name.textContent = one.member === undefined ? "" : short(film.name(one.member), place.letters)
        // The edge above an unmerged leaf is broken: it does not know what it leads to.
        link?.setAttribute("class", leaf && nodes.some(({ unmerged }) => unmerged.includes(one.node / 2)) ? "broken" : "")
      }
    }
    // Whoever holds the secret of a node is pointed at, and so is the node.
    const point = (nodes, at, focused) => {
      for (const [node, { dot, name }] of marks.entries()) {
        const holds = at !== undefined && nodes[node]?.member !== undefined && nodes[at]?.holders?.includes(nodes[node].member)
        name.classList.toggle("holds", holds === true)
        dot.classList.toggle("here", node === at)
        dot.classList.toggle("focused", node === at && focused)
      }
    }
    return {
      draw,
      point,
      place: (node) => marks[node],
      under: (event) => {
        const frame = box.querySelector("svg").getBoundingClientRect()
        const [x, y] = [event.clientX - frame.left, event.clientY - frame.top]
        let [best, least] = [undefined, Math.max(place.r * 1.6, 14)]
        for (const [node, mark] of marks.entries()) {
          const far = mark.dot.isConnected ? Math.hypot(mark.x - x, mark.y - y) : Infinity
          if (far < least) [best, least] = [node, far]
        }
        return best
      }
    }
  }
`
