/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** The element with this id; the page's skeleton has it. */
export const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no #${id}`)
  return found
}

/** The same, of a kind: `control("seed", HTMLInputElement)`. */
export const control = <E extends HTMLElement>(id: string, kind: new () => E): E => {
  const found = byId(id)
  if (!(found instanceof kind)) throw new TypeError(`#${id} is no ${kind.name}`)
  return found
}

/** A new element with attributes and what is in it. Texts stay texts. */
export const element = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...content: ReadonlyArray<Node | string>
): HTMLElementTagNameMap[K] => {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...content)
  return made
}

/** A choice of a select element. */
export const option = (value: string, text: string, chosen = false): HTMLOptionElement => {
  const made = element("option", { value }, text)
  made.selected = chosen
  return made
}

/** The value of the radio button that is on, among those of a name. */
export const radio = (name: string): string => document.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.value ?? ""

/** Puts one control in the place of another, and the focus on it if the other had it: hidden ones lose theirs, and the keyboard would begin anew. */
export const trade = (from: HTMLElement, to: HTMLElement): void => {
  const focused = document.activeElement === from
  to.hidden = false
  from.hidden = true
  if (focused) to.focus()
}

/** Puts a text on the clipboard, and says on the button whether it is there. */
export const copy = async (button: HTMLElement, text: string): Promise<void> => {
  const name = (button.dataset["name"] ??= button.textContent)
  button.textContent = await navigator.clipboard.writeText(text).then(
    () => "Copied",
    () => "Not allowed to copy"
  )
  setTimeout(() => (button.textContent = name), 2000)
}

/** Hands a file to whoever looks at the page. */
export const save = (name: string, type: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = element("a", { href: url, download: name })
  document.body.append(link)
  link.click()
  link.remove()
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
