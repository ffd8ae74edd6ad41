import { type Colour, heatColours, pageColours } from "@copath/lab-report"

const palette: Readonly<Record<string, Colour>> = { ...pageColours, ...heatColours }

const colourOf = (name: string): Colour => {
  const colour = palette[name]
  if (colour === undefined) throw new RangeError(`no colour is called ${name}`)
  return colour
}

/** The text of an element, or of an attribute in quotes. */
export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")

/**
 * A picture that needs nothing beside it. Colours stand in its elements as they are on white, for programs that know no more; where the reader's system is dark,
 * a rule for each of them says the other.
 *
 * @param body elements of SVG, with colours such as `var(--s0)`
 */
export const standalone = (width: number, height: number, title: string, description: string, body: string): string => {
  const used = new Set(["bg", "fg"])
  const inner = body.replaceAll(/var\(--([a-z0-9-]+)\)/g, (_, name: string) => {
    used.add(name)
    return colourOf(name).light
  })
  const rules = [...used].toSorted().flatMap((name) => {
    const { dark, light } = colourOf(name)
    return ["fill", "stroke", "color"].map((property) => `[${property}="${light}"]{${property}:${dark}}`)
  })
  const { light: paper } = colourOf("bg")
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" color="${colourOf("fg").light}" fill="currentColor" font-family="system-ui, sans-serif" font-size="11" text-anchor="middle">`,
    `<title>${escaped(title)}</title>`,
    `<desc>${escaped(description)}</desc>`,
    `<style>text,tspan{white-space:pre}@media (prefers-color-scheme:dark){${rules.join("")}}</style>`,
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    inner,
    "</svg>",
    ""
  ].join("\n")
}
