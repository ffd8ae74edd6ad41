import type { Locator } from "playwright-core"

/**
 * What a reader of drawings could not read: texts that are cut off by a drawing's edge, and texts over one another. Each is one sentence, which begins
 * with the figure's heading if it has one.
 *
 * @param drawings elements `svg`
 */
export const unreadable = (drawings: Locator): Promise<ReadonlyArray<string>> =>
  drawings.evaluateAll((all) =>
    all.flatMap((drawing) => {
      const heading = drawing.closest("figure")?.querySelector("h3")?.textContent
      const title = heading === undefined || heading === null ? "" : `${heading}: `
      const frame = drawing.getBoundingClientRect()
      const texts = [...drawing.querySelectorAll("text")]
        .filter((text) => (text.textContent ?? "") !== "")
        .map((text) => ({
          text: text.textContent ?? "",
          turned: /rotate/.test(text.getAttribute("transform") ?? ""),
          box: text.getBoundingClientRect()
        }))
      const cut = texts.filter(
        ({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1
      )
      // The boxes of turned texts overlap where the texts do not. A line's height is more than its letters'.
      const level = texts.filter(({ turned }) => !turned)
      const over = level.flatMap((a, i) =>
        level.slice(i + 1).flatMap((b) => {
          const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left)
          const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top)
          return across > 1 && down > 4 ? [`${title}"${a.text}" over "${b.text}"`] : []
        })
      )
      return [...cut.map(({ text }) => `${title}"${text}" is cut off`), ...over]
    })
  )
