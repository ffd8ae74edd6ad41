import { byId } from "./dom.ts"

const tabs = ["run", "measure"] as const

/** Two tabs as assistive technology knows them: arrows go from one to the other, and the address says which is open. */
export const tabbed = (): void => {
  const open = (name: string, focus: boolean): void => {
    for (const one of tabs) {
      const tab = byId(`tab-${one}`)
      const chosen = one === name
      tab.setAttribute("aria-selected", String(chosen))
      tab.tabIndex = chosen ? 0 : -1
      byId(`panel-${one}`).hidden = !chosen
      if (chosen && focus) tab.focus()
    }
  }
  for (const [i, name] of tabs.entries()) {
    const tab = byId(`tab-${name}`)
    tab.addEventListener("click", () => open(name, false))
    tab.addEventListener("keydown", ({ key }) => {
      const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0
      if (step !== 0) open(tabs[(i + step + tabs.length) % tabs.length] ?? name, true)
    })
  }
  if (location.hash === "#calibrate") open("measure", false)
}
